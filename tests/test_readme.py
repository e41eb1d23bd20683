"""README tells the truth: its library lines run, its commands exist, its tree names what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_the_library_lines_run(block, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})  # our own lines
    assert "Estimate(value=30.0" in capsys.readouterr().out


def test_the_commands_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{target}:" in makefile for target in re.findall(r"^make (\w+)", README, re.MULTILINE))


def test_the_tree_names_what_is_there():
    rooms = re.findall(r"(\w+)/ {2,}", README)
    assert all(any((ROOT / folder / room).is_dir() for folder in ("", "cxlib", "ui")) for room in rooms)
