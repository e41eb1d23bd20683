"""The words of the app and how its numbers are made; and a department's own words for the company's."""

import streamlit as st

from cxlib.glossary import TERMS, explained
from cxlib.language import gettext as _
from cxlib.workspace import Team, Workspace
from ui import cached, safe, show


def said_by(team: Team | None, name: str) -> str:
    """A company term in the department's own word, if it has one."""
    return team.words.get(name, name) if team else name


def draw(workspace: Workspace, team: Team | None) -> None:
    """Own words first, then the glossary."""
    show.headline(
        _("What the words mean, and how each number is made."),
        _("One page to settle an argument. Every method names its source."),
    )
    if team is not None:
        _own(workspace, team)
    asked = st.text_input(_("Find a word"), key="words.find", max_chars=40).casefold()
    for term in TERMS:
        word, meaning, method = explained(term)
        if asked and asked not in f"{word} {meaning} {method}".casefold():
            continue
        show.facts(word, [meaning, method, term.source])


def _own(workspace: Workspace, team: Team) -> None:
    with st.expander(_("What {team} calls it", team=safe.md(team.name))), st.form("words.own", border=False):
        terms = list(dict.fromkeys(metric.name for metric in (*workspace.headline, *workspace.metrics)))
        given = {term: st.text_input(safe.md(term), team.words.get(term, ""), key=f"word.{place}", max_chars=60)
                 for place, term in enumerate(terms)}
        if st.form_submit_button(_("Keep these words"), type="primary", key="words.keep"):
            kept = {term: word.strip() for term, word in given.items() if word.strip()}
            cached.store().put(workspace.id, Team(**{**vars(team), "words": kept}))
            st.rerun()
