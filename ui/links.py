"""The Share page: make, list, renew and revoke links."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import streamlit as st

from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.workspace import Link, Workspace
from ui import cached, frame, safe, show

DAYS = (7, 30, 90, 365)


def page(workspace: Workspace) -> None:
    """The whole page."""
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
    frame.bar(workspace, _("The link is locked to these filters"))
    with show.problems():
        _new(workspace)
    for link in sorted(links, key=lambda link: str(link.created), reverse=True):
        _row(workspace, link)


def link_state(link: Link) -> str:
    """``"live"``, ``"expired"`` or ``"revoked"``; expiry counts in UTC."""
    if link.revoked:
        return "revoked"
    now = datetime.now(UTC).replace(tzinfo=None)
    return "expired" if link.expires and link.expires.replace(tzinfo=None) <= now else "live"


def _new(workspace: Workspace) -> None:
    with st.form("link.new"):
        left, middle, right = st.columns([3, 1, 1])
        name = left.text_input(_("For whom"), key="link.name", max_chars=80, placeholder=_("Board meeting, June"))
        days = middle.selectbox(
            _("Ends after"),
            DAYS,
            index=1,
            key="link.days",
            format_func=lambda count: ngettext("{count} day", "{count} days", count),
        )
        least = right.number_input(_("Smallest group shown"), 5, 100, 5, key="link.least")
        if st.form_submit_button(_("Make a link"), type="primary", key="link.make"):
            now = datetime.now(UTC).replace(tzinfo=None)
            made, token = cached.store().create_link(
                workspace.id,
                Link(
                    "",
                    name=name.strip() or _("Link"),
                    where=frame.filters(workspace),
                    grain=frame.grain(workspace),
                    created=now,
                    expires=now + timedelta(days=int(days)),
                    minimum_base=int(least),
                ),
            )
            st.session_state["link.token"] = (made.id, token)
            st.rerun()  # the headline and the list speak of it at once
    fresh = st.session_state.get("link.token")
    if fresh:
        show.note(_("Copy it now: only its fingerprint is kept, it cannot be shown again."))
        st.code(address(fresh[1]), language=None)


def address(token: str) -> str:
    """The address a link is opened by."""
    here = urlsplit(st.context.url or "http://localhost:8501/")
    return f"{here.scheme}://{here.netloc}/brief?{urlencode({'key': token})}"


def _row(workspace: Workspace, link: Link) -> None:
    words = {
        "live": _("ends {day}", day=day(link.expires)) if link.expires else "",
        "expired": _("expired"),
        "revoked": _("revoked"),
    }[link_state(link)]
    opened = ngettext("opened {count} time", "opened {count} times", link.opened)
    filtered = " · ".join(f"{f.column}: {', '.join(str(value) for value in f.values)}" for f in link.where)
    with st.container(horizontal=True, key=f"link.{link.id}", vertical_alignment="center"):
        show.facts(link.name, [words, opened, filtered or _("all data")])
        if link_state(link) == "live":
            st.button(_("Revoke"), key=f"revoke.{link.id}", on_click=_revoke, args=(workspace, link))
            st.button(
                _("New address"),
                key=f"rotate.{link.id}",
                on_click=_rotate,
                args=(workspace, link),
                help=safe.md(_("The old address stops working at once.")),
            )


def _revoke(workspace: Workspace, link: Link) -> None:
    cached.store().revoke(workspace.id, link)
    st.session_state.pop("link.token", None)


def _rotate(workspace: Workspace, link: Link) -> None:
    st.session_state["link.token"] = (link.id, cached.store().rotate(workspace.id, link))
