"""Survey rows for the benchmarks, 20 columns from a fixed seed: as a CSV file, as a workbook, and as a workspace with a
board."""

from datetime import date
from pathlib import Path

import duckdb
import xlsxwriter

from cxlib.store import Store, open_store
from cxlib.workspace import Column, Metric, Source, Target, Workspace

FIRST, LAST = date(2023, 1, 1), date(2025, 9, 26)
COLUMNS = """
    DATE '2023-01-01' + CAST(floor(random() * 1000) AS INTEGER) AS "Date",
    lpad(CAST(floor(random() * 900000) AS INTEGER)::VARCHAR, 8, '0') AS "Customer",
    CAST(least(10, greatest(0, round(7.6 + 2.4 * (random() + random() + random() - 1.5) * 1.6))) AS INTEGER)
        AS "Recommend",
    CAST(1 + floor(random() * 5) AS INTEGER) AS "Satisfaction",
    CAST(1 + floor(random() * 7) AS INTEGER) AS "Effort",
    ['North', 'South', 'East', 'West', 'Centre'][1 + CAST(floor(random() * 5) AS INTEGER)] AS "Region",
    ['Web', 'App', 'Phone', 'Shop'][1 + CAST(floor(random() * 4) AS INTEGER)] AS "Channel",
    ['Mobile', 'Fibre', 'TV', 'Bundle'][1 + CAST(floor(random() * 4) AS INTEGER)] AS "Product",
    ['Billing', 'Sales', 'Support', 'Delivery', 'Install'][1 + CAST(floor(random() * 5) AS INTEGER)] AS "Touchpoint",
    'v' || CAST(1 + floor(random() * 6) AS INTEGER) AS "Version",
    ['<1', '1-3', '3-5', '5+'][1 + CAST(floor(random() * 4) AS INTEGER)] AS "Tenure",
    ['en', 'th', 'hu', 'vi', 'fa'][1 + CAST(floor(random() * 5) AS INTEGER)] AS "Language",
    CASE WHEN random() < 0.5 THEN 'yes' ELSE 'no' END AS "Solved",
    round(random() * 900, 1) AS "Wait seconds",
    round(random() * 40, 2) AS "Handling minutes",
    round(random() * 80, 2) AS "Revenue",
    CAST(floor(random() * 4) AS INTEGER) AS "Contacts",
    CASE WHEN random() < 0.02 THEN 'yes' ELSE 'no' END AS "Left",
    round(0.5 + random(), 3) AS "Weight",
    CASE WHEN random() < 0.2 THEN 'Waited ' || CAST(floor(random() * 90) AS INTEGER) || ' minutes, then it was fine'
        ELSE '' END AS "Comment"
"""
SCALES = {"Recommend": (0, 10), "Satisfaction": (1, 5), "Effort": (1, 7)}
MEASURES = ("Wait seconds", "Handling minutes", "Revenue", "Contacts", "Weight")
DIMENSIONS = ("Region", "Channel", "Product", "Touchpoint", "Version", "Tenure", "Language")
FILTERS = ("Region", "Channel", "Product")
OTHERS = {"Date": "date", "Customer": "customer_id", "Comment": "comment", "Solved": "yes_no", "Left": "yes_no"}

# Six headline metrics: name, kind, column, settings, role, unit, target.
HEADLINE = (
    ("Would recommend", "nps", "Recommend", {}, "lagging", "points", 30.0),
    ("Satisfied", "csat", "Satisfaction", {}, "lagging", "%", 0.45),
    ("Made it easy", "ces", "Effort", {}, "lagging", "%", 0.45),
    ("Solved", "share", "Solved", {"values": ("yes",)}, "leading", "%", 0.55),
    ("Wait", "mean", "Wait seconds", {}, "leading", "s", 400.0),
    ("Left", "share", "Left", {"values": ("yes",)}, "lagging", "%", 0.015),
)
FALLING = ("Wait", "Left")


def csv_of(rows: int, folder: Path) -> Path:
    """A CSV file of ``rows`` answers in ``folder``; made once."""
    path = folder / f"answers_{rows}.csv"
    if not path.exists():
        _copied(rows, path, "(HEADER)")
    return path


def workbook_of(rows: int, folder: Path) -> Path:
    """An XLSX file of the same answers in ``folder``, with numbers and dates as such; made once."""
    path = folder / f"answers_{rows}.xlsx"
    if not path.exists():
        answers = duckdb.sql(f"SELECT setseed(0.42); SELECT {COLUMNS} FROM range({rows})")
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet("Answers")
            for at, row in enumerate([answers.columns, *answers.fetchall()]):
                sheet.write_row(at, 0, row)
    return path


def workspace_of(rows: int, home: Path) -> str:
    """A workspace in ``home`` with six headline metrics over ``rows`` committed answers; its id, made once."""
    store, id = open_store(home), f"bench{rows}"
    if id not in [known.id for known in store.workspaces()]:
        store.create(Workspace(id, name=f"{rows:,} answers", goal="retention", filters=FILTERS))
        _filled(store, id, rows)
    store.close()
    return id


def _filled(store: Store, workspace: str, rows: int) -> None:
    source = Source("answers", name="Answers", time="Date", first=FIRST, last=LAST, columns=_columns())
    store.commit(workspace, source, lambda path: _copied(rows, path, "(FORMAT parquet, COMPRESSION zstd)"))
    for place, (name, kind, column, settings, role, unit, goal) in enumerate(HEADLINE):
        id, direction = name.replace(" ", "_").lower(), "down" if name in FALLING else "up"
        places = {"name": name, "source": "answers", "columns": {"value": column}, "settings": settings, "role": role}
        metric = Metric(id, kind=kind, unit=unit, direction=direction, board=place, **places)
        target = Target(f"t_{id}", metric=id, start=date(2025, 1, 1), until=date(2026, 6, 30), value=goal)
        store.put_all(workspace, [metric, target])


def _columns() -> tuple[Column, ...]:
    scores = [Column(name, "integer", "score", scale) for name, scale in SCALES.items()]
    measures = [Column(name, "number", "measure") for name in MEASURES]
    dimensions = [Column(name, "text", "dimension") for name in DIMENSIONS]
    others = [Column(name, "date" if role == "date" else "text", role) for name, role in OTHERS.items()]
    return (*others[:1], *scores, *measures, *dimensions, *others[1:])


def _copied(rows: int, path: Path, form: str) -> int:
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("SELECT setseed(0.42)")
    connection.execute(f"COPY (SELECT {COLUMNS} FROM range({rows})) TO '{path}' {form}")
    connection.close()
    return rows
