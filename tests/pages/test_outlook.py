"""The Outlook page over a workspace with a planted lead: every view, the tree, the scan stopped and gone on with."""

import numpy as np
import pandas as pd
import pytest

OUTLOOK = "pages/see/outlook.py"
VIEWS = ("map", "tree", "forecast", "backtest", "heading", "pair", "whatif")


@pytest.fixture
def calls(home, tmp_path):
    """Ninety weeks of a wait and of a satisfaction that answers to it three weeks later."""
    from cxlib.ingest import read
    from cxlib.intake import source_of, take_in
    from cxlib.store import open_store
    from cxlib.workspace import Event, Metric, Workspace

    rng = np.random.default_rng(5)
    wait = rng.normal(0, 1, 93)
    satisfied = 40 - 3 * wait[:-3] + rng.normal(0, 0.5, 90)
    weeks = pd.date_range("2024-01-01", periods=90, freq="7D")
    path = tmp_path / "calls.csv"
    pd.DataFrame({"Week": weeks.strftime("%Y-%m-%d"), "Wait": (70 + wait[3:]).round(3),
                  "Satisfied": satisfied.round(3)}).to_csv(path, index=False)  # fmt: skip
    store = open_store(home)
    made = store.create(Workspace("calls", name="Calls", goal="retention"))
    reading = read(path)
    source = take_in(store, made.id, reading, source_of(reading, "Calls"))
    for place, (id, role) in enumerate((("Wait", "leading"), ("Satisfied", "lagging")), start=1):
        store.put(made.id, Metric(id.lower(), name=id, kind="given", source=source.id, columns={"value": id},
                                  role=role, board=place, decimals=1))  # fmt: skip
    store.put(made.id, Event("", name="New phones", day=pd.Timestamp("2024-11-04").date(), rebase=True))
    return store, made.id


def opened(app, view, **choices):
    app.query_params["view.outlook"] = view
    app.query_params["grain"] = "week"
    for name, value in choices.items():
        app.query_params[name] = value
    return app.run().switch_page(OUTLOOK).run()


def texts(app):
    return " ".join(str(element.value) for element in (*app.get("html"), *app.markdown) if hasattr(element, "value"))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_by_its_address(app, calls, view):
    seen = opened(app, view, metric="satisfied")
    assert not seen.exception


def test_the_map_names_the_planted_lead(app, calls):
    assert "Wait moves 3 weeks before Satisfied." in texts(opened(app, "map"))


def test_the_forecast_says_what_listening_brings(app, calls):
    seen = opened(app, "forecast", metric="satisfied")
    assert "This forecast listens to Wait." in texts(seen)


def test_a_found_lead_is_drawn_by_a_click(app, calls):
    store, id = calls
    seen = opened(app, "tree")
    seen.button(key="suggested.add.wait.satisfied").click().run()
    (edge,) = store.workspace(id).edges
    assert (edge.cause, edge.effect, edge.lag, edge.grain, edge.state) == ("wait", "satisfied", 3, "week", "held")
    assert not seen.exception
    assert "1 link is drawn" in texts(seen)
    seen.button(key=f"edge.change.{edge.id}").click().run()
    assert seen.number_input(key="edge.lag").value == 3


def test_a_guess_is_taken_further_by_what_the_data_say(app, calls):
    from cxlib.workspace import TreeEdge

    store, id = calls
    edge = store.put(id, TreeEdge("", cause="wait", effect="satisfied", note="Ann thinks so"))
    seen = opened(app, "tree")
    assert "the data say" in texts(seen)
    seen.button(key=f"edge.take.{edge.id}").click().run()
    (kept,) = store.workspace(id).edges
    assert (kept.state, kept.lag, kept.note) == ("held", 3, "Ann thinks so")


def test_a_stopped_scan_says_so_and_goes_on(app, calls):
    store, id = calls
    app.session_state["scan.stopped"] = store.workspace(id).data_key
    seen = opened(app, "map")
    assert "0 of 1 comparisons" in texts(seen)
    seen.button(key="scan.go").click().run()
    assert "Wait moves 3 weeks before Satisfied." in texts(seen)


def test_the_leading_metric_can_be_moved(app, calls):
    seen = opened(app, "whatif", metric="satisfied")
    seen.slider(key="whatif.move.wait").set_value(1.0).run()
    assert not seen.exception
    assert "instead of" in texts(seen)
