"""SECURITY.md and docs/deploy.md tell the truth: tests exist, settings are all there, commands work."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))))
GUIDE = ROOT / "docs" / "deploy.md"


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part.rpartition("/")[2])
def test_every_test_that_security_speaks_of_exists(file, name):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_a_test():
    rows = [line for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(rows) > 20
    assert not [row for row in rows[1:] if "::" not in row]


def test_the_guide_names_every_setting():
    code = "".join(path.read_text(encoding="utf-8")
                   for folder in ("cxlib", "ui") for path in (ROOT / folder).rglob("*.py"))  # fmt: skip
    used = {name for name in re.findall(r"HEADLIGHT_[A-Z_]*[A-Z]", code) if name != "HEADLIGHT_MAX"}
    told = set(re.findall(r"`(HEADLIGHT_\w+)`", GUIDE.read_text(encoding="utf-8")))
    assert used <= told


def test_the_guide_names_files_that_exist():
    named = re.findall(r"`(docs/hosting/[\w@.]+)`", GUIDE.read_text(encoding="utf-8"))
    assert named and not [name for name in named if not (ROOT / name).exists()]


def test_the_guide_names_commands_that_exist():
    said = subprocess.run([sys.executable, "-m", "cxlib", "--help"], cwd=ROOT, capture_output=True, text=True).stdout
    named = re.findall(r"(?:python -m cxlib|`headlight) ([a-z-]+)", GUIDE.read_text(encoding="utf-8"))
    assert len(named) >= 4 and not [name for name in named if name not in said]


def test_the_container_and_the_service_start_the_guarded_app():
    for name in ("Containerfile", "headlight@.service"):
        written = (ROOT / "docs" / "hosting" / name).read_text(encoding="utf-8")
        assert "asgi_app.py" in written and "streamlit_app.py" not in written


def test_secrets_go_neither_into_the_repository_nor_into_an_image():
    for name in (".gitignore", ".dockerignore"):
        assert ".streamlit/secrets.toml" in (ROOT / name).read_text(encoding="utf-8").splitlines()
