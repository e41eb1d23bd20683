"""What a pack says, in the order it is told, the same in every format."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from cxlib.language import day, ngettext, number
from cxlib.language import gettext as _
from cxlib.review import MetricSeen, ReviewContent, Statement

SIGNS = {"met": "▲", "missed": "▼", "open": "◆", "none": ""}
"""Shape and word tell a status, never colour alone."""
MOVED = ("change", "status", "year", "signal", "trend")
"""Kinds of statements that say that a metric moved."""
TONES = {"good": "met", "bad": "missed"}


def standing(content: ReviewContent) -> str:
    """How the targets stand, in one line."""
    counts = {name: sum(one.status == name for one in content.metrics) for name in ("missed", "open", "met")}
    parts = [
        ngettext("{count} missed", "{count} missed", counts["missed"]),
        ngettext("{count} too close to call", "{count} too close to call", counts["open"]),
        ngettext("{count} met", "{count} met", counts["met"]),
    ]
    kept = [part for part, count in zip(parts, counts.values(), strict=True) if count]
    return " · ".join(kept) or _("No targets yet")


def status_line(metric: MetricSeen) -> str:
    """The status with its sign."""
    return " ".join(part for part in (SIGNS.get(metric.status, ""), metric.status_words) if part)


def value_line(metric: MetricSeen) -> str:
    """The value with its margin."""
    if not metric.margin_words:
        return metric.value_words
    return _("{value} ({margin})", value=metric.value_words, margin=metric.margin_words)


def takeaway(content: ReviewContent, metric: MetricSeen) -> str:
    """The one sentence about a metric: what changed, else what its target says, else its finding."""
    changed = [one.sentence for one in content.hindsight if one.metric == metric.id and one.kind == "change"]
    if changed:
        return changed[0]
    facts = {"metric": metric.name, "value": metric.value_words, "period": metric.period_words,
             "target": metric.target_words, "distance": metric.distance_words}  # fmt: skip
    if metric.status == "missed":
        return _("{metric} misses its target: {value} in {period}, {distance}.", **facts)
    if metric.status == "met":
        return _("{metric} meets its target: {value} in {period}.", **facts)
    if metric.status == "open":
        return _("{metric} is too close to call: {value} in {period}.", **facts)
    if metric.value is None:
        return metric.finding or _("{metric} has no finished period yet.", **facts)
    return _("{metric}: {value} in {period}.", **facts)


def about(statements: Sequence[Statement], metric: str) -> list[Statement]:
    """The statements about one metric."""
    return [one for one in statements if one.metric == metric]


def happened(content: ReviewContent, metric: MetricSeen) -> list[str]:
    """What happened to a metric, beside its takeaway."""
    said = takeaway(content, metric)
    facts = [value_line(metric), metric.base_words]
    lines = [" · ".join(part for part in facts if part)]
    if metric.target_words:
        lines.append(_("Target: {target} – {status}", target=metric.target_words, status=metric.status_words))
    prefix = f"{metric.name}: "
    lines += [one.sentence.removeprefix(prefix) for one in about(content.hindsight, metric.id) if one.sentence != said]
    known = {*lines, *(one.sentence.removeprefix(prefix) for one in about(content.insight, metric.id))}
    lines += [metric.finding] if metric.finding and metric.finding not in known else []
    lines += [one.text for one in content.explanations if one.metric == metric.id and one.text]
    return lines


def why(content: ReviewContent, metric: MetricSeen) -> list[str]:
    """Why, as far as it is known."""
    prefix = f"{metric.name}: "
    found = [one.sentence.removeprefix(prefix) for one in about(content.insight, metric.id)]
    return found or [_("No segment stands out beyond noise.")]


def ahead(content: ReviewContent, metric: MetricSeen) -> list[str]:
    """What comes next for a metric."""
    prefix = f"{metric.name}: "
    told = [one.sentence.removeprefix(prefix) for one in about(content.foresight, metric.id)]
    return told or [_("Too few periods for a forecast.")]


def page_one(content: ReviewContent) -> list[str]:
    """What must stand on the first page of everything: filters, data version, when it was made."""
    last = max((version.last for version in content.data if version.last), default=None)
    return [
        _("Filters: {filters}", filters=content.filter_words),
        _("Data version {version}, data to {day}", version=content.data_words, day=day(last) if last else "–"),
        _("Made on {day}", day=day(content.made)) if content.made else "",
    ]


def source_lines(content: ReviewContent) -> list[str]:
    """Every source with the version of its data."""
    return [
        _(
            "{source}: {rows} rows, {first} to {last}, version {version}",
            source=one.source,
            rows=number(one.rows),
            first=day(one.first) if one.first else "–",
            last=day(one.last) if one.last else "–",
            version=one.snapshot[:12],
        )
        for one in content.data
    ]


def method_lines() -> list[str]:
    """How to read the numbers."""
    return [
        _("Every value stands with its 95 % interval; status is judged from the interval, not from the point."),
        _("A change is news when it is beyond sampling noise and beyond the metric's usual scatter, "
          "with the false discovery rate under 10 % over all metrics of the review."),
        _("Forecasts show the range that holds four times in five; chances come from the same forecast."),
        _("Leads are associations that held out of sample; they are not proof of cause."),
    ]  # fmt: skip


def query(content: ReviewContent, params: Mapping[str, object]) -> str:
    """The state of a page in an address: workspace, grain and filters of the review, and the statement's own."""
    pairs: list[tuple[str, str]] = [("ws", content.workspace), ("grain", content.grain)]
    for part in content.where:
        pairs += [(f"f.{part.column}", "\u2205" if value is None else str(value)) for value in part.values]
    for name, value in params.items():
        pairs += [(name, str(item)) for item in (value if isinstance(value, list | tuple) else [value])]
    return urlencode(pairs)


def address(content: ReviewContent, one: Statement, home: str) -> str:
    """Where a statement's evidence is; empty where the app's own address is unknown or no page shows it."""
    if not home or not one.page:
        return ""
    return f"{home.rstrip('/')}/{one.page}?{query(content, one.params)}"
