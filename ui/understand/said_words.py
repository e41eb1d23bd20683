"""Voices by word: what one group says and another does not, as a cloud, as numbers, and in the comments themselves."""

import pandas as pd

from cxlib.language import LANGUAGES, number, percent
from cxlib.language import gettext as _
from cxlib.voices.themed import HAPPY, LANGUAGE, UNHAPPY, Themed
from cxlib.workspace import Filter, Metric, Workspace
from ui import controls, show
from ui.safe import md
from ui.understand import listening, reader

MOODS = "mood"
MOST = 36  # words a side in the cloud


def draw(workspace: Workspace, metric: Metric | None, said: Themed) -> None:
    """Which two groups, their words, and the comments with one of them."""
    where = reader.base_where(workspace, metric, said)
    with show.row("words.pick"):
        names, groups = _groups(said, where)
        languages = ["", *[code for code in listening.levels(said, LANGUAGE) if code != "und"]]
        language = controls.pick(_("Language"), "words.language", languages, width=180, words=_language)
    found = listening.words(said, *groups, language)
    if found.empty:
        show.note(_("No word sets these two apart beyond noise: at least five comments and |z| of 1.96 are asked for."))
        return
    left, right = show.columns(3, 2)
    with left:
        for side, name in enumerate(names):
            own = found[(found["z"] > 0) == (side == 0)].head(MOST)
            show.heading(name)
            show.cloud(_cloud(own, side, is_mood=controls.chosen("words.of", [MOODS, *_dimensions(said)]) == MOODS))
            if own.empty:
                show.note(_("Nothing is said more here."))
    with right:
        _closer(workspace, metric, said, found, where)
    show.heading(_("All numbers"))
    table = _readable(found, names)
    show.table(table, "voices.words")
    show.download("Words", table)
    show.note(_("Log-odds with a Dirichlet prior (Monroe, Colaresi and Quinn 2008); forms of a word count together."))


def _language(code: str) -> str:
    return LANGUAGES.get(code, code.upper()) if code else _("all languages")


def _dimensions(said: Themed) -> list[str]:
    named = said.source.with_role("dimension", "department")
    own = [column.name for column in named if column.name not in reader.OURS]
    return [name for name in own if 2 <= len(listening.levels(said, name)) <= 40]


def _groups(said: Themed, where: tuple) -> tuple[tuple[str, str], tuple[listening.Group, listening.Group]]:
    """The two groups: unhappy and happy, or a segment and the rest."""
    of = controls.pick(_("Compare"), "words.of", [MOODS, *_dimensions(said)], width=240,
                       words=lambda name: _("unhappy with happy") if name == MOODS else name)  # fmt: skip
    if of == MOODS:
        one, other = (listening.Group((*where, Filter(column, (True,)))) for column in (UNHAPPY, HAPPY))
        return (_("Unhappy customers say"), _("Happy customers say")), (one, other)
    segment = controls.pick(md(of), "words.segment", listening.levels(said, of), width=240)
    one = listening.Group((*where, Filter(of, (segment,))))
    other = listening.Group((*where, Filter(of, (segment,), "not in")))
    return (_("{segment} says more", segment=segment), _("All others say more")), (one, other)


def _cloud(own: pd.DataFrame, side: int, is_mood: bool) -> list[tuple[str, float, str, str]]:
    """Size by z; in reading order of the words, so that the eye wanders."""
    look = ("missed", "met")[side] if is_mood else "word"
    strongest = float(own["z"].abs().max()) if len(own) else 1.0
    words = []
    for row in own.sort_values("word").itertuples():
        mine, others = (row.share_first, row.share_second) if side == 0 else (row.share_second, row.share_first)
        tip = _("in {share} of comments, {others} of the others", share=percent(mine, 1), others=percent(others, 1))
        words.append((row.word, (abs(row.z) / strongest) ** 0.6, look, tip))
    return words


def _closer(workspace: Workspace, metric: Metric | None, said: Themed, found: pd.DataFrame, where: tuple) -> None:
    words = list(dict.fromkeys(found["word"]))[:80]
    word = controls.pick(_("Comments with"), "words.word", words, width="stretch")
    selection = reader.Selection(said, (*where, reader.with_word(word)))
    reader.chosen_quotes(workspace, selection)
    if metric is not None:
        count = number(said.count(selection.where))
        reader.open_here(_("Read all {count}", count=count), "word", word=word, when=reader.chosen_when(),
                         path=reader.chosen_path())  # fmt: skip


def _readable(found: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Word"): found["word"],
            _("Language"): [_language(code) for code in found["language"]],
            _("Said more by"): [names[0] if z > 0 else names[1] for z in found["z"]],
            _("Comments, first"): found["first"].astype(int),
            _("Share, first"): [percent(float(part), 1) for part in found["share_first"]],
            _("Comments, second"): found["second"].astype(int),
            _("Share, second"): [percent(float(part), 1) for part in found["share_second"]],
            _("Log-odds"): found["delta"].round(2),
            _("z"): found["z"].round(1),
        }
    )
