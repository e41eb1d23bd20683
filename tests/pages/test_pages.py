"""Every page opens by its address, with and without data, and says what to do."""

import pytest

PAGES = ["", "data", "metrics", "board", "outlook", "causes", "voices", "share"]


def texts(app):
    return " ".join(str(element.value) for element in (*app.get("html"), *app.markdown) if hasattr(element, "value"))


def opened(app, page):
    app.run()
    return app.switch_page(f"pages/{page}.py").run() if page else app


FILES = {
    "": "",
    "data": "prepare/data",
    "metrics": "prepare/metrics",
    "board": "see/board",
    "outlook": "see/outlook",
    "causes": "understand/causes",
    "voices": "understand/voices",
    "share": "share/links",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_a_workspace_says_what_to_do(app, page):
    seen = opened(app, FILES[page])
    assert not seen.exception


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_data_shows_it(app, workspace, page):
    seen = opened(app, FILES[page])
    assert not seen.exception


def test_the_filter_comes_from_the_address(app, workspace):
    app.query_params["f.Region"] = "South"
    seen = opened(app, FILES["board"])
    assert seen.multiselect(key="pick.f.Region").value == ["South"]


@pytest.mark.parametrize("page", ["see/board", "prepare/metrics"])
def test_one_metric_that_cannot_be_computed_leaves_the_others_on_the_page(app, workspace, page):
    from cxlib.store import open_store
    from cxlib.workspace import Metric

    store = open_store()
    store.put(workspace.id, Metric("odd", name="Odd one", kind="formula", formula="nps +", board=2))
    store.close()
    seen = opened(app, page)
    assert not seen.exception
    drawn = " ".join([element.proto.body for element in seen.get("html")] + [part.value for part in seen.markdown])
    assert "Would recommend" in drawn and "Odd one" in drawn and "is not understood" in drawn
