"""Formulas over other metrics: a small grammar, read by us and never evaluated as code.

    formula := term (("+" | "-") term)*        term := factor (("*" | "/") factor)*
    factor  := number | metric | "-" factor | "(" formula ")"

A metric stands by its id or its name, in any case; a name may be put in square brackets.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxlib.errors import FormulaProblem, MetricCycle
from cxlib.workspace import Metric

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SIGNS = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", ":": "/"}
_DEEPEST = 40  # parentheses and signs; a deeper formula is a mistake or an attack


@dataclass(frozen=True)
class Part:
    """A number, a metric's id, or an operator over two parts."""

    kind: str
    amount: float = 0.0
    metric: str = ""
    sides: tuple["Part", ...] = ()


class Reading(NamedTuple):
    """Values of a part in k cells and how they change with each metric in it (gradients by metric id)."""

    value: np.ndarray
    gradients: dict[str, np.ndarray]


def parse(formula: str, metrics: Iterable[Metric]) -> Part:
    """The formula as a tree over the ids of ``metrics``.

    Raises:
        FormulaProblem: If something is not understood; says where.

    Examples:
        >>> metrics = [Metric("c", name="Complaints"), Metric("o", name="Orders")]
        >>> tree = parse("1000 * complaints / Orders", metrics)
        >>> tree.kind, tree.sides[1].metric
        ('/', 'o')
    """
    tokens = list(_tokens(formula, _names(metrics)))
    tree, rest = _sum(formula, tokens, 0)
    if rest:
        raise FormulaProblem(formula=formula, place=rest[0][0])
    return tree


def references(tree: Part) -> list[str]:
    """Ids of the metrics in a tree, each once, in order of appearance."""
    own = [tree.metric] if tree.kind == "metric" else []
    return list(dict.fromkeys([*own, *(id for side in tree.sides for id in references(side))]))


def parts(metric: Metric, metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """The metrics with a source that a metric is made of: itself, or what its formula comes down to.

    Raises:
        FormulaProblem: If a formula on the way is not understood.
        MetricCycle: If formulas need each other in a circle.
    """
    return tuple(found for found in needed(metric, metrics) if found.kind != "formula")


def needed(metric: Metric, metrics: Sequence[Metric], path: tuple[Metric, ...] = ()) -> tuple[Metric, ...]:
    """The metric and all that it is made of, other formulas included; each once, parts before wholes."""
    if metric.id in {passed.id for passed in path}:
        raise MetricCycle(path=" → ".join(passed.name or passed.id for passed in (*path, metric)))
    if metric.kind != "formula":
        return (*_exposure(metric, metrics), metric)
    known = {other.id: other for other in metrics}
    found = [known[id] for id in references(parse(metric.formula, metrics))]
    if not found:
        raise FormulaProblem(formula=metric.formula, place=metric.formula)  # numbers alone have no periods
    below = [each for part in found for each in needed(part, metrics, (*path, metric))]
    return tuple({each.id: each for each in [*below, metric]}.values())


def checked(metric: Metric, metrics: Sequence[Metric]) -> Metric:
    """The formula metric, if its formula is understood and comes back to itself nowhere.

    Raises:
        FormulaProblem: If something is not understood.
        MetricCycle: If formulas need each other in a circle.
    """
    others = [other for other in metrics if other.id != metric.id or not metric.id]
    needed(metric, [*others, metric] if metric.id else others)
    return metric


def _exposure(metric: Metric, metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """A rate over another metric's total needs that metric."""
    return tuple(other for other in metrics if other.id == metric.settings.get("exposure"))


def evaluate(tree: Part, values: Mapping[str, np.ndarray], shape: int) -> Reading:
    """The tree's value and gradients in ``shape`` cells, given the values of its metrics; 1/0 is missing."""
    if tree.kind == "number":
        return Reading(np.full(shape, tree.amount), {})
    if tree.kind == "metric":
        return Reading(np.asarray(values[tree.metric], float), {tree.metric: np.ones(shape)})
    left, right = (evaluate(side, values, shape) for side in tree.sides)
    below = np.where(right.value == 0, np.nan, right.value)
    value = {
        "+": left.value + right.value,
        "-": left.value - right.value,
        "*": left.value * right.value,
        "/": left.value / below,
    }[tree.kind]
    ones = np.ones(shape)
    with_left, with_right = {
        "+": (ones, ones),
        "-": (ones, -ones),
        "*": (right.value, left.value),
        "/": (1 / below, -left.value / below**2),
    }[tree.kind]
    gradients = {id: with_left * slope for id, slope in left.gradients.items()}
    for id, slope in right.gradients.items():
        gradients[id] = gradients.get(id, 0.0) + with_right * slope
    return Reading(value, gradients)


Token = tuple[str, str]  # as written; what it is: a metric's id, "#" for a number, else the sign itself


def _names(metrics: Iterable[Metric]) -> list[tuple[str, str]]:
    """What a metric may be written as, longest first, so that a name wins over the beginning of it."""
    written = {text.casefold(): metric.id for metric in metrics for text in (metric.name, metric.id) if text}
    return sorted(written.items(), key=lambda pair: -len(pair[0]))


def _tokens(formula: str, names: Sequence[tuple[str, str]]) -> Iterator[Token]:
    at, folded = 0, formula.casefold()
    if len(folded) != len(formula):  # a letter that folds into two would shift all places
        folded = formula.lower() if len(formula.lower()) == len(formula) else formula
    while at < len(formula):
        if formula[at].isspace():
            at += 1
            continue
        token = _token(formula, folded, at, names)
        if token is None:
            raise FormulaProblem(formula=formula, place=formula[at : at + 30])
        yield token
        at += len(token[0])


def _token(formula: str, folded: str, at: int, names: Sequence[tuple[str, str]]) -> Token | None:
    for name, id in names:
        for written in (name, f"[{name}]"):
            if folded.startswith(written, at) and not _goes_on(folded, at + len(written)):
                return formula[at : at + len(written)], f"metric {id}"
    number = _NUMBER.match(formula, at)
    if number:
        return number.group(), "#"
    sign = _SIGNS.get(formula[at], formula[at])
    return (formula[at], sign) if sign in "+-*/()" else None


def _goes_on(text: str, end: int) -> bool:
    """Whether a word continues past ``end``: then what was found is only its beginning."""
    return end < len(text) and (text[end].isalnum() or text[end] == "_") and (text[end - 1].isalnum())


_Reader = Callable[[str, list[Token], int], tuple[Part, list[Token]]]


def _sum(formula: str, tokens: list[Token], depth: int) -> tuple[Part, list[Token]]:
    return _chain(formula, tokens, depth, "+-", _product)


def _product(formula: str, tokens: list[Token], depth: int) -> tuple[Part, list[Token]]:
    return _chain(formula, tokens, depth, "*/", _factor)


def _chain(formula: str, tokens: list[Token], depth: int, signs: str, inner: _Reader) -> tuple[Part, list[Token]]:
    tree, tokens = inner(formula, tokens, depth)
    while tokens and tokens[0][1] in signs:
        sign = tokens[0][1]
        right, tokens = inner(formula, tokens[1:], depth)
        tree = Part(sign, sides=(tree, right))
    return tree, tokens


def _factor(formula: str, tokens: list[Token], depth: int) -> tuple[Part, list[Token]]:
    if not tokens or depth > _DEEPEST:
        raise FormulaProblem(formula=formula, place=formula[-30:])
    (written, what), rest = tokens[0], tokens[1:]
    if what.startswith("metric "):
        return Part("metric", metric=what.removeprefix("metric ")), rest
    if what == "#":
        return Part("number", amount=float(written)), rest
    if what == "-":
        right, rest = _factor(formula, rest, depth + 1)
        return Part("-", sides=(Part("number"), right)), rest
    if what != "(":
        raise FormulaProblem(formula=formula, place=written)
    tree, rest = _sum(formula, rest, depth + 1)
    if not rest or rest[0][1] != ")":
        raise FormulaProblem(formula=formula, place=rest[0][0] if rest else formula[-30:])
    return tree, rest[1:]
