"""A frozen review as people without an account may read it: no persons, no small groups, nothing meant for the room."""

from collections.abc import Callable
from dataclasses import replace

from cxlib.review.parts import MetricSeen, Moment, Promise, ReviewContent, Statement

SEGMENTS = ("segment", "mix")
INTERNAL = ("root cause", "cost")  # found by people for people in the room


def for_outsiders(
    content: ReviewContent, least: int, may_name: Callable[[Statement], bool], comments: int = 0
) -> ReviewContent:
    """What a link shows of a frozen review.

    Args:
        content: The review as it was frozen.
        least: Smallest group shown.
        may_name: Whether a sentence about a segment gives no small group away.
        comments: How many quotes are shown at most; 0 for none. They were redacted when the review was frozen.
    """
    told = tuple(one for one in content.insight if one.kind not in (*SEGMENTS, *INTERNAL))
    named = tuple(one for one in content.insight if one.kind in SEGMENTS and may_name(one))
    unnamed = [one.sentence for one in content.insight if one.kind in SEGMENTS and one not in named]
    gives_away = any(sentence in content.headline for sentence in unnamed)
    return replace(
        content,
        headline=content.title if gives_away else content.headline,
        metrics=tuple(_metric(metric, least, unnamed) for metric in content.metrics),
        promised=tuple(_promise(one) for one in content.promised),
        decisions=tuple(replace(one, owner="", reason="") for one in content.decisions),
        insight=(*named, *told),
        explanations=tuple(replace(one, author="") for one in content.explanations),
        quotes=content.quotes[:comments],
        obstacles=(),
        refused=(),
        minutes="",
        texts={},
        data=(),
    )


def _metric(metric: MetricSeen, least: int, unnamed: list[str]) -> MetricSeen:
    finding = "" if any(metric.finding and metric.finding in sentence for sentence in unnamed) else metric.finding
    kept = replace(metric, periods=tuple(_moment(one, least) for one in metric.periods), finding=finding)
    if not _is_small(metric.base, least):
        return kept
    return replace(kept, period=None, value=None, lower=None, upper=None, base=None, value_words="–", margin_words="",
                   base_words="", status="none", status_words="", distance_words="", chance=None, chance_words="",
                   ahead=())  # fmt: skip


def _moment(moment: Moment, least: int) -> Moment:
    return replace(moment, value=None, lower=None, upper=None, base=None) if _is_small(moment.base, least) else moment


def _is_small(base: float | None, least: int) -> bool:
    return base is not None and 0 < base < least


def _promise(one: Promise) -> Promise:
    return replace(one, owner="", page="", params={})
