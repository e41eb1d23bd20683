"""Writes the sample workspace of Nordwind Telecom: ``python sample_data/make.py OUT``. Same bytes every time.

One generator is spawned per file, so that a change in one file leaves the others as they are.
"""

import argparse
import gzip
import io
import json
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, the project's root is not on the path

from sample_data import kpis, survey, tickets, truth
from sample_data.story import Story, churn_truth, first_fix_months, weekly_truth

SURVEY, TICKETS, CENTRE, APP, LEDGER, DELIVERIES = (
    "survey_answers.csv.gz",
    "tickets.csv.gz",
    "contact_centre_weekly.csv",
    "app_kpis_weekly.csv",
    "churn_and_revenue.xlsx",
    "deliveries_daily.tsv",
)

CHILDREN = {"truth": 0, "survey": 22, "tickets": 2, "centre": 30, "app": 60, "ledger": 5, "deliveries": 6, "churn": 7}
"""Which child of the seed draws which part. Seed and children were picked from a few thousand so that the last months
look like an ordinary board; the planted effects do not depend on them."""


def packed(content: bytes) -> bytes:
    """Gzip without a time stamp or a name."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def ledger_workbook(ledger: pd.DataFrame) -> bytes:
    """A sheet with a title over merged cells, the header in row 4, thousands formats, and a total below."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": "Nordwind Telecom ledger", "created": datetime(2026, 11, 15)})
    shares = book.add_format({"num_format": "0.00%"})
    sheet, bold, grouped = (
        book.add_worksheet("Churn and revenue"),
        book.add_format({"bold": True}),
        book.add_format({"num_format": "#,##0"}),
    )
    sheet.merge_range(
        0, 0, 0, len(ledger.columns) - 1, "Nordwind Telecom – Finance – customers and revenue by month", bold
    )
    sheet.write(1, 0, "Closed months only; November 2026 follows on 5 December")
    sheet.write_row(3, 0, ledger.columns, bold)
    for line, row in enumerate(ledger.itertuples(index=False), start=4):
        sheet.write_row(line, 0, row[:2])
        sheet.write_row(line, 2, row[2:-1], grouped)
        sheet.write_number(line, len(row) - 1, row[-1], shares)
    sheet.write_row(
        len(ledger) + 4,
        0,
        ["Összesen", "", "", int(ledger["Customers who left"].sum()), int(ledger["New customers"].sum())],
        bold,
    )
    sheet.set_column(0, len(ledger.columns) - 1, 18)
    book.close()
    return stream.getvalue()


def files(story: Story, share: float = 1.0) -> dict[str, bytes]:
    """File name to content; ``share`` of the survey answers and tickets (a small one for tests).

    Args:
        story: Dates, sizes and effects.
        share: Of the answers and tickets to make, above 0 to 1; the KPI tables do not change with it.
    """
    children = np.random.default_rng(story.seed).spawn(1 + max(CHILDREN.values()))
    rng = {part: children[number] for part, number in CHILDREN.items()}
    first_fix = first_fix_months(story, rng["truth"])
    weekly = weekly_truth(story, rng["truth"], first_fix)
    churn = churn_truth(story, rng["churn"], first_fix)
    export, answers = survey.survey_export(story, rng["survey"], weekly, round(story.answers * share))
    issues = tickets.ticket_rows(story, rng["tickets"], weekly, round(story.tickets * share))
    centre = kpis.contact_centre(story, rng["centre"], weekly)
    made = truth.Made(
        answers, issues, weekly, kpis.ledger(story, rng["ledger"], churn), kpis.deliveries(story, rng["deliveries"])
    )
    told = tickets.ticket_export(issues, pd.Timestamp(story.last) + pd.Timedelta(days=1))
    return {
        SURVEY: packed(b"\xef\xbb\xbf" + export.to_csv(index=False, lineterminator="\r\n").encode()),
        TICKETS: packed(told.to_csv(index=False, sep=";", lineterminator="\r\n").encode("cp1250")),
        CENTRE: kpis.contact_centre_text(centre).encode(),
        APP: kpis.app(story, rng["app"], weekly).to_csv(index=False, lineterminator="\n").encode(),
        LEDGER: ledger_workbook(made.ledger),
        DELIVERIES: b"\xff\xfe" + made.parcels.to_csv(index=False, sep="\t", lineterminator="\n").encode("utf-16-le"),
        "truth.json": (json.dumps(truth.planted(story, made), indent=1, ensure_ascii=False) + "\n").encode(),
    }


def write(folder: Path, share: float = 1.0) -> None:
    """Writes every file of the sample into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(Story(), share).items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the files")
    parser.add_argument("--share", type=float, default=1.0, help="of the answers and tickets, for a small sample")
    chosen = parser.parse_args()
    write(chosen.folder, chosen.share)
