"""axe on every page, light and dark, desktop and phone: no violation of our own."""

import pytest

AXE = pytest.importorskip("axe_playwright_python.sync_playwright")

# Rules that Streamlit's own elements break, with the elements; an app without our code has them too.
STREAMLITS_OWN = {
    "list": "[data-testid=stSidebarNav]",  # the sidebar's navigation, where the top line does not fit
    "listitem": "[data-testid=stSidebarNav]",
    "presentation-role-conflict": "[data-testid=stFileUploader]",  # the drop zone
    "color-contrast": "[data-testid=stCode]",  # the colours of its highlighter
    "scrollable-region-focusable": "[data-testid=stCode]",  # a long line of code
    "empty-table-header": "[data-testid=stDataFrame]",
    "aria-dialog-name": "[data-testid=stToast]",
}
PAGES = ("", "data", "metrics", "board", "outlook", "outlook?view.outlook=forecast", "outlook?view.outlook=pair",
         "causes", "causes?view=drill", "causes?view=issues", "causes?view=comments", "voices",
         "voices?view.voices=read", "share")  # fmt: skip
INSIDE = "([target, owner]) => { const one = document.querySelector(target); return !!(one && one.closest(owner)); }"


def violations(visitor) -> list[str]:
    """Ours on the page that is open: rule, element, reason."""
    found = AXE.Axe().run(visitor.page).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]} – {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
        if not _is_streamlits(visitor, rule["id"], node["target"][-1])
    ]


def _is_streamlits(visitor, rule: str, target) -> bool:
    owner = STREAMLITS_OWN.get(rule)
    return bool(owner) and isinstance(target, str) and visitor.page.evaluate(INSIDE, [target, owner])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "pages"), [("light", PAGES), ("dark", ("board", "causes", "metrics"))], ids=["light", "dark"]
)
def test_no_page_has_a_violation_of_its_own(server, visit, scheme, pages):
    visitor = visit(server, color_scheme=scheme)
    found = {}
    for page in pages:
        visitor.open(page)
        found[page] = violations(visitor)
    assert not any(found.values()), found


def test_dialogs_have_no_violation_of_their_own(server, visit):
    visitor = visit(server)
    visitor.open("metrics")
    for button in ("Target", "Edit"):
        visitor.press(button)
        dialog = visitor.page.get_by_role("dialog")
        dialog.get_by_role("combobox").first.wait_for()
        visitor.settled()
        assert violations(visitor) == [], button
        visitor.page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
