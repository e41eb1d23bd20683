"""Packages are pinned, and none is older than the release that mended a weakness which concerns us."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MENDED = {
    "streamlit": ("1.54.0", "CVE-2026-33682: server-side requests by component paths"),
    "starlette": ("0.49.1", "CVE-2025-62727: a Range header that costs quadratic time"),
    "python-multipart": ("0.0.18", "CVE-2024-53981: bytes before the first boundary stall the server"),
    "h11": ("0.16.0", "CVE-2025-43859: request smuggling behind a proxy"),
    "jinja2": ("3.1.6", "CVE-2025-27516: out of the sandbox"),
    "requests": ("2.32.4", "CVE-2024-47081: credentials sent to another host"),
    "urllib3": ("2.5.0", "CVE-2025-50181: redirects that were switched off"),
    "pyarrow": ("14.0.1", "CVE-2023-47248: code run from a file"),
    "protobuf": ("6.31.1", "CVE-2025-4565: endless nesting"),
}


def pinned():
    files = [ROOT / name for name in ("requirements.txt", "requirements-hosted.txt")]
    lines = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return dict(re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[\w+\])?==([\w.]+)", lines, re.MULTILINE))


def parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


@pytest.mark.parametrize("package", MENDED)
def test_no_package_is_older_than_what_mended_it(package):
    version = pinned().get(package)
    assert version is None or parts(version) >= parts(MENDED[package][0]), MENDED[package][1]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-hosted.txt"])
def test_every_package_has_its_exact_version(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line and line[0] not in " #" and "==" not in line]
