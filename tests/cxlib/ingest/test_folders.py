"""What a reading leaves in the system's temporary folder."""

import subprocess
import sys
import tempfile
from pathlib import Path

from cxlib.ingest.folders import Folder, sweep

ROOT = Path(__file__).parents[3]


def test_a_folder_goes_with_its_object_and_one_in_use_is_not_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = Folder()
    (folder / "reading.json").write_text("{}")
    assert sweep() == 0 and (folder / "reading.json").exists()
    del folder
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_killed_process_is_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = "import os, tempfile; from cxlib.ingest.folders import Folder; kept = Folder(); os.abort()"
    subprocess.run([sys.executable, "-c", killed], cwd=ROOT, env={"TMPDIR": str(tmp_path)}, capture_output=True)
    (left,) = tmp_path.iterdir()
    foreign = tmp_path / "headlight-of-somebody"
    foreign.mkdir()
    assert sweep() == 1 and not left.exists() and foreign.exists()
