"""The app through its entry point, on a home of its own; a small workspace made the way a person would make it."""

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cxlib.ingest import read
from cxlib.intake import source_of, take_in
from cxlib.store import open_store
from cxlib.workspace import Metric, Target, Workspace

ENTRY = str(Path(__file__).parent.parent.parent / "streamlit_app.py")


@pytest.fixture
def home(tmp_path, monkeypatch, request):
    """The data folder of one test; it holds the workspace if the test asks for that."""
    if "workspace" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("acme_home"), tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("HEADLIGHT_HOME", str(tmp_path))
    monkeypatch.setenv("HEADLIGHT_ACCESS", "open")  # the test client has no address
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def app(home):
    return AppTest.from_file(ENTRY, default_timeout=60)


@pytest.fixture(scope="session")
def answers(tmp_path_factory):
    """Two years of survey answers, one comment in three, a fall in the South in the last quarter."""
    rng = np.random.default_rng(7)
    days = pd.date_range("2024-01-01", "2025-12-31", freq="D")
    when = rng.choice(days, 4000)
    region = rng.choice(["North", "South", "West"], 4000)
    fallen = (region == "South") & (when >= np.datetime64("2025-10-01"))
    score = np.clip(np.round(rng.normal(np.where(fallen, 5.5, 8.2), 1.8)), 0, 10).astype(int)
    said = np.where(rng.random(4000) < 0.33, np.where(score < 7, "Waited far too long", "Friendly and quick"), "")
    path = tmp_path_factory.mktemp("answers") / "answers.csv"
    pd.DataFrame(
        {
            "Date": pd.DatetimeIndex(when).strftime("%Y-%m-%d"),
            "How likely are you to recommend us?": score,
            "Region": region,
            "Comment": said,
        }
    ).sort_values("Date").to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def acme_home(tmp_path_factory, answers):
    """A data folder with the workspace, made once; every test gets its own copy."""
    home = tmp_path_factory.mktemp("acme")
    store = open_store(home)
    made = store.create(Workspace("acme", name="Acme", goal="retention", filters=("Region",)))
    reading = read(answers)
    source = take_in(store, made.id, reading, source_of(reading, "Survey"))
    metric = store.put(
        made.id,
        Metric(
            "nps",
            name="Would recommend",
            kind="nps",
            source=source.id,
            unit="points",
            columns={"value": "How likely are you to recommend us?"},
            board=1,
        ),
    )
    store.put(
        made.id, Target("", metric=metric.id, start=date(2025, 1, 1), until=date(2026, 6, 30), value=60, baseline=40)
    )
    store.close()
    return home


@pytest.fixture
def workspace(home):
    return open_store(home).workspace("acme")
