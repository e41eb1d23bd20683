"""The command line: what it prints, as text and as JSON, and its exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cxlib import __main__ as command
from cxlib.language import PSEUDO, use
from cxlib.store import open_store
from cxlib.workspace import Workspace

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADLIGHT_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def acme(home):
    store = open_store(home / "home")
    store.create(Workspace("acme", name="Acme & Sons"))
    store.close()


def run(capsys, *arguments):
    code = command.main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("wrong", [[], ["dance"], ["board"], ["board", "acme", "--grain", "decade"], ["read"]])
def test_wrong_arguments_exit_with_two(home, capsys, wrong):
    with pytest.raises(SystemExit) as found:
        command.main(wrong)
    assert found.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_help_names_every_command(home, capsys):
    with pytest.raises(SystemExit) as found:
        command.main(["--help"])
    assert found.value.code == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("read", "board", "sample", "check"))


@pytest.mark.parametrize("name", ["acme", "Acme & Sons"])
def test_a_board_is_found_by_id_or_name(acme, capsys, name):
    code, out, err = run(capsys, "board", name)
    assert (code, err) == (0, "")
    assert "no targets yet" in out


def test_a_board_as_json(acme, capsys):
    code, out, _ = run(capsys, "board", "acme", "--json")
    assert code == 0
    assert json.loads(out)["cards"] == []


def test_an_unknown_workspace_is_said_on_standard_error(acme, capsys):
    code, out, err = run(capsys, "board", "nowhere")
    assert (code, out) == (1, "")
    assert "There are: Acme & Sons." in err and "Traceback" not in err


def test_check_of_a_sound_installation(acme, capsys):
    assert run(capsys, "check")[:2] == (0, "Everything is in order.\n")
    code, out, _ = run(capsys, "check", "--json")
    assert code == 0 and json.loads(out) == {"problems": []}


def test_check_says_what_is_wrong(acme, capsys, monkeypatch):
    monkeypatch.setattr("cxlib.store.Store.check", lambda store, quick: ["The disk is full."])
    assert run(capsys, "check")[:2] == (1, "The disk is full.\n")
    assert run(capsys, "check", "--json")[0] == 1


def test_a_file_that_is_not_there_is_the_users_to_mend(home, capsys):
    code, out, err = run(capsys, "read", str(home / "nothing.csv"))
    assert (code, out) == (1, "")
    assert "nothing.csv" in err and "Traceback" not in err


def test_a_folder_is_no_file(home, capsys):
    code, _, err = run(capsys, "read", str(home))
    assert code == 1 and err


def test_words_other_than_english_pass_through(acme, capsys):
    with use(PSEUDO):
        assert run(capsys, "check")[1].startswith("⟦")


def test_it_runs_as_a_program(home):
    asked = [sys.executable, "-m", "cxlib", "--help"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "python -m cxlib" in done.stdout and done.stderr == ""


def test_a_refusal_is_json_too_when_json_was_asked_for(tmp_path, capsys):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    code, out, said = run(capsys, "read", str(empty), "--json")
    assert code == 1 and "empty.csv is empty" in said
    assert json.loads(out)["error"]["kind"] == "EmptyFile"
    assert json.loads(out)["error"]["sentence"].startswith("empty.csv is empty")


def test_several_files_are_read_as_one(tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_bytes(f"Date,{'Score'}\n2025-01-02,{ord(name) % 10}\n".encode())
    code, out, _ = run(capsys, "read", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--json")
    assert code == 0 and json.loads(out)["rows"] == 2


def test_without_any_workspace_it_says_how_to_make_one(home, capsys):
    assert "python -m cxlib sample" in run(capsys, "report", "nobody")[2]


@pytest.mark.parametrize(("text", "said"), [("{", "line 1"), ("{}", "workspace, sources")])
def test_a_folder_that_describes_no_workspace_says_what_is_wrong(home, capsys, text, said):
    (home / "workspace.json").write_text(text)
    code, _, err = run(capsys, "board", str(home))
    assert (code, said in err) == (1, True)
