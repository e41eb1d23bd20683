"""A frozen review as people without an account may read it: no persons, no small groups, nothing meant for the room.

What people typed is redacted like a customer's comment: an address or a telephone number in it was meant for the room.
"""

from collections.abc import Callable
from dataclasses import replace

from cxlib.review.parts import MetricSeen, Moment, Promise, Quote, ReviewContent, Statement
from cxlib.voices.redaction import redacted

SEGMENTS = ("segment", "mix")
INTERNAL = ("root cause", "cost")  # found by people for people in the room


def for_outsiders(
    content: ReviewContent, least: int, may_name: Callable[[Statement], bool], comments: int = 0, comment_base: int = 10
) -> ReviewContent:
    """What a link shows of a frozen review.

    Args:
        content: The review as it was frozen.
        least: Smallest group shown.
        may_name: Whether a sentence about a segment gives no small group away.
        comments: How many quotes are shown at most; 0 for none. They were redacted when the review was frozen.
        comment_base: Smallest group whose words are shown.
    """
    small = {metric.id for metric in content.metrics if _is_small(metric.base, least)}
    untold = [one.sentence for one in content.insight if one.kind in SEGMENTS and not may_name(one)]
    untold += [one.sentence for one in _all_told(content) if one.metric in small]
    gives_away = any(sentence in content.headline for sentence in untold)

    def kept(told: tuple[Statement, ...]) -> tuple[Statement, ...]:
        fit = (one for one in told if one.kind not in INTERNAL and one.sentence not in untold)
        return tuple(replace(one, sentence=redacted(one.sentence)) for one in fit)

    return replace(
        content,
        headline=redacted(content.title if gives_away else content.headline),
        metrics=tuple(_metric(metric, least, untold) for metric in content.metrics),
        hindsight=kept(content.hindsight),
        insight=kept(content.insight),
        foresight=kept(content.foresight),
        wins=kept(content.wins),
        promised=tuple(_promise(one) for one in content.promised),
        decisions=tuple(replace(one, text=redacted(one.text), owner="", reason="") for one in content.decisions),
        explanations=tuple(replace(one, text=redacted(one.text), author="") for one in content.explanations),
        quotes=_quotes(content, max(least, comment_base))[:comments],
        title=redacted(content.title),
        theme="",
        issues=(),
        obstacles=(),
        refused=(),
        minutes="",
        texts={},
        data=(),
    )


def _quotes(content: ReviewContent, least: int) -> tuple[Quote, ...]:
    few = {metric.id for metric in content.metrics if _is_small(metric.base, least)}
    return tuple(one for one in content.quotes if one.metric not in few)


def _all_told(content: ReviewContent) -> tuple[Statement, ...]:
    return (*content.hindsight, *content.insight, *content.foresight, *content.wins)


def _metric(metric: MetricSeen, least: int, unnamed: list[str]) -> MetricSeen:
    finding = "" if any(metric.finding and metric.finding in sentence for sentence in unnamed) else metric.finding
    kept = replace(metric, periods=tuple(_moment(one, least) for one in metric.periods), finding=finding)
    if not _is_small(metric.base, least):
        return kept
    return replace(kept, period=None, value=None, lower=None, upper=None, base=None, value_words="–", margin_words="",
                   base_words="", status="none", status_words="", distance_words="", chance=None, chance_words="",
                   finding="", ahead=())  # fmt: skip


def _moment(moment: Moment, least: int) -> Moment:
    return replace(moment, value=None, lower=None, upper=None, base=None) if _is_small(moment.base, least) else moment


def _is_small(base: float | None, least: int) -> bool:
    return base is not None and 0 < base < least


def _promise(one: Promise) -> Promise:
    return replace(one, text=redacted(one.text), owner="", page="", params={})
