"""What each department adds to a number of the company: parts that add up, of the level and of the change."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cxlib.board.explained import windows
from cxlib.causes import metric_sums, split
from cxlib.errors import TooFewAnswers
from cxlib.metrics import estimates, suppressed
from cxlib.metrics.measures import NOT_SUMMABLE, Measures
from cxlib.sources.cubes import Cube, summed
from cxlib.teams.belonging import TEAM, UNMAPPED, by_team, mapped_columns
from cxlib.workspace import Filter, Metric, Team


@dataclass(frozen=True)
class Contributions:
    """A company number taken apart by department.

    Attributes:
        frame: One row a team, and one with an empty name for what nobody claims: ``team``, ``base``, ``share`` (of
            what the metric is divided by, 0–1), ``value``, ``lower``, ``upper``, ``points`` (they add up to the
            company's value), ``change`` (they add up to its change), ``standing``. Hidden teams carry NaN.
        value: The company's value in the latest span, in the metric's unit.
        change: Against the span before; NaN where there is none.
        unmapped: Share of the base that no team claims, 0–1.
        before, after: The periods compared.
    """

    frame: pd.DataFrame
    value: float
    change: float
    unmapped: float
    before: tuple[pd.Period, ...]
    after: tuple[pd.Period, ...]


def contributions(measures: Measures, metric: Metric, grain: str, teams: Sequence[Team],
                  where: tuple[Filter, ...] = ()) -> Contributions | None:
    """A metric's latest span by team, against the same span a year ago (or the one before).

    Groups below the metric's smallest base are hidden, with a companion where their value could be worked out.

    Returns:
        None where the metric is not made of sums, or no team claims a column of its source.
    Raises:
        TooFewAnswers: If there is no finished period.
    """
    source = measures.workspace.source(metric.source) if metric.source else None
    columns = mapped_columns(source, teams) if source else ()
    if not columns or metric.kind in NOT_SUMMABLE or metric.kind == "formula":
        return None
    own = measures.grain(metric, grain)
    cube = by_team(measures.cut(metric, own, columns, where), teams)
    before, after = windows([p for p in cube.periods if measures.is_whole(metric, p)], own, "year")
    if not after:
        raise TooFewAnswers(have=0, needed=1)
    now = _level(cube, metric, after)
    shown = suppressed(now, metric.minimum_base) if measures.hides_small(metric) else now.assign(standing="normal")
    parts = _points(cube, metric, after).merge(_changes(cube, metric, before, after), on=TEAM, how="left")
    frame = shown.drop(columns="period").merge(parts, on=TEAM, how="left")
    whole = float(frame["points"].sum())
    unmapped = float(frame.loc[frame[TEAM] == UNMAPPED, "share"].sum())
    change = float(frame["change"].sum(min_count=1))
    hidden = frame["standing"] == "hidden"
    frame[["points", "change", "share"]] = frame[["points", "change", "share"]].mask(hidden)
    return Contributions(_ordered(frame), whole, change, unmapped, tuple(before), tuple(after))


def _level(cube: Cube, metric: Metric, periods: Sequence[pd.Period]) -> pd.DataFrame:
    inside = cube.frame[cube.frame["period"].isin(list(periods))].assign(period=periods[-1])
    together = Cube(summed(inside, ["period", TEAM]), cube.grain, (TEAM,), cube.metrics, cube.calendar)
    return estimates(together, metric)


def _points(cube: Cube, metric: Metric, periods: Sequence[pd.Period]) -> pd.DataFrame:
    """numerator of a team / denominator of all: the parts of a ratio of sums."""
    sums = metric_sums(cube, metric, periods).groupby(TEAM, as_index=False).sum(numeric_only=True)
    weight = sums["denominator"] if "denominator" in sums else sums["numerator"].abs()
    share = weight / weight.sum()
    points = sums["numerator"] / sums["denominator"].sum() if "denominator" in sums else sums["numerator"]
    return pd.DataFrame({TEAM: sums[TEAM], "share": share, "points": points})


def _changes(cube: Cube, metric: Metric, before: Sequence[pd.Period], after: Sequence[pd.Period]) -> pd.DataFrame:
    if not before:
        return pd.DataFrame({TEAM: pd.Series(dtype=object), "change": pd.Series(dtype=float)})
    parts = split(metric_sums(cube, metric, before), metric_sums(cube, metric, after), TEAM)
    return pd.DataFrame({TEAM: parts["segment"], "change": parts["total"], "mix": parts["mix"], "rate": parts["rate"]})


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Largest change first, what nobody claims last."""
    claimed = frame[TEAM] != UNMAPPED
    order = frame.assign(size=frame["change"].abs().fillna(-1), claimed=claimed)
    order = order.sort_values(["claimed", "size"], ascending=False, kind="stable")
    return order.drop(columns=["size", "claimed"]).reset_index(drop=True)
