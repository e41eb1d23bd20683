"""Alert rules and the digest, each previewed on history before anybody is woken."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.alerts import Channels, Preview, channels, preview
from cxlib.errors import AlertProblem
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, period_name
from cxlib.metrics import display
from cxlib.review import TEMPLATES
from cxlib.store.messages import Message
from cxlib.workspace import AlertKind, AlertRule, Metric, Workspace
from ui import cached, frame, show
from ui.server.home import whole_store

KINDS: dict[AlertKind, str] = {
    "threshold": N_("Beyond a limit"),
    "band": N_("Outside a band"),
    "change": N_("A change of some size"),
    "anomaly": N_("Outside anything usual"),
    "digest": N_("Digest: the review as a letter"),
}
STATE_WORDS = {
    "waiting": N_("waiting"),
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "failed": N_("failed"),
    "unsure": N_("may have arrived; not sent again"),
}
GRAINS = ("day", "week", "month", "quarter")
NIGHT = (20, 7)  # hours of the day in which nobody is called
LOOKED_BACK = 36  # periods a preview tells about


def draw(workspace: Workspace, views: Callable[[], str]) -> None:
    """The rules there are, the form for one more, and what was sent."""
    awake = sum(rule.active for rule in workspace.alerts)
    show.headline(
        ngettext("{count} rule watches.", "{count} rules watch.", awake) if awake else _("Nobody is called yet."),
        _("A rule speaks up when its state changes, once. Every rule shows what it would have done."),
    )
    with show.row("review.pick"):
        views()
    allowed = _allowed()
    for rule in workspace.alerts:
        _line(workspace, rule)
    with st.expander(_("Watch something"), expanded=not workspace.alerts):
        _new(workspace, allowed)
    _sent(workspace)


def _allowed() -> Channels:
    try:
        found = channels()
    except AlertProblem as problem:
        show.problem(str(problem))
        return Channels()
    if found.mail is None and not found.webhooks:
        show.note(_("No server is set up yet, so nothing can be sent: the administrator sets HEADLIGHT_SMTP or "
                    "HEADLIGHT_WEBHOOKS. Rules can be tried out all the same."))  # fmt: skip
    return found


def _line(workspace: Workspace, rule: AlertRule) -> None:
    metric = workspace.metric(rule.metric)
    with st.container(horizontal=True, vertical_alignment="center", key=f"rule.{rule.id}"):
        told = _previewed(workspace, rule, metric).sentence if metric and rule.kind != "digest" else ""
        show.facts(rule.name or _(KINDS[rule.kind]), [
            _(KINDS[rule.kind]),
            metric.name if metric else "",
            _("to {recipient}", recipient=rule.recipient) if rule.recipient else _("to nobody yet"),
            _quiet_words(rule),
            told,
            "" if rule.active else _("paused"),
        ])  # fmt: skip
        st.button(_("Pause") if rule.active else _("Wake"), key=f"rule.pause.{rule.id}", type="tertiary",
                  on_click=cached.store().put, args=(workspace.id, replace(rule, active=not rule.active)))  # fmt: skip
        st.button(_("Remove"), key=f"rule.remove.{rule.id}", type="tertiary", on_click=cached.store().remove,
                  args=(workspace.id, rule))  # fmt: skip


def _quiet_words(rule: AlertRule) -> str:
    if not rule.quiet:
        return ""
    return _("quiet from {start}:00 to {end}:00", start=rule.quiet[0], end=rule.quiet[1])


def _previewed(workspace: Workspace, rule: AlertRule, metric: Metric) -> Preview:
    grain = cached.measures(workspace).grain(metric, rule.grain)
    return preview(rule, metric, cached.series(workspace, metric, grain, rule.where), LOOKED_BACK)


def _new(workspace: Workspace, allowed: Channels) -> None:
    first, second, third = st.columns(3)
    kind = first.selectbox(_("Speak up when"), list(KINDS), key="rule.kind", format_func=lambda code: _(KINDS[code]))
    rule = AlertRule("", kind=kind, where=frame.filters(workspace))
    if kind == "digest":
        rhythm = second.selectbox(_("Which review"), list(TEMPLATES), key="rule.rhythm",
                                  format_func=lambda code: _(TEMPLATES[code].name))  # fmt: skip
        rule = replace(rule, settings={"rhythm": rhythm})
    else:
        rule = _asked(workspace, rule, second, third)
    rule = _addressed(rule, allowed)
    metric = workspace.metric(rule.metric)
    if metric is not None:
        _shown(workspace, rule, metric)
    if st.button(_("Keep this rule"), type="primary", key="rule.keep"):
        with show.problems():
            if rule.recipient:
                allowed.checked(rule.channel, rule.recipient)
            cached.store().put(workspace.id, rule.identified())
            st.rerun()


def _asked(workspace: Workspace, rule: AlertRule, second: Any, third: Any) -> AlertRule:
    """The rule with its metric, grain and the parameters of its kind."""
    offered = frame.offered_metrics(workspace)
    chosen = second.selectbox(_("Metric"), list(offered), key="rule.metric", format_func=lambda id: offered[id].name)
    grain = third.selectbox(_("Watched"), GRAINS, 1, key="rule.grain",
                            format_func=lambda code: _(frame.GRAIN_WORDS[code]))  # fmt: skip
    metric = offered[chosen]
    draw_settings = {"threshold": _limit, "band": _band, "change": _change, "anomaly": _anomaly}[rule.kind]
    return replace(rule, metric=chosen, grain=grain, settings=draw_settings(workspace, metric, grain))


def _limit(workspace: Workspace, metric: Metric, grain: str) -> dict[str, Any]:
    goal = workspace.target(metric.id)
    first, second = st.columns(2)
    side = first.selectbox(_("Side"), ["above", "below"], int(metric.direction != "down"), key="rule.side",
                           format_func={"above": _("above"), "below": _("below")}.__getitem__)  # fmt: skip
    start = goal.value if goal else _usual(workspace, metric, grain)
    value = second.number_input(_limit_words(metric), value=_typed(metric, start), key=f"rule.value.{metric.id}")
    return {"side": side, "value": _kept(metric, value), "sure": True}


def _band(workspace: Workspace, metric: Metric, grain: str) -> dict[str, Any]:
    usual = _usual(workspace, metric, grain)
    first, second = st.columns(2)
    low = first.number_input(_("From"), value=_typed(metric, usual * 0.9), key=f"rule.low.{metric.id}")
    high = second.number_input(_("To"), value=_typed(metric, usual * 1.1), key=f"rule.high.{metric.id}")
    return {"low": _kept(metric, min(low, high)), "high": _kept(metric, max(low, high)), "sure": True}


def _change(workspace: Workspace, metric: Metric, grain: str) -> dict[str, Any]:
    first, second = st.columns(2)
    tenth = abs(_usual(workspace, metric, grain)) / 10
    size = first.number_input(_("By at least"), 0.0, value=_typed(metric, tenth), key=f"rule.size.{metric.id}")
    over = second.number_input(_("Within how many periods"), 1, 52, 1, key="rule.over")
    return {"size": _kept(metric, size), "over": int(over), "side": "either"}


def _anomaly(workspace: Workspace, metric: Metric, grain: str) -> dict[str, Any]:
    show.note(_("Natural limits come from the periods before: about 1 in 400 lies outside them by chance."))
    return {"side": "either"}


def _limit_words(metric: Metric) -> str:
    if display.is_share(metric):
        return _("Limit, %")
    return _("Limit, {unit}", unit=metric.unit) if metric.unit else _("Limit")


def _usual(workspace: Workspace, metric: Metric, grain: str) -> float:
    """The last finished value: where the form starts from."""
    known = cached.series(workspace, metric, cached.measures(workspace).grain(metric, grain))
    values = known["value"][known["finished"]].dropna()
    return float(values.iloc[-1]) if len(values) else 0.0


def _typed(metric: Metric, value: float) -> float:
    """A value as people type it: shares in percent."""
    return round(value * 100, 2) if display.is_share(metric) else round(value, 2)


def _kept(metric: Metric, typed: float) -> float:
    return typed / 100 if display.is_share(metric) else float(typed)


def _addressed(rule: AlertRule, allowed: Channels) -> AlertRule:
    """The rule with its name, channel, recipient and quiet hours."""
    first, second, third = st.columns(3)
    name = first.text_input(_("Name of the rule"), key="rule.name", max_chars=80)
    channel = second.selectbox(_("Sent by"), ["email", "webhook"], key="rule.channel",
                               format_func={"email": _("E-mail"), "webhook": _("Webhook")}.__getitem__)  # fmt: skip
    if channel == "email":
        recipient = third.text_input(_("To"), key="rule.recipient", max_chars=254)
    else:
        hooks = ["", *allowed.webhooks]
        recipient = third.selectbox(_("To"), hooks, key="rule.hook", format_func=lambda hook: hook or _("nobody yet"))
    quiet = first.toggle(_("Quiet at night: messages wait for the morning"), True, key="rule.quiet")
    return replace(rule, name=name.strip(), channel="email" if channel == "email" else "webhook",
                   recipient=recipient.strip(), quiet=NIGHT if quiet else None)  # fmt: skip


def _shown(workspace: Workspace, rule: AlertRule, metric: Metric) -> None:
    """What the rule would have done, in a sentence and on the picture."""
    found = _previewed(workspace, rule, metric)
    alarms = [one for one in found.firings if one.state == "raised"]
    series = cached.series(workspace, metric, cached.measures(workspace).grain(metric, rule.grain), rule.where)
    marks = pd.DataFrame([(one.period.start_time.date(), period_name(one.period)) for one in alarms],
                         columns=["day", "name"])  # fmt: skip
    rows = cached.with_goals(workspace, metric, series).tail(LOOKED_BACK)
    drawing = charts.trend(rows, None, marks, label=partial(display.value, metric), takeaway=found.sentence, height=180)
    show.chart(drawing, "rule.preview")
    for one in found.firings[-4:]:
        show.note(one.sentence)


def _sent(workspace: Workspace) -> None:
    """The newest messages and what became of them."""
    found = whole_store().messages.latest(workspace.id) if cached.may("edit", workspace) else []
    if not found:
        return
    with st.expander(_("What was sent")):
        for message in found:
            show.facts(str(message.body.get("text", ""))[:200], _message_facts(message))


def _message_facts(message: Message) -> list[str]:
    tried = ngettext("{count} try", "{count} tries", message.attempts) if message.attempts else ""
    return [_(STATE_WORDS[message.state]), message.recipient, tried, message.problem]
