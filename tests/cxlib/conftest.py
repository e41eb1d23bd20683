"""A company made in a test: frames become snapshots, and a workspace is measured over them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cxlib.metrics.measures import Measures
from cxlib.workspace import Column, Source, Workspace

ROLES = {
    "comment": ("text", "comment"),
    "reason": ("text", "comment"),
    "region": ("text", "dimension"),
    "channel": ("text", "dimension"),
    "team": ("text", "department"),
}


def _column(name: str, values: pd.Series) -> Column:
    if name in ROLES:
        return Column(name, *ROLES[name])
    if name == "score":
        return Column(name, "integer", "score", (0, 10))
    return Column(name, "date" if name == "day" else "number", "date" if name == "day" else "measure")


@pytest.fixture
def company(tmp_path):
    """Makes a measured workspace: one source a frame, called like its keyword; its column ``day`` is its time."""

    def make(metrics=(), grains=None, filters=(), targets=(), events=(), notes=(), calendar=None, **frames):
        sources = []
        for name, frame in frames.items():
            frame.to_parquet(tmp_path / f"{name}.parquet")
            dated = "day" in frame and len(frame) > 0
            sources.append(
                Source(
                    name,
                    name=name.capitalize(),
                    columns=tuple(_column(column, frame[column]) for column in frame.columns),
                    time="day" if "day" in frame else None,
                    grain=(grains or {}).get(name),
                    first=frame["day"].min().date() if dated else None,
                    last=frame["day"].max().date() if dated else None,
                )
            )
        calendar = {"calendar": calendar} if calendar else {}
        workspace = Workspace("acme", name="Acme", goal="retention", filters=tuple(filters), sources=tuple(sources),
                              metrics=tuple(metrics), targets=tuple(targets), events=tuple(events),
                              notes=tuple(notes), **calendar)  # fmt: skip
        measures = Measures(workspace, lambda source: tmp_path / f"{source.id}.parquet")
        return SimpleNamespace(workspace=workspace, measures=measures)

    return make


@pytest.fixture
def answers():
    """Rows of answers: so many of each score a month, for the months from ``start`` on."""

    def rows(*months, start="2025-01", region=None, day=15, **more):
        periods = pd.period_range(start, periods=len(months), freq="M")
        told = [
            {"day": period.to_timestamp() + pd.Timedelta(days=day - 1), "score": score}
            for period, counts in zip(periods, months, strict=True)
            for score, count in counts.items()
            for _ in range(count)
        ]
        closing = {"day": periods[-1].end_time.normalize().as_unit("us"), "score": None}
        frame = pd.DataFrame([*told, closing]).astype({"day": "datetime64[us]", "score": "Float64"})
        return frame.assign(region=region or "North", **more)

    return rows
