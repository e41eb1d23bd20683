"""Choices live in the URL: it wins over what the session remembers, and nothing private is remembered."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from ui import state

    state.begin()
    for name, arguments in st.session_state.get("ask", []):
        getattr(state, name)(*arguments.get("args", ()), **arguments.get("kwargs", {}))
    st.session_state["seen"] = {
        "grain": state.chosen("grain", "month"),
        "regions": state.all_chosen("f.Region"),
        "key": state.chosen("key"),
        "names": state.names("f."),
        "query": state.as_query(metric="nps", empty=""),
    }


def visit(query=(), app=None, ask=()):
    app = app or AppTest.from_function(page, default_timeout=60)
    for name, value in dict(query).items():
        app.query_params[name] = value
    app.session_state["ask"] = ask
    app.run()
    assert not app.exception
    return app, app.session_state["seen"]


def choosing(**choices):
    return [("choose", {"kwargs": choices})]


def test_a_choice_nobody_made_is_the_default():
    assert visit()[1]["grain"] == "month"


def test_the_url_is_the_truth():
    app, seen = visit({"grain": "week"})
    assert seen["grain"] == "week"
    assert visit({"grain": "quarter"}, app)[1]["grain"] == "quarter"


def test_a_choice_with_several_values_keeps_them_all():
    seen = visit({"f.Region": ["North", "South"]})[1]
    assert seen["regions"] == ("North", "South") and seen["names"] == ["f.Region"]


def test_what_streamlit_drops_on_a_page_link_comes_back():
    app, _ = visit({"grain": "week"})
    app.query_params.clear()
    app, seen = visit(app=app)
    assert seen["grain"] == "week"
    assert app.query_params["grain"] == "week"


def test_a_choice_is_written_to_the_url_and_none_forgets_it():
    app, seen = visit(ask=choosing(grain="week", **{"f.Region": ["North", "South"]}))
    assert app.query_params["grain"] == "week" and app.query_params["f.Region"] == ["North", "South"]
    assert seen["grain"] == "week"
    app, seen = visit(app=app, ask=choosing(grain=None, **{"f.Region": []}))
    assert seen["grain"] == "month" and "grain" not in app.query_params and "f.Region" not in app.query_params


def test_forgetting_takes_a_prefix_and_no_more():
    app, _ = visit({"f.Region": "North", "f.Team": "A", "grain": "week"})
    app, seen = visit(app=app, ask=[("forget", {"args": ["f."]})])
    assert seen["names"] == [] and seen["grain"] == "week"


def test_the_token_of_a_link_is_never_remembered():
    app, seen = visit({"key": "secret", "grain": "week"})
    assert seen["key"] == "" and "key" not in seen["query"]
    assert "secret" not in str(app.session_state["choices"])


def test_a_page_links_query_keeps_the_choices_and_changes_some():
    seen = visit({"grain": "week", "metric": "csat"})[1]
    assert seen["query"] == {"grain": ["week"], "metric": ["nps"]}


def test_two_visitors_do_not_share_choices():
    visit({"grain": "week"})
    assert visit()[1]["grain"] == "month"


@pytest.mark.parametrize("value", ["<script>", "\u2205", "a=b&c=d", "x" * 5000])
def test_odd_values_are_only_values(value):
    assert visit({"grain": value})[1]["grain"] == value


def test_a_message_for_the_next_run_is_read_once():
    def once():
        import streamlit as st

        from ui import state

        if st.session_state.get("runs", 0) == 0:
            state.once("kept", "Survey")
        st.session_state["runs"] = st.session_state.get("runs", 0) + 1
        if st.session_state["runs"] > 1:
            st.session_state["read"] = state.once("kept")
        st.session_state["fresh"] = state.first("page")

    app = AppTest.from_function(once, default_timeout=60).run()
    assert app.session_state["fresh"] is True
    app.run()
    assert app.session_state["read"] == "Survey" and app.session_state["fresh"] is False
    app.run()
    assert app.session_state["read"] is None
