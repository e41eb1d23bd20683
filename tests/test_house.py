"""The house as a whole: imports go down only, pages stay thin, every sentence passes through the catalogue."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = [  # each may import what stands below it, and its own room
    ["cxlib.__main__"],
    ["cxlib.briefing", "cxlib.printed", "cxlib.samples"],
    ["cxlib.packs", "cxlib.alerts", "cxlib.recovering", "cxlib.deployment"],
    ["cxlib.charts", "cxlib.intake", "cxlib.erasing", "cxlib.review", "cxlib.teams"],
    ["cxlib.board"],
    ["cxlib.outlook", "cxlib.causes", "cxlib.voices", "cxlib.actions"],
    ["cxlib.metrics"],
    ["cxlib.sources", "cxlib.stats", "cxlib.store", "cxlib.ingest"],
    ["cxlib.workspace"],
    ["cxlib.periods", "cxlib.errors", "cxlib.glossary"],
    ["cxlib.language"],
]
LEVEL = {room: place for place, rooms in enumerate(LAYERS) for room in rooms}
ALLOWED_SIDEWAYS = {("cxlib.workspace", "cxlib.periods")}
PAGES = sorted((ROOT / "pages").glob("*/*.py"))
MODULES = sorted((ROOT / "cxlib").rglob("*.py"))


def room_of(module: str) -> str | None:
    return next((room for room in LEVEL if module == room or module.startswith(room + ".")), None)


@cache
def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_room_has_its_place():
    assert {dotted(path) for path in MODULES if room_of(dotted(path)) is None} == {"cxlib"}


@pytest.mark.parametrize("path", [path for path in MODULES if dotted(path) != "cxlib"], ids=dotted)
def test_imports_go_down_only(path):
    own = room_of(dotted(path))
    above = {name for name in imported(path) if (room := room_of(name)) and room != own and LEVEL[room] < LEVEL[own]}
    assert not above


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_the_library_knows_no_streamlit(path):
    assert not {name for name in imported(path) if name.split(".")[0] in ("streamlit", "ui", "pages")}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_import_only_ui_and_cxlib(path):
    assert {name.split(".")[0] for name in imported(path)} <= {"ui", "cxlib", "streamlit"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_are_thin_and_hold_no_classes(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert len(tree.body) <= 40
    assert not [node for node in tree.body if isinstance(node, ast.ClassDef)]


@pytest.mark.parametrize("path", sorted((ROOT / "ui" / "server").glob("*.py")), ids=dotted)
def test_what_serves_the_pages_knows_none_of_them(path):
    rooms = {f"ui.{folder.name}" for folder in (ROOT / "pages").iterdir()}
    assert not {name for name in imported(path) if name.rpartition(".")[0] in rooms or name in rooms}


def test_every_page_is_registered():
    entry = (ROOT / "streamlit_app.py").read_text(encoding="utf-8")
    assert all(f'"{path.parent.name}/{path.stem}"' in entry for path in PAGES)


def test_nothing_reads_outside_the_project():
    scripts = [
        path
        for folder in ("cxlib", "ui", "pages", "benchmarks", "sample_data")
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert not [path for path in scripts if "../shared" in path.read_text(encoding="utf-8")]
