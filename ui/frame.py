"""The frame every page stands in: pages, language, workspace, filter bar, and the guard that says what is missing."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import streamlit as st

from cxlib import language
from cxlib.errors import NotAllowed, NotFound
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext
from cxlib.store.rights import NOBODY
from cxlib.workspace import Filter, Metric, Workspace
from ui import astray, cached, controls, ideal, languages, outage, refusals, safe, show, signing, state, style
from ui.server import access, arrivals, forgetting
from ui.server.home import whole_store
from ui.share import brief

ROOT = Path(__file__).parent.parent
TITLES = {
    "start": N_("Start"),
    "data": N_("Data"),
    "metrics": N_("Metrics"),
    "board": N_("Board"),
    "outlook": N_("Outlook"),
    "causes": N_("Causes"),
    "voices": N_("Voices"),
    "links": N_("Share"),
    "brief": N_("Brief"),
    "actions": N_("Actions"),
    "join": N_("Workshop"),
    "teams": N_("Teams"),
    "review": N_("Review"),
}
GRAIN_WORDS = {
    "day": N_("Daily"),
    "week": N_("Weekly"),
    "month": N_("Monthly"),
    "quarter": N_("Quarterly"),
    "year": N_("Yearly"),
}
HIDDEN = ("brief", "join")  # reached by an address of their own
SPANS = ("6", "12", "18", "24", "36", "60")
MISSING = "\u2205"  # stands for "no value" in the URL


def run(groups: Mapping[str, Sequence[str]]) -> None:
    """Draws the frame and runs the page the visitor asked for.

    Args:
        groups: Navigation group -> pages as paths in ``pages/`` without their ending; the first page opens by default.
    """
    st.set_page_config(
        page_title="Headlight",
        page_icon=str(ROOT / "static" / "icon.svg"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    outage.guarded(lambda: _run(groups))


def _run(groups: Mapping[str, Sequence[str]]) -> None:
    forgetting.keep_up()
    if not access.may_listen(st.get_option("server.address")):
        style.inject()
        show.empty(_("This Headlight listens to the whole network, but nobody signs in."), access.REFUSAL)
    elif access.is_guest():
        _run_alone("share/brief")
    elif _is_a_phone_in_a_workshop():
        _run_alone("improve/join")
    elif access.must_sign_in():
        _run_alone("", signing.page)
    elif access.actor() == NOBODY:
        _refuse()
    elif signing.is_on() and not cached.store().workspaces() and not cached.may("make"):
        _run_alone("", signing.stranger)
    else:
        state.begin()
        with language.use(languages.spoken(workspace())):
            style.inject()
            page = st.navigation(_pages(groups), position="top")
            _whereabouts()
            _say_where_the_address_led()
            refusals.told()
            _let_upload()
            try:
                page.run()
            except NotAllowed as problem:  # what a role does not cover, wherever it is asked for
                show.problem(str(problem))
            signing.foot()


def _let_upload() -> None:
    """Whoever may change something here may send files; the guard before the server asks for it."""
    current = workspace()
    allowed = cached.may("make") or (current is not None and cached.may("edit", current))
    arrivals.ARRIVALS.let(arrivals.session(), allowed)


def _is_a_phone_in_a_workshop() -> bool:
    return urlsplit(st.context.url or "").path.rstrip("/").endswith("/join")


def _pages(groups: Mapping[str, Sequence[str]]) -> list[st.Page]:
    pages = []
    for path in (path for group in groups.values() for path in group):
        name = path.rpartition("/")[2]
        url = "share" if name == "links" else name
        pages.append(
            st.Page(
                ROOT / "pages" / f"{path}.py",
                title=_(TITLES[name]),
                url_path="" if name == "start" else url,
                default=name == "start",
                visibility="hidden" if name in HIDDEN else "visible",
            )
        )
    return pages


def page_file(name: str) -> str:
    """Path of a page for ``st.page_link`` and ``st.switch_page``, by its name such as ``"board"``."""
    found = next((ROOT / "pages").glob(f"*/{name}.py"))
    return str(found)


def _run_alone(path: str, only: Callable[[], None] = brief.page) -> None:
    """Only what the link shows, or one page before all others, whatever the address."""
    with language.use("en"):
        style.inject()
        if not path:
            only()
            return
        name = path.rpartition("/")[2]
        page = st.Page(ROOT / "pages" / f"{path}.py", title=_(TITLES[name]), url_path=name)
        anywhere = st.Page(brief.page, title="Headlight", url_path="home", default=True)
        st.navigation([anywhere, page], position="hidden").run()


def _refuse() -> None:
    style.inject()
    show.empty(
        _("This Headlight is open only on the machine it runs on."),
        _("Ask its owner for a link, or let them set HEADLIGHT_ACCESS=open if everybody on this network may see it."),
    )


def workspace() -> Workspace | None:
    """The workspace in use: the one the URL names, else the only or latest one."""
    asked = state.chosen("ws")
    with suppress(NotFound, NotAllowed):
        if asked:
            return cached.workspace(asked)
    known = cached.store().workspaces()
    return cached.workspace(known[0].id) if known else None


def _say_where_the_address_led() -> None:
    """An address that names a workspace which is gone does not pass for another one in silence."""
    current, asked = workspace(), state.chosen("ws")
    if asked and current is not None and current.id != asked:
        show.problem(
            _("The workspace of this address is not here any more. This is {workspace}.", workspace=current.name)
        )


def _whereabouts() -> None:
    current = workspace()
    if current is None:
        return
    last = max((source.last for source in current.sources if source.last), default=None)
    line = (
        _(
            "{workspace} · data to {day}",
            workspace=current.name,
            day=language.day(last, "medium"),
        )
        if last
        else _("{workspace} · data without dates", workspace=current.name)
        if current.sources
        else _("{workspace} · no data yet", workspace=current.name)
    )
    links = _open_links(current)
    badge = ngettext("shared by {count} link", "shared by {count} links", links) if links else ""
    show.whereabouts(_("{badge} · {line}", badge=badge, line=line) if badge else line)


def _open_links(current: Workspace) -> int:
    """How many people outside may be looking at this: the badge that says that what is done here is seen elsewhere."""
    now = datetime.now(UTC)
    known = whole_store().links(current.id)
    return sum(link.revoked is None and link.expires is not None and link.expires > now for link in known)


def page(name: str, needs: str = "metrics") -> Workspace:
    """The workspace for a page, or an empty state that says what to do first, which ends the page.

    Args:
        name: The page's name, such as ``"board"``.
        needs: What must be there: ``"workspace"``, ``"sources"``, ``"metrics"`` or ``"headline"``.
    """
    current = workspace()
    if current is None:
        _stop(_("No workspace yet."), _("Open the sample workspace or make your own."), "start")
    elif needs != "workspace" and not current.sources:
        _stop(_("{workspace} has no data yet.", workspace=current.name), _("Upload a file to begin."), "data")
    elif needs in ("metrics", "headline") and not current.metrics:
        _stop(_("No metrics yet."), _("Pick the five or six numbers that matter."), "metrics")
    elif needs == "headline" and not current.headline:
        _stop(_("No metric is on the board yet."), _("Choose five or six for the board."), "metrics")
    return current


def _stop(sentence: str, remedy: str, where: str) -> NoReturn:
    show.empty(sentence, remedy, page_file(where), _(TITLES[where]))
    st.stop()


def grain(current: Workspace) -> str:
    """The grain of the page: from the URL, else months."""
    offered = cached.measures(current).grains()
    asked = state.chosen("grain")
    return asked if asked in offered else ("month" if "month" in offered else offered[0])


def span() -> int:
    """How many periods the page shows."""
    asked = state.chosen("last", "18")
    return int(asked) if asked in SPANS else 18


def filters(current: Workspace) -> tuple[Filter, ...]:
    """The filters of the page, from the URL, and those of the ideal customers where the page is about them only.

    A column the workspace does not offer is left out.
    """
    picked = []
    for column in current.filters:
        values = state.all_chosen(f"f.{column}")
        if values:
            picked.append(Filter(column, tuple(None if value == MISSING else value for value in values)))
    return (*picked, *ideal.filters(current))


def bar(current: Workspace, note: str = "") -> None:
    """The filter bar: grain and span, one pill for each dimension, and what was left out."""
    measures = cached.measures(current)
    with st.container(horizontal=True, key="filters", vertical_alignment="center", gap="small"):
        _time_pill(measures.grains(), grain(current))
        _dimension_pills(current)
        ideal.pill(current)
        if any(state.all_chosen(f"f.{column}") for column in current.filters):
            st.button(_("Clear"), key="filters.clear", type="tertiary", on_click=state.forget, args=("f.",))
        if note:
            show.note(note)
    _say_what_is_not_there(current)


def dimensions(current: Workspace) -> None:
    """Only the pills of the dimensions, for a page that chooses its time itself."""
    _dimension_pills(current)
    ideal.pill(current)
    if any(state.all_chosen(f"f.{column}") for column in current.filters):
        st.button(_("Clear"), key="filters.clear", type="tertiary", on_click=state.forget, args=("f.",))


def _dimension_pills(current: Workspace) -> None:
    for column in current.filters:
        _dimension_pill(column, _values(current, column))


def _values(current: Workspace, column: str) -> list[str]:
    return [MISSING if value is None else str(value) for value in cached.measures(current).values(column)]


def _say_what_is_not_there(current: Workspace) -> None:
    """A filter in the address that the data know nothing of does not end in silence."""
    astray.unknown_columns(current)
    for column in current.filters:
        if state.all_chosen(f"f.{column}"):
            astray.told(current, column, _values(current, column))


def has_page(name: str) -> bool:
    """Whether there is a page of that name."""
    return any((ROOT / "pages").glob(f"*/{name}.py"))


def _time_pill(grains: Sequence[str], current: str) -> None:
    words = _("{grain}, last {count}", grain=_(GRAIN_WORDS[current]), count=language.number(span()))
    with st.popover(words, key="pill.time"):
        controls.pick(
            _("Period"),
            "grain",
            grains,
            current if not state.chosen("grain") else ("month" if "month" in grains else grains[0]),
            lambda code: _(GRAIN_WORDS[code]),
            "segments",
        )
        controls.pick(_("How many"), "last", SPANS, "18", style="segments")


def _dimension_pill(column: str, options: Sequence[str]) -> None:
    chosen = state.all_chosen(f"f.{column}")
    if not chosen:
        words = _("{column}: all", column=column)
    elif len(chosen) == 1:
        words = _("{column}: {value}", column=column, value=_("none") if chosen[0] == MISSING else chosen[0])
    else:
        words = _("{column}: {count} chosen", column=column, count=len(chosen))
    with st.popover(safe.md(words), key=f"pill.{column}"):
        controls.pick_many(safe.md(column), f"f.{column}", options)


def offered_metrics(current: Workspace) -> dict[str, Metric]:
    """The metrics a page can be about, the headline ones first, by id."""
    rest = (metric for metric in current.metrics if metric.board is None)
    return {metric.id: metric for metric in (*current.headline, *rest)}


def chosen_metric(current: Workspace, name: str = "metric") -> Metric:
    """The metric of the page, from the URL, before anything is drawn."""
    by_id = offered_metrics(current)
    return by_id[controls.chosen(name, list(by_id))]


def metric(current: Workspace, name: str = "metric", label: str = "") -> Metric:
    """The metric of the page, picked from a drop-down and kept in the URL as ``name``."""
    by_id = offered_metrics(current)
    return by_id[
        controls.pick(
            label or _("Metric"), name, list(by_id), words=lambda code: by_id[code].name, label_visibility="collapsed"
        )
    ]
