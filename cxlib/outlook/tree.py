"""The tree of metrics: what is made of what (formulas, exact), and what is thought to move what (influences).

An influence is a hypothesis. It starts as somebody's guess, becomes consistent when the data do not speak against it,
is held when it improves forecasts out of sample with error control, and is rejected when enough data say no. The data
only propose; a person takes the proposal over or leaves it, and the store keeps who did so and when.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import pandas as pd

from cxlib.errors import CXError, MetricProblem
from cxlib.language import gettext, gettext_noop
from cxlib.metrics.formula import parse, references
from cxlib.workspace import EdgeState, Metric, TreeEdge

BY_VERDICT: dict[str, EdgeState] = {
    "leading": "held",
    "consistent": "consistent",
    "coincident": "rejected",
    "lagging": "rejected",
}
ENOUGH = 60  # paired periods after which silence counts against an influence
COLUMNS = ["cause", "effect", "kind", "state", "proposed", "lag", "grain", "sentence"]

WORDS: dict[str, str] = {
    "formula": gettext_noop("{effect} is computed from {cause}."),
    "guess": gettext_noop("A guess so far: {cause} may move {effect}."),
    "consistent": gettext_noop("The data agree that {cause} moves {effect}, but not surely enough yet."),
    "held": gettext_noop("{cause} improves forecasts of {effect}: associated, not proved."),
    "rejected": gettext_noop("The data speak against {cause} moving {effect}."),
}


class TreeCycle(CXError):
    """Facts: ``path``, metric names joined by arrows."""

    sentence = gettext_noop("These metrics would move each other in a circle: {path}. Take one of the arrows away.")


class MovesItself(CXError):
    """Fact: ``metric``."""

    sentence = gettext_noop("{metric} cannot move itself. Choose two different metrics.")


@dataclass(frozen=True)
class Proposal:
    """What a scan says about an influence: the state it should be in, the lag found, and the scan's verdict."""

    state: EdgeState
    lag: int | None
    grain: str
    verdict: str


def formula_links(metrics: Sequence[Metric]) -> tuple[tuple[str, str], ...]:
    """Ids of metric and formula for every metric that a formula names; exact, and no data change that."""
    found = []
    for metric in metrics:
        if metric.kind == "formula":
            with suppress(MetricProblem):
                found += [(part, metric.id) for part in references(parse(metric.formula, metrics))]
    return tuple(found)


def proposal(edge: TreeEdge, row: Mapping[str, object]) -> Proposal | None:
    """The state a scan calls for, None where it is the edge's own already or the scan cannot say.

    Args:
        edge: The influence.
        row: The pair's row of ``seen.scan_of``. "None" rejects only if 60 or more paired periods were forecast no
            better with the cause, since absence of evidence in a short series is none.
    """
    verdict = str(row["verdict"])
    useless = int(str(row["n"])) >= ENOUGH and float(str(row["gain"])) <= 0
    state: EdgeState | None = "rejected" if verdict == "none" and useless else BY_VERDICT.get(verdict)
    if state is None or state == edge.state:
        return None
    lag = round(float(str(row["lag"]))) if state in ("consistent", "held") else edge.lag
    return Proposal(state, lag, str(row["grain"]), verdict)


def taken_over(edge: TreeEdge, found: Proposal) -> TreeEdge:
    """The edge in the state that was proposed."""
    return replace(edge, state=found.state, lag=found.lag, grain=found.grain)


def proposals(edges: Iterable[TreeEdge], pairs: pd.DataFrame) -> dict[str, Proposal]:
    """What a scan says about each edge, by the edge's id; edges it says nothing new about are left out."""
    rows = {} if pairs.empty else {(row["candidate"], row["outcome"]): row for row in pairs.to_dict("records")}
    found = {edge.id: proposal(edge, rows[edge.cause, edge.effect]) for edge in edges
             if (edge.cause, edge.effect) in rows}  # fmt: skip
    return {id: said for id, said in found.items() if said is not None}


def suggested(edges: Iterable[TreeEdge], pairs: pd.DataFrame) -> list[TreeEdge]:
    """Influences that the scan holds out of sample and nobody has drawn yet, the surest first."""
    if pairs.empty:
        return []
    drawn = {(edge.cause, edge.effect) for edge in edges}
    sure = pairs[pairs["verdict"] == "leading"].sort_values("q_value")
    return [
        TreeEdge(
            "", cause=row["candidate"], effect=row["outcome"], lag=int(row["lag"]), grain=row["grain"], state="held"
        )
        for row in sure.to_dict("records")
        if (row["candidate"], row["outcome"]) not in drawn
    ]


def checked(edge: TreeEdge, edges: Iterable[TreeEdge], metrics: Sequence[Metric]) -> TreeEdge:
    """The edge, if it fits into the tree; one between the same two metrics it replaces.

    Raises:
        MovesItself: If cause and effect are the same.
        TreeCycle: If following the arrows, formulas included, would lead back to where they start.
    """
    names = {metric.id: metric.name for metric in metrics}
    if edge.cause == edge.effect:
        raise MovesItself(metric=names.get(edge.cause, edge.cause))
    others = [old for old in edges if old.id != edge.id and (old.cause, old.effect) != (edge.cause, edge.effect)]
    arrows = [(old.cause, old.effect) for old in others if old.state != "rejected"] + list(formula_links(metrics))
    path = _path(arrows, edge.effect, edge.cause) if edge.state != "rejected" else []
    if path:
        raise TreeCycle(path=" → ".join(names.get(id, id) for id in [edge.cause, *path]))
    return edge


def _path(arrows: list[tuple[str, str]], start: str, end: str) -> list[str]:
    """Metrics from ``start`` to ``end`` along the arrows; empty if there is no way."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        if way[-1] == end:
            return way
        fresh = [effect for cause, effect in arrows if cause == way[-1] and effect not in seen]
        seen.update(fresh)
        ways += [[*way, effect] for effect in fresh]
    return []


def tree_frame(edges: Iterable[TreeEdge], metrics: Sequence[Metric], pairs: pd.DataFrame) -> pd.DataFrame:
    """One row an arrow, formulas first: cause and effect (names), kind ("formula" or "influence"), state, proposed (the
    state a scan calls for, "" if none), lag (periods, may be missing), grain, sentence. Arrows of metrics that are gone
    are left out."""
    names = {metric.id: metric.name for metric in metrics}
    edges = [edge for edge in edges if edge.cause in names and edge.effect in names]
    said = proposals(edges, pairs)
    rows = [
        {"cause": names[cause], "effect": names[effect], "kind": "formula", "state": "formula", "proposed": "",
         "lag": None, "grain": "", "sentence": gettext(WORDS["formula"], cause=names[cause], effect=names[effect])}
        for cause, effect in formula_links(metrics)
    ] + [
        {"cause": names[edge.cause], "effect": names[edge.effect], "kind": "influence", "state": edge.state,
         "proposed": said[edge.id].state if edge.id in said else "", "lag": edge.lag, "grain": edge.grain,
         "sentence": gettext(WORDS[edge.state], cause=names[edge.cause], effect=names[edge.effect])}
        for edge in edges
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype({"lag": "Int64"})
