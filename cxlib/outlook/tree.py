"""The tree of metrics: what is made of what (formulas, exact), and what is thought to move what (influences).

An influence is a hypothesis. It starts as somebody's guess, becomes consistent when the data do not speak against it,
is held out of sample when it improves forecasts with error control, and is rejected when enough data say no.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from cxlib.errors import CXError
from cxlib.language import gettext, gettext_noop

Kind = Literal["formula", "influence"]
State = Literal["exact", "guess", "consistent", "held out of sample", "rejected"]
STATES: tuple[State, ...] = ("exact", "guess", "consistent", "held out of sample", "rejected")
BY_VERDICT: dict[str, State] = {
    "leading": "held out of sample",
    "consistent": "consistent",
    "coincident": "rejected",
    "lagging": "rejected",
}
ENOUGH = 60  # paired periods after which silence counts against an influence

WORDS: dict[str, str] = {
    "exact": gettext_noop("{target} is computed from {source}."),
    "guess": gettext_noop("A guess so far: {source} may move {target}."),
    "consistent": gettext_noop("The data agree that {source} moves {target}, but it is not proved out of sample."),
    "held out of sample": gettext_noop("{source} improves forecasts of {target}: associated, not proved."),
    "rejected": gettext_noop("The data speak against {source} moving {target}."),
}


class TreeCycle(CXError):
    """Facts: ``path``, metric names joined by arrows."""

    sentence = gettext_noop("These metrics would move each other in a circle: {path}. Take one of the arrows away.")


@dataclass(frozen=True)
class Step:
    """A state an influence came into, on which day, by whom, and on what grounds (a verdict of the scan, or words)."""

    state: State
    day: date | None = None
    author: str = ""
    grounds: str = ""


@dataclass(frozen=True)
class Edge:
    """An arrow from one metric to the one it moves.

    Attributes:
        source: Id of the metric that moves; ``target``: of the one moved.
        kind: ``"formula"`` or ``"influence"``.
        steps: The states in order; the last one holds. A formula is exact and has one.
        lag: Periods until it shows; 0 for a formula.
    """

    source: str
    target: str
    kind: Kind = "influence"
    steps: tuple[Step, ...] = (Step("guess"),)
    lag: int = 0

    @property
    def state(self) -> State:
        """The state it is in now."""
        return self.steps[-1].state

    def sentence(self, names: dict[str, str]) -> str:
        """The arrow in words; ``names`` gives metric names by id."""
        source, target = names.get(self.source, self.source), names.get(self.target, self.target)
        return gettext(WORDS[self.state], source=source, target=target)


def formula_edge(source: str, target: str) -> Edge:
    """``target`` is computed from ``source``: exact, and no data change that."""
    return Edge(source, target, "formula", (Step("exact"),))


def guess(source: str, target: str, author: str = "", day: date | None = None, lag: int = 0) -> Edge:
    """Somebody's hypothesis that ``source`` moves ``target``."""
    return Edge(source, target, "influence", (Step("guess", day, author),), lag)


def moved(edge: Edge, state: State, day: date | None = None, author: str = "", grounds: str = "") -> Edge:
    """The influence in a new state; the old ones are kept.

    Raises:
        ValueError: If the edge is a formula, or the state is not one of an influence.
    """
    if edge.kind == "formula" or state not in STATES[1:]:
        raise ValueError(f"a {edge.kind} cannot become {state!r}")
    return replace(edge, steps=(*edge.steps, Step(state, day, author, grounds)))


def judged(edge: Edge, row: pd.Series, day: date | None = None, author: str = "") -> Edge:
    """The edge after a scan.

    Args:
        edge: An influence; a formula comes back as it is.
        row: The pair's row of ``leads`` or ``scan``.
        day: Day of the scan; ``author``: who ran it.
    Returns:
        The edge in the state the verdict calls for. "Cannot tell" changes nothing; "none" rejects only if 60 or more
        paired periods were forecast no better with it, since absence of evidence in a short series is none.
    """
    if edge.kind == "formula":
        return edge
    useless = int(row["n"]) >= ENOUGH and float(row["gain"]) <= 0
    state = "rejected" if row["verdict"] == "none" and useless else BY_VERDICT.get(str(row["verdict"]))
    if state is None or state == edge.state:
        return edge
    lag = int(row["lag"]) if state in ("consistent", "held out of sample") else edge.lag
    return replace(moved(edge, state, day, author, str(row["verdict"])), lag=lag)


def judged_tree(
    edges: tuple[Edge, ...], pairs: pd.DataFrame, day: date | None = None, author: str = ""
) -> tuple[Edge, ...]:
    """Every edge after a scan; ``pairs`` as ``scan`` returns them, outcome and candidate by metric id."""
    rows = {(row["candidate"], row["outcome"]): row for _, row in pairs.iterrows()}
    return tuple(
        judged(edge, rows[edge.source, edge.target], day, author) if (edge.source, edge.target) in rows else edge
        for edge in edges
    )


def planted(edges: tuple[Edge, ...], edge: Edge) -> tuple[Edge, ...]:
    """The edges with one more, or with the one between the same two metrics replaced.

    Raises:
        TreeCycle: If following the arrows would lead back to where they start.
        ValueError: If a metric would move itself.
    """
    if edge.source == edge.target:
        raise ValueError(f"{edge.source!r} cannot move itself")
    kept = tuple(old for old in edges if (old.source, old.target) != (edge.source, edge.target))
    path = _path(kept, edge.target, edge.source)
    if path:
        raise TreeCycle(path=" → ".join([edge.source, *path]))
    return (*kept, edge)


def _path(edges: tuple[Edge, ...], start: str, end: str) -> list[str]:
    """Metrics from ``start`` to ``end`` along arrows that are not rejected; empty if there is no way."""
    follow: dict[str, list[str]] = {edge.source: [] for edge in edges}
    for edge in edges:
        if edge.state != "rejected":
            follow[edge.source].append(edge.target)
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        fresh = [target for target in follow.get(way[-1], []) if target not in seen]
        seen.update(fresh)
        ways += [[*way, target] for target in fresh]
    return []


def tree_frame(edges: tuple[Edge, ...], names: dict[str, str] | None = None) -> pd.DataFrame:
    """One row an edge: source, target, kind, state, lag, day, author, sentence."""
    rows = [
        {
            "source": edge.source, "target": edge.target, "kind": edge.kind, "state": edge.state, "lag": edge.lag,
            "day": edge.steps[-1].day, "author": edge.steps[-1].author, "sentence": edge.sentence(names or {}),
        }
        for edge in edges
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["source", "target", "kind", "state", "lag", "day", "author", "sentence"])
