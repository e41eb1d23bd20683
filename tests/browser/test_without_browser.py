"""Where no browser can be had: loud under CI, a skip with a warning elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ONE = "test_the_back_button_returns_to_the_page_before_with_its_choices"


def run_without_browser(tmp_path, **environment: str) -> subprocess.CompletedProcess:
    """One browser test in a pytest of its own that finds no browser."""
    known = {name: value for name, value in os.environ.items() if not re.match("CI$|CHROMIUM$|PYTEST", name)}
    nothing = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", f"{HERE / 'test_addresses.py'}::{ONE}"],
        cwd=HERE.parent.parent,
        env=known | nothing | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "darwin", reason="Chrome of a Mac is found by its place")
def test_a_machine_without_browser_skips_with_a_warning(tmp_path):
    done = run_without_browser(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 skipped, 1 warning" in done.stdout
    assert "browser tests skipped: no Chromium on this machine" in done.stdout


@pytest.mark.skipif(sys.platform == "darwin", reason="Chrome of a Mac is found by its place")
def test_a_ci_machine_without_browser_fails_loudly(tmp_path):
    done = run_without_browser(tmp_path, CI="true")
    assert done.returncode == 1, done.stdout
    assert "No Chromium on this machine" in done.stdout
