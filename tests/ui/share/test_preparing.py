"""A link's page is ready before its first guest comes, also after a restart; a withdrawn link's page is removed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st

from cxlib.store import open_store
from cxlib.workspace import Column, Filter, Link, Metric, Source, Workspace
from ui import show
from ui.safe import Markup
from ui.server import built
from ui.server.home import whole_store
from ui.share import brief, finished, preparing

NORTH = (Filter("region", ("North",)),)


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADLIGHT_HOME", str(tmp_path))
    st.cache_resource.clear()
    opened = open_store(tmp_path)
    opened.create(Workspace("acme", name="Acme", filters=("region",)))
    columns = (Column("day", "date", "date"), Column("region"), Column("score", "number", "score", (0, 10)))
    opened.put_all("acme", [Source("s", name="Survey", columns=columns, time="day"),
                            Metric("nps", name="Recommend", kind="nps", source="s", unit="points",
                                   columns={"value": "score"}, board=1)])  # fmt: skip
    yield opened
    opened.close()
    st.cache_resource.clear()


@pytest.fixture
def made(monkeypatch):
    """Which pages were put together, by the name of their link."""
    done = []

    def put_together(link, *_):
        done.append(link.name)
        return show.Brief(Markup(f"<h1>{link.name}</h1>"), Markup(""), Markup(""))

    monkeypatch.setattr(brief, "_put_together", put_together)
    return done


def link(store, name, **fields):
    return store.create_link("acme", Link("", name=name, **fields))[0]


def restart():
    st.cache_resource.clear()


def test_open_links_are_made_ready_once_and_stay_so_over_a_restart(store, made):
    for name in ("June", "July"):
        link(store, name, minimum_base=5 + len(name))
    ended = link(store, "Ended", minimum_base=20)
    store.revoke("acme", ended)
    link(store, "Past", minimum_base=21, expires=datetime.now(UTC) - timedelta(days=1))
    preparing.make()
    assert sorted(made) == ["July", "June"]
    restart()
    preparing.make()
    assert len(made) == 2 and preparing._missing() == []


def test_what_a_reader_may_choose_from_is_worked_out_once(store, made, monkeypatch):
    known, workspace = link(store, "June", allowed=(Filter("region", ()),)), store.workspace("acme")
    offered = [*NORTH, Filter("region", ("Süd\n'\"",))]
    monkeypatch.setattr("ui.share.shared.choices", lambda _: offered)
    preparing.make()
    restart()
    monkeypatch.setattr("ui.share.shared.choices", None)
    assert list(brief._offered(known, workspace)) == offered and brief.is_prepared(known, workspace)


def test_a_server_with_nothing_to_prepare_starts_no_process(store, made, monkeypatch):
    monkeypatch.setattr(preparing.subprocess, "Popen", None)
    preparing.start()
    link(store, "June")
    preparing.make()
    preparing.start()


def test_the_process_makes_what_a_guest_is_shown(store, tmp_path):
    link(store, "June")
    preparing.start()
    (page,) = (tmp_path / "pages").glob("*.json")
    assert "Acme" in json.loads(page.read_text())["story"]


@pytest.mark.parametrize("change", ["data", "limit", "filter", "language", "ending", "program"])
def test_whatever_a_page_is_made_of_leads_to_another_page(store, made, monkeypatch, change):
    known, workspace = link(store, "June"), store.workspace("acme")
    brief.prepare(known, workspace)
    if change == "data":
        store.put_all("acme", [replace(workspace.metrics[0], name="Would recommend")])
    if change == "program":
        monkeypatch.setattr(built, "fingerprint", lambda: "another")
    fields = {"limit": {"minimum_base": 6}, "filter": {"where": NORTH},
              "ending": {"expires": known.expires + timedelta(days=1)}}.get(change, {})  # fmt: skip
    language = "hu" if change == "language" else workspace.language
    brief.prepare(replace(known, **fields), replace(store.workspace("acme"), language=language))
    assert len(made) == 2


def test_pages_of_withdrawn_links_and_old_data_are_removed_at_the_start(store, made, tmp_path):
    for base in (5, 6):
        brief.prepare(link(store, f"{base}", minimum_base=base), store.workspace("acme"))
    store.revoke("acme", store.links("acme")[0])
    restart()
    preparing._missing()
    assert len(list((tmp_path / "pages").glob("*.json"))) == 1


def test_a_page_that_says_who_leads_whom_is_the_one_that_is_kept_over_a_restart(store, made, monkeypatch):
    known, workspace = link(store, "June"), store.workspace("acme")
    monkeypatch.setattr("ui.share.shared.is_scanned", lambda *_: True)
    brief.prepare(known, workspace)
    restart()
    monkeypatch.setattr("ui.share.shared.is_scanned", lambda *_: False)
    brief.prepare(known, workspace)
    assert made == ["June"]


def test_nothing_is_kept_of_somebody_who_is_erased_meanwhile(store, made, monkeypatch):
    known, workspace = link(store, "June"), store.workspace("acme")
    monkeypatch.setattr(finished, "_is_still_so", lambda _: False)
    brief.prepare(known, workspace)
    monkeypatch.undo()
    assert whole_store().pages.found(brief._names(known, workspace, ())[-1]) is None


def test_erasing_somebody_removes_all_pages(store, made, tmp_path):
    brief.prepare(link(store, "June"), store.workspace("acme"))
    store.erase("C-4711")
    assert list((tmp_path / "pages").glob("*.json")) == []
