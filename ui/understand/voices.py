"""The Voices page: its views, each with an opening sentence and a drawing."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cxlib.language import gettext as _
from cxlib.language import gettext_noop as N_
from cxlib.language import ngettext, number, percent
from cxlib.metrics import display
from cxlib.voices.themed import Themed
from cxlib.workspace import Metric, Source, Workspace
from ui import controls, frame, show
from ui.understand import listening, reader, said_themes, said_where, said_words, theme_rules

Draw = Callable[[Workspace, Metric | None, Themed], None]
VIEWS: dict[str, tuple[str, Draw]] = {
    "themes": (N_("Themes"), said_themes.draw),
    "map": (N_("Who and when"), said_where.draw),
    "words": (N_("Words"), said_words.draw),
    "rules": (N_("Rules"), theme_rules.draw),
    "read": (N_("Read"), lambda workspace, metric, said: reader.comments(workspace, metric)),
}


@dataclass(frozen=True)
class Opening:
    """What the page begins with."""

    sentence: str
    under: str


def page() -> None:
    """Draws the page."""
    workspace = frame.page("voices", needs="sources")
    with show.problems():
        metric = _metric(workspace)
        source = reader.source_or_none(workspace, metric)
        if source is None:
            return
        said = listening.heard(workspace, source)
        opening = _opening(workspace, metric, said)
        show.headline(opening.sentence, opening.under)
        frame.bar(workspace)
        view = controls.chosen("view.voices", list(VIEWS))
        with show.row("voices.pick"):
            if workspace.metrics:
                frame.metric(workspace)
            if view != "read":
                reader.pick_period(workspace, metric, source)
        controls.pick(
            _("View"), "view.voices", list(VIEWS), words=lambda code: _(VIEWS[code][0]), style="pills",
            label_visibility="collapsed",
        )  # fmt: skip
        VIEWS[view][1](workspace, metric, said)


def _metric(workspace: Workspace) -> Metric | None:
    return frame.chosen_metric(workspace) if workspace.metrics else None


def _opening(workspace: Workspace, metric: Metric | None, said: Themed) -> Opening:
    moved = listening.held_against(workspace, metric, said)
    rows = listening.table(said, moved, reader.base_where(workspace, metric, said))
    named = rows[rows["theme"] != ""]
    if rows.empty or not int(rows["base"].max() or 0):
        return Opening(_("No comment with these filters."), said.source.name)
    under = _(
        "{source}: {comments}, {share} of them without a theme",
        source=_named(said.source),
        comments=_comments(int(rows["base"].iloc[0])),
        share=percent(float(rows["share"].iloc[-1]), 1),
    )
    return Opening(_sentence(named, moved), under)


def _named(source: Source) -> str:
    """The source, and its columns of comments where it has several: all of them are read."""
    columns = [column.name for column in source.with_role("comment")]
    if len(columns) < 2:
        return source.name
    return _("{source} ({columns})", source=source.name, columns=", ".join(columns))


def _comments(count: int) -> str:
    return ngettext("{number} comment", "{number} comments", count, number=number(count))


def _sentence(named: pd.DataFrame, moved: Metric | None) -> str:
    """The theme that costs the metric most, beyond noise; else the one that comes most often."""
    if moved is not None and "points" in named:
        worse = -1 if moved.direction != "down" else 1
        sure = named[(named["q_value"] <= 0.05) & (named["points"] * worse > 0)]
        if len(sure):
            worst = sure.loc[(sure["points"] * worse).idxmax()]
            return _(
                "{theme} costs {metric} {points}: it comes up in {share} of comments.",
                theme=worst["theme"],
                metric=moved.name,
                points=display.difference(listening.finer(moved), float(worst["points"])),
                share=percent(float(worst["share"])),
            )
    top = named.iloc[0]
    return _("{theme} comes up most: in {share} of comments.", theme=top["theme"], share=percent(float(top["share"])))
