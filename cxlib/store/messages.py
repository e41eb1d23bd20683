"""The outbox: what is to be said, once. A message is claimed before it is sent, so two senders never send the same.

States: ``waiting`` (due now or later), ``sending`` (claimed), ``sent``, ``failed`` (refused for good), ``unsure`` (the
line broke after the text went out, or the sender died: whether it arrived nobody knows, so it is not sent again).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cxlib.store.database import Database, insert_if_absent, upsert
from cxlib.store.tables import alert_states, messages

LOST = timedelta(minutes=15)  # a sender that claimed a message so long ago has died
MOST = 200


@dataclass(frozen=True)
class Message:
    """One message; ``key`` names the news it tells, ``body`` holds subject, text and facts."""

    key: str
    workspace: str
    rule: str
    channel: str
    recipient: str
    body: Mapping[str, Any]
    due: datetime
    created: datetime
    state: str = "waiting"
    attempts: int = 0
    tried: datetime | None = None
    problem: str = ""


@dataclass(frozen=True)
class Messages:
    """The outbox of all workspaces. Whatever a method returned survives a crash."""

    database: Database

    def add(self, message: Message, rule_state: Mapping[str, Any] | None = None) -> bool:
        """Puts a message into the outbox unless its news was told already; keeps the rule's state with it.

        Returns:
            Whether it is new.
        """
        row = {name: getattr(message, name) for name in Message.__dataclass_fields__}
        with self.database.writing() as connection:
            new = self._insert(connection, row)
            if rule_state is not None:
                _keep_state(connection, message.workspace, message.rule, rule_state)
        return new

    def _insert(self, connection: sa.Connection, row: dict[str, Any]) -> bool:
        known = connection.scalar(sa.select(messages.c.key).where(messages.c.key == row["key"]))
        return known is None and insert_if_absent(connection, messages, row)

    def keep_state(self, workspace: str, rule: str, state: Mapping[str, Any]) -> None:
        """How a rule was last seen."""
        with self.database.writing() as connection:
            _keep_state(connection, workspace, rule, state)

    def state(self, workspace: str, rule: str) -> Mapping[str, Any] | None:
        """How a rule was last seen; None if it never was."""
        place = (alert_states.c.workspace == workspace, alert_states.c.rule == rule)
        with self.database.reading() as connection:
            return connection.scalar(sa.select(alert_states.c.body).where(*place))

    def due(self, now: datetime) -> list[Message]:
        """What is to be sent now, oldest first; messages of senders that died are marked as unsure before."""
        with self.database.writing() as connection:
            self._give_up_lost(connection, now)
            oldest = sa.select(messages).where(messages.c.state == "waiting").order_by(messages.c.sequence)
            return [message for row in connection.execute(oldest) if (message := _message(row)).due <= now][:MOST]

    def _give_up_lost(self, connection: sa.Connection, now: datetime) -> None:
        for row in connection.execute(sa.select(messages).where(messages.c.state == "sending")).all():
            if row.tried is None or row.tried < now - LOST:
                changed = sa.update(messages).where(messages.c.key == row.key, messages.c.state == "sending")
                connection.execute(changed.values(state="unsure", problem="sender stopped"))

    def claim(self, key: str, now: datetime) -> bool:
        """Takes a waiting message to send it; of several who try, one gets it."""
        mine = sa.update(messages).where(messages.c.key == key, messages.c.state == "waiting")
        with self.database.writing() as connection:
            taken = connection.execute(mine.values(state="sending", tried=now, attempts=messages.c.attempts + 1))
            return taken.rowcount == 1

    def finish(self, key: str, state: str, problem: str = "", due: datetime | None = None) -> None:
        """What became of a claimed message; ``due`` says when it may be tried again."""
        changed: dict[str, Any] = {"state": state, "problem": problem[:500]}
        if due is not None:
            changed["due"] = due
        with self.database.writing() as connection:
            connection.execute(sa.update(messages).where(messages.c.key == key).values(changed))

    def latest(self, workspace: str, limit: int = 20) -> list[Message]:
        """The newest messages of a workspace."""
        with self.database.reading() as connection:
            wanted = _newest().where(messages.c.workspace == workspace).limit(limit)
            return [_message(row) for row in connection.execute(wanted)]


def _keep_state(connection: sa.Connection, workspace: str, rule: str, state: Mapping[str, Any]) -> None:
    upsert(connection, alert_states, {"workspace": workspace, "rule": rule, "body": dict(state)}, body=dict(state))


def _newest() -> sa.Select[Any]:
    return sa.select(messages).order_by(messages.c.sequence.desc())


def _message(row: sa.Row[Any]) -> Message:
    return Message(**{name: getattr(row, name) for name in Message.__dataclass_fields__})
