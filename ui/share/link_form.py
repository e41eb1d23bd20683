"""The form that makes a link: for whom, what it shows, and how it is kept from others."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import streamlit as st

from cxlib.errors import CXError
from cxlib.language import day, ngettext
from cxlib.language import gettext as _
from cxlib.metrics.together import gives_away
from cxlib.workspace import Filter, Link, Workspace
from ui import cached, frame, safe, show
from ui.share import brief

DAYS = (7, 30, 90, 365)
SHORTEST_PASSWORD = 8
MOST_ALLOWED = 3  # columns the reader may choose from: every one makes more groups that must not tell on each other
TODAY = ""
_WARNED = "link.warned"


def form(workspace: Workspace) -> tuple[str, str] | None:
    """Draws the form; the new link's id and token once it is made."""
    frame.bar(workspace, _("The link is locked to these filters"))
    with st.form("link.new"):
        link, password = _fields(workspace)
        if not st.form_submit_button(_("Make a link"), type="primary", key="link.make"):
            return None
    if password and len(password) < SHORTEST_PASSWORD:
        st.warning(_("A password needs at least {count} characters.", count=SHORTEST_PASSWORD))
        return None
    if _is_warned_of(workspace, link):
        return None
    made, token = cached.store().create_link(workspace.id, link, password=password)
    with st.spinner(_("Preparing what the link shows")), suppress(CXError):  # whoever opens it is told what is wrong
        brief.prepare(made, workspace)
    return made.id, token


def _is_warned_of(workspace: Workspace, link: Link) -> bool:
    """Says once which open link this one would complete; asked for again as it is, it is made all the same."""
    asked = repr((link.scope, link.where, link.allowed, link.grain, link.minimum_base))
    if link.scope == "review" or st.session_state.pop(_WARNED, "") == asked:
        return False
    now = datetime.now(UTC)
    known = [one for one in cached.store().links(workspace.id) if not one.revoked and one.expires and one.expires > now]
    with st.spinner(_("Comparing with the links that are open")):
        other = gives_away(cached.measures(workspace), link, known)
    if other is None:
        return False
    st.session_state[_WARNED] = asked
    show.problem(
        _(
            "Whoever holds this link and “{other}” could work out groups under {count} from the difference. "
            "Choose other filters, or make the link all the same if nobody gets both.",
            other=other.name,
            count=max(link.minimum_base, other.minimum_base),
        )
    )
    return True


def _fields(workspace: Workspace) -> tuple[Link, str]:
    left, middle, right = st.columns([3, 1, 1])
    name = left.text_input(_("For whom"), key="link.name", max_chars=80, placeholder=_("Board meeting, June"))
    days = middle.selectbox(
        _("Ends after"), DAYS, index=1, key="link.days",
        format_func=lambda count: ngettext("{count} day", "{count} days", count),
    )  # fmt: skip
    least = right.number_input(_("Smallest group shown"), 5, 100, 5, key="link.least")
    review = _review(workspace)
    allowed, password, comments = _limits(workspace, frame.filters(workspace))
    now = datetime.now(UTC)
    return Link(
        "",
        name=name.strip() or _("Link"),
        scope="review" if review else "board",
        review=review,
        where=() if review else frame.filters(workspace),
        allowed=() if review else tuple(Filter(column, ()) for column in allowed[:MOST_ALLOWED]),
        grain=frame.grain(workspace),
        comments=comments,
        created=now,
        expires=now + timedelta(days=int(days)),
        minimum_base=int(least),
    ), password


def _review(workspace: Workspace) -> str:
    """Which frozen review the link shows; empty for the board of today."""
    words = {TODAY: _("The board of today, and of every day after")} | {
        review.id: _("{review}, frozen {day}", review=review.name or review.period or _(review.rhythm),
                     day=day(review.frozen)) if review.frozen else review.name
        for review in reversed(workspace.reviews) if review.snapshot
    }  # fmt: skip
    if len(words) == 1:
        return TODAY
    return st.selectbox(_("What it shows"), list(words), key="link.review", format_func=words.__getitem__)


def _limits(workspace: Workspace, locked: tuple[Filter, ...]) -> tuple[list[str], str, bool]:
    free = [column for column in workspace.filters if column not in {part.column for part in locked}]
    with st.expander(_("Password, filters and comments"), key="link.more"):
        password = st.text_input(
            _("Password"), key="link.password", type="password", max_chars=256,
            help=safe.md(_("Tell it to them another way than the link. Without one, the link alone is enough.")),
        )  # fmt: skip
        allowed = st.multiselect(
            _("The reader may choose one value of"), free, key="link.allowed", max_selections=MOST_ALLOWED,
            placeholder=_("No choice: one view for all"),
        )  # fmt: skip
        comments = st.toggle(
            _("Show comments, with everything that identifies people removed"), key="link.comments", value=False
        )
    return allowed, password, comments
