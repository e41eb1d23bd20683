"""Every page of a full workspace, with an attack in every name, value, note and comment of it: nothing happens."""

import importlib.util
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from cxlib.store import open_store
from cxlib.store.records import PLURALS
from cxlib.workspace import KINDS, Link

_spec = importlib.util.spec_from_file_location("attacks", Path(__file__).parent / "test_hostile_text.py")
attacks = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(attacks)

SAID = {"name", "caveat", "department", "reason", "author", "override_note", "issue", "finding", "cause", "owner",
        "sponsor", "blockers", "clears", "thanks", "sentence", "text", "note", "because", "values", "file"}  # fmt: skip
READ = ("dimension", "department", "comment")  # roles of columns whose values are shown as they are
VISITED = (
    "", "data", "metrics", "board", "board?f.Region={value}", "actions", "review", "review?view.review=past", "teams",
    *(f"outlook?view.outlook={view}" for view in ("map", "tree", "forecast", "pair", "whatif")),
    *(f"causes?view={view}" for view in ("change", "drill", "influences", "drivers", "issues", "tree", "comments")),
    *(f"voices?view.voices={view}" for view in ("themes", "map", "words", "rules", "read")),
    *(f"share?share={view}" for view in ("links", "people", "log")),
)  # fmt: skip


def attack(text: object) -> object:
    """The text with every way in behind it; the same text always becomes the same attack."""
    if not isinstance(text, str) or not text.strip() or "__pwn" in text:
        return text
    return f"{text} {attacks.payload('w')} =HYPERLINK(1)"


def attacked(value, key="", kind=""):
    """A record's plain values with an attack in everything that people typed."""
    if isinstance(value, dict):
        return {name: attacked(part, name, kind) for name, part in value.items() if kind or name != "columns"} | (
            {"columns": value["columns"]} if "columns" in value and not kind else {})  # fmt: skip
    if isinstance(value, list | tuple):
        return [attacked(part, key, kind) for part in value]
    return attack(value) if key in SAID else value


def rows(file: Path, columns) -> pa.Table:
    """The snapshot with attacks in what its columns say; of the comments one in ten."""
    table = pq.read_table(file)
    for column in columns:
        if column.role in READ and column.name in table.column_names:
            kept = 10 if column.role == "comment" else 1
            values = [None if place % kept else attack(value)
                      for place, value in enumerate(table[column.name].to_pylist())]  # fmt: skip
            table = table.set_column(table.column_names.index(column.name), column.name, pa.array(values))
    return table


def hostile_home(sample: Path, home: Path) -> str:
    """A copy of the sample workspace in which everything that people typed is an attack; a link's token."""
    shutil.copytree(sample, home)
    store = open_store(home)
    workspace = store.workspace(store.workspaces()[0].id)
    for source in workspace.sources:
        table = rows(store.snapshot_path(source), source.columns)
        renamed = replace(source, name=attack(source.name), file=attack(source.file))
        store.commit(workspace.id, renamed, lambda path, table=table: (pq.write_table(table, path), len(table))[1])
    for kind in sorted(set(KINDS) - {"source"}):
        for record in getattr(workspace, PLURALS[kind]):
            store.put(workspace.id, type(record).from_dict(attacked(record.as_dict(), kind=kind)))
    for record in _more(workspace):
        store.put(workspace.id, record)
    token = store.create_link(workspace.id, Link("", name=attack("Board"), grain="month", minimum_base=5))[1]
    store.save_workspace(replace(store.workspace(workspace.id), name=attack("Nordwind")))
    store.close()
    return token


def _more(workspace):
    """One record of each kind that the sample has none of, as far as it is only words."""
    first = workspace.metrics[0].id
    wanted = {"note": {"text": attack("note")}, "theme": {"name": attack("theme"), "any": ["late"]},
              "cause_node": {"text": attack("cause")}, "alert": {"name": attack("alert")}}  # fmt: skip
    return [KINDS[kind].from_dict({"id": f"hostile-{kind}", "metric": first} | values)
            for kind, values in wanted.items() if kind in KINDS]  # fmt: skip


@pytest.mark.slow
def test_no_page_of_a_full_workspace_does_any_harm(start, sample_home, visit, tmp_path):
    token = hostile_home(sample_home, tmp_path / "hostile")
    server = start(tmp_path / "hostile")
    visitor = visit(server)
    for page in VISITED:
        visitor.open(page.format(value=attack("South")))
        assert visitor.page.get_by_test_id("stException").count() == 0, page
        assert attacks.harm(visitor) == [], page
    visitor.open(f"s/{token}")
    assert attacks.harm(visitor) == []
    # as typed
    expect(visitor.page.locator("[data-testid=stMain]")).to_contain_text("<script>window.__pwn_w=2</script>")
