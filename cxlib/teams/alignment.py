"""The alignment map: who pulls which metric which way, and where two departments pull against each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from cxlib.language import gettext as _
from cxlib.workspace import Initiative, Metric

ConflictKind = Literal["opposed", "against_goal", "through_link", "overlap"]


@dataclass(frozen=True)
class Push:
    """How one metric moves another: ``sign`` is +1 if they rise together, -1 if one falls when the other rises."""

    cause: str
    effect: str
    sign: int


@dataclass(frozen=True)
class Conflict:
    """Two initiatives, or one and its metric's own goal, that do not go together.

    ``kind``: opposed (one metric, two ways), against_goal (moves its metric the bad way), through_link (moves a
    metric that leads another's the wrong way), overlap (the same metric twice: effects cannot be told apart).
    """

    kind: ConflictKind
    first: Initiative
    second: Initiative | None
    metric: str
    sentence: str

    @property
    def grave(self) -> bool:
        """Whether somebody must give way; an overlap only needs to be known when the effect is read out."""
        return self.kind != "overlap"


def conflicts(initiatives: Sequence[Initiative], metrics: Mapping[str, Metric],
              pushes: Iterable[Push] = ()) -> list[Conflict]:
    """What does not go together, gravest first.

    Args:
        initiatives: The arrows of the map; those without a known metric are passed over.
        metrics: By id.
        pushes: Links of the metric tree with their signs.
    """
    known = [one for one in initiatives if one.metric in metrics and one.direction != "band"]
    found = [_against_goal(one, metrics[one.metric]) for one in known if _is_against(one, metrics[one.metric])]
    linked = list(pushes)
    for first, second in combinations(known, 2):
        between = _between(first, second, metrics, linked)
        if between is not None:
            found.append(between)
    return sorted(found, key=lambda conflict: not conflict.grave)


def _is_against(one: Initiative, metric: Metric) -> bool:
    return metric.direction != "band" and one.direction != metric.direction


def _against_goal(one: Initiative, metric: Metric) -> Conflict:
    sentence = _("“{initiative}” moves {metric} the wrong way.", initiative=one.name, metric=metric.name)
    return Conflict("against_goal", one, None, one.metric, sentence)


def _between(first: Initiative, second: Initiative, metrics: Mapping[str, Metric],
             pushes: Sequence[Push]) -> Conflict | None:
    names = {"first": first.name, "second": second.name}
    if first.metric == second.metric:
        names["metric"] = metrics[first.metric].name
        if first.direction != second.direction:
            said = _("“{first}” and “{second}” pull {metric} in opposite directions.", **names)
            return Conflict("opposed", first, second, first.metric, said)
        said = _("“{first}” and “{second}” both move {metric}: agree beforehand how to tell their effects apart.",
                 **names)
        return Conflict("overlap", first, second, first.metric, said)
    for cause, effect in ((first, second), (second, first)):
        push = next((push for push in pushes if (push.cause, push.effect) == (cause.metric, effect.metric)), None)
        if push is not None and _signed(cause) * push.sign != _signed(effect):
            said = _("“{first}” moves {cause}, which leads {effect} the other way than “{second}” wants.",
                     first=cause.name, second=effect.name, cause=metrics[cause.metric].name,
                     effect=metrics[effect.metric].name)
            return Conflict("through_link", cause, effect, effect.metric, said)
    return None


def _signed(one: Initiative) -> int:
    return 1 if one.direction == "up" else -1
