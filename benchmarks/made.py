"""Survey rows for the benchmarks: 20 columns, made by DuckDB from a fixed seed, as CSV."""

from pathlib import Path

import duckdb

COLUMNS = """
    (DATE '2023-01-01' + CAST(floor(random() * 1000) AS INTEGER))::VARCHAR AS "Date",
    lpad(CAST(floor(random() * 900000) AS INTEGER)::VARCHAR, 8, '0') AS "Customer",
    CAST(least(10, greatest(0, round(7.6 + 2.4 * (random() + random() + random() - 1.5) * 1.6))) AS INTEGER) AS "Recommend",
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
    CASE WHEN random() < 0.2 THEN 'Waited ' || CAST(floor(random() * 90) AS INTEGER) || ' minutes, then it was fine' ELSE '' END
        AS "Comment"
"""


def csv_of(rows: int, folder: Path) -> Path:
    """A CSV file of ``rows`` answers in ``folder``; made once."""
    path = folder / f"answers_{rows}.csv"
    if not path.exists():
        connection = duckdb.connect(config={"threads": 2})
        connection.execute("SELECT setseed(0.42)")
        connection.execute(f"COPY (SELECT {COLUMNS} FROM range({rows})) TO '{path}' (HEADER)")
    return path
