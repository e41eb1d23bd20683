"""The cause tree in two pictures: as an outline with what each branch costs, and as a fishbone."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxlib.charts.drawing import Drawing, Plane, wrapped
from cxlib.charts.rows import Rows
from cxlib.charts.series import Label
from cxlib.charts.theme import colour
from cxlib.language import direction, number
from cxlib.language import gettext as _

INDENT = 0.045  # of the width, a level
LETTERS = 17  # of a line of the fishbone; three bones stand side by side on a phone
HEAD = 44  # letters of a line of its problem, which a phone has room for
MOST_LINES = 5  # of a cause of the fishbone
LINE = 15  # px of a line of the fishbone
ACROSS = 3  # bones above the spine, and below it
LEAN = 0.12  # of a bone's width, from its end to the spine


def cause_tree(whys: pd.DataFrame, *, label: Label = number, takeaway: str = "") -> Drawing:
    """Whys under each other, each indented under what it explains, with its cost as a bar.

    Args:
        whys: One row a node in reading order: text, depth (0 for the root), last (a tuple: whether it and each of its
            ancestors is the last of its siblings), cost (NaN where unknown), facts (what is said beside it), and root
            (whether it is a root cause).
        label: How a cost is written.
        takeaway: What the picture says, in a sentence.
    """
    highest = float(whys["cost"].max()) if whys["cost"].notna().any() else 0.0
    high = highest or 1.0
    rows = Rows(0.0, high)
    for row in whys.to_dict("records"):
        indent = INDENT * row["depth"]
        _connected(rows, row["last"], high)
        drawn = rows.add(str(row["text"]), indent=indent, strong=row["depth"] == 0 or bool(row["root"]))
        start = indent * high
        end = start
        if pd.notna(row["cost"]) and row["cost"] > 0:
            end = start + float(row["cost"]) * (1 - INDENT * int(whys["depth"].max()))
            words = _("{text}: {cost}", text=row["text"], cost=label(row["cost"]))
            drawn.bar(start, end, "missed" if row["root"] else "data" if row["depth"] else "other", words)
        drawn.say(end, str(row["facts"]), "secondary", "start" if end > start else "label")
    titles = {"text": _("Why"), "count": _("Count"), "cost": _("Cost"), "category": _("Behind it"),
              "department": _("Department"), "owner": _("Owner"), "votes": _("Votes")}  # fmt: skip
    numbers = whys[[name for name in titles if name in whys]].rename(columns=titles)
    return rows.drawing(takeaway or _("Every why under the one it explains."), numbers)


def _connected(rows: Rows, last: Sequence[bool], high: float) -> None:
    """The lines that lead from the parents to the next row."""
    top = -float(rows.count)
    for level, ended in enumerate(last):
        x = (INDENT * level + INDENT * 0.35) * high
        own = level == len(last) - 1
        if own:
            rows.plane.put("grid", x, top, x2=x, y2=top - (0.16 if ended else 1.0), colour=colour("other"))
            rows.plane.put("grid", x, top - 0.16, x2=x + INDENT * 0.5 * high, y2=top - 0.16, colour=colour("other"))
        elif not ended:
            rows.plane.put("grid", x, top, x2=x, y2=top - 1.0, colour=colour("other"))


def fishbone(effect: str, bones: Mapping[str, Sequence[Mapping[str, Any]]], *, takeaway: str = "") -> Drawing:
    """Causes by what stands behind them, as bones of a fish whose head is the problem.

    Args:
        effect: The problem.
        bones: Name of the bone -> its causes: text, facts (count, cost, owner), short (the most telling of them), root
            (whether it is a root cause).
        takeaway: What the picture says, in a sentence.
    """
    plane = Plane()
    named = list(bones.items())
    pages = [named[start : start + 2 * ACROSS] for start in range(0, max(len(named), 1), 2 * ACROSS)]
    title = wrapped(effect, HEAD).split("\n")
    for line, text in enumerate(title):
        plane.put("label strong", 0.0, 0.7 + len(title) - line, text=text, colour=colour("missed"))
    plane.extent((0.0, 0.7 + len(title)), (1.0, 0.0))
    place = 0.0
    for page in pages:
        place = _spine(plane, effect, page, place)
    if direction() == "rtl":
        plane.mirror()
    table = pd.DataFrame(
        [{_("Behind it"): bone, _("Cause"): cause["text"], _("Evidence"): cause["facts"]}
         for bone, causes in named for cause in causes],
        columns=[_("Behind it"), _("Cause"), _("Evidence")],
    )  # fmt: skip
    said = takeaway or _("What stands behind {effect}.", effect=effect)
    return plane.drawing(int(-place * LINE) + 2 * LINE, said, table, top=10, bottom=10, widest=1000)


def _spine(plane: Plane, effect: str, page: list[tuple[str, Sequence[Mapping[str, Any]]]], top: float) -> float:
    """One fish: bones above and below its spine; returns where the next may start, in lines downwards."""
    upper, lower = page[0::2], page[1::2]
    above = max((_lines(causes) for _name, causes in upper), default=1)
    below = max((_lines(causes) for _name, causes in lower), default=0)
    middle = top - above - 1.0
    foot = middle - below - 1.0
    columns = max(len(upper), len(lower), 1)
    head = float(columns)
    for column, (name, causes) in enumerate(upper):
        _bone(plane, column, (middle, top), name, causes)
    for column, (name, causes) in enumerate(lower):
        _bone(plane, column, (middle, foot), name, causes)
    plane.put("link", 0.0, middle, x2=head, y2=middle, colour=colour("ink"))
    plane.put("dot", head, middle, colour=colour("missed"), tip=effect)
    plane.extent((0.0, top + 1.0), (head, foot - 0.5))
    return foot - 2.0


def _lines(causes: Sequence[Mapping[str, Any]]) -> float:
    return 1.5 + sum(len(_written(cause)) + 0.5 for cause in causes)


def _written(cause: Mapping[str, Any]) -> list[str]:
    """A cause as it stands at its bone: its words, an ellipsis where they are too many, and what is known of it."""
    words = str(cause["text"])
    lines = textwrap.wrap(words, LETTERS, break_on_hyphens=False)[:MOST_LINES] or [""]
    if len(" ".join(lines)) < len(" ".join(words.split())):
        lines[-1] += "…"
    return [*lines, *([str(cause["short"])] if cause.get("short") else [])]


def _bone(plane: Plane, column: int, ends: tuple[float, float], name: str, causes: Sequence[Mapping[str, Any]]) -> None:
    """A leaning bone from its name to the spine, its causes to the right of it, read downwards."""
    middle, far = ends
    upwards = far > middle
    foot, tip = column + LEAN, column + 0.01
    plane.put("guess", foot, middle, x2=tip, y2=far, colour=colour("other"))
    plane.put("label strong", tip, far + (0.55 if upwards else -0.55), text=name, colour=colour("ink"))
    line = far - 0.9 if upwards else middle - 1.4
    for cause in causes:
        lines = _written(cause)
        at, lowest = (tip + (foot - tip) * (far - height) / (far - middle) for height in (line, line - len(lines) + 1))
        shade = "missed" if cause["root"] else "data"
        words = _("{cause}\n{facts}", cause=cause["text"], facts=cause["facts"])
        plane.put("dot", at, line, colour=colour(shade), tip=words)
        for place, text in enumerate(lines):
            known = bool(cause.get("short")) and place == len(lines) - 1
            # clear of the bone, which leans into the words above the spine and away from them below it
            plane.put("start", max(at, lowest) + 0.01, line - place, text=text,
                      colour=colour("secondary" if known else "ink"))  # fmt: skip
        line -= len(lines) + 0.5
