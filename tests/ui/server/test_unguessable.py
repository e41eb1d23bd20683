"""Addresses of pictures and downloads cannot be worked out from their content."""

import subprocess
import sys
from pathlib import Path

from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage, _calculate_file_id

from ui.server import unguessable

ROOT = Path(__file__).parents[3]
WAGES = b"name,wage\nAnn,4200\n"


def test_who_knows_what_a_download_says_does_not_know_its_address(monkeypatch):
    monkeypatch.setattr("streamlit.runtime.memory_media_file_storage._calculate_file_id", unguessable.name_of)
    name = MemoryMediaFileStorage("/media").load_and_get_id(WAGES, "text/csv", "download", "wages.csv")
    assert name == unguessable.name_of(WAGES, "text/csv", "wages.csv") and len(name) == 64
    assert name != _calculate_file_id(WAGES, "text/csv", "wages.csv")
    told = f"from ui.server import unguessable; print(unguessable.name_of({WAGES!r}, 'text/csv', 'wages.csv'))"
    elsewhere = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(elsewhere.stdout.strip()) == 64 and elsewhere.stdout.strip() != name


def test_parts_of_a_file_do_not_run_into_each_other():
    assert unguessable.name_of(b"ab", "c", "d") != unguessable.name_of(b"b", "ca", "d")
    assert "unguessable.start()" in (ROOT / "asgi_app.py").read_text()
