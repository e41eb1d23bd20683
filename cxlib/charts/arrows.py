"""What moves what: metrics as names, joined by lines that say how sure each link is.

Names stand in columns, causes before effects. Lags are written under the name they arrive at and never on a line, so
that nothing covers anything at any width.
"""

from dataclasses import dataclass

import pandas as pd

from cxlib.charts.drawing import Drawing, Plane, wrapped
from cxlib.charts.theme import colour
from cxlib.language import direction, ngettext
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_

ROW = 62  # px between two metrics of a column
LINE = 14  # px of a line of a name
LETTERS = 17  # of a line of a name; a phone holds no more beside the lines
SWEEPS = 4  # over the columns, each putting a metric near those it is joined to
WIDEST = 1000  # px; beyond it the eye loses a line on its way
STATES = {"leading": N_("checked out of sample"), "consistent": N_("not sure enough yet")}
LOOKS = {  # state of a link -> mark and colour, the surest last, so that it lies on top
    "rejected": ("event", "missed"),
    "guess": ("event", "secondary"),
    "consistent": ("guess", "secondary"),
    "formula": ("grid", "ink"),
    "held": ("link", "data"),
}
TREE_WORDS = {
    "formula": N_("computed"),
    "guess": N_("guess"),
    "consistent": N_("consistent"),
    "held": N_("held out of sample"),
    "rejected": N_("rejected"),
}


@dataclass(frozen=True)
class _Places:
    """Where each metric stands: its column from 0, and its height (downwards from 0)."""

    column: dict[str, int]
    height: dict[str, float]
    columns: int
    rows: int

    def x(self, name: str) -> float:
        """Place across, 0 to 1."""
        return self.column[name] / max(self.columns - 1, 1)


def lead_map(leads: pd.DataFrame, *, takeaway: str = "") -> Drawing:
    """What leads what: leading metrics on one side, lagging ones on the other, checked links solid, others dashed.

    Args:
        leads: One row a pair: candidate, outcome, lag (periods), verdict (see ``cxlib.outlook.leads``), and where
            known words (the lag as said, such as "6 weeks"), effect, lower, upper, q_value. Only ``"leading"`` and
            ``"consistent"`` are drawn as links.
        takeaway: What the picture says, in a sentence.
    """
    shown = leads[leads["verdict"].isin(STATES)].sort_values("verdict")  # the sure ones last, on top
    links = [(str(row["candidate"]), str(row["outcome"])) for row in shown.to_dict("records")]
    first = [str(name) for name in dict.fromkeys([*(cause for cause, _effect in links), *leads["candidate"]])]
    last = [str(name) for name in dict.fromkeys([*(effect for _cause, effect in links), *leads["outcome"]])]
    last = [name for name in last if name not in first]
    places = _laid_out([first, last], links)
    plane = Plane()
    for row in shown.to_dict("records"):
        _line(plane, places, str(row["candidate"]), str(row["outcome"]), "held" if row["verdict"] == "leading" else
              "consistent")  # fmt: skip
    _names(plane, places, _arrivals(shown[shown["verdict"] == "leading"], places))
    note = _legend({"leading": "held", "consistent": "consistent"}, set(shown["verdict"]), STATES)
    return _drawing(plane, places, takeaway or _("Which metrics move first."), _links_table(leads), note)


def metric_tree(arrows: pd.DataFrame, *, takeaway: str = "") -> Drawing:
    """The tree of metrics: what is computed from what, what is thought to move what, and how sure that is.

    Args:
        arrows: One row an arrow: cause, effect (names), state (``"formula"``, ``"guess"``, ``"consistent"``,
            ``"held"``, ``"rejected"``), and where known words (the lag as said).
        takeaway: What the picture says, in a sentence.
    """
    rank = list(LOOKS)
    shown = arrows.assign(rank=arrows["state"].map(rank.index)).sort_values("rank", kind="stable")
    links = [(str(row["cause"]), str(row["effect"])) for row in shown.to_dict("records")]
    kept = [link for link, state in zip(links, shown["state"], strict=True) if state != "rejected"]
    places = _laid_out(_columns(links, kept), links)
    plane = Plane()
    for (cause, effect), state in zip(links, shown["state"], strict=True):
        _line(plane, places, cause, effect, state)
    sure = shown[shown["state"].isin(("held", "consistent", "guess"))]
    _names(plane, places, _arrivals(sure.rename(columns={"cause": "candidate", "effect": "outcome"}), places))
    note = _legend({state: state for state in TREE_WORDS}, set(shown["state"]), TREE_WORDS)
    titles = {"cause": _("Moves"), "effect": _("Moved"), "words": _("After"), "sentence": _("In words")}
    table = arrows[[name for name in titles if name in arrows]].rename(columns=titles)
    table = table.assign(**{_("State"): [_(TREE_WORDS[state]) for state in arrows["state"]]})
    return _drawing(plane, places, takeaway or _("What moves what, and how sure that is."), table, note)


def _columns(links: list[tuple[str, str]], kept: list[tuple[str, str]]) -> list[list[str]]:
    """Metrics by the longest way that leads to them; the last effects stand in the last column."""
    names = list(dict.fromkeys(name for link in links for name in link))
    depth = dict.fromkeys(names, 0)
    for _turn in names:  # longer than any way without a circle
        for cause, effect in kept:
            depth[effect] = min(max(depth[effect], depth[cause] + 1), len(names))
    ending = {name for name in names if not any(cause == name for cause, _effect in kept)}
    deepest = max([*depth.values(), 1])
    for name in ending - {cause for cause, _effect in links}:
        depth[name] = deepest
    levels = sorted(set(depth.values()))
    return [[name for name in names if depth[name] == level] for level in levels]


def _laid_out(columns: list[list[str]], links: list[tuple[str, str]]) -> _Places:
    """Each column in the order of what its metrics are joined to, so that few lines cross (barycentre heuristic)."""
    columns = [list(column) for column in columns if column]
    rows = max((len(column) for column in columns), default=1)
    height = _heights(columns, rows)
    for turn in range(SWEEPS):
        for column in columns[1:] if turn % 2 == 0 else columns[-2::-1]:
            column.sort(key=lambda name: _middle(name, links, height))
            height = _heights(columns, rows)
    column_of = {name: place for place, column in enumerate(columns) for name in column}
    return _Places(column_of, height, len(columns), rows)


def _heights(columns: list[list[str]], rows: int) -> dict[str, float]:
    return {
        name: -(place + 0.5) * rows / len(column) for column in columns for place, name in enumerate(column)
    }


def _middle(name: str, links: list[tuple[str, str]], height: dict[str, float]) -> float:
    """Mean place of the joined metrics, downwards; those without a link come last."""
    near = [height[effect] for cause, effect in links if cause == name]
    near += [height[cause] for cause, effect in links if effect == name]
    return -sum(near) / len(near) if near else float("inf")


def _line(plane: Plane, places: _Places, cause: str, effect: str, state: str) -> None:
    kind, shade = LOOKS[state]
    plane.put(kind, places.x(cause), places.height[cause], x2=places.x(effect), y2=places.height[effect],
              colour=colour(shade))  # fmt: skip


def _arrivals(links: pd.DataFrame, places: _Places) -> dict[str, str]:
    """What is written under an effect: after how long, in the order in which its lines arrive."""
    said: dict[str, list[tuple[float, str]]] = {}
    for link in links.to_dict("records"):
        words = link.get("words") or _periods(link.get("lag"))
        if words:
            height = -places.height[str(link["candidate"])]
            said.setdefault(str(link["outcome"]), []).append((height, str(words)))
    joined = {name: " · ".join(dict.fromkeys(words for _place, words in sorted(those))) for name, those in said.items()}
    return {name: _("{lags} later", lags=lags) for name, lags in joined.items()}


def _periods(lag: object) -> str:
    if lag is None or pd.isna(lag):
        return ""
    count = round(float(str(lag)))
    return ngettext("{count} period", "{count} periods", count) if count else ""


def _names(plane: Plane, places: _Places, under: dict[str, str]) -> None:
    """Names beside their dots, in the columns between under them; what arrives is the last line of the block."""
    for name, column in places.column.items():
        at, height = places.x(name), places.height[name]
        first, last = column == 0, column == places.columns - 1
        kind = "near end" if first else "near start" if last else "middle"
        text = wrapped(name, LETTERS)
        lines = text.count("\n") + 1 + (name in under)
        below = 0 if first or last else (lines / 2 + 0.7) * LINE
        top = height + ((lines - 1) / 2 * LINE - below) / ROW  # a text stands at the middle of its first line
        plane.put("dot", at, height, colour=colour("data"), tip=name)
        plane.put(kind, at, top, text=text, colour=colour("ink"))
        if name in under:
            plane.put(kind, at, top - (lines - 1) * LINE / ROW, text=under[name], colour=colour("data"))


SAMPLES = {"link": "━━", "guess": "╌╌", "event": "┈┈", "grid": "──"}


def _legend(looks: dict[str, str], present: set[str], words: dict[str, str]) -> str:
    return " · ".join(
        _("{line} {word}", line=SAMPLES[LOOKS[look][0]], word=_(words[state]))
        for state, look in looks.items()
        if state in present
    )


def _drawing(plane: Plane, places: _Places, sentence: str, table: pd.DataFrame, note: str) -> Drawing:
    plane.extent((0, 0), (1, -float(places.rows)))
    if direction() == "rtl":
        plane.mirror()
    return plane.drawing(ROW * places.rows, sentence, table, top=4, bottom=4, widest=WIDEST, note=note)


def _links_table(leads: pd.DataFrame) -> pd.DataFrame:
    titles = {"candidate": _("Leads"), "outcome": _("Lags"), "words": _("By"), "lag": _("Periods"),
              "effect": _("Effect"), "lower": _("From"), "upper": _("To"), "gain": _("Error falls by"),
              "q_value": _("q value"), "n": _("Paired periods")}  # fmt: skip
    state = [_(STATES[verdict]) if verdict in STATES else _("no clear lead") for verdict in leads["verdict"]]
    return leads[[name for name in titles if name in leads]].rename(columns=titles).assign(**{_("State"): state})
