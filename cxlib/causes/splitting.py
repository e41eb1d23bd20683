"""Why a ratio changed, exactly: more of one kind of customer (mix), or the same kind answering differently (rate)."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.errors import TooFewAnswers
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import percent, points

JOINT = " · "
_ONE_SIDED = 0.2  # the smaller part is a footnote when it is below this share of the larger


def split(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str] | str) -> pd.DataFrame:
    """Exact split of a change into mix and rate by segment.

    With share w and ratio m of a segment and M of all: mix = (w₁ - w₀) · ((m₀ + m₁) / 2 - (M₀ + M₁) / 2) and
    rate = (w₀ + w₁) / 2 · (m₁ - m₀). They add up to M₁ - M₀. A segment that is there in one period only is all mix.

    Args:
        before: Sums of the first period: dimensions, ``numerator`` and ``denominator``; without ``denominator`` the
            metric is a total, whose change has no mix.
        after: Sums of the second period.
        by: Dimensions that make the segments; the others are added up.
    Returns:
        One row a segment, largest change first: segment (values joined by a dot), mix, rate, total, in the unit of
        numerator / denominator; then the dimensions themselves, share_before, share_after, value_before, value_after.
    Raises:
        ValueError: If a dimension is not in a frame.
        TooFewAnswers: If a period has no denominator at all.
    Examples:
        >>> before = pd.DataFrame({"kind": ["a", "b"], "numerator": [24.0, 4], "denominator": [0.6, 0.4]})
        >>> after = pd.DataFrame({"kind": ["a", "b"], "numerator": [21.0, 4], "denominator": [0.5, 0.5]})
        >>> split(before, after, "kind")[["segment", "mix", "rate"]].round(2).values.tolist()
        [['b', -1.75, -0.9], ['a', -1.45, 1.1]]
    """
    by = [by] if isinstance(by, str) else list(by)
    for frame in (before, after):
        absent = [name for name in [*by, "numerator"] if name not in frame.columns]
        if absent or not by:
            raise ValueError(f"columns {absent} are not in the frame" if absent else "no dimension to split by")
    sums = _both(before, after, by)
    parts = _ratio_parts(sums) if "denominator" in before.columns else _total_parts(sums)
    parts = parts.reset_index()
    parts["total"] = parts["mix"] + parts["rate"]
    parts["segment"] = [JOINT.join(_said(level) for level in row) for row in parts[by].itertuples(index=False)]
    order = parts["total"].abs().sort_values(ascending=False, kind="stable").index
    dims = [name for name in by if name not in ("segment", "mix", "rate", "total")]
    return parts.loc[order, ["segment", "mix", "rate", "total", *dims, "share_before", "share_after", "value_before",
                             "value_after"]].reset_index(drop=True)


def _said(level: object) -> str:
    return _("none") if pd.isna(level) else str(level)


def _both(before: pd.DataFrame, after: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    columns = [name for name in ("numerator", "denominator") if name in before.columns]
    summed = [_plain(frame.groupby(by, observed=True, dropna=False)[columns].sum()) for frame in (before, after)]
    named = [sums.add_suffix(suffix) for sums, suffix in zip(summed, ("_before", "_after"), strict=True)]
    return named[0].join(named[1], how="outer").fillna(0.0)


def _plain(sums: pd.DataFrame) -> pd.DataFrame:
    """Sums by levels as they are called: the categories of two periods need not be the same."""
    keys = sums.index
    plain = pd.MultiIndex.from_frame(keys.to_frame().astype(object)) if keys.nlevels > 1 else keys.astype(object)
    return sums.set_axis(plain).astype(float)


def _ratio_parts(sums: pd.DataFrame) -> pd.DataFrame:
    w0, m0, whole0 = _shares(sums["numerator_before"], sums["denominator_before"])
    w1, m1, whole1 = _shares(sums["numerator_after"], sums["denominator_after"])
    old, new = m0.fillna(m1).fillna(0.0), m1.fillna(m0).fillna(0.0)
    return pd.DataFrame({
        "mix": (w1 - w0) * ((old + new) / 2 - (whole0 + whole1) / 2), "rate": (w0 + w1) / 2 * (new - old),
        "share_before": w0, "share_after": w1, "value_before": m0, "value_after": m1})


def _shares(numerator: pd.Series, denominator: pd.Series) -> tuple[pd.Series, pd.Series, float]:
    """Share of each segment, its ratio (missing where it is absent), and the ratio of all."""
    base = denominator.sum()
    if not base > 0:
        raise TooFewAnswers(have=0, needed=1)
    return denominator / base, (numerator / denominator).where(denominator > 0), numerator.sum() / base


def _total_parts(sums: pd.DataFrame) -> pd.DataFrame:
    old, new = sums["numerator_before"], sums["numerator_after"]
    return pd.DataFrame({
        "mix": 0.0, "rate": new - old, "share_before": old / (old.sum() or np.nan),
        "share_after": new / (new.sum() or np.nan), "value_before": old, "value_after": new})


def against_rest(sums: pd.DataFrame, where: Mapping[str, object], by: Sequence[str] | str) -> pd.DataFrame:
    """The same split between everybody else (before) and a group (after), in one period.

    Args:
        sums: Dimensions, ``numerator``, ``denominator``.
        where: The group: dimension → value.
        by: Dimensions that make the segments.
    Returns:
        As ``split``: what the group's difference from the rest is made of.
    """
    inside = pd.Series(True, index=sums.index)
    for name, value in where.items():
        inside &= sums[name] == value
    return split(sums[~inside], sums[inside], by)


def waterfall(parts: pd.DataFrame, largest: int = 6) -> pd.DataFrame:
    """Steps from the old value to the new one: the largest segments and the rest together.

    Args:
        parts: What ``split`` gives.
        largest: Segments that stand alone.
    Returns:
        One row a step: segment (missing for the rest), mix, rate, total, start, end; starting from 0 change.
    """
    alone = parts.head(largest)[["segment", "mix", "rate", "total"]]
    rest = parts.iloc[largest:][["mix", "rate", "total"]].sum()
    steps = alone if len(parts) <= largest else pd.concat([alone, rest.to_frame().T], ignore_index=True)
    end = steps["total"].cumsum()
    return steps.assign(start=end - steps["total"], end=end)


_SENTENCES = {  # (what dominates, happier): the sentence
    ("rate", True): N_("The same kinds of customers got happier: {rate} of {change} in all; their mix adds {mix}."),
    ("rate", False): N_("The same kinds of customers got unhappier: {rate} of {change} in all; their mix adds {mix}."),
    ("mix", True): N_(
        "There are more of the happy kinds: {mix} of {change} in all; "
        "the same kinds of customers changed by {rate}."),
    ("mix", False): N_(
        "There are more of the unhappy kinds: {mix} of {change} in all; "
        "the same kinds of customers changed by {rate}."),
    ("both", True): N_(
        "Two things together give {change}: the same kinds of customers got happier ({rate}), "
        "and there are more of the happy kinds ({mix})."),
    ("both", False): N_(
        "Two things together give {change}: the same kinds of customers got unhappier ({rate}), "
        "and there are more of the unhappy kinds ({mix})."),
    ("against", True): N_(
        "The same kinds of customers got happier ({rate}), but there are more of the unhappy kinds "
        "({mix}): {change} in all."),
    ("against", False): N_(
        "The same kinds of customers got unhappier ({rate}), but there are more of the happy kinds "
        "({mix}): {change} in all."),
    ("none", True): N_("Nothing changed, neither the mix of customers nor what the same kinds answer."),
}
_GROUP_SENTENCES = {
    "rate": N_("In {group} the same kinds of customers answer differently: {rate} of {change} in all; "
               "their mix adds {mix}."),
    "mix": N_("{group} has other kinds of customers: {mix} of {change} in all; the same kinds differ by {rate}."),
    "both": N_("Two things together give {change}: in {group} the same kinds of customers answer differently ({rate}), "
               "and there are other kinds of them ({mix})."),
    "against": N_("In {group} the same kinds of customers answer differently ({rate}), but there are other kinds of "
                  "them ({mix}): {change} in all."),
    "none": N_("{group} does not differ from the rest, neither in its mix of customers nor in what they answer."),
}


_PLAIN_SENTENCES = {  # waits, tickets and churn answer nothing: nobody got unhappier
    "rate": N_("Inside the same segments {rate} of {change} in all; the mix between them adds {mix}."),
    "mix": N_("The mix between the segments gives {mix} of {change} in all; inside the same segments {rate}."),
    "both": N_("Two things together give {change}: inside the same segments {rate}, the mix between them {mix}."),
    "against": N_("Inside the same segments {rate}, but the mix between them goes the other way ({mix}): "
                  "{change} in all."),
    "none": N_("Nothing differs, neither the mix nor the same segments."),
}


def split_sentence(parts: pd.DataFrame, better: str = "up", say: Callable[[float], str] = points,
                   group: str = "", answered: bool = True) -> str:
    """The split in one sentence that tells more of the unhappy kind from the same kind got unhappier.

    Args:
        parts: What ``split`` gives.
        better: Direction of the metric that is good, 'up' or 'down'.
        say: How a difference is written, in the metric's unit.
        group: What the group is called where it is held against the rest, and not one period against another.
        answered: Whether the metric is made of customers' answers, which can get happier.
    Raises:
        ValueError: If ``better`` is neither 'up' nor 'down'.
    """
    if better not in ("up", "down"):
        raise ValueError(f"better {better!r} is neither 'up' nor 'down'")
    mix, rate = float(parts["mix"].sum()), float(parts["rate"].sum())
    word = _dominant(mix, rate)
    facts = {"mix": say(mix), "rate": say(rate), "change": say(mix + rate)}
    leading = mix if word == "mix" else rate
    happier = word == "none" or (leading > 0) == (better == "up")
    sentence = _PLAIN_SENTENCES[word] if not answered else (
        _GROUP_SENTENCES[word] if group else _SENTENCES[word, happier])  # fmt: skip
    told = _(sentence, group=group, **facts)
    return told if word in ("rate", "none") else f"{told} {_mix_told(parts, mix, say, group)}"


def _mix_told(parts: pd.DataFrame, mix: float, say: Callable[[float], str], group: str) -> str:
    """Which kind there is more or less of, from what to what, and what that did: the largest part of the mix."""
    most = parts.loc[(parts["mix"] * np.sign(mix)).idxmax()]
    before, after = float(most["share_before"]), float(most["share_after"])
    decimals = 0 if abs(after - before) >= 0.02 and min(before, after) >= 0.01 else 1
    facts = {"segment": most["segment"], "before": percent(before, decimals), "after": percent(after, decimals),
             "mix": say(float(most["mix"]))}  # fmt: skip
    if group:
        return _("Most of that mix: {segment} makes {after} of {group} and {before} elsewhere ({mix}).", **facts,
                 group=group)  # fmt: skip
    if after > before:
        return _("Most of that mix: {segment} grew from {before} to {after} ({mix}).", **facts)
    return _("Most of that mix: {segment} shrank from {before} to {after} ({mix}).", **facts)


def _dominant(mix: float, rate: float) -> str:
    small, large = sorted((abs(mix), abs(rate)))
    if large <= 1e-12:
        return "none"
    if small < _ONE_SIDED * large:
        return "rate" if abs(rate) > abs(mix) else "mix"
    return "both" if mix * rate > 0 else "against"
