"""What all pictures of a metric over time share: its frames, their contract, and the parts drawn from them.

Contract of the frames, one row a period, in order:

- ``periods``: period (pd.Period), value, and where known lower, upper, base, finished (bool), low_limit, high_limit
  (natural limits), target, stretch; target and stretch may run beyond the last value (value missing there).
- ``forecast``: period, mean, lower_80, upper_80, lower_95, upper_95.
- ``events``: day (date), name.

Periods stand at equal distances, numbered from the first; an event stands at its day inside its period.
"""

from collections.abc import Callable
from dataclasses import InitVar, dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from cxlib.charts.drawing import Plane
from cxlib.charts.scales import apart, nice_ticks
from cxlib.charts.theme import colour
from cxlib.language import day, direction, number, period_name
from cxlib.language import gettext as _

Label = Callable[[float], str]
EMPTY = pd.DataFrame()
EVENT_ROOM = 0.4  # share of the width that two named events must be apart, for a phone
WIDE_BAND = 0.35  # share of the height that the 95 % band may add on either side


@dataclass
class Series:
    """One metric over time on its plane; each method draws one part of the picture."""

    periods: pd.DataFrame
    expected: InitVar[pd.DataFrame | None]
    happened: InitVar[pd.DataFrame | None]
    label: Label
    also: pd.DataFrame | None = None
    instead: pd.DataFrame | None = None

    def __post_init__(self, expected: pd.DataFrame | None, happened: pd.DataFrame | None) -> None:
        self.plane = Plane()
        self.note = ""
        self.ahead = EMPTY if expected is None else expected
        self.marked = EMPTY if happened is None else happened
        self.first = self.periods["period"].iloc[0]
        self.last_x = self.x(max([self.periods["period"].iloc[-1], *self.ahead.get("period", [])]))
        self.known = self.periods[self.periods["value"].notna()]
        self.done = self.known[self.column("finished", True).loc[self.known.index].astype(bool)]
        self.low, self.high = self._reach()

    def x(self, period: pd.Period) -> float:
        """Number of a period from the first one."""
        return float(period.ordinal - self.first.ordinal)

    def column(self, name: str, default: object = np.nan) -> pd.Series:
        """The column, or one full of ``default`` where the frame has none."""
        missing = pd.Series(default, index=self.periods.index)
        return self.periods.get(name, missing)

    def _reach(self) -> tuple[float, float]:
        names = ("value", "low_limit", "high_limit", "target", "stretch", "lower", "upper")
        shown = [self.periods[name] for name in names if name in self.periods]
        shown += [self.ahead[name] for name in ("mean", "lower_80", "upper_80") if name in self.ahead]
        shown += [] if self.instead is None else [self.instead["mean"]]
        shown += [self.also[name] for name in ("lower_80", "upper_80") if self.also is not None and name in self.also]
        values = pd.concat([column.astype(float) for column in shown])
        values = values[np.isfinite(values)]
        if values.empty:
            return 0.0, 1.0
        low, high = float(values.min()), float(values.max())
        span = high - low or abs(high) or 1.0
        if "lower_95" in self.ahead:  # the wide band may stretch the picture, but not flatten what is known
            low = min(low, max(float(self.ahead["lower_95"].min()), low - span * WIDE_BAND))
            high = max(high, min(float(self.ahead["upper_95"].max()), high + span * WIDE_BAND))
        return low - span * 0.1, high + span * 0.1

    def limits(self) -> None:
        """The natural limits as a pale band behind everything."""
        low, high = self.column("low_limit"), self.column("high_limit")
        for period, bottom, top in zip(self.periods["period"], low, high, strict=True):
            if pd.notna(bottom) and pd.notna(top):
                self.plane.put("band", self.x(period), bottom, y2=top, colour=colour("limits"), series="limits")

    def intervals(self) -> None:
        """The interval of each estimate as a band around the line."""
        for row in self.done.itertuples():
            if pd.notna(getattr(row, "lower", np.nan)) and pd.notna(getattr(row, "upper", np.nan)):
                self.plane.put(
                    "band", self.x(row.period), row.lower, y2=row.upper, colour=colour("data-95"), series="own"
                )

    def target(self, name: str, word: str) -> None:
        """The target as a dotted line through all periods, a path where it changes, ``word`` at its end."""
        path = self.column(name)
        points = [(self.x(period), float(value)) for period, value in zip(self.periods["period"], path, strict=True)
                  if pd.notna(value)]  # fmt: skip
        if not points:
            return
        end = points[-1][1]
        for x, y in [*points, (max(self.last_x, points[-1][0]), end)]:
            self.plane.put("path", x, y, colour=colour("ink"), series=name)
        if word:
            self.plane.put("start", self.last_x, end, text=word, colour=colour("ink"))

    def ends(self) -> None:
        """Target, stretch and the expected value, each named at the right end without overlap."""
        names = {"target": _("target {value}"), "stretch": _("stretch {value}")}
        labels = []
        for name, sentence in names.items():
            path = self.column(name).dropna()
            if len(path):
                self.target(name, "")
                labels.append((float(path.iloc[-1]), sentence.format(value=self.label(path.iloc[-1])), "ink"))
        if len(self.ahead):
            mean = float(self.ahead["mean"].iloc[-1])
            labels.append((mean, _("expected {value}", value=self.label(mean)), "data"))
        if self.instead is not None:
            mean = float(self.instead["mean"].iloc[-1])
            labels.append((mean, _("otherwise {value}", value=self.label(mean)), "secondary"))
        places = apart([place for place, _text, _colour in labels], (self.high - self.low) * 0.065)
        for place, (_place, text, shade) in zip(places, labels, strict=True):
            self.plane.put("start", self.last_x, place, text=text, colour=colour(shade))

    def forecast(self) -> None:
        """The fan, its mean dashed, joined to the last finished value."""
        if not len(self.ahead) or self.done.empty:
            return
        last = self.done.iloc[-1]
        x, value = self.x(last["period"]), float(last["value"])
        rows = list(self.ahead.itertuples())
        for level in ("95", "80"):
            if f"lower_{level}" not in self.ahead:
                continue
            shade = {"colour": colour(f"data-{level}"), "series": f"fan {level}"}
            self.plane.put("band", x, value, y2=value, **shade)
            for row in rows:
                low, high = getattr(row, f"lower_{level}"), getattr(row, f"upper_{level}")
                low, high = np.clip([low, high], self.low, self.high)
                self.plane.put("band", self.x(row.period), low, y2=high, **shade)
        for place, mean in [(x, value), *((self.x(row.period), row.mean) for row in rows)]:
            self.plane.put("dashed", place, mean, colour=colour("data"), series="forecast")
        others = [] if self.instead is None else list(self.instead.itertuples())
        for place, mean in [(x, value), *((self.x(row.period), row.mean) for row in others)] if others else ():
            self.plane.put("path", place, mean, colour=colour("secondary"), series="instead")

    def history(self, ink: bool = False) -> None:
        """The line, broken where periods have no value; the last point solid, an unfinished one hollow."""
        shade = colour("ink" if ink else "data")
        run, before = 0, None
        for row in self.done.itertuples():
            place = self.x(row.period)
            run += before is not None and place - before > 1
            self.plane.put("line", place, row.value, colour=shade, series=f"history {run}")
            before = place
        if len(self.done):
            last = self.done.iloc[-1]
            self.plane.put("dot", self.x(last["period"]), last["value"], colour=shade, tip=self._tip(last))
        for row in self.known.drop(self.done.index).to_dict("records"):
            self.plane.put("ring", self.x(row["period"]), row["value"], colour=shade, tip=self._tip(row))

    def events(self, named: bool) -> None:
        """A thin rule on each event's day; its name above, or a number where names would cover each other."""
        shown = placed_events(self.marked, self.first, self.last_x)
        shade = {"colour": colour("other" if named else "hairline")}
        for place, _name in shown:
            self.plane.put("event" if named else "grid", place, self.low, x2=place, y2=self.high, **shade)
        if named:
            self.note = name_events(self.plane, shown, self.last_x, self.high)

    def ticks(self) -> None:
        """Round values at the side where the language begins to read, period names below."""
        self.plane.extent((0, self.low), (self.last_x, self.high))
        right = direction() == "rtl"
        for value in nice_ticks(self.low, self.high):
            self.plane.put("grid", 0, value, x2=self.last_x, y2=value, colour=colour("grid"))
            text = {"text": self.label(value), "colour": colour("secondary")}
            self.plane.put("start" if right and not self._labelled_right() else "end",
                           self.last_x if right and not self._labelled_right() else 0, value, **text)  # fmt: skip
        below = self.low - (self.high - self.low) * 0.07
        for place in tick_places(self.last_x):
            period = self.first + int(place)
            self.plane.put("middle", place, below, text=tick_name(period), colour=colour("secondary"))

    def _labelled_right(self) -> bool:
        return bool(len(self.ahead)) or any(self.column(name).notna().any() for name in ("target", "stretch"))

    def hover(self) -> None:
        """An invisible column over each period that tells its value."""
        for row in self.known.to_dict("records"):
            self._column(row["period"], self._tip(row))
        for row in self.ahead.to_dict("records"):
            self._column(row["period"], self._expected(row))

    def _expected(self, row: dict) -> str:
        spoken = {name: self.label(row[name]) for name in ("mean", "lower_80", "upper_80")}
        return _(
            "{period}: expected {mean}\nlikely {lower_80} to {upper_80}", period=period_name(row["period"]), **spoken
        )

    def _column(self, period: pd.Period, tip: str) -> None:
        place = self.x(period)
        left, right = max(0, place - 0.5), min(self.last_x, place + 0.5)
        self.plane.put("hover", left, self.low, x2=right, y2=self.high, tip=tip)

    def _tip(self, row: pd.Series | dict) -> str:
        lines = [_("{period}: {value}", period=period_name(row["period"]), value=self.label(row["value"]))]
        if pd.notna(row.get("lower", np.nan)):
            lines.append(_("{lower} to {upper}", lower=self.label(row["lower"]), upper=self.label(row["upper"])))
        if pd.notna(row.get("base", np.nan)):
            lines.append(_("base {count}", count=number(row["base"])))
        if not row.get("finished", True):
            lines.append(_("not finished"))
        return "\n".join(lines)

    def sentence(self) -> str:
        """The fallback takeaway: the last finished value."""
        if self.done.empty:
            return _("No finished period yet.")
        last = self.done.iloc[-1]
        return _("{value} in {period}.", value=self.label(last["value"]), period=period_name(last["period"]))

    def values(self) -> pd.DataFrame:
        """Period and value alone: a small picture's numbers."""
        names = [period_name(period) for period in self.known["period"]]
        return pd.DataFrame({_("Period"): names, _("Value"): self.known["value"].to_numpy()})

    def numbers(self) -> pd.DataFrame:
        """History and forecast as one readable table."""
        titles = {"value": _("Value"), "lower": _("From"), "upper": _("To"), "base": _("Base"), "target": _("Target"),
                  "low_limit": _("Lower natural limit"), "high_limit": _("Upper natural limit"),
                  "stretch": _("Stretch target")}  # fmt: skip
        finished = self.column("finished", True).astype(bool)
        names = [period_name(period) if done else _("{period} (not finished)", period=period_name(period))
                 for period, done in zip(self.periods["period"], finished, strict=True)]  # fmt: skip
        past = pd.DataFrame({_("Period"): names})
        for name, title in titles.items():
            if name in self.periods and self.periods[name].notna().any():
                past[title] = self.periods[name].to_numpy()
        if not len(self.ahead):
            return past
        past = past[self.periods["value"].notna().to_numpy()]
        return pd.concat([past, self._ahead_numbers()], ignore_index=True)

    def _ahead_numbers(self) -> pd.DataFrame:
        titles = {"mean": _("Forecast"), "lower_80": _("80\u202f% from"), "upper_80": _("80\u202f% to")}
        shown = self.ahead[list(titles)].rename(columns=titles)
        shown.insert(0, _("Period"), self.ahead["period"].map(period_name))
        return shown


def placed_events(marked: pd.DataFrame, first: pd.Period, last: float) -> list[tuple[float, str]]:
    """Place and name of the events (day, name) between the first period and place ``last``, in order."""
    days = marked.sort_values("day").itertuples() if len(marked) else ()
    shown = [(_day_place(row.day, first), str(row.name)) for row in days]
    return [(place, name) for place, name in shown if -0.5 <= place <= last]


def name_events(plane: Plane, shown: list[tuple[float, str]], last: float, high: float) -> str:
    """Writes the names at height ``high``, or numbers where they would cover each other.

    Returns:
        What the numbers stand for, empty where the names are written.
    """
    crowded = any(after - before < EVENT_ROOM * last for (before, _a), (after, _b) in pairwise(shown))
    for count, (place, name) in enumerate(shown, start=1):
        plane.put("above", place, high, text=number(count) if crowded else name, colour=colour("secondary"))
    named = (f"{number(count)} {name}" for count, (_place, name) in enumerate(shown, start=1))
    return " · ".join(named) if crowded else ""


def _day_place(when: date, first: pd.Period) -> float:
    period = pd.Period(when, freq=first.freq)
    share = (pd.Timestamp(when) - period.start_time) / (period.end_time - period.start_time)
    return float(period.ordinal - first.ordinal) + float(share) - 0.5


def tick_name(period: pd.Period) -> str:
    """A period's name below a time axis: weeks and days by their first day."""
    return day(period.start_time.date()) if period.freqstr[0] in "WD" else period_name(period)


def tick_places(last: float) -> list[float]:
    """Which periods are named below a time axis, numbered: the first, a middle one, the last; a phone holds no more."""
    return sorted({0.0, float(round(last / 2)), float(round(last))})
