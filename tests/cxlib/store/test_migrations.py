"""Databases of every earlier schema come up whole, whatever moment the upgrade is killed at.

``schemas/NNNN.json`` is what the program of that schema wrote, row by row.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from cxlib.store import migrations, open_store
from cxlib.store.database import _engine

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("[0-9]*.json"))
ROUNDS = Path(__file__).parent / "upgrade_rounds.py"
ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """An empty database of either kind: home, address."""
    (tmp_path / "home" / "snapshots").mkdir(parents=True)
    if request.param == "postgresql":
        return tmp_path / "home", request.getfixturevalue("new_database")()
    return tmp_path / "home", f"sqlite:///{tmp_path / 'home' / 'headlight.db'}"


EVERYTHING = {
    "sqlite": "select name, sql from sqlite_master",
    "postgresql": """
        select indexname, indexdef from pg_indexes where schemaname = 'public'
        union all select conname, pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'public'::regnamespace
        union all select tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        union all select proname, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
        union all select table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length,
            is_nullable, column_default) from information_schema.columns where table_schema = 'public'""",
}


def made_by(making, url: str) -> dict[str, str]:
    """All that the database itself knows of its tables, indexes, keys and seals."""
    engine = _engine(url)
    with engine.execution_options(writing=True).begin() as connection:
        making(connection)
        found = connection.exec_driver_sql(EVERYTHING[engine.dialect.name]).all()
    engine.dispose()
    return {name: "".join((how or "").split()) for name, how in found}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_new_database_is_what_all_steps_together_make(kind, request, tmp_path):
    new = request.getfixturevalue("new_database") if kind == "postgresql" else None
    urls = [new() if new else f"sqlite:///{tmp_path / name}" for name in ("stepwise", "at_once")]
    stepwise, at_once = (made_by(making, url)
                         for making, url in zip((migrations.upgrade, migrations.bring_up), urls, strict=True))
    assert len(at_once) > 50 and at_once == stepwise


def written_by(schema: Path, url: str) -> dict:
    """Fills the database with what the program of an earlier schema had written."""
    kept = json.loads(schema.read_text(encoding="utf-8"))
    engine = _engine(url)
    with engine.execution_options(writing=True).begin() as connection:
        migrations.upgrade(connection, schema.stem)
        tables = sa.MetaData()
        tables.reflect(connection)
        for name, rows in kept["tables"].items():
            flags = [c.name for c in tables.tables[name].columns if isinstance(c.type, sa.Boolean)]
            if rows:
                connection.execute(sa.insert(tables.tables[name]),
                                   [row | {flag: bool(row[flag]) for flag in flags} for row in rows])
            if engine.dialect.name == "postgresql" and rows and "sequence" in rows[0]:
                last = max(row["sequence"] for row in rows)
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'sequence'), {last})")
    engine.dispose()
    return kept


def seen(store, kept) -> tuple:
    """What a person finds in the store of the fixtures."""
    workspace = store.workspace("w")
    versions = [(version.version, version.rows, version.author) for version in store.versions("w", "s")]
    history = [(change.kind, change.record, change.action, change.author) for change in store.history("w")]
    found = store.links("w")
    return (workspace.name, [metric.name for metric in workspace.metrics], workspace.target("m").value,
            workspace.source("s").columns, versions, history, [link.opened for link in found], found[0].where,
            [gone.name for gone in store.workspaces(deleted=True)])  # fmt: skip


def expected(kept) -> list:
    return [(row["kind"], row["id"], row["action"], row["author"])
            for row in sorted(kept["tables"]["history"], key=lambda row: -row["sequence"]) if row["workspace"] == "w"]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_a_database_of_an_earlier_schema_comes_up_with_everything_in_it(schema, address):
    home, url = address
    kept = written_by(schema, url)
    store = open_store(home, url)
    name, metrics, target, columns, versions, history, opened, where, gone = seen(store, kept)
    assert (name, metrics, target, gone) == ("Acme", ["Recommendation"], 40.0, ["Gone"])
    assert [column.role for column in columns] == ["score", "customer_id"]
    assert versions == [(2, 2, "bob"), (1, 3, "ann")]
    assert history == expected(kept)
    assert (opened, where[0].values) == ([1], ("North", None))
    assert store.open_link(kept["token"])[1].name == "Acme"
    assert store.put("w", store.workspace("w").metrics[0]).version == 2
    store.close()


def test_every_earlier_schema_has_its_database_here():
    steps = sorted(path.name[:4] for path in (migrations.STEPS / "versions").glob("[0-9]*.py"))
    released = [step for step in steps if step <= "0001"]  # grows with each release
    assert [path.stem for path in SCHEMAS] == released


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_an_upgrade_killed_at_any_statement_is_whole_or_absent(schema, address):
    home, url = address
    kept = written_by(schema, url)
    ran = subprocess.run([sys.executable, ROUNDS, home, url], env=os.environ | {"PYTHONPATH": str(ROOT)},
                         capture_output=True, text=True, check=True)
    killed, survived = json.loads(ran.stdout)
    assert killed > 10
    assert set(survived) == {schema.stem}
    store = open_store(home, url)
    assert seen(store, kept)[5] == expected(kept)
    store.close()
