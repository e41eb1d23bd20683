"""A real server on a home of its own and real browsers that no foreign host can answer.

Every page opened by ``visit`` is watched: what it asks of other hosts and what goes wrong in its scripts fails the
test at its end. A browser that read Streamlit's scripts once is used again by the tests behind, for the same server,
after everything it keeps of a visit was forgotten: a new one costs six times as much as the page itself.
"""

import fcntl
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
_spec = importlib.util.spec_from_file_location("chromium", Path(__file__).parent / "chromium.py")
chromium = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(chromium)

NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
PATIENCE = 120_000  # ms; a loaded machine of two cores is slow, not broken
DESKTOP, PHONE = (1440, 1000), (390, 844)
QUIET = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"

# What Streamlit itself writes to the console, by the text or the address it speaks of.
STREAMLITS_OWN = (
    "_stcore/health",  # it looks for the server under the page's own path first, and takes the 404 as the answer
    "_stcore/host-config",
    "Executing inline script violates",  # its one inline script, for search engines; our policy keeps it out
)

OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const main = document.querySelector('[data-testid=stMain]');
  const found = [];
  if (document.documentElement.scrollWidth > width + 1) found.push('page ' + document.documentElement.scrollWidth);
  if (main && main.scrollWidth > main.clientWidth + 1) found.push('main ' + main.scrollWidth);
  const scrolls = element => {
    for (let up = element; up && up !== main; up = up.parentElement)
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  for (const element of main ? main.querySelectorAll('*') : []) {
    const box = element.getBoundingClientRect();
    if (box.width && box.height && (box.right > width + 1 || box.left < -1) && !scrolls(element))
      found.push(element.tagName + '.' + (element.getAttribute('class') || '') + ' ' + Math.round(box.left) + '..'
        + Math.round(box.right) + ' ' + (element.textContent || '').slice(0, 40));
  }
  return found.slice(0, 6);
}"""


# What goes to the workers first, the longest of all before; the rest fills the gaps.
LONG = ("test_looks.py", "test_accessibility.py", "test_addresses.py", "test_main_road.py",
        "test_hostile_workspace.py", "test_own_files.py", "test_workshop.py")  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture(scope="session")
def executable():
    path = chromium.chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium on this machine: run `make test`, or set CHROMIUM to its path.")
        with warnings.catch_warnings():
            warnings.simplefilter("always")  # seen in the summary, where any other warning is an error
            warnings.warn(pytest.PytestWarning("browser tests skipped: no Chromium on this machine"), stacklevel=1)
        pytest.skip("no Chromium")
    return path


@pytest.fixture(scope="session")
def browser(executable):
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=[*chromium.FLAGS, NO_OTHER_HOST])
        yield opened
        opened.close()


class Server:
    """One running Headlight."""

    def __init__(self, home: Path, entry: str = "asgi_app.py") -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.home = home
        self.free: dict[str, list[Visitor]] = {}  # those who have left, by what their browsers are like
        self.log = home.parent / f"{home.name}.log"
        options = {"port": port, "headless": "true", "address": "127.0.0.1", "fileWatcherType": "none"}
        flags = [part for name, value in options.items() for part in (f"--server.{name}", str(value))]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", entry, *flags],
                cwd=ROOT,
                env=os.environ | {"HEADLIGHT_HOME": str(home)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                if urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).read() == b"ok":
                    return
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise RuntimeError(self.log.read_text())

    def stop(self) -> None:
        for visitors in self.free.values():
            for visitor in visitors:
                visitor.context.close()  # before the server, which it would miss
        self.process.terminate()
        self.process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory):
    """A home that holds the sample workspace, made once for all workers; copy it to change it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home, made = shared / "sample", shared / "sample.made"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        if not made.exists():
            home.mkdir()
            subprocess.run(
                [sys.executable, "-m", "cxlib", "sample"],
                cwd=ROOT,
                check=True,
                capture_output=True,
                env=os.environ | {"HEADLIGHT_HOME": str(home)},
            )
            made.touch()
    return home


@pytest.fixture(scope="session")
def start(tmp_path_factory, browser):
    """Starts servers: ``start(home, entry)``; without a home on an empty one."""
    running = []

    def starting(home: Path | None = None, entry: str = "asgi_app.py") -> Server:
        own = tmp_path_factory.mktemp("served") / "home"
        if home:
            shutil.copytree(home, own)
        else:
            own.mkdir()
        running.append(Server(own, entry))
        return running[-1]

    yield starting
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def server(start, sample_home):
    """The server whose store holds the sample workspace; tests that share it leave the workspace as it was."""
    return start(sample_home)


@pytest.fixture(scope="module")
def empty_server(start):
    """A server without any workspace."""
    running = start()
    yield running
    running.stop()


class Visitor:
    """One browser with one page, and what it was seen to do."""

    def __init__(self, context, base: str) -> None:
        self.base = base
        self.context = context
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        context.on("request", self._asked)
        self.page.on("websocket", lambda socket: self._asked(socket))
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _asked(self, request) -> None:
        if not request.url.startswith(LOCAL):
            self.foreign.append(request.url)

    def _heard(self, message) -> None:
        said = f"{message.text} {message.location.get('url', '')}"
        if message.type == "error" and not any(own in said for own in STREAMLITS_OWN):
            self.errors.append(said)

    def beside(self) -> "Visitor":
        """Another tab of the same browser, watched with it."""
        tab = Visitor(self.context, self.base)
        tab.foreign, tab.errors = self.foreign, self.errors
        return tab

    def forgets(self) -> None:
        """Leaves and keeps nothing: cookies, storage, what was watched."""
        for tab in set(self.context.pages) - {self.page}:
            tab.close()
        self.page.goto(f"{self.base}/_stcore/health")  # of the same site, so that its storage is reached, and lifeless
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.context.clear_cookies()
        self.foreign.clear()
        self.errors.clear()

    def open(self, path: str = "", **query: object):
        """Opens a page by its address and waits until it stands."""
        self.page.goto(f"{self.base}/{path}{'?' + urlencode(query, doseq=True) if query else ''}")
        return self.settled()

    def settled(self):
        """Waits until the page has its sentence and the server has nothing more to say."""
        self.page.locator(".hl-headline, [data-testid=stException]").first.wait_for()
        self.page.locator(QUIET).wait_for()
        self.page.wait_for_selector("[data-testid=stSkeleton]", state="detached")
        return self.page

    @property
    def text(self) -> str:
        return self.page.locator("[data-testid=stMain]").inner_text()

    @property
    def headline(self) -> str:
        return self.page.locator("h1.hl-headline").first.inner_text()

    def says(self, headline: str | re.Pattern[str]) -> None:
        """Waits until the page says this sentence: until a page stands, the one before it is still to be read."""
        expect(self.page.locator("h1.hl-headline").first).to_have_text(headline, use_inner_text=True)

    def overflow(self) -> list[str]:
        """What stands out of the screen sideways."""
        return self.page.evaluate(OVERFLOW)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def at(self, page: str) -> None:
        """Waits until the address is that of the page, and the page stands."""
        self.page.wait_for_url(re.compile(rf"/{page}(\?|$)"))
        self.settled()

    def new_workspace(self, name: str) -> None:
        """Start -> New workspace -> Data."""
        self.open()
        self.press("New workspace")
        self.page.get_by_label("Name of the company or team").fill(name)
        self.press("Make the workspace")
        self.at("data")

    def upload(self, file: Path) -> None:
        """Drops a file and keeps what was understood."""
        self.page.locator("input[type=file]").first.set_input_files(file)
        self.press("Keep this data")


@pytest.fixture
def visit(browser):
    """Watched browsers that know nothing of the site: ``visit(server, size, **options)``."""
    visits = []

    def visiting(server, size: tuple[int, int] = DESKTOP, **options) -> Visitor:
        width, height = size
        free = server.free.setdefault(f"{size} {options}", [])
        if not free:
            context = browser.new_context(viewport={"width": width, "height": height}, **options)
            free.append(Visitor(context, server.url))
        visits.append((free.pop(), free))
        return visits[-1][0]

    yield visiting
    visitors = [visitor for visitor, _ in visits]
    foreign = [list(visitor.foreign) for visitor in visitors if visitor.foreign]
    errors = [list(visitor.errors) for visitor in visitors if visitor.errors]
    for visitor, free in visits:
        if not visitor.page.is_closed():
            visitor.forgets()
            free.append(visitor)
    assert foreign == [], "asked another host"
    assert errors == [], "errors in the browser"
