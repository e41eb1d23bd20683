"""Voices by segment and by time: which themes who speaks of and when, with the comments of one cell beside."""

import pandas as pd

from cxlib import charts
from cxlib.charts.voices import heat_rows
from cxlib.language import gettext as _
from cxlib.language import number, percent, period_name
from cxlib.voices.impact import clearer
from cxlib.voices.themed import Themed
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, frame, show
from ui.safe import md
from ui.understand import listening, reader

TIME = ""
MOST_THEMES, MOST_COLUMNS = 12, 8


def draw(workspace: Workspace, metric: Metric | None, said: Themed) -> None:
    """The heat map, its numbers, and the comments of a cell."""
    where = reader.base_where(workspace, metric, said)
    options = ([TIME] if said.source.time in {column.name for column in said.source.columns} else []) + _dimensions(
        said
    )
    if not options:
        show.note(_("This source has no dates and no dimension to split comments by."))
        return
    by = controls.pick(_("Themes by"), "themes.by", options, _first(options),
                       words=lambda name: name or _("time"))  # fmt: skip
    cells = listening.cells(said, by, where, frame.grain(workspace))
    drawn = _columns(cells, by)
    if drawn.empty:
        show.note(_("No comment here speaks of a theme. Look at the rules, or take a filter away."))
        return
    themes = list(drawn.groupby("theme")["comments"].sum().nlargest(MOST_THEMES).index)
    left, right = show.columns(3, 2)
    with left:
        key = ("voices.heat", said.key, by, where, frame.grain(workspace))
        show.chart(cached.drawing(key, lambda: charts.heat(
            heat_rows(drawn, themes), label=percent, takeaway=_heat_words(drawn, themes),
        )), "voices.heat")  # fmt: skip
    with right:
        _cell(workspace, metric, said, drawn, themes, by, where)
    table = _readable(drawn, by)
    show.heading(_("All numbers"))
    show.table(table, "voices.cells")
    show.download("Themes by segment", table)


def _dimensions(said: Themed) -> list[str]:
    named = said.source.with_role("dimension", "department")
    own = [column.name for column in named if column.name not in reader.OURS]
    return [name for name in own if 2 <= len(listening.levels(said, name)) <= 40]


def _first(options: list[str]) -> str:
    return next((name for name in options if name != TIME), options[0])


def _columns(cells: pd.DataFrame, by: str) -> pd.DataFrame:
    """The cells that are drawn: the largest segments, or the latest periods, each named."""
    kept = cells[cells["segment"].notna()]
    if kept.empty:
        return kept.assign(column="")
    sizes = kept.groupby("segment", sort=False)["base"].max()
    chosen = list(sizes.nlargest(MOST_COLUMNS).index) if by else sorted(sizes.index)[-MOST_COLUMNS:]
    kept = kept[kept["segment"].isin(chosen)]
    return kept.assign(column=[str(name) if by else period_name(name) for name in kept["segment"]])


def _standing_out(drawn: pd.DataFrame, themes: list[str]) -> pd.Series | None:
    """The cell that stands out most from its theme's other cells, beyond what chance does in so many; None if none."""
    shown = drawn[drawn["theme"].isin(themes)]
    by_theme = shown.groupby("theme")[["comments", "base"]].transform("sum")
    rest = (by_theme["comments"] - shown["comments"]) / (by_theme["base"] - shown["base"]).clip(lower=1)
    gap = ((shown["lower"] - rest) / rest.clip(lower=0.002)).where(shown["comments"] >= 5)
    gap = gap.where(clearer(shown, by_theme))
    if not (gap > 0).any():
        return None
    return shown.assign(rest=rest).loc[gap.idxmax()]


def _heat_words(drawn: pd.DataFrame, themes: list[str]) -> str:
    best = _standing_out(drawn, themes)
    if best is None:
        return _("Every theme comes up about as often everywhere.")
    return _(
        "{theme} stands out in {segment}: {share} against {others} elsewhere.",
        theme=best["theme"],
        segment=best["column"],
        share=percent(float(best["share"])),
        others=percent(float(best["rest"])),
    )


def _cell(
    workspace: Workspace,
    metric: Metric | None,
    said: Themed,
    drawn: pd.DataFrame,
    themes: list[str],
    by: str,
    where: tuple,
) -> None:
    first = _standing_out(drawn, themes)
    theme = controls.pick(_("Theme"), "cell.theme", themes, None if first is None else first["theme"], width="stretch")
    names = list(dict.fromkeys(drawn["column"]))
    chosen = names[-1] if by == TIME else names[0]
    if first is not None and theme == first["theme"]:
        chosen = first["column"]
    column = controls.pick(_("Time") if by == TIME else md(by), "cell.segment", names, chosen, width="stretch")
    cell = drawn[(drawn["theme"] == theme) & (drawn["column"] == column)].iloc[0]
    part = reader.segment_of(said, by, cell["segment"])
    selection = reader.Selection(said, (*where, part, said.has(theme)))
    reader.chosen_quotes(workspace, selection)
    if metric is None:
        return
    words = _("Read all {count}", count=number(int(cell["comments"])))
    if by:
        path = (*reader.chosen_path(), f"{by}={cell['segment']}")
        reader.open_here(words, "cell", theme=theme, path=path, when=reader.chosen_when())
    else:
        when = cell["segment"].start_time.date().isoformat()
        reader.open_here(words, "cell", theme=theme, when=when, path=reader.chosen_path())


def _readable(drawn: pd.DataFrame, by: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Theme"): drawn["theme"],
            by or _("Time"): drawn["column"],
            _("Comments"): drawn["comments"].astype(int),
            _("Of"): drawn["base"].astype(int),
            _("Share of the comments"): [percent(float(part), 1) for part in drawn["share"]],
            _("From"): [percent(float(part), 1) for part in drawn["lower"]],
            _("To"): [percent(float(part), 1) for part in drawn["upper"]],
        }
    )
