"""Slices of a large file end where records end, whatever stands between quotes."""

import csv
import io

import pyarrow as pa
import pyarrow.csv as pacsv
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxlib.ingest import slices
from cxlib.ingest.text import Cut

CELLS = st.text(st.sampled_from('ab ,"\n\r'), max_size=6)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30)


def _cut(text: str, folder, size: int, monkeypatch: pytest.MonkeyPatch) -> list[slices.Slice]:
    monkeypatch.setattr(slices, "SIZE", size)
    path = folder / "file.csv"
    path.write_bytes(text.encode())
    return list(slices.slices(path, Cut()))


def _rows(held: bytes) -> list[tuple[str, str]]:
    if not held.strip():
        return []
    reading = pacsv.ReadOptions(column_names=["a", "b"], block_size=1 << 20)
    types = pacsv.ConvertOptions(column_types={"a": pa.string(), "b": pa.string()})
    table = pacsv.read_csv(pa.BufferReader(held), reading, pacsv.ParseOptions(ignore_empty_lines=False), types)
    return list(zip(*table.to_pydict().values(), strict=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, size=st.integers(4, 60))
def test_slices_hold_the_rows_of_the_file(rows, size, tmp_path, monkeypatch):
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    text = written.getvalue()
    parts = _cut(text, tmp_path, size, monkeypatch)
    held = [bytes(part.held) for part in parts if part.held is not None]
    done = len(b"".join(held))
    rest = parts[-1].begins if parts[-1].held is None else len(text)  # a record may be longer than a slice
    assert b"".join(held).decode() == text[:done] and done == rest
    found = [row for part in held for row in _rows(part)]
    assert found + _rows(text[done:].encode()) == rows


@pytest.mark.parametrize("odd", ['5" pipe', '"a"b', 'a ""', '"open'])
def test_from_a_quote_out_of_place_on_nothing_is_sliced(odd, tmp_path, monkeypatch):
    text = 'a,"b"\n' * 10 + f"{odd},c\n" + 'a,"b"\n' * 10
    parts = _cut(text, tmp_path, 30, monkeypatch)
    assert parts[-1].held is None and 0 < parts[-1].begins <= 60


def test_a_byte_order_mark_before_the_first_quote_is_no_oddity(tmp_path, monkeypatch):
    parts = _cut('\ufeff"a","b"\n' + '"c","d"\n' * 20, tmp_path, 50, monkeypatch)
    assert all(part.held is not None for part in parts) and len(parts) > 2
