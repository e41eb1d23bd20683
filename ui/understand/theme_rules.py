"""The rules that themes go by: read, edited, suggested, and judged on twenty random hits."""

from dataclasses import replace

import streamlit as st

from cxlib.language import LANGUAGES, ngettext, number, percent
from cxlib.language import gettext as _
from cxlib.voices.judging import GOOD, HITS, hits, precision
from cxlib.voices.suggesting import Suggestion
from cxlib.voices.themed import Themed
from cxlib.workspace import Metric, Theme, Workspace
from ui import cached, controls, show
from ui.safe import md
from ui.understand import listening, reader

NEW = "+"
PARTS = ("any", "all", "none")


def draw(workspace: Workspace, metric: Metric | None, said: Themed) -> None:
    """One theme's rules, its judgement, and themes that could be added."""
    if not workspace.themes:
        show.note(_("These are rules to start from. The first change makes them your own."))
    names = [*said.themes, NEW]
    theme = controls.pick(_("Theme"), "rule.theme", names, words=lambda name: _("a new theme") if name == NEW else name)
    left, right = show.columns(1, 1)
    editing = cached.may("edit", workspace)
    with left:
        _rule(workspace, theme, editing)
    with right:
        if theme != NEW:
            _judge(workspace, said, theme, editing)
    if editing:
        _suggested(workspace, said)


def own(workspace: Workspace) -> tuple[Theme, ...]:
    """The workspace's rules, the starters being made its own on the first change."""
    if workspace.themes:
        return workspace.themes
    return tuple(cached.store().put_all(workspace.id, listening.themes_of(workspace)))


def _rules_of(workspace: Workspace, name: str) -> list[Theme]:
    return [theme for theme in listening.themes_of(workspace) if theme.name == name]


def _rule(workspace: Workspace, name: str, editing: bool) -> None:
    known = {theme.language: theme for theme in _rules_of(workspace, name)}
    codes = ["", *LANGUAGES]
    words = {code: _("any language") if not code else LANGUAGES[code] for code in codes}
    first = workspace.language if workspace.language in known else next(iter(known), "")
    code = controls.pick(_("Language of the comments"), "rule.language", codes, first, words=lambda one: words[one])
    rule = known.get(code, Theme("", name="" if name == NEW else name, language=code))
    key = f"rule.{name}.{code}.{rule.version}"
    if name == NEW:
        st.text_input(_("Name"), key=f"{key}.name", max_chars=80)
    _department(workspace, rule, key)
    titles = {
        "any": _("Any of these words"),
        "all": _("and all of these"),
        "none": _("and none of these"),
    }
    for part in PARTS:
        height = 160 if part == "any" else 80
        st.text_area(titles[part], "\n".join(getattr(rule, part)), key=f"{key}.{part}", height=height, max_chars=20_000)
    show.note(
        _("One a line. A word stands for its forms; * stands for any ending; … between words leaves room for a few.")
    )
    if not editing:
        return
    if st.session_state.pop("rule.problem", False):
        show.problem(_("A theme needs a name and at least one word that it goes by."))
    with st.container(horizontal=True, key="rule.buttons"):
        st.button(
            _("Keep this rule"), key="rule.keep", type="primary", on_click=_keep, args=(workspace, rule, key, name)
        )
        if known and name != NEW:
            st.button(
                _("Delete the theme"), key="rule.delete", type="tertiary", on_click=_delete, args=(workspace, name)
            )


def _department(workspace: Workspace, rule: Theme, key: str) -> None:
    """Whose theme it is: as it was set, else the department that claims a value of that name."""
    known = [team.name for team in workspace.teams] + [metric.department for metric in workspace.metrics]
    mine = department_of(workspace, rule)
    options = list(dict.fromkeys(name for name in (mine, *known) if name))
    st.selectbox(_("Department that owns it"), options, index=options.index(mine) if mine else None,
                 key=f"{key}.department", accept_new_options=True, placeholder=_("nobody yet"))  # fmt: skip


def department_of(workspace: Workspace, theme: Theme) -> str:
    """The theme's own department, else the team that is called so or claims a value called so; empty without one."""
    if theme.department:
        return theme.department
    name = theme.name.casefold()
    for team in workspace.teams:
        claimed = [str(value).casefold() for values in team.values.values() for value in values]
        if name and name in (team.name.casefold(), *claimed):
            return team.name
    return ""


def _keep(workspace: Workspace, rule: Theme, key: str, name: str) -> None:
    lines = {part: tuple(dict.fromkeys(line.strip() for line in st.session_state[f"{key}.{part}"].splitlines()
                                       if line.strip())) for part in PARTS}  # fmt: skip
    said = st.session_state.get(f"{key}.name", "").strip() if name == NEW else name
    if not said or not (lines["any"] or lines["all"]):
        st.session_state["rule.problem"] = True
        return
    kept = {(theme.name, theme.language): theme for theme in own(workspace)}
    current = kept.get((said, rule.language), replace(rule, name=said))
    changed = current
    if lines != _parts(current):  # another rule: what was judged of the old one says nothing of it
        changed = replace(current, any=lines["any"], all=lines["all"], none=lines["none"], judged=0, right=0)
    whose = (st.session_state.get(f"{key}.department") or "").strip()[:80]
    cached.store().put(workspace.id, replace(changed, department=whose))


def _parts(rule: Theme) -> dict[str, tuple[str, ...]]:
    return {part: getattr(rule, part) for part in PARTS}


def _delete(workspace: Workspace, name: str) -> None:
    for theme in own(workspace):
        if theme.name == name:
            cached.store().remove(workspace.id, theme)


def _judge(workspace: Workspace, said: Themed, name: str, editing: bool) -> None:
    """Twenty random hits, one after the other; the share that belongs is kept with the rule."""
    known = precision(_rules_of(workspace, name))
    show.heading(_("How often the rule is right"))
    if known is not None:
        show.note(
            _(
                "**{share}** of {judged} judged hits belong to the theme ({lower} to {upper}).",
                share=percent(known.value),
                judged=number(known.judged),
                lower=percent(known.lower),
                upper=percent(known.upper),
            )
        )
        if known.value < GOOD:
            show.note(_("Below {bar}: make the words narrower, or name what must not stand there.", bar=percent(GOOD)))
    if not editing:
        return
    drawn = _drawn(said, name)
    answers: dict[int, bool] = st.session_state.setdefault(f"judged.{said.key}.{name}", {})
    open_ones = [int(place) for place in drawn if int(place) not in answers]
    if not len(drawn):
        show.note(_("The rule finds no comment."))
    elif open_ones:
        _ask(workspace, said, name, open_ones[0], len(drawn), answers)
    else:
        st.button(_("Judge twenty others"), key="judge.again", on_click=_again, args=(said, name))


def _drawn(said: Themed, name: str) -> list[int]:
    weight, _feeling = said.weights()
    seed = st.session_state.get(f"judge.round.{said.key}.{name}", 0)
    return [int(place) for place in hits(said.flags[:, said.themes.index(name)], weight, seed, HITS)]


def _ask(workspace: Workspace, said: Themed, name: str, place: int, many: int, answers: dict[int, bool]) -> None:
    show.note(_("{done} of {many} judged. Does this speak of {theme}?", done=len(answers), many=many, theme=name))
    show.comments([show.Comment(reader.shown(workspace, said.digest.corpus.texts[place]))], strong=True)
    with st.container(horizontal=True, key="judge.buttons"):
        for label, key, right in ((_("Yes, it belongs"), "judge.yes", True), (_("No"), "judge.no", False)):
            st.button(label, key=key, on_click=_answer, args=(workspace, said, name, place, many, right))


def _answer(workspace: Workspace, said: Themed, name: str, place: int, many: int, right: bool) -> None:
    answers: dict[int, bool] = st.session_state[f"judged.{said.key}.{name}"]
    answers[place] = right
    if len(answers) < many:
        return
    rules = {theme.language: theme for theme in own(workspace) if theme.name == name}
    counted: dict[str, list[bool]] = {}
    for judged, belongs in answers.items():
        language = str(said.digest.corpus.languages[judged])
        counted.setdefault(language if language in rules else next(iter(rules)), []).append(belongs)
    for language, found in counted.items():
        rule = rules[language]
        changed = replace(rule, judged=rule.judged + len(found), right=rule.right + sum(found))
        cached.store().put(workspace.id, changed)


def _again(said: Themed, name: str) -> None:
    place = f"judge.round.{said.key}.{name}"
    st.session_state[place] = st.session_state.get(place, 0) + 1
    st.session_state[f"judged.{said.key}.{name}"] = {}


def _suggested(workspace: Workspace, said: Themed) -> None:
    """What the comments without a theme speak of, in the customers' own words."""
    show.heading(_("Themes that could be added"))
    found = listening.suggested(said)
    if not found:
        show.note(_("The comments without a theme are too few to suggest one."))
        return
    for place, each in enumerate(found):
        _offer(workspace, each, place)


def _offer(workspace: Workspace, each: Suggestion, place: int) -> None:
    said = ngettext("{number} comment", "{number} comments", each.comments, number=number(each.comments))
    show.comments([show.Comment(each.example, (each.theme.name, said, ", ".join(each.theme.any)))])
    st.button(_("Add {theme}", theme=md(each.theme.name)), key=f"suggest.{place}", type="tertiary",
              on_click=_add, args=(workspace, each.theme))  # fmt: skip


def _add(workspace: Workspace, theme: Theme) -> None:
    own(workspace)
    cached.store().put(workspace.id, theme.identified())
    reader.state.choose(**{"rule.theme": theme.name})
