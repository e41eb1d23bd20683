"""Which metrics move first: the scan with its progress, the map, and the lines that name each lead."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from cxlib import charts
from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number, percent
from cxlib.workspace import Workspace
from ui import cached, safe, show, state, wording

FOUND = ("leading", "consistent")
SURE = {"leading": N_("checked"), "consistent": N_("not sure enough yet")}
STOPPED = "scan.stopped"
MOST_UNSURE = 3  # links that may be chance are named up to here; all stand in the table
RARE = (
    (0.001, N_("fewer than 1 in 1,000 such finds are false")),
    (0.01, N_("fewer than 1 in 100 such finds are false")),
)


class Scan(NamedTuple):
    """What a scan found: its rows, how many of its comparisons are done, and of how many."""

    rows: pd.DataFrame
    done: int
    planned: int

    @property
    def whole(self) -> bool:
        """Whether nothing is left to compare."""
        return self.done >= self.planned


def found(workspace: Workspace) -> Scan:
    """The scan, with its progress and a way to stop while it is made; what was found so far if it was stopped."""
    known = cached.known_scan(workspace)
    if known is not None:
        return Scan(known, 1, 1)
    if st.session_state.get(STOPPED) == workspace.data_key:
        return Scan(*cached.scan_so_far(workspace))
    place = st.empty()
    with place.container(key="scan.progress"):
        bar = st.progress(0.0, safe.md(_("Comparing every leading metric with every lagging one")))
        st.button(_("Stop"), key="scan.stop", type="tertiary", on_click=_stop, args=(workspace.data_key,))

    def step(name: str, share: float) -> None:
        bar.progress(share, safe.md(_("What moves before {metric}?", metric=name)))

    rows = cached.scan(workspace, step=step)
    place.empty()
    return Scan(rows, 1, 1)


def is_awaited(workspace: Workspace) -> bool:
    """Whether a scan is still to be made and nobody stopped it."""
    stopped = st.session_state.get(STOPPED) == workspace.data_key
    candidates = any(metric.role == "leading" for metric in workspace.metrics)
    return cached.known_scan(workspace) is None and not stopped and candidates


def _stop(key: str) -> None:
    st.session_state[STOPPED] = key


def go_on(scan: Scan) -> None:
    """Says that the scan was stopped and offers to go on; nothing if it is whole."""
    if scan.whole:
        return
    with show.row("scan.stopped"):
        facts = {"done": number(scan.done), "planned": number(scan.planned)}
        show.note(_("Stopped: {done} of {planned} comparisons are made.", **facts))
        st.button(_("Go on"), key="scan.go", type="tertiary", on_click=_stop, args=("",))


def ranked(workspace: Workspace, rows: pd.DataFrame, *verdicts: str) -> pd.DataFrame:
    """Rows with one of the verdicts: checked ones first, then those of headline metrics, then the surest."""
    if rows.empty:
        return rows
    shown = rows[rows["verdict"].isin(verdicts)]
    headline = shown["outcome"].isin([metric.id for metric in workspace.headline])
    order = shown.assign(headline=headline, checked=shown["verdict"] == "leading")
    return order.sort_values(["checked", "headline", "q_value"], ascending=[False, False, True])


def names(workspace: Workspace) -> dict[str, str]:
    """Metric names by id."""
    return {metric.id: metric.name for metric in workspace.metrics}


def sentence(workspace: Workspace, rows: pd.DataFrame) -> str:
    """What leads what, or why nothing does."""
    best = ranked(workspace, rows, "leading")
    if best.empty:
        return _nothing(workspace, rows)
    return lead_sentence(workspace, best.iloc[0])


def lead_sentence(workspace: Workspace, row: pd.Series) -> str:
    """One lead as a sentence."""
    called = names(workspace)
    return _(
        "{leading} moves {ahead} before {metric}.",
        leading=called[row["candidate"]],
        metric=called[row["outcome"]],
        ahead=wording.periods_ahead(int(row["lag"]), row["grain"]),
    )


def _nothing(workspace: Workspace, rows: pd.DataFrame) -> str:
    if not [metric for metric in workspace.metrics if metric.role == "leading"]:
        return _("No metric is marked as leading yet: mark candidates on the Metrics page.")
    if rows.empty:
        return _("A lead needs a metric marked leading and one marked lagging.")
    short = rows[rows["verdict"] == "cannot tell"]
    if len(short) == len(rows):
        return ngettext(
            "{count} more period is needed before a lead can be told from chance.",
            "{count} more periods are needed before a lead can be told from chance.",
            int(short["needed"].min()),
        )
    return _("No lead stands out from chance.")


def lead_map(workspace: Workspace, scan: Scan) -> None:
    """Which leading metrics move which lagging ones, by how many periods, how sure."""
    go_on(scan)
    if scan.rows.empty:
        if scan.whole:
            show.note(_("A lead needs at least one metric marked leading and one marked lagging."))
        return
    called = names(workspace)
    told = scan.rows.assign(
        outcome=scan.rows["outcome"].map(called),
        candidate=scan.rows["candidate"].map(called),
        words=[
            "" if pd.isna(lag) else wording.periods_ahead(abs(int(lag)), grain)
            for lag, grain in zip(scan.rows["lag"], scan.rows["grain"], strict=True)
        ],
    )
    show.chart(charts.lead_map(told, takeaway=_counted(workspace, scan.rows)), "map")
    for row in ranked(workspace, scan.rows, "leading").to_dict("records"):
        line(workspace, row)
    for row in ranked(workspace, scan.rows, "consistent").head(MOST_UNSURE).to_dict("records"):
        line(workspace, row)
    _missing(scan.rows)


def _counted(workspace: Workspace, rows: pd.DataFrame) -> str:
    sure = int((rows["verdict"] == "leading").sum())
    return ngettext(
        "{count} link of {pairs} holds on data it was not fitted to; the rest may be chance.",
        "{count} links of {pairs} hold on data they were not fitted to; the rest may be chance.",
        sure,
        pairs=number(len(rows)),
    )


def _missing(rows: pd.DataFrame) -> None:
    """What the comparison had to do without."""
    bridged = int(rows["bridged"].max())
    if bridged:
        show.note(
            ngettext(
                "At most {count} missing period in a pair was bridged by a straight line.",
                "At most {count} missing periods in a pair were bridged by a straight line.",
                bridged,
            )
        )


def line(workspace: Workspace, row: dict) -> None:
    """One lead with what is known of it, and the way to the pair."""
    with st.container(horizontal=True, key=f"lead.{row['outcome']}.{row['candidate']}", vertical_alignment="center"):
        show.facts(title(workspace, row), facts(row))
        st.button(
            _("See the pair"),
            key=f"pair.{row['outcome']}.{row['candidate']}",
            type="tertiary",
            on_click=state.choose,
            kwargs={"metric": row["outcome"], "lead": row["candidate"], "view.outlook": "pair"},
        )


def title(workspace: Workspace, row: dict) -> str:
    """Both metrics and the periods between them."""
    called = names(workspace)
    return _(
        "{leading} → {metric}, {ahead}",
        leading=called[row["candidate"]],
        metric=called[row["outcome"]],
        ahead=wording.periods_ahead(int(row["lag"]), row["grain"]),
    )


def facts(row: dict) -> list[str]:
    """How sure a lead is, in short."""
    chance = next((_(words) for bound, words in RARE if row["q_value"] < bound), "") or _(
        "{share} of such finds are false", share=percent(row["q_value"])
    )
    gain = _("forecasts miss by {gain} less", gain=percent(row["gain"])) if row["gain"] > 0.005 else _(
        "forecasts gain nothing"
    )
    return [
        _(SURE[row["verdict"]]) if row["verdict"] in SURE else "",
        gain,
        chance,
        _("{span} of both", span=wording.periods_ahead(int(row["n"]), row["grain"])),
        ngettext("{count} missing", "{count} missing", int(row["bridged"])) if row["bridged"] else "",
    ]
