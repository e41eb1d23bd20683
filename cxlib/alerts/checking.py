"""The round a schedule makes: every rule looked at, news put into the outbox once, what is due sent."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from cxlib.alerts.channels import Channels
from cxlib.alerts.digest import digest_text
from cxlib.alerts.rules import Firing, current
from cxlib.alerts.sending import PATIENCE, Letter, Result, send
from cxlib.errors import CXError
from cxlib.language import current as language_in_use
from cxlib.language import gettext as _
from cxlib.language import ngettext, use
from cxlib.metrics.measures import Measures
from cxlib.review import ReviewContent
from cxlib.store.messages import Message, Messages
from cxlib.workspace import AlertRule, Workspace
from cxlib.workspace.record import content_hash

WAITS = (1, 5, 15, 60, 240)  # minutes until the next try; after the last one the message has failed
Prepare = Callable[[AlertRule], ReviewContent]


@dataclass(frozen=True)
class Round:
    """What one round did: news put into the outbox, messages sent, tried again later, failed; problems of rules."""

    added: int = 0
    sent: int = 0
    waiting: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()


def look(
    workspace: Workspace, measures: Measures, outbox: Messages, prepare: Prepare, now: datetime | None = None
) -> tuple[int, tuple[str, ...]]:
    """Looks at every active rule of a workspace and puts its news into the outbox.

    Args:
        workspace: The workspace with its rules.
        measures: Its numbers.
        outbox: Where messages wait.
        prepare: Makes the review that a digest tells.
        now: The moment; the clock's if None.
    Returns:
        How many messages are new, and what is wrong with rules that could not be looked at, in sentences.
    """
    moment, added, problems = now or datetime.now(UTC), 0, []
    for rule in workspace.alerts:
        if not rule.active:
            continue
        try:
            added += _looked(workspace, measures, outbox, prepare, rule, moment)
        except CXError as problem:  # one rule that cannot be computed does not silence the others
            problems.append(_("{rule}: {problem}", rule=rule.name or rule.id, problem=str(problem)))
    return added, tuple(problems)


def _looked(
    workspace: Workspace, measures: Measures, outbox: Messages, prepare: Prepare, rule: AlertRule, now: datetime
) -> bool:
    if rule.kind == "digest":
        return _digest(workspace, outbox, prepare(rule), rule, now)
    metric = workspace.metric(rule.metric)
    if metric is None:
        return False
    firing = current(rule, metric, measures.series(metric.id, measures.grain(metric, rule.grain), rule.where))
    if firing is None:
        return False
    seen, signature = outbox.state(workspace.id, rule.id), _signature(rule)
    before = seen["state"] if seen is not None and seen.get("signature") == signature else "calm"
    state = {"state": firing.state, "period": str(firing.period), "signature": signature}
    silent = firing.state == before or (firing.state == "calm" and not rule.settings.get("all_clear", True))
    if silent:
        if seen != state:
            outbox.keep_state(workspace.id, rule.id, state)
        return False
    return outbox.add(_message(workspace, rule, firing, signature, now), state)


def _signature(rule: AlertRule) -> str:
    """What a rule asks: changed, it begins anew."""
    asked = ("metric", "kind", "where", "grain", "settings")
    return content_hash({name: value for name, value in rule.as_dict().items() if name in asked})


def _message(workspace: Workspace, rule: AlertRule, firing: Firing, signature: str, now: datetime) -> Message:
    facts = {"workspace": workspace.name, "rule": rule.name, "metric": rule.metric, "period": str(firing.period),
             "state": firing.state, "value": firing.value}  # fmt: skip
    subject = _("{workspace}: {rule}", workspace=workspace.name, rule=rule.name or rule.metric)
    key = _key(workspace.id, rule.id, signature, str(firing.period), firing.state, rule.recipient)
    return _waiting(workspace, rule, key, subject, firing.sentence, facts, now)


def _digest(workspace: Workspace, outbox: Messages, content: ReviewContent, rule: AlertRule, now: datetime) -> bool:
    """A digest is news once for each finished period."""
    if content.period is None:
        return False
    key = _key(workspace.id, rule.id, "digest", content.rhythm, content.period.isoformat(), rule.recipient)
    subject = _("{workspace}: {review}", workspace=workspace.name, review=content.title)
    facts = {"workspace": workspace.name, "rule": rule.name, "period": content.period.isoformat(), "state": "digest"}
    return outbox.add(_waiting(workspace, rule, key, subject, digest_text(content), facts, now))


def _waiting(
    workspace: Workspace, rule: AlertRule, key: str, subject: str, text: str, facts: Mapping[str, Any], now: datetime
) -> Message:
    body = {"subject": subject, "text": text, "facts": dict(facts), "quiet": list(rule.quiet or ()),
            "language": language_in_use()}  # fmt: skip
    due = after_quiet(now, rule.quiet)
    return Message(key, workspace.id, rule.id, rule.channel, rule.recipient, body, due, now)


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def own_zone() -> tzinfo | None:
    """The zone that quiet hours are meant in: the setting HEADLIGHT_TIMEZONE, else the machine's."""
    named = os.environ.get("HEADLIGHT_TIMEZONE")
    return ZoneInfo(named) if named else None


def after_quiet(moment: datetime, quiet: tuple[int, ...] | None, zone: tzinfo | None = None) -> datetime:
    """``moment`` itself, or the end of the quiet hours it falls into.

    Args:
        moment: With its time zone.
        quiet: From and to, hours of the day (0 to 23) in ``zone``; a span over midnight is one night.
        zone: Where the hours are meant; the machine's if None.

    Examples:
        >>> night = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
        >>> after_quiet(night, (22, 7), UTC).isoformat()
        '2026-03-02T07:00:00+00:00'
        >>> after_quiet(night, (1, 7), UTC) == night
        True
    """
    if not quiet or quiet[0] == quiet[1]:
        return moment
    local = moment.astimezone(zone or own_zone())
    start, end = quiet[0], quiet[1]
    inside = start <= local.hour < end if start < end else local.hour >= start or local.hour < end
    if not inside:
        return moment
    wake = local.replace(hour=end, minute=0, second=0, microsecond=0)
    return (wake if wake > local else wake + timedelta(days=1)).astimezone(UTC)


def deliver(outbox: Messages, allowed: Channels, now: datetime | None = None, patience: float = PATIENCE) -> Round:
    """Sends what is due, alerts to one recipient as one letter.

    A message is claimed before it is sent; only what nobody has is tried again.

    Args:
        outbox: Where messages wait.
        allowed: The administrator's servers and recipients.
        now: The moment; the clock's if None.
        patience: Seconds for a server to answer.
    """
    moment = now or datetime.now(UTC)
    counts = {"sent": 0, "waiting": 0, "failed": 0}
    for together in _letters(outbox.due(moment)):
        mine = [message for message in together if outbox.claim(message.key, moment)]
        if mine:
            result = send(_letter(mine), allowed, patience)
            for message in mine:
                counts[_finished(outbox, message, result, moment)] += 1
    return Round(sent=counts["sent"], waiting=counts["waiting"], failed=counts["failed"])


def _letters(due: Sequence[Message]) -> list[list[Message]]:
    """Messages that go out as one: alerts of a workspace to the same recipient; a review's digest stays by itself."""
    letters: dict[tuple[str, ...], list[Message]] = {}
    for message in due:
        digest = message.body["facts"].get("state") == "digest"
        own = message.key if digest else ""
        letters.setdefault((message.workspace, message.channel, message.recipient, own), []).append(message)
    return list(letters.values())


def _letter(messages: Sequence[Message]) -> Letter:
    first, body = messages[0], messages[0].body
    if len(messages) == 1:
        return Letter(first.key, first.channel, first.recipient, str(body["subject"]), str(body["text"]),
                      dict(body["facts"]))  # fmt: skip
    told = [{"id": one.key, "title": one.body["subject"], "text": one.body["text"], **one.body["facts"]}
            for one in messages]  # fmt: skip
    others = len(messages) - 1
    with use(str(body.get("language", "en"))):
        subject = ngettext("{subject}, and {count} more", "{subject}, and {count} more", others,
                           subject=body["subject"])  # fmt: skip
    text = "\n\n".join(f"{one['title']}\n{one['text']}" for one in told)
    key = _key(*sorted(one.key for one in messages))
    return Letter(key, first.channel, first.recipient, subject, text, {"alerts": told})


def _finished(outbox: Messages, message: Message, result: Result, now: datetime) -> str:
    if result.outcome == "sent":
        outbox.finish(message.key, "sent")
        return "sent"
    if result.outcome == "refused" and message.attempts < len(WAITS):
        again = after_quiet(now + timedelta(minutes=WAITS[message.attempts]), tuple(message.body.get("quiet") or ()))
        outbox.finish(message.key, "waiting", result.problem, again)
        return "waiting"
    outbox.finish(message.key, "unsure" if result.outcome == "unsure" else "failed", result.problem)
    return "failed"
