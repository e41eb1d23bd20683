"""The Causes page: every view by its address, the cause tree grows, the ideal customers are one toggle away."""

from dataclasses import replace
from html import unescape

import pytest

from cxlib.store import open_store
from cxlib.workspace import CauseNode, Filter

PAGE = "pages/understand/causes.py"
VIEWS = ("change", "drill", "influences", "drivers", "expectations", "issues", "tree", "comments")


def drawn(app):
    return unescape(" ".join([element.proto.body for element in app.get("html")] + [m.value for m in app.markdown]))


def opened(app, **choices):
    for name, value in choices.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(PAGE).run()


@pytest.fixture
def split(workspace):
    """The workspace with a second dimension, so that a group can be held against the rest by it."""
    store = open_store()
    source = workspace.sources[0]
    columns = tuple(column if column.name != "Comment" else replace(column, role="dimension")
                    for column in source.columns)  # fmt: skip
    store.put(workspace.id, replace(source, columns=columns))
    changed = store.workspace(workspace.id)
    store.close()
    return changed


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_by_its_address(app, workspace, view):
    seen = opened(app, view=view)
    assert not seen.exception and "hl-headline" in drawn(seen)


def test_the_south_is_what_makes_a_detractor(app, workspace):
    assert "Region: South" in drawn(opened(app, view="influences"))


def test_the_path_of_the_drill_is_in_the_address(app, workspace):
    seen = opened(app, view="drill")
    seen.button(key="into.Region=South").click().run()
    assert seen.query_params["path"] in ("Region=South", ["Region=South"])
    assert "Region: South" in [button.label.replace("\\", "").replace("\u2060", "") for button in seen.button]


def test_a_group_is_held_against_the_rest(app, split):
    seen = opened(app, compare="group", group="Region", **{"is": "South"})
    assert not seen.exception and "Region: South against everybody else" in drawn(seen)


def test_a_wrong_address_falls_back(app, workspace):
    seen = opened(app, view="nothing", compare="group", group="Nowhere", path="Region=Nobody", level="x", node="y")
    assert not seen.exception


def test_a_cause_tree_grows_why_by_why(app, workspace):
    seen = opened(app, view="tree")
    seen.text_input(key="tree.start.text").input("The South fell")
    next(button for button in seen.button if button.label == "Start a cause tree").click().run()
    top = open_store().workspace(workspace.id).cause_nodes[0]
    seen.text_input(key=f"why.text.{top.id}").input("Invoices went out twice")
    next(button for button in seen.button if button.label == "Add this why").click().run()
    nodes = open_store().workspace(workspace.id).cause_nodes
    assert [(node.text, node.parent) for node in nodes if node.parent] == [("Invoices went out twice", top.id)]
    assert not seen.exception and "Invoices went out twice" in drawn(seen)


def test_a_finding_becomes_a_cause_tree(app, workspace):
    seen = opened(app, view="influences")
    seen.button(key="why.start.influence.0").click().run()
    node = open_store().workspace(workspace.id).cause_nodes[0]
    assert node.where == (Filter("Region", ("South",)),) and node.count > 0
    assert not seen.exception


def test_removing_a_why_removes_what_stands_under_it(app, workspace):
    store = open_store()
    store.put_all(workspace.id, [CauseNode("a", text="Top"), CauseNode("b", parent="a", text="Why")])
    seen = opened(app, view="tree", node="a")
    seen.button(key="tree.remove.a").click().run()
    assert store.workspace(workspace.id).cause_nodes == ()


def test_only_the_ideal_customers_are_counted(app, workspace):
    store = open_store()
    store.save_workspace(replace(store.workspace(workspace.id), ideal=(Filter("Region", ("North",)),)))
    seen = opened(app, ideal="1", view="expectations")
    assert not seen.exception
    assert "North" in drawn(seen) and "South has the most" not in drawn(seen)


def test_a_table_without_other_scores_has_no_drivers(app, workspace):
    assert "no answers beside it" in drawn(opened(app, view="drivers"))


def test_a_step_on_a_column_without_comments_is_read_as_a_theme_or_said_not_to_be_kept(app, workspace):
    seen = drawn(opened(app, view="comments", path=["Issue=Long waiting", "Site=Airport", "Region=South"]))
    assert "Survey has no column Issue: Long waiting is read as the theme Waiting." in seen
    assert "these comments are not only those of Airport" in seen and "Friendly" not in seen.split("comments</h2>")[-1]
