"""The dialog in which a metric is defined or changed."""

from dataclasses import replace
from typing import Any

import streamlit as st

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.metrics import KINDS
from cxlib.metrics.formula import checked
from cxlib.metrics.kinds.kind import NUMERIC
from cxlib.metrics.measures import MOST_VALUES
from cxlib.workspace import Direction, Filter, Metric, Role, Source, Stage, Workspace
from ui import cached, safe, show, wording

ROLES: tuple[Role, ...] = ("leading", "lagging", "guardrail")
DIRECTIONS: tuple[Direction, ...] = ("up", "down", "band")
STAGES: tuple[Stage, ...] = ("", "attract", "engage", "delight")
LIKELY = {"score": 0, "id": 2, "customer_id": 2, "date": 2, "ignored": 3}  # the order in which columns are proposed
SETTING_WORDS = {
    "promoter": N_("Promoters answer at least"),
    "detractor": N_("Detractors answer at most"),
    "variant": N_("Variant"),
    "per": N_("Per how many"),
    "exposure": N_("Metric that counts the exposure"),
    "share": N_("Which quantile (0.5 is the median)"),
    "aggregate": N_("Several rows of a period"),
    "key": N_("Name of the metric in a long table"),
    "of": N_("What the numbers are made of"),
}
CHOICES = {
    ("ces", "variant"): {
        "v1": N_("Effort, mean"),
        "v2_mean": N_("Ease, mean"),
        "v2_share": N_("Ease, share that agrees"),
        "v2_index": N_("Ease, agreeing minus disagreeing"),
    },
    ("received_expected", "variant"): {
        "gap": N_("Received minus expected"),
        "ratio": N_("Received over expected"),
    },
    ("given", "aggregate"): {"mean": N_("their mean"), "sum": N_("their sum"), "last": N_("the last one")},
    ("given", "of"): {"": N_("nothing known"), "share": N_("shares"), "nps": N_("points from −100 to 100")},
}
UNIT_WORDS = {"": N_("a plain number"), "points": N_("points"), "s": N_("seconds"), "min": N_("minutes")}
UNITS = ("", "%", "points", "s", "min", "€", "$", "£", "Ft", "฿", "₫")


@st.dialog("\u200b", width="large")
def edit(workspace: Workspace, metric: Metric) -> None:
    """Defines a metric over one source, or changes one."""
    show.headline(metric.name or _("Your own metric"))
    sources = {source.id: source for source in workspace.sources}
    source = sources[
        st.selectbox(
            _("Source"),
            list(sources),
            format_func=lambda id: sources[id].name,
            key="form.source",
            index=list(sources).index(metric.source) if metric.source in sources else 0,
        )
    ]
    kinds = [name for name in KINDS if name != "formula"]
    kind = st.selectbox(
        _("What one row counts"),
        kinds,
        format_func=lambda name: _(KINDS[name].title),
        key="form.kind",
        index=kinds.index(metric.kind) if metric.kind in kinds else 0,
    )
    columns = _columns(source, kind, metric)
    settings = _settings(source, kind, metric)
    if kind == "share":
        settings |= _condition(workspace, source, columns["value"], metric)
    where = _only(workspace, source, metric)
    described = _described(metric, KINDS[kind].unit(replace(metric, kind=kind, columns=columns, settings=settings)))
    counted = replace(described, kind=kind, source=source.id, columns=columns, settings=settings, where=where)
    _finish(workspace, counted, metric)


@st.dialog("\u200b", width="large")
def edit_formula(workspace: Workspace, metric: Metric) -> None:
    """Defines a metric as a formula over others, such as complaints / orders."""
    show.headline(metric.name or _("A formula over other metrics"))
    names = ", ".join(f"[{other.name}]" for other in workspace.metrics if other.id != metric.id)
    show.note(_("Write metric names in brackets, with + − * / and parentheses: {names}", names=names))
    formula = st.text_input(_("Formula"), metric.formula, key="form.formula", max_chars=400)
    described = _described(metric, metric.unit)
    _finish(workspace, replace(described, kind="formula", formula=formula), metric)


def _columns(source: Source, kind: str, metric: Metric) -> dict[str, str]:
    chosen = {}
    for place in KINDS[kind].places:
        fit = [c for c in source.columns if not place.types or c.type in place.types]
        names = [c.name for c in sorted(fit, key=lambda c: LIKELY.get(c.role, 1))]
        options = ["", *names] if place.optional else names
        if not options:
            show.problem(_("{source} has no column for this: choose another kind or source.", source=source.name))
            st.stop()
        current = metric.columns.get(place.name)
        picked = st.selectbox(
            _(place.title),
            options,
            index=options.index(current) if current in options else 0,
            key=f"form.place.{kind}.{place.name}",
            format_func=lambda name: name or _("none"),
        )
        if picked:
            chosen[place.name] = picked
    return chosen


def _settings(source: Source, kind: str, metric: Metric) -> dict[str, Any]:
    """One field a parameter of the kind, by the type of its default."""
    found: dict[str, Any] = {}
    for name, default in KINDS[kind].settings.items():
        current, key = metric.settings.get(name, default), f"form.setting.{kind}.{name}"
        if name not in SETTING_WORDS:  # set by a template, not by hand
            if current is not None:
                found[name] = current
            continue
        label, choices = _(SETTING_WORDS[name]), CHOICES.get((kind, name))
        if choices:
            found[name] = _choice(label, choices, current, key)
        elif isinstance(default, bool):
            found[name] = st.toggle(label, bool(current), key=key)
        elif isinstance(default, int | float):
            found[name] = st.number_input(label, value=float(current), key=key)
        elif isinstance(default, str):
            found[name] = st.text_input(label, str(current), key=key)
    return found


def _condition(workspace: Workspace, source: Source, name: str, metric: Metric) -> dict[str, Any]:
    """Which rows a share counts: a bound for numbers, a choice of values, or a word for long texts."""
    column, before = source.column(name), metric.settings if metric.columns.get("value") == name else {}
    old = list(before.get("values") or ())
    if column is None or column.type == "yes_no":
        return {}
    if column.type in NUMERIC:
        op = _choice(
            _("Counts when it is"), {">=": N_("at least"), "<=": N_("at most")}, before.get("op", ">="), "form.op"
        )
        return {
            "op": op,
            "values": (st.number_input(_("Bound"), value=float(old[0]) if old else 0.0, key="form.bound"),),
        }
    if cached.measures(workspace).levels(source.id, name) > MOST_VALUES:
        word = st.text_input(_("Counts when it contains"), str(old[0]) if old else "", key="form.word")
        return {"op": "contains", "values": (word,)}
    values = [value for value in cached.measures(workspace).values(name, source.id) if value is not None]
    kept = [value for value in old if value in values]
    chosen = st.multiselect(_("Counts when it is"), values, kept or values[:1], key=f"form.values.{name}")
    return {"op": "in", "values": tuple(chosen or values[:1])}


def _only(workspace: Workspace, source: Source, metric: Metric) -> tuple[Filter, ...]:
    """Which rows count at all, by values of the source's dimensions; what else was said of them stays as it is."""
    before = metric.where if metric.source == source.id else ()
    offered = {name: _groups(workspace, source, name, before) for name in _dimensions(workspace, source)}
    own = [part for part in before if part.op == "in" and part.column in offered]
    kept = tuple(part for part in before if part not in own)
    if not offered:
        return kept
    pairs = {_("{column}: {value}", column=name, value=value): (name, value)
             for name, values in offered.items() for value in values}  # fmt: skip
    before_said = {(part.column, str(value)) for part in own for value in part.values}
    chosen = [said for said, pair in pairs.items() if pair in before_said]
    key = f"form.only.{source.id}"
    said = st.multiselect(_("Only some rows"), list(pairs), chosen, key=key, placeholder=_("All rows count"))
    picked = [pairs[one] for one in said]
    columns = dict.fromkeys(name for name, _value in picked)
    return (*kept, *(Filter(name, tuple(value for column, value in picked if column == name)) for name in columns))


def _dimensions(workspace: Workspace, source: Source) -> list[str]:
    known = cached.measures(workspace)
    named = [column.name for column in source.columns if column.role in ("dimension", "department", "yes_no")]
    return [name for name in named if 2 <= known.levels(source.id, name) <= MOST_VALUES]


def _groups(workspace: Workspace, source: Source, name: str, before: tuple[Filter, ...]) -> list[str]:
    """The values of a dimension, those asked for already before the others."""
    old = [value for part in before if part.column == name for value in part.values]
    known = [*old, *cached.measures(workspace).values(name, source.id)]
    return list(dict.fromkeys(str(value) for value in known if value is not None))


def _unit_words(unit: str) -> str:
    return _(UNIT_WORDS[unit]) if unit in UNIT_WORDS else unit


def _choice(label: str, choices: dict[str, str], current: str, key: str) -> str:
    codes = list(choices)
    at = codes.index(current) if current in codes else 0
    return st.selectbox(label, codes, index=at, key=key, format_func=lambda code: _(choices[code]))


def _described(metric: Metric, unit: str) -> Metric:
    """The fields every metric has."""
    name = st.text_input(_("Name in the customers' words"), metric.name, key="form.name", max_chars=80)
    first, second, third = st.columns(3)
    role = first.selectbox(
        _("Role"),
        ROLES,
        ROLES.index(metric.role),
        key="form.role",
        format_func=lambda code: _(wording.ROLE_WORDS[code]),
        help=safe.md(_("Leading moves early, lagging tells the result, a guardrail must not be harmed.")),
    )
    direction = second.selectbox(
        _("Direction"),
        DIRECTIONS,
        DIRECTIONS.index(metric.direction),
        key="form.direction",
        format_func=lambda code: _(wording.DIRECTION_WORDS[code]),
    )
    stage = third.selectbox(
        _("Journey stage"),
        STAGES,
        STAGES.index(metric.stage),
        key="form.stage",
        format_func=lambda code: _(wording.STAGE_WORDS[code]),
    )
    known = metric.unit or ("%" if unit == "share" else unit)
    units = list(dict.fromkeys([known, *UNITS]))
    unit = first.selectbox(_("Unit"), units, key="form.unit", format_func=_unit_words)
    decimals = second.number_input(_("Decimals"), 0, 4, metric.decimals, key="form.decimals")
    least = third.number_input(_("Smallest group shown"), 1, 1000, metric.minimum_base, key="form.least")
    department = first.text_input(_("Department"), metric.department, key="form.department", max_chars=60)
    cost = second.number_input(_("Worth or cost of one unit"), value=metric.unit_cost, key="form.cost")
    caveat = st.text_input(_("What to keep in mind"), metric.caveat, key="form.caveat", max_chars=200)
    return replace(
        metric,
        name=name.strip(),
        role=role,
        direction=direction,
        stage=stage,
        unit=unit,
        decimals=int(decimals),
        minimum_base=int(least),
        department=department.strip(),
        unit_cost=cost,
        caveat=caveat.strip(),
    )


def _finish(workspace: Workspace, changed: Metric, metric: Metric) -> None:
    save, remove = st.columns([1, 1])
    if save.button(_("Save"), key="form.save", type="primary"):
        with show.problems():
            if not changed.name:
                show.problem(_("The metric needs a name."))
                return
            if changed.kind == "formula":
                changed = checked(changed, workspace.metrics)
            cached.store().put(workspace.id, changed)
            st.rerun()
    if metric.version and remove.button(_("Remove this metric"), key="form.remove", type="tertiary"):
        cached.store().remove(workspace.id, metric)
        st.rerun()
