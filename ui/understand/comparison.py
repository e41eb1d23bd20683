"""What the Causes page holds against what: the pickers, the choice in the URL, and its words."""

import pandas as pd

from cxlib.causes.comparing import COMPARISONS, Compared, Comparison, finished_periods, group_columns
from cxlib.language import gettext as _
from cxlib.language import period_name
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, frame, show, state
from ui.understand import cached_causes


def compared(workspace: Workspace, metric: Metric) -> Compared | None:
    """Both sides of the chosen comparison; None where there is nothing to compare."""
    grain, where = frame.grain(workspace), frame.filters(workspace)
    return cached_causes.compared(workspace, metric, grain, where, chosen(workspace, metric))


def explained(workspace: Workspace, metric: Metric) -> cached_causes.Explained:
    """What explains the chosen comparison."""
    grain, where = frame.grain(workspace), frame.filters(workspace)
    return cached_causes.explained(workspace, metric, grain, where, chosen(workspace, metric))


def chosen(workspace: Workspace, metric: Metric) -> Comparison:
    """The comparison that the URL names."""
    kind = controls.chosen("compare", _kinds(workspace, metric))
    if kind == "periods":
        return Comparison(kind, state.chosen("from"), state.chosen("to"))
    if kind == "group":
        return Comparison(kind, group=_group(workspace, metric))
    return Comparison(kind)


def _kinds(workspace: Workspace, metric: Metric) -> tuple[str, ...]:
    """What a metric can be held against: of a table without dates only a group against the rest."""
    source = workspace.source(metric.source)
    return ("group",) if source is not None and not source.time else COMPARISONS


def _group(workspace: Workspace, metric: Metric) -> tuple[tuple[str, str | None], ...]:
    columns = _columns(workspace, metric)
    if not columns:
        return ()
    column = controls.chosen("group", columns)
    values = _values(workspace, column)
    value = controls.chosen("is", values)
    return ((column, None if value == frame.MISSING else value),)


def _columns(workspace: Workspace, metric: Metric) -> list[str]:
    return list(group_columns(cached.measures(workspace), metric))


def _values(workspace: Workspace, column: str) -> list[str]:
    return [frame.MISSING if value is None else str(value) for value in cached.measures(workspace).values(column)]


def pick(workspace: Workspace, metric: Metric) -> None:
    """The pickers of the comparison."""
    columns = _columns(workspace, metric)
    least = 1 if metric.kind == "formula" else 2  # one to group by, and others to split by
    offered = [code for code in _kinds(workspace, metric) if code != "group" or len(columns) >= least]
    with show.row("change.pick"):
        kind = controls.pick(
            _("Compared with"), "compare", offered, words=_words, style="pills", label_visibility="collapsed"
        )
    if kind == "periods":
        _pick_periods(workspace, metric)
    elif kind == "group":
        with show.row("change.group"):
            column = controls.pick(_("Group by"), "group", columns)
            controls.pick(_("Group"), "is", _values(workspace, column), words=_value_words)


def _pick_periods(workspace: Workspace, metric: Metric) -> None:
    known = cached.measures(workspace)
    periods = finished_periods(known, metric, known.grain(metric, frame.grain(workspace)), frame.filters(workspace))
    days = {period.start_time.date().isoformat(): period_name(period) for period in reversed(periods)}
    if len(days) < 2:
        return
    with show.row("change.periods"):
        controls.pick(_("From"), "from", list(days), default=list(days)[1], words=lambda day: days[day])
        controls.pick(_("To"), "to", list(days), words=lambda day: days[day])


def _words(code: str) -> str:
    return {
        "year": _("the same time a year ago"),
        "before": _("the time just before"),
        "periods": _("between two periods"),
        "group": _("a group and the rest"),
    }[code]


def _value_words(value: str) -> str:
    return _("none") if value == frame.MISSING else value


def span_words(workspace: Workspace, metric: Metric) -> str:
    """What is held against what, for the edge of the filter bar."""
    found = compared(workspace, metric)
    if found is None:
        return ""
    if found.group:
        column, value = found.group[0]
        facts = {"column": column, "value": _("none") if value is None else value, "span": _span(found.after_periods)}
        if not found.after_periods:
            return _("{column}: {value} against everybody else", **facts)
        return _("{column}: {value} against everybody else, {span}", **facts)
    return _("{after} against {before}", after=_span(found.after_periods), before=_span(found.before_periods))


def sides(found: Compared) -> tuple[str, str]:
    """What the two sides are called in a picture."""
    if found.group:
        return _("Everybody else"), " · ".join(_("none") if value is None else value for _column, value in found.group)
    return _span(found.before_periods), _span(found.after_periods)


def _span(periods: tuple[pd.Period, ...]) -> str:
    if not periods:
        return ""
    first, last = period_name(periods[0]), period_name(periods[-1])
    return first if first == last else _("{first} to {last}", first=first, last=last)
