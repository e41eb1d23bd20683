"""What the store does for links: made, opened, exchanged for passes, unlocked, withdrawn, counted."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from cxlib.errors import LinkProblem, NotFound, StoreProblem
from cxlib.store import audit, links, passes, records, visits
from cxlib.store.audit import Entry
from cxlib.store.database import Database
from cxlib.store.links import Openings
from cxlib.store.passwords import is_password, password_hash
from cxlib.store.visits import Visit
from cxlib.workspace import Link, Workspace


class Sharing:
    """The part of the store that links need; see ``Store``."""

    _database: Database
    _whole: Callable[[sa.Connection, str], Workspace]
    _at: Callable[[sa.Connection, str, int], Workspace]

    def create_link(self, workspace_id: str, link: Link, author: str = "", password: str = "") -> tuple[Link, str]:
        """Makes a link; its token is returned here and never again. Without an expiry it lives 30 days."""
        token, locked = links.new_token(), replace(link, password=password_hash(password), author=author)
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author)
            made = links.stored(connection, workspace_id, locked.identified(), token)
            records.log(connection, step, "add", "link", made.id, made.version, None, _told(made))
        return made, token

    def open_link(self, token: str, count: bool = True) -> tuple[Link, Workspace]:
        """The link and workspace behind a token; ``count=False`` for the later runs of the same visit.

        Raises:
            LinkProblem: If the token is malformed or unknown, or its link revoked, expired, of a deleted workspace or
                behind a password.
        """
        with self._database.reading() as connection:
            link, workspace_id = links.behind(connection, token)
            if link.password:
                raise LinkProblem(problem="password")
            workspace = self._living(connection, workspace_id)
        if count:
            with suppress(StoreProblem), self._database.writing() as connection:  # counting never stands in the way
                links.count_opening(connection, link)
                visits.noted(connection, "opened", workspace=workspace_id, link=link.id)
        return link, workspace

    def enter(self, token: str) -> tuple[str, Link]:
        """Exchanges a link's token for a pass of one browser.

        Raises:
            LinkProblem: If the token is malformed or unknown, or its link revoked or expired.
        """
        with self._database.writing() as connection:
            link, _ = links.behind(connection, token)
            return passes.issued(connection, link), link

    def open_pass(self, secret: str, link_id: str, device: str = "") -> tuple[Link, Workspace]:
        """The link and workspace that a pass opens; the first time it is written down as an opening.

        Raises:
            LinkProblem: If the pass is unknown, ended or another link's; if its link is revoked or expired; or if it
                waits for its password.
        """
        with self._database.reading() as connection:
            opened = passes.held(connection, secret, link_id)
            if not opened.unlocked:
                raise LinkProblem(problem="password")
            if opened.revision is None:
                raise LinkProblem(problem="unknown")
            workspace = self._at(connection, opened.workspace, opened.revision)
        if not opened.counted:
            with suppress(StoreProblem), self._database.writing() as connection:
                passes.marked(connection, secret, counted=True)
                links.count_opening(connection, opened.link)
                visits.noted(connection, "opened", device, opened.workspace, opened.link.id)
        return opened.link, workspace

    def unlock(self, secret: str, link_id: str, password: str, client: str, device: str = "") -> None:
        """Unlocks a pass by the link's password.

        Args:
            secret: The pass.
            link_id: The link it is for.
            password: What the visitor typed.
            client: The visitor's address; only a hash of it is kept, and only while there are wrong passwords.
            device: Kind of device, for the log.

        Raises:
            LinkProblem: ``"wrong"``, or ``"locked"`` after too many of them, or as ``open_pass``.
        """
        client = passes.client_key(link_id, client)
        with self._database.writing() as connection:
            held = passes.held(connection, secret, link_id)
            passes.attempted(connection, link_id, client)
        is_right = is_password(password, held.link.password) if held.link.password else True
        with self._database.writing() as connection:
            event: visits.Event = "unlocked" if is_right else "wrong password"
            visits.noted(connection, event, device, held.workspace, link_id)
            if is_right:
                passes.marked(connection, secret, unlocked=True)
                passes.proved(connection, link_id, client)
        if not is_right:
            raise LinkProblem(problem="wrong")

    def is_open(self, secret: str, link_id: str) -> bool:
        """Whether a pass still opens its link: cheap, for pages that stay open."""
        try:
            with self._database.reading() as connection:
                return passes.held(connection, secret, link_id).unlocked
        except LinkProblem:
            return False

    def links(self, workspace_id: str) -> list[Link]:
        """All links of a workspace in the order they were made; ``opened`` counts their openings."""
        with self._database.reading() as connection:
            return links.listed(connection, workspace_id)

    def openings(self, link: Link) -> list[Openings]:
        """On which days (UTC) a link was opened and how often, newest first."""
        with self._database.reading() as connection:
            return links.openings(connection, link)

    def visits(self, workspace_id: str, link: Link | None = None, limit: int = 500) -> list[Visit]:
        """The last visits to a workspace's links and by its people, or to one link; newest first."""
        with self._database.reading() as connection:
            return visits.listed(connection, workspace_id, link.id if link else "", limit)

    def audit(self, workspace_id: str, limit: int = 500) -> list[Entry]:
        """Who did what, when, to which object of a workspace; newest first. The database lets nobody rewrite it."""
        with self._database.reading() as connection:
            return audit.entries(connection, workspace_id, limit)

    def revoke(self, workspace_id: str, link: Link, author: str = "") -> Link:
        """Withdraws a link for good: it fails from the next opening on, and open pages close within seconds.

        Raises:
            LinkProblem: If the workspace has no such link.
        """
        return self._changed_link(workspace_id, link, "revoke", author, revoked=datetime.now(UTC))

    def rotate(self, workspace_id: str, link: Link, author: str = "") -> str:
        """A new token for the link; the old one and its passes stop working. An expired link lives 30 days again.

        Raises:
            LinkProblem: If the link was revoked, or is none of the workspace's.
        """
        token = links.new_token()
        self._changed_link(workspace_id, link, "rotate", author, token_hash=links.token_hash(token))
        return token

    def _living(self, connection: sa.Connection, workspace_id: str) -> Workspace:
        try:
            return self._whole(connection, workspace_id)
        except NotFound as error:
            raise LinkProblem(problem="unknown") from error

    def _changed_link(self, workspace_id: str, link: Link, action: records.Action, author: str,
                      **changed: Any) -> Link:
        with self._database.writing() as connection:
            step = records.touched(connection, workspace_id, author)
            now = links.found(connection, workspace_id, link.id)
            if now.revoked is not None and action == "rotate":
                raise LinkProblem(problem="revoked")
            new = replace(now, version=now.version + 1, **changed)
            new = links.renewed(new) if action == "rotate" else new
            links.changed(connection, new)
            if action == "rotate":  # a revoked link says so itself to whoever still holds a pass
                passes.ended(connection, now.id)
            records.log(connection, step, action, "link", now.id, new.version, None, _told(new))
        return new


def _told(link: Link) -> dict[str, Any]:
    """What the history says of a link: what it lets people see, and neither token nor password."""
    kept = link.as_dict()
    told = {name: kept[name] for name in ("name", "scope", "review", "where", "allowed", "comments", "minimum_base",
                                          "expires")}
    return told | {"password": bool(link.password)}
