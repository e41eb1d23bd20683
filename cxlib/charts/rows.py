"""Charts that are read as a list: one row a thing, its name above its bar, its number at the bar's end.

The name stands above and not beside the bar, so that long names in any script stay whole and the chart fits a phone.
"""

from dataclasses import dataclass, field

import pandas as pd

from cxlib.charts.drawing import Drawing, Plane, wrapped
from cxlib.charts.theme import colour
from cxlib.language import direction

ROW = 44  # px of a row with its name
WIDEST = 860  # px; in a wider list the eye loses the row between a name and its bar
BAR_TOP, BAR_BOTTOM, NAME = -0.36, -0.70, -0.16  # places inside a row of height 1, downwards


@dataclass
class Rows:
    """Rows on a plane, first on top; values run from ``low`` to ``high``."""

    low: float
    high: float
    plane: Plane = field(default_factory=Plane)
    count: int = 0

    def add(self, name: str, indent: float = 0.0, strong: bool = False) -> "Row":
        """The next row, named; ``indent`` moves the name by a share of the width."""
        top = -float(self.count)
        self.count += 1
        left = self.low + indent * (self.high - self.low)
        self.plane.put("label strong" if strong else "label", left, top + NAME, text=name, colour=colour("ink"))
        return Row(self.plane, top)

    def rule(self, at: float, text: str = "") -> None:
        """A thin upright line through all rows, ``text`` under its foot."""
        foot = -float(self.count)
        self.plane.put("grid", at, 0, x2=at, y2=foot, colour=colour("hairline"))
        if text:
            self.plane.put("middle", at, foot - 0.2, text=text, colour=colour("secondary"))

    def legend(self, text: str) -> None:
        """A quiet line under the rows."""
        self.plane.put("label", self.low, -float(self.count) - 0.12, text=wrapped(text, 44), colour=colour("secondary"))

    def drawing(self, description: str, numbers: pd.DataFrame, bottom: int = 4) -> Drawing:
        """The list as a chart, mirrored for languages written from right to left."""
        self.plane.extent((self.low, 0), (self.high, -float(self.count)))
        if direction() == "rtl":
            self.plane.mirror()
        return self.plane.drawing(ROW * self.count, description, numbers, bottom=bottom, widest=WIDEST)


@dataclass
class Row:
    """One row: bars, whiskers and dots at its height."""

    plane: Plane
    top: float

    @property
    def middle(self) -> float:
        """Height of the bar's middle."""
        return self.top + (BAR_TOP + BAR_BOTTOM) / 2

    def bar(self, start: float, end: float, shade: str, tip: str = "", amount: float = 1.0) -> None:
        """A bar from ``start`` to ``end``."""
        self.plane.put("bar", start, self.top + BAR_TOP, x2=end, y2=self.top + BAR_BOTTOM, colour=colour(shade),
                       amount=amount, tip=tip)  # fmt: skip

    def whisker(self, low: float, high: float, shade: str = "ink") -> None:
        """A thin line over the bar's middle: an interval."""
        self.plane.put("interval", low, self.middle, x2=high, y2=self.middle, colour=colour(shade))

    def dot(self, at: float, shade: str, tip: str = "") -> None:
        """A dot at ``at``."""
        self.plane.put("dot", at, self.middle, colour=colour(shade), tip=tip)

    def say(self, at: float, text: str, shade: str = "ink", kind: str = "start") -> None:
        """Text beside the bar."""
        self.plane.put(kind, at, self.middle, text=text, colour=colour(shade))
