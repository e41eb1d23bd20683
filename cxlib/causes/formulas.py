"""What each metric in a formula adds to the formula's change: its share over all orders of letting them change."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cxlib.metrics.formula import evaluate, parse, references
from cxlib.workspace import Metric

MOST_INPUTS = 10  # 2 ** inputs evaluations of a small tree


class InputParts(NamedTuple):
    """Metric id → its part of the change; the formula's value before and after. The parts add up to the change."""

    parts: dict[str, float]
    ends: tuple[float, float]


def input_parts(metric: Metric, metrics: Sequence[Metric], known: Mapping[str, Sequence[float]]) -> InputParts | None:
    """Shapley parts of a formula's change.

    Args:
        metric: The formula.
        metrics: All metrics it may name, other formulas included.
        known: Id of a metric with a source → its value before and after.
    Returns:
        None where the formula has too many inputs or no value on a side.
    References:
        Shapley (1953); for ratios and products of indicators, Albrecht, François & Schoors (2002), Energy Policy 30.
    """
    inputs = [id for id in _inputs(metric, metrics) if id in known]
    if not inputs or len(inputs) > MOST_INPUTS:
        return None
    value = {}
    for size in range(len(inputs) + 1):
        for changed in itertools.combinations(inputs, size):
            value[frozenset(changed)] = _value(metric, metrics, {id: known[id][id in changed] for id in known})
    ends = value[frozenset()], value[frozenset(inputs)]
    if not all(np.isfinite(part) for part in value.values()):
        return None
    return InputParts({id: _part(id, inputs, value) for id in inputs}, ends)


def _inputs(metric: Metric, metrics: Sequence[Metric]) -> list[str]:
    """Ids of the metrics with a source that a formula names, itself or through other formulas."""
    by_id = {other.id: other for other in metrics}
    found: list[str] = []
    for id in references(parse(metric.formula, [other for other in metrics if other.id != metric.id])):
        below = _inputs(by_id[id], metrics) if by_id[id].kind == "formula" else [id]
        found += [each for each in below if each not in found]
    return found


def _value(metric: Metric, metrics: Sequence[Metric], known: Mapping[str, float]) -> float:
    by_id = {other.id: other for other in metrics}
    tree = parse(metric.formula, [other for other in metrics if other.id != metric.id])
    values = {id: known[id] if id in known else _value(by_id[id], metrics, known) for id in references(tree)}
    return float(evaluate(tree, {id: np.array([each]) for id, each in values.items()}, 1).value[0])


def _part(id: str, inputs: Sequence[str], value: Mapping[frozenset[str], float]) -> float:
    others = [other for other in inputs if other != id]
    total = 0.0
    for size in range(len(inputs)):
        weight = math.factorial(size) * math.factorial(len(others) - size) / math.factorial(len(inputs))
        for first in itertools.combinations(others, size):
            total += weight * (value[frozenset({*first, id})] - value[frozenset(first)])
    return total
