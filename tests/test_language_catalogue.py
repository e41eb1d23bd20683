"""Every sentence a reader sees passes through the catalogue: read off the code, and off pages in the pseudo-locale."""

import ast
import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).parent.parent
SCREEN = sorted([*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*/*.py")])
ALL = sorted([*SCREEN, *(ROOT / "cxlib").rglob("*.py"), ROOT / "streamlit_app.py"])
TRANSLATORS = {"_", "gettext", "ngettext", "N_", "gettext_noop"}
HARMLESS = {"md", "html", "emphasis", "str", "replace"}  # their result says what went in
DRAWN = {  # calls that put their first arguments on the screen
    "button", "caption", "checkbox", "date_input", "download_button", "error", "expander", "file_uploader",
    "form_submit_button", "header", "info", "link_button", "markdown", "metric", "multiselect", "number_input",
    "page_link", "pills", "popover", "radio", "segmented_control", "selectbox", "select_slider", "slider", "spinner",
    "subheader", "success", "text_area", "text_input", "title", "toast", "toggle", "warning", "write",
    "TextColumn", "SelectboxColumn", "ProgressColumn", "NumberColumn",
    "headline", "heading", "note", "empty", "problem", "facts", "decisions", "steps", "whereabouts", "pick",
    "pick_many", "CardLink", "BriefRow", "CardText", "Comment", "brief_story", "brief_rows",
}  # fmt: skip
TEXTS = {"label", "help", "placeholder", "title", "under", "name", "otherwise", "finding", "caveat", "value"}
CODES = {"pick": 1, "pick_many": 1, "CardLink": 1, "page_link": 0}  # how many first arguments are text; others: all
NAMES = {"Headlight", "\u200b", "Other"}


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def trees(paths):
    return [(path, tree_of(path)) for path in paths]


def called(node):
    """The last name of what is called: ``show.note(…)`` is ``note``."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def shown_parts(node):
    """Literal texts, f-strings and sums of strings that an expression shows without asking the catalogue."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node] if re.search(r"[^\W\d_]{2}", node.value) and node.value not in NAMES else []
    if isinstance(node, ast.JoinedStr):
        return [node]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return shown_parts(node.left) + shown_parts(node.right)
    if isinstance(node, ast.IfExp):
        return shown_parts(node.body) + shown_parts(node.orelse)
    if isinstance(node, ast.BoolOp):
        return [part for value in node.values for part in shown_parts(value)]
    if isinstance(node, ast.List | ast.Tuple):
        return [part for item in node.elts for part in shown_parts(item)]
    if isinstance(node, ast.Starred):
        return shown_parts(node.value)
    if isinstance(node, ast.Call) and called(node) in HARMLESS:
        return [part for argument in node.args for part in shown_parts(argument)]
    return []


def untranslated(call):
    texts = call.args[: CODES.get(called(call), 1 if called(call) in LOWER else None)]
    texts = [*texts, *(word.value for word in call.keywords if word.arg in TEXTS and called(call) in DRAWN)]
    return [part for text in texts for part in shown_parts(text)]


LOWER = {name for name in DRAWN if name.islower()} - {"headline", "empty", "facts", "decisions", "brief_story"}


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: path.stem)
def test_nothing_is_drawn_that_the_catalogue_has_not_seen(path):
    ((_, tree),) = trees([path])
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in DRAWN]
    if path.stem in ("show", "projected"):  # the drawing functions themselves pass on what they are given
        calls = [call for call in calls if called(call) not in ("markdown", "download_button")]
    escaped = [f"{part.lineno}: {ast.unparse(part)}" for call in calls for part in untranslated(call)]
    assert not escaped


def translations(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in TRANSLATORS]


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_message_ids_are_whole_literals(path):
    ((_, tree),) = trees([path])
    glued = [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in translations(tree)
        for text in node.args[: 2 if called(node) == "ngettext" else 1]
        if isinstance(text, ast.JoinedStr | ast.BinOp)
    ]
    assert not glued


def places(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def misfilled(node):
    """What a translating call leaves unfilled, or fills in vain."""
    plural = called(node) == "ngettext"
    texts = [argument.value for argument in node.args[: 2 if plural else 1] if isinstance(argument, ast.Constant)]
    if not texts or any(word.arg is None for word in node.keywords):
        return set()
    wanted = set().union(*(places(text) for text in texts)) - ({"count"} if plural else set())
    filled = {word.arg for word in node.keywords}
    return wanted ^ filled if filled or plural else set()


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_places_are_filled_by_keyword(path):
    ((_, tree),) = trees([path])
    calls = [node for node in translations(tree) if called(node) in ("_", "gettext", "ngettext")]
    assert not [f"{node.lineno}: {ast.unparse(node)}" for node in calls if misfilled(node)]
    assert not [node.lineno for node in calls if any(not name.isidentifier() for name in all_places(node))]


def all_places(node):
    texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    return set().union(*(places(text) for text in texts if isinstance(text, str))) if texts else set()


# Pages in the pseudo-locale: what is drawn is either in ⟦brackets⟧ or came from the data.

PAGES = {
    "start": "prepare/start", "data": "prepare/data", "metrics": "prepare/metrics", "board": "see/board",
    "outlook": "see/outlook", "causes": "understand/causes", "share": "share/links",
}  # fmt: skip
VIEWS = [
    *((page, {}) for page in PAGES),
    *(("outlook", {"view.outlook": view}) for view in ("forecast", "pair", "backtest", "whatif")),
    *(("causes", {"view": view}) for view in ("drill", "issues", "comments")),
]
TAGS = re.compile(r"<style.*?</style>|<svg.*?</svg>|<[^>]*>", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{3,}")
LABELLED = ("button", "selectbox", "multiselect", "radio", "slider", "text_input", "text_area", "number_input",
            "checkbox", "toggle", "date_input", "button_group", "file_uploader", "download_button",
            "expander", "page_link")  # fmt: skip


def unbracketed(text):
    """The text without what the catalogue brought: everything inside the outermost brackets is gone."""
    depth, kept = 0, []
    for letter in unescape(TAGS.sub(" ", text)):
        depth += (letter == "⟦") - (letter == "⟧" and depth > 0)
        if depth == 0 and letter != "⟧":
            kept.append(letter)
    return "".join(kept)


def drawn(app):
    """Every text that the page shows: blocks, labels, choices and helps."""
    for element in app.get("html"):
        yield element.proto.body
    yield from (element.value for element in app.markdown)
    for kind in LABELLED:
        for element in app.get(kind):
            proto = element.proto
            yield from (str(getattr(proto, name, "")) for name in ("label", "help", "placeholder"))
            yield from (str(option) for option in getattr(element, "options", ()))

    yield from (element.proto.popover.label for element in app.get("popover"))
    for element in app.get("vega_lite_chart"):
        yield element.proto.alt
        yield from titles(json.loads(element.proto.spec))
    for element in app.get("button_group"):
        yield from (option.content for option in element.proto.options)
    for element in app.get("dataframe"):
        columns = json.loads(element.proto.columns or "{}")
        yield from (str(column.get("label") or name) for name, column in columns.items() if not column.get("hidden"))


def titles(spec):
    """Titles of axes and legends in a chart's specification, and texts written into it."""
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name in ("title", "text") and isinstance(value, str):
                yield value
            else:
                yield from titles(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from titles(value)


def plain_words(app, known):
    escaped = set()
    for text in drawn(app):
        words = [word for word in WORD.findall(unbracketed(text)) if word.casefold() not in known]
        if words:
            escaped.add(" ".join(words))
    return sorted(escaped)


def words_of(*texts):
    return {word.casefold() for text in texts for word in WORD.findall(str(text))}


@pytest.fixture(scope="module")
def pseudo_home(tmp_path_factory):
    """A home with a filled workspace and an empty one."""
    return filled_home(tmp_path_factory.mktemp("pseudo"))


MONTHS = words_of("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
OUR_DATA = words_of(
    "Nimbus", "Survey", "answers.csv", "Calls", "Day Week Score Region Remark Issue", "North South", "Delay",
    "Shoddy box", "Advocacy", "Promptness", "Volume", "QPS", "Headlight",
    "English Magyar",
)  # fmt: skip


def filled_home(home):
    from datetime import date, datetime

    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    from cxlib.store import open_store
    from cxlib.workspace import Column, Event, Link, Metric, Source, Target, Workspace

    def writer(rows):
        def write(path):
            pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), path, write_page_checksum=True)
            return len(rows)

        return write

    rng = np.random.default_rng(11)
    when = np.sort(rng.choice(pd.date_range("2023-12-01", "2024-12-31").as_unit("us"), 4000))
    region = rng.choice(["North", "South"], 4000)
    fallen = (region == "South") & (when >= np.datetime64("2024-10-01"))
    score = np.clip(np.round(rng.normal(np.where(fallen, 5.0, 8.5), 1.5)), 0, 10)
    survey = pd.DataFrame({"Day": when, "Score": score, "Region": region, "Remark": rng.choice(["Delay", ""], 4000),
                           "Issue": rng.choice(["Delay", "Shoddy box"], 4000, p=[0.8, 0.2])})  # fmt: skip
    weeks = pd.date_range("2024-01-01", "2024-12-30", freq="7D").as_unit("us")
    calls = pd.DataFrame({"Week": weeks, "Promptness": 70 + rng.normal(0, 4, len(weeks)).round(1)})

    store = open_store(home)
    store.create(Workspace("nimbus", name="Nimbus", goal="retention", filters=("Region",)))
    own = (Column("Day", "date", "date"), Column("Score", "number", "score", (0, 10)), Column("Region"),
           Column("Remark", "text", "comment"), Column("Issue"))  # fmt: skip
    store.commit("nimbus", Source("survey", name="Survey", columns=own, time="Day", file="answers.csv",
                                  first=date(2023, 12, 1), last=date(2024, 12, 31)), writer(survey))  # fmt: skip
    store.commit("nimbus", Source("calls", name="Calls", columns=(Column("Week", "date", "date"), Column("Promptness")),
                                  time="Week", grain="week", shape="wide_kpi", first=date(2024, 1, 1),
                                  last=date(2024, 12, 30)), writer(calls))  # fmt: skip
    nps = Metric(
        "nps", name="Advocacy", kind="nps", source="survey", unit="points", columns={"value": "Score"}, board=1
    )
    prompt = Metric("prompt", name="Promptness", kind="given", source="calls", columns={"value": "Promptness"},
                    role="leading", board=2)  # fmt: skip
    volume = Metric("volume", name="Volume", kind="count", source="survey", direction="down", role="guardrail", board=3)
    targets = [
        Target(
            "t1", metric="nps", start=date(2023, 1, 1), until=date(2025, 6, 30), value=60, created=datetime(2024, 1, 1)
        ),
        Target("t2", metric="prompt", value=10, created=datetime(2024, 1, 1)),
        Target("t3", metric="volume", value=5, until=date(2025, 6, 30), stretch=1, created=datetime(2024, 1, 1)),
    ]
    store.put_all("nimbus", [nps, prompt, volume, *targets, Event("e", name="Delay", day=date(2024, 10, 1))])
    store.create_link("nimbus", Link("", name="Survey"))
    store.close()
    return home


_last_home = []


def seen(page, query, monkeypatch, home):
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("HEADLIGHT_HOME", str(home))
    monkeypatch.setenv("HEADLIGHT_ACCESS", "open")
    if _last_home != [home]:  # what is kept belongs to one home; clearing it every time would be slow
        st.cache_resource.clear()
        _last_home[:] = [home]
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=90)
    app.query_params["lang"] = "qps"
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if page != "start":
        app.switch_page(f"pages/{PAGES[page]}.py").run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("page", "query"), VIEWS, ids=lambda part: part if isinstance(part, str) else "".join(part.values())
)
def test_a_page_says_nothing_that_is_not_in_the_catalogue(page, query, pseudo_home, monkeypatch):
    assert plain_words(seen(page, query, monkeypatch, pseudo_home), OUR_DATA | MONTHS) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_data_says_nothing_that_is_not_in_the_catalogue(page, tmp_path, monkeypatch):
    assert plain_words(seen(page, {}, monkeypatch, tmp_path), OUR_DATA) == []


@pytest.mark.parametrize(
    ("page", "button"),
    [("start", "start.new"), ("metrics", "target.nps"), ("metrics", "edit.nps"), ("metrics", "edit.prompt"),
     ("metrics", "own.new"), ("metrics", "own.formula")],
)  # fmt: skip
def test_a_dialog_says_nothing_that_is_not_in_the_catalogue(page, button, pseudo_home, monkeypatch):
    app = seen(page, {}, monkeypatch, pseudo_home)
    app.button(key=button).click().run()
    assert not app.exception
    assert plain_words(app, OUR_DATA | MONTHS) == []


def test_the_page_behind_a_link_says_nothing_that_is_not_in_the_catalogue(tmp_path, monkeypatch):
    from dataclasses import replace

    from cxlib.store import open_store
    from cxlib.workspace import Link

    store = open_store(filled_home(tmp_path))
    store.save_workspace(replace(store.workspace("nimbus"), language="qps"))
    _, token = store.create_link("nimbus", Link("", name="Survey"))
    store.close()
    app = seen("start", {"key": token}, monkeypatch, tmp_path)
    assert "⟦" in " ".join(drawn(app))
    assert plain_words(app, OUR_DATA | MONTHS) == []
