"""What an action did: what was observed against what was to be expected without it."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxlib.charts.drawing import Drawing, Plane
from cxlib.charts.scales import apart, nice_ticks
from cxlib.charts.series import Label, tick_name, tick_places
from cxlib.charts.theme import colour
from cxlib.language import gettext as _
from cxlib.language import number, period_name

SHOWN = 36  # periods; the older ones are in the numbers
WIDE = 0.6  # share of the observed height that the band may add on either side


def impact(
    path: pd.DataFrame, start: date, *, seen: pd.Series | None = None, label: Label = number, takeaway: str = "",
    height: int = 300,
) -> Drawing:
    """The observed line, the expected one dashed with its band, and the day on which the action began.

    Args:
        path: One row a period, in order: period, observed, expected, lower, upper, after (bool); a period to come has
            nothing observed.
        start: First day with the action.
        seen: Values of the periods that made people act, by period: drawn hollow, as they count on neither side.
        label: How a value is written.
        takeaway: What the picture says, in a sentence.
        height: Height of the plot, px.
    """
    picture = _Impact(path.tail(SHOWN), start, seen if seen is not None else pd.Series(dtype=float), label)
    picture.ground()
    picture.expected()
    picture.observed()
    picture.names()
    sentence = takeaway or _("Observed against what was to be expected without the action.")
    note = _("Hollow: the periods that made people act. They are no baseline.") if picture.hollow else ""
    return picture.plane.drawing(height, sentence, _numbers(path), bottom=6, top=18, note=note)


class _Impact:
    """The picture on its plane; periods are numbered from the first one shown."""

    def __init__(self, path: pd.DataFrame, start: date, seen: pd.Series, label: Label) -> None:
        self.plane, self.path, self.label = Plane(), path, label
        self.first = path["period"].iloc[0]
        self.start = start
        self.hollow = [(self._x(period), float(value)) for period, value in seen.items() if period >= self.first]
        self.last = max([self._x(path["period"].iloc[-1]), *(place for place, _value in self.hollow)])
        self.low, self.high = self._reach()

    def _x(self, period: pd.Period) -> float:
        return float(period.ordinal - self.first.ordinal)

    def _reach(self) -> tuple[float, float]:
        known = [*self.path["observed"], *self.path["expected"], *(value for _place, value in self.hollow)]
        low, high = float(np.nanmin(known)), float(np.nanmax(known))
        span = high - low or abs(high) or 1.0
        low = min(low, max(float(self.path["lower"].min()), low - WIDE * span))
        high = max(high, min(float(self.path["upper"].max()), high + WIDE * span))
        return low - 0.08 * (high - low), high + 0.08 * (high - low)

    def ground(self) -> None:
        """Round values at the left, as the lines' names stand at the right; period names below, the start as a rule."""
        self.plane.extent((0, self.low), (self.last, self.high))
        for value in nice_ticks(self.low, self.high):
            self.plane.put("grid", 0, value, x2=self.last, y2=value, colour=colour("grid"))
            self.plane.put("end", 0, value, text=self.label(value), colour=colour("secondary"))
        below = self.low - (self.high - self.low) * 0.07
        for place in tick_places(self.last):
            self.plane.put("middle", place, below, text=tick_name(self.first + int(place)), colour=colour("secondary"))
        begun = pd.Period(self.start, freq=self.first.freq)
        place = min(max(self._x(begun) - 0.5, 0.0), self.last)
        self.plane.put("event", place, self.low, x2=place, y2=self.high, colour=colour("other"))
        self.plane.put("above", place, self.high, text=_("start"), colour=colour("secondary"))

    def expected(self) -> None:
        """The band and the dashed line, stronger after the start."""
        for row in self.path.dropna(subset=["expected"]).itertuples():
            low, high = np.clip([row.lower, row.upper], self.low, self.high)
            shade = colour("data-80" if row.after else "data-95")
            self.plane.put("band", self._x(row.period), low, y2=high, colour=shade, series=f"band {row.after}")
            self.plane.put("dashed", self._x(row.period), row.expected, colour=colour("secondary"), series="expected")

    def observed(self) -> None:
        """The line, broken where periods are missing; the seen ones hollow."""
        run, before = 0, None
        for row in self.path.itertuples():
            place = self._x(row.period)
            self.plane.put("hover", max(place - 0.5, 0), self.low, x2=min(place + 0.5, self.last), y2=self.high,
                           tip=self._tip(row))  # fmt: skip
        known = self.path.dropna(subset=["observed"])
        for row in known.itertuples():
            place = self._x(row.period)
            run += before is not None and place - before > 1
            self.plane.put("line", place, row.observed, colour=colour("data"), series=f"observed {run}")
            before = place
        for place, value in self.hollow:
            self.plane.put("ring", place, value, colour=colour("other"))
        end = known.iloc[-1]
        self.plane.put("dot", self._x(end["period"]), end["observed"], colour=colour("data"))

    def names(self) -> None:
        """Which line is which, at its end."""
        told = {"observed": (_("observed"), "data"), "expected": (_("expected"), "secondary")}
        end = self.path.iloc[-1]
        said = [(float(end[name]), *words) for name, words in told.items() if np.isfinite(end[name])]
        places = apart([value for value, _text, _shade in said], (self.high - self.low) * 0.07)
        for place, (_value, text, shade) in zip(places, said, strict=True):
            self.plane.put("start", self.last, place, text=text, colour=colour(shade))

    def _tip(self, row: Any) -> str:
        facts = {name: self.label(value) if np.isfinite(value := getattr(row, name)) else "–"
                 for name in ("observed", "expected", "lower", "upper")}  # fmt: skip
        name = period_name(row.period)
        return _("{period}: {observed}\nexpected {expected}\n{lower} to {upper}", period=name, **facts)


def _numbers(path: pd.DataFrame) -> pd.DataFrame:
    titles = {"observed": _("Observed"), "expected": _("Expected without the action"), "lower": _("From"),
              "upper": _("To")}  # fmt: skip
    shown = path[list(titles)].rename(columns=titles).reset_index(drop=True)
    shown.insert(0, _("Period"), [period_name(period) for period in path["period"]])
    return shown
