"""The Share page: links, people and the log of who did what."""

from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import streamlit as st

from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.workspace import Link, Workspace
from ui import cached, controls, frame, safe, show
from ui.server import access, doors
from ui.share import audit, link_form, people

VIEWS = ("links", "people", "log")


def page(workspace: Workspace) -> None:
    """The whole page."""
    if not cached.may("own", workspace):
        show.empty(_("Only owners of this workspace share it."), _("Ask one of them for a link, or for another role."))
        return
    with show.problems():
        words = {"links": _("Links"), "people": _("People"), "log": _("Who did what")}
        view = controls.pick(_("Show"), "share", VIEWS, words=words.__getitem__, style="segments",
                             label_visibility="collapsed")  # fmt: skip
        {"links": _links, "people": people.view, "log": audit.view}[view](workspace)


def _links(workspace: Workspace) -> None:
    if not workspace.headline:
        show.empty(_("There is nothing to share yet."), _("Choose five or six metrics for the board."),
                   frame.page_file("metrics"), _("Metrics"))  # fmt: skip
        return
    links = cached.store().links(workspace.id)
    live = [link for link in links if link_state(link) == "live"]
    show.headline(
        ngettext("{count} link is open.", "{count} links are open.", len(live))
        if live
        else _("Nobody outside sees this board."),
        _(
            "A link shows the board and its story: sums only, read only, no names, no comments. "
            "You can end it at any time."
        ),
    )
    made = link_form.form(workspace)
    if made:
        st.session_state["link.token"] = made
        st.rerun()  # the headline and the list speak of it at once
    fresh = st.session_state.get("link.token")
    if fresh:
        show.note(_("Copy it now: only its fingerprint is kept, it cannot be shown again."))
        st.code(address(fresh[1]), language=None)
    for link in sorted(links, key=lambda link: str(link.created), reverse=True):
        _row(workspace, link)


def link_state(link: Link) -> str:
    """``"live"``, ``"expired"`` or ``"revoked"``; expiry counts in UTC."""
    if link.revoked:
        return "revoked"
    now = datetime.now(UTC).replace(tzinfo=None)
    return "expired" if link.expires and link.expires.replace(tzinfo=None) <= now else "live"


def address(token: str) -> str:
    """The address a link is opened by."""
    here = urlsplit(st.context.url or "http://localhost:8501/")
    place = f"/{doors.PLACE}/{token}" if doors.are_open() else f"/brief?{urlencode({access.KEY: token})}"
    return f"{here.scheme}://{here.netloc}{doors.base()}{place}"


def _row(workspace: Workspace, link: Link) -> None:
    with st.container(horizontal=True, key=f"link.{link.id}", vertical_alignment="center"):
        show.facts(link.name, _facts(workspace, link))
        if link_state(link) == "revoked":
            return
        if st.button(_("Openings"), key=f"visits.{link.id}", type="tertiary"):
            audit.visits_dialog(workspace, link)
        if link_state(link) == "live":
            st.button(_("Revoke"), key=f"revoke.{link.id}", on_click=_revoke, args=(workspace, link))
        st.button(
            _("New address"), key=f"rotate.{link.id}", on_click=_rotate, args=(workspace, link),
            help=safe.md(_("The old address stops working at once.")),
        )  # fmt: skip


def _facts(workspace: Workspace, link: Link) -> list[str]:
    state = {
        "live": _("ends {day}", day=day(link.expires)) if link.expires else "",
        "expired": _("expired"),
        "revoked": _("revoked"),
    }[link_state(link)]
    locked = " · ".join(f"{part.column}: {', '.join(str(value) for value in part.values)}" for part in link.where)
    review = next((review for review in workspace.reviews if review.id == link.review), None)
    shown = _("one frozen review: {review}", review=review.name or review.period) if review else locked or _("all data")
    return [
        state,
        ngettext("opened {count} time", "opened {count} times", link.opened),
        shown,
        _("may choose {columns}", columns=", ".join(part.column for part in link.allowed)) if link.allowed else "",
        _("with password") if link.password else "",
        _("with comments") if link.comments else "",
        _("by {author}", author=link.author) if link.author else "",
    ]


def _revoke(workspace: Workspace, link: Link) -> None:
    cached.store().revoke(workspace.id, link)
    st.session_state.pop("link.token", None)


def _rotate(workspace: Workspace, link: Link) -> None:
    st.session_state["link.token"] = (link.id, cached.store().rotate(workspace.id, link))
