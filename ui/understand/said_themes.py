"""Voices by theme: how often, how they sound, what they move; quotes of one; how sure the mood of words is."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from cxlib.charts.voices import theme_impacts, theme_shares
from cxlib.language import LANGUAGES, number, percent
from cxlib.language import gettext as _
from cxlib.metrics import display
from cxlib.voices.mood import KNOWN, MEASURED, Measured
from cxlib.voices.themed import Themed
from cxlib.workspace import Metric, Workspace
from ui import cached, controls, show
from ui.understand import listening, reader, theme_rules

MOST = 14  # themes in the picture; the table has all


def draw(workspace: Workspace, metric: Metric | None, said: Themed) -> None:
    """The picture, the numbers, and the comments of one theme beside them."""
    where = reader.base_where(workspace, metric, said)
    moved = listening.held_against(workspace, metric, said)
    rows = listening.table(said, moved, where)
    named = rows[(rows["theme"] != "") & (rows["comments"] > 0)]
    if named.empty:
        show.note(_("No comment here speaks of a theme. Look at the rules, or take a filter away."))
        return
    left, right = show.columns(3, 2)
    with left:
        _picture(said, moved, rows, named, where)
    with right:
        _closer(workspace, metric, said, named, where)
    show.heading(_("All numbers"))
    readable = _readable(rows, moved)
    owners = _owners(workspace)
    if any(owners.values()):
        readable.insert(1, _("Department"), [owners.get(theme) or "–" for theme in rows["theme"]])
    show.table(readable, "voices.themes")
    show.download("Themes", readable)
    _sureness(said)


def _owners(workspace: Workspace) -> dict[str, str]:
    """Theme → the department that owns it."""
    found: dict[str, str] = {}
    for theme in listening.themes_of(workspace):
        found[theme.name] = found.get(theme.name) or theme_rules.department_of(workspace, theme)
    return found


def _picture(said: Themed, moved: Metric | None, rows: pd.DataFrame, named: pd.DataFrame, where: tuple) -> None:
    unmatched = percent(float(rows["share"].iloc[-1]), 1)
    key = ("themes", said.key, repr(moved), where)
    if moved is not None and named["points"].notna().any():
        good = "down" if moved.direction == "down" else "up"
        ranked = named.sort_values("points", ascending=good == "up").head(MOST)
        drawing = cached.drawing(key, lambda: theme_impacts(
            ranked, label=partial(display.value, listening.finer(moved), signed=True), good=good,
            takeaway=_("What themes move: {metric} with the theme less without it, times its share", metric=moved.name),
            note=_("grey: may be noise · no theme: {share}", share=unmatched),
        ))  # fmt: skip
    else:
        drawing = cached.drawing(key, lambda: theme_shares(
            named.head(MOST), takeaway=_("What customers speak of; {share} speak of no theme", share=unmatched)
        ))  # fmt: skip
    show.chart(drawing, "themes")


def _closer(workspace: Workspace, metric: Metric | None, said: Themed, named: pd.DataFrame, where: tuple) -> None:
    picked = controls.pick(_("Closer"), "closer.theme", list(named["theme"]), _worst(named), width="stretch")
    selection = reader.Selection(said, (*where, said.has(picked)))
    row = named[named["theme"] == picked].iloc[0]
    show.note(
        _(
            "{unhappy} unhappy, {happy} happy",
            unhappy=percent(float(row["unhappy"])),
            happy=percent(float(row["happy"])),
        )
    )
    reader.chosen_quotes(workspace, selection)
    if metric is not None:
        words = _("Read all {count}", count=number(int(row["comments"])))
        reader.open_here(words, "theme", theme=picked, when=reader.chosen_when(), path=reader.chosen_path())


def _worst(named: pd.DataFrame) -> str:
    """The theme with most unhappy comments."""
    return str(named.loc[(named["comments"] * named["unhappy"].fillna(0)).idxmax(), "theme"])


def _readable(rows: pd.DataFrame, moved: Metric | None) -> pd.DataFrame:
    """The table as it is read: every share as percent, every difference in the metric's unit."""
    table = pd.DataFrame({_("Theme"): rows["theme"].where(rows["theme"] != "", _("no theme"))})
    table[_("Comments")] = rows["comments"]
    table[_("Share of the comments")] = [
        _span(partial(percent, decimals=1), *part) for part in rows[["share", "lower", "upper"]].itertuples(index=False)
    ]
    table[_("Unhappy")] = [_dash(percent, part) for part in rows["unhappy"]]
    table[_("Happy")] = [_dash(percent, part) for part in rows["happy"]]
    if moved is None or "points" not in rows:
        return table
    said, signed = partial(display.value, moved), partial(display.value, moved, signed=True)
    table[_("{metric} with", metric=moved.name)] = [_dash(said, part) for part in rows["with"]]
    table[_("without")] = [_dash(said, part) for part in rows["without"]]
    effect = rows[["effect", "effect_lower", "effect_upper"]].itertuples(index=False)
    table[_("Difference")] = [_span(signed, *part) for part in effect]
    moves = rows[["points", "points_lower", "points_upper"]].itertuples(index=False)
    finer = partial(display.value, listening.finer(moved), signed=True)
    table[_("Moves it by")] = [_span(finer, *part) for part in moves]
    table[_("Beyond noise")] = [_("yes") if q <= 0.05 else _("no") if q == q else "–" for q in rows["q_value"]]
    return table


def _dash(say: Callable[[float], str], value: float) -> str:
    return "–" if value != value else say(value)


def _span(say: Callable[[float], str], value: float, lower: float, upper: float) -> str:
    if value != value:
        return "–"
    return _("{value} ({lower} to {upper})", value=say(value), lower=say(lower), upper=say(upper))


def _sureness(said: Themed) -> None:
    """How the mood is told, and how often words alone are right, with the base rate beside it."""
    show.heading(_("How mood is told"))
    show.note(
        _("From the answer to {score} where there is one, else from the words.", score=said.scored)
        if said.scored
        else _("From the words: this source has no score with a scale.")
    )
    own = [_sure(one, _("your own comments that have a score")) for one in listening.measured(said)]
    public = [_sure(one, _(one.text)) for one in MEASURED]
    if own or public:
        frame = pd.DataFrame([*own, *public])
        show.table(frame, "voices.sureness")
        show.download("Mood of words", frame)
    unmeasured = [LANGUAGES.get(code, code) for code in KNOWN if code not in {one.language for one in MEASURED}]
    show.note(
        _("On public text these have not been measured, only on a company's own scores: {languages}. "
          "In other languages only faces such as 👍 tell the mood.", languages=", ".join(unmeasured))
    )  # fmt: skip


def _sure(one: Measured, text: str) -> dict[str, str | int]:
    return {
        _("Language"): LANGUAGES.get(one.language, one.language),
        _("Measured on"): text,
        _("Words are right"): _span(percent, one.accuracy, one.lower, one.upper),
        _("Always the commoner mood"): percent(one.base_rate),
        _("Comments"): one.base,
    }
