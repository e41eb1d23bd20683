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

from sample_data import kpis, survey, tickets, truth  # noqa: E402
from sample_data.story import Story, churn_truth, first_fix_months, weekly_truth  # noqa: E402

SURVEY, TICKETS, CENTRE, APP, LEDGER, DELIVERIES = (
    "survey_answers.csv.gz", "tickets.csv.gz", "contact_centre_weekly.csv", "app_kpis_weekly.csv", "churn_and_revenue.xlsx", "deliveries_daily.tsv",
)


def packed(content: bytes) -> bytes:
    """Gzip without a time stamp or a name."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def ledger_workbook(ledger: pd.DataFrame) -> bytes:
    """A sheet with a title over merged cells, the header in row 4, thousands formats, and a total below."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": "Nordwind Telecom ledger", "created": datetime(2026, 11, 15)})
    sheet, bold, grouped = book.add_worksheet("Churn and revenue"), book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
    sheet.merge_range(0, 0, 0, len(ledger.columns) - 1, "Nordwind Telecom – Finance – customers and revenue by month", bold)
    sheet.write(1, 0, "Closed months only; November 2026 follows on 5 December")
    sheet.write_row(3, 0, ledger.columns, bold)
    for line, row in enumerate(ledger.itertuples(index=False), start=4):
        sheet.write_row(line, 0, row[:2])
        sheet.write_row(line, 2, row[2:], grouped)
    sheet.write_row(len(ledger) + 4, 0, ["Összesen", "", "", int(ledger["Customers who left"].sum()), int(ledger["New customers"].sum())], bold)
    sheet.set_column(0, len(ledger.columns) - 1, 18)
    book.close()
    return stream.getvalue()


def files(story: Story, share: float = 1.0) -> dict[str, bytes]:
    """File name to content; ``share`` of the survey answers and tickets (a small one for tests).

    Args:
        story: Dates, sizes and effects.
        share: Of the answers and tickets to make, above 0 to 1; the KPI tables do not change with it.
    """
    truths, *rngs = np.random.default_rng(story.seed).spawn(7)
    first_fix = first_fix_months(story, truths)
    weekly = weekly_truth(story, truths, first_fix)
    churn = churn_truth(story, truths, first_fix)
    export, answers = survey.survey_export(story, rngs[0], weekly, round(story.answers * share))
    issues = tickets.ticket_rows(story, rngs[1], weekly, round(story.tickets * share))
    centre, ledger, parcels = kpis.contact_centre(story, rngs[2], weekly), kpis.ledger(story, rngs[4], churn), kpis.deliveries(story, rngs[5])
    told = tickets.ticket_export(issues, pd.Timestamp(story.last) + pd.Timedelta(days=1))
    return {
        SURVEY: packed(b"\xef\xbb\xbf" + export.to_csv(index=False, lineterminator="\r\n").encode()),
        TICKETS: packed(told.to_csv(index=False, sep=";", lineterminator="\r\n").encode("cp1250")),
        CENTRE: kpis.contact_centre_text(centre).encode(),
        APP: kpis.app(story, rngs[3], weekly).to_csv(index=False, lineterminator="\n").encode(),
        LEDGER: ledger_workbook(ledger),
        DELIVERIES: b"\xff\xfe" + parcels.to_csv(index=False, sep="\t", lineterminator="\n").encode("utf-16-le"),
        "truth.json": (json.dumps(truth.planted(story, answers, issues, weekly, churn, ledger, parcels), indent=1, ensure_ascii=False) + "\n").encode(),
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
