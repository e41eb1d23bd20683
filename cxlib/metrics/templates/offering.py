"""Which templates a source can feed, with the columns filled in."""

import re
from collections.abc import Mapping, Sequence

from cxlib.language import gettext as _
from cxlib.metrics.templates.do import DO
from cxlib.metrics.templates.record import Need, Proposal, Template
from cxlib.metrics.templates.say import SAY
from cxlib.metrics.templates.work import WORK
from cxlib.metrics.templates.worth import WORTH
from cxlib.workspace import Column, Metric, Source

TEMPLATES: tuple[Template, ...] = (*SAY, *DO, *WORK, *WORTH)
_NEVER = ("date", "id", "ignored", "weight")
_VOLUME = (
    *("volume", "base", "responses", "answers", "count", "n", "calls", "orders", "deliveries", "customers", "parcels"),
    *("darab", "esetszám", "ügyfelek", "จำนวน", "số lượng", "تعداد"),
)
_AVERAGED = (
    *(
        "per",
        "pct",
        "percent",
        "rate",
        "ratio",
        "share",
        "average",
        "avg",
        "mean",
        "median",
        "p90",
        "p95",
        "time",
        "score",
    ),
    *(
        "rating",
        "nps",
        "csat",
        "ces",
        "index",
        "átlag",
        "arány",
        "medián",
        "เฉลี่ย",
        "อัตรา",
        "trung bình",
        "tỷ lệ",
        "میانگین",
        "نرخ",
    ),
)
_LESS = (
    *("breach", "breaches", "complaint", "churn", "cancel", "defect", "error", "failure", "failed", "wait", "waits"),
    *("waiting", "delay", "late", "lost", "refund", "return", "escalat", "reopen", "backlog", "abandon", "overdue"),
    *("missed", "crash", "cost", "costs", "negative", "detractor", "unresolved", "panasz", "lemorzsol", "hiba"),
    *("ร้องเรียน", "khiếu nại", "شکایت"),
)
"""Words of things of which fewer are better."""
_STOCK = ("at start", "at end", "open", "balance", "headcount", "active", "állomány", "คงค้าง", "tồn", "مانده")
_UNITS = {
    "s": ("s", "sec", "seconds", "másodperc", "วินาที", "giây", "ثانیه"),
    "min": ("min", "minutes", "perc", "นาที", "phút", "دقیقه"),
    "€": ("€", "eur", "euro"),
    "$": ("$", "usd"),
    "£": ("£", "gbp"),
    "Ft": ("ft", "huf", "forint"),
    "฿": ("฿", "thb", "baht", "บาท"),
    "₫": ("₫", "vnd", "đồng"),
    "﷼": ("﷼", "irr", "ریال"),
}
"""A unit → how a column's name says it."""


def offered(source: Source, keys: Sequence[str] = ()) -> list[Proposal]:
    """The templates that ``source`` can feed, those made for its columns before the generic ones.

    Args:
        source: A table of rows or of KPIs, with its columns as a person confirmed them.
        keys: For a long KPI table the names of its metrics.
    """
    if source.shape == "long_kpi":
        return _keyed(source, keys)
    of_columns = _over_kpis if source.grain else _over_rows
    usable = _usable(source)
    special: list[Proposal] = []
    for template in (template for template in TEMPLATES if not template.generic):
        free = _without(usable, special) if source.grain else usable  # a KPI column says one thing
        special += of_columns(source, template, free)[: 1 if template.once else None]
    left = _without(usable, special)
    return _told_apart([*special, *(p for t in TEMPLATES if t.generic for p in of_columns(source, t, left))])


def _without(columns: Sequence[Column], proposals: Sequence[Proposal]) -> list[Column]:
    """The columns that no proposal is about."""
    taken = {proposal.metric.columns.get("value") for proposal in proposals}
    taken |= {proposal.metric.columns.get("denominator") for proposal in proposals}
    return [column for column in columns if column.name not in taken]


def fits(need: Need, column: Column) -> bool:
    """Whether a column can fill a need."""
    return (
        (not need.roles or column.role in need.roles)
        and (not need.types or column.type in need.types)
        and (not need.scales or (column.scale is not None and tuple(column.scale) in need.scales))
        and (not need.hints or named(column.name, need.hints))
        and not named(column.name, need.without)
    )


def named(name: str, hints: Sequence[str]) -> bool:
    """Whether one of the words begins a word of a name; words of up to four letters must be whole.

    Examples:
        >>> named("NPS_score", ("nps",)), named("process", ("ces",)), named("Customers at start", ("star",))
        (True, False, False)
    """
    plain = " ".join(re.split(r"[\s_\-./()]+", name.casefold())).strip()
    return any(_occurs(hint, plain) for hint in hints)


def _occurs(hint: str, plain: str) -> bool:
    if not hint.isascii():
        return hint in plain  # Thai puts no spaces between words
    return f" {hint} " in f" {plain} " if len(hint) <= 4 else f" {hint}" in f" {plain}"


def _usable(source: Source) -> list[Column]:
    return [column for column in source.columns if column.role not in _NEVER and column.name != source.time]


def _over_rows(source: Source, template: Template, columns: Sequence[Column]) -> list[Proposal]:
    if not template.kind:
        return []
    if not template.needs:
        return [_proposal(source, template, template.kind, {})]
    found = []
    for column in (column for column in columns if fits(template.needs[0], column)):
        places = {template.needs[0].place: column.name}
        for need in template.needs[1:]:
            other = next((other for other in columns if other.name != column.name and fits(need, other)), None)
            places |= {need.place: other.name} if other else {}
        if len(places) == len(template.needs):
            found.append(_proposal(source, template, template.kind, _weighted(source, template, places), column))
    return found


def _weighted(source: Source, template: Template, places: dict[str, str]) -> dict[str, str]:
    """A weight column weights everything that is an average over respondents."""
    weights = source.with_role("weight")
    averages = ("nps", "csat", "ces", "share", "mean", "received_expected")
    return places | {"weight": weights[0].name} if weights and template.kind in averages else places


def _over_kpis(source: Source, template: Template, columns: Sequence[Column]) -> list[Proposal]:
    if not template.kpi:
        return []
    need = Need(
        types=("integer", "number", "percent", "duration"),
        hints=template.needs[0].hints if template.needs else (),
        without=template.needs[0].without if template.needs else (),
        roles=() if template.needs and template.needs[0].hints else template.needs[0].roles,
    )
    return [_given(source, template, column) for column in columns if fits(need, column)]


def _given(source: Source, template: Template, column: Column) -> Proposal:
    aggregate, places = _aggregate(template, column), {"value": column.name}
    volume = _volume(source.columns, column)
    if aggregate == "mean" and volume is not None:
        places["weight"] = volume.name
    settings = {"aggregate": aggregate} | ({"of": "share"} if column.type == "percent" else {})
    return _proposal(source, template, "given", places, column, settings)


def _aggregate(template: Template, column: Column) -> str:
    """How rows become one: averages stay averages whatever the template says, and whole numbers add up."""
    averaged = column.type in ("percent", "duration") or "%" in column.name or named(column.name, _AVERAGED)
    if averaged:
        return "mean" if template.kpi == "sum" else template.kpi
    if template.generic and named(column.name, _STOCK):
        return "last"
    counted = column.type == "integer" and (template.generic or template.unit == "%")
    return "sum" if counted else template.kpi


def _volume(columns: Sequence[Column], besides: Column) -> Column | None:
    """The column that tells how many answers or cases stand behind a row's numbers."""
    numbers = (column for column in columns if column.type in ("integer", "number") and column.role != "date")
    return next((c for c in numbers if c.name != besides.name and named(c.name, _VOLUME)), None)


def _keyed(source: Source, keys: Sequence[str]) -> list[Proposal]:
    """A long table holds a metric per key: each is judged as if it were a column of that name."""
    amounts = [column for column in _usable(source) if column.type in ("integer", "number", "percent", "duration")]
    value = next((column for column in amounts if not named(column.name, _VOLUME)), None)
    names = [column for column in _usable(source) if column.type in ("text", "category")]
    names.sort(key=lambda column: not named(column.name, ("metric", "kpi", "measure", "indicator")))
    if value is None or not names:
        return []
    volume = _volume(source.columns, value)
    found = []
    for key in keys:
        column = Column(key, value.type, "measure", value.scale)
        template = next(t for t in TEMPLATES if t.kpi and (t.generic or _is_named(t, key)))
        aggregate, places = _aggregate(template, column), {"value": value.name, "key": names[0].name}
        if volume is not None and aggregate == "mean":
            places["weight"] = volume.name
        found.append(_proposal(source, template, "given", places, column, {"aggregate": aggregate, "key": key}))
    return found


def _is_named(template: Template, key: str) -> bool:
    need = template.needs[0]
    return named(key, need.hints) and not named(key, need.without)


def _proposal(
    source: Source,
    template: Template,
    kind: str,
    places: dict[str, str],
    column: Column | None = None,
    settings: Mapping[str, object] | None = None,
) -> Proposal:
    name = column.name if template.generic and column is not None else _(template.name)
    chosen = dict(template.settings if settings is None else settings)
    if template.kind == "ces" and column is not None and column.direction == "down" and kind == "ces":
        chosen["variant"] = "v1" if chosen.get("variant") == "v2_mean" else chosen.get("variant")
    down = chosen.get("variant") == "v1" or (column is not None and _is_less_better(template, kind, column))
    metric = Metric(
        "",
        name=name,
        kind=kind,
        source=source.id,
        columns=places,
        settings=chosen,
        direction="down" if down else template.direction,
        unit=_unit(template, column, kind),
        decimals=template.decimals,
        role=template.role,
        stage=template.stage,
        template=template.id,
    )
    return Proposal(template, metric)


def _is_less_better(template: Template, kind: str, column: Column) -> bool:
    return (kind == "mean" and column.direction == "down") or (template.generic and named(column.name, _LESS))


def _unit(template: Template, column: Column | None, kind: str) -> str:
    if column is None or kind not in ("given", "mean", "total", "quantile"):
        return template.unit
    if column.type == "percent":
        return "%"
    if column.type == "duration":
        return "s"
    said = next((unit for unit, words in _UNITS.items() if named(column.name, words)), "")
    if said:
        return said
    return "" if template.unit == "%" else template.unit  # a plain number is no share: 93 would read 9,300 %


def _told_apart(proposals: list[Proposal]) -> list[Proposal]:
    """Metrics of one name get the name of their column beside it, or how its numbers become one."""
    names = [proposal.metric.name for proposal in proposals]
    found = []
    for proposal in proposals:
        metric, columns = proposal.metric, list(proposal.metric.columns.values())
        if names.count(metric.name) > 1 and columns:
            told = _told_by_kind(metric) if metric.name == columns[0] else ""
            told = told or _("{metric}: {column}", metric=metric.name, column=columns[0])
            proposal = Proposal(proposal.template, Metric(**{**metric.__dict__, "name": told}))
        found.append(proposal)
    return found


def _told_by_kind(metric: Metric) -> str:
    if metric.kind == "mean":
        return _("{column}, on average", column=metric.name)
    return _("{column}, in total", column=metric.name) if metric.kind == "total" else metric.name
