"""The Metrics page and what an address may ask for: an own metric over some rows; values that are not there."""

from cxlib.store import open_store
from cxlib.workspace import Filter

METRICS, BOARD = "prepare/metrics", "see/board"


def opened(app, page):
    app.run()
    seen = app.switch_page(f"pages/{page}.py").run()
    assert not seen.exception
    return seen


def test_a_metric_may_count_only_some_rows(app, workspace):
    seen = opened(app, METRICS)
    seen.button(key="edit.nps").click().run()
    source = workspace.sources[0].id
    seen.multiselect(key=f"form.only.{source}").set_value(["Region: South", "Region: West"])
    seen.button(key="form.save").click()
    seen.button(key="edit.nps").click().run()
    assert not seen.exception
    assert open_store().workspace(workspace.id).known_metric("nps").where == (Filter("Region", ("South", "West")),)


def test_a_filter_of_the_address_that_the_data_do_not_know_is_named(app, workspace):
    app.query_params["f.Region"] = "Atlantis"
    app.query_params["f.Planet"] = "Mars"
    said = " ".join(element.proto.body for element in opened(app, BOARD).get("html"))
    assert "Region has no Atlantis in Acme" in said
    assert "Acme is not filtered by Planet" in said
