"""A real server on a home of its own and a real browser that no foreign host can answer."""

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
_spec = importlib.util.spec_from_file_location("chromium", Path(__file__).parent / "chromium.py")
chromium = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(chromium)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def executable():
    path = chromium.chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium on this machine: run `make test`, or set CHROMIUM to its path.")
        warnings.warn(pytest.PytestWarning("browser tests skipped: no Chromium on this machine"), stacklevel=1)
        pytest.skip("no Chromium")
    return path


@pytest.fixture(scope="session")
def browser(executable):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=list(chromium.FLAGS))
        yield opened
        opened.close()


class Server:
    """One running Headlight."""

    def __init__(self, home: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.home = home
        log = (home / "server.log").open("wb")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                "streamlit_app.py",
                "--server.port",
                str(port),
                "--server.headless",
                "true",
                "--server.address",
                "127.0.0.1",
                "--server.fileWatcherType",
                "none",
            ],
            cwd=ROOT,
            env=os.environ | {"HEADLIGHT_HOME": str(home)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def wait(self) -> None:
        for _ in range(300):
            try:
                if urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).read() == b"ok":
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError((self.home / "server.log").read_text())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A server whose store holds the sample workspace."""
    home = tmp_path_factory.mktemp("home")
    subprocess.run(
        [sys.executable, "-m", "cxlib", "sample"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env=os.environ | {"HEADLIGHT_HOME": str(home)},
    )
    running = Server(home, free_port())
    running.wait()
    yield running
    running.process.terminate()
    running.process.wait(10)


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory):
    """A server without any workspace."""
    running = Server(tmp_path_factory.mktemp("empty"), free_port())
    running.wait()
    yield running
    running.process.terminate()
    running.process.wait(10)


@pytest.fixture
def page(browser):
    """A fresh desktop page; requests to any other host are refused and remembered."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.foreign = []

    def guard(route):
        if route.request.url.startswith(("http://127.0.0.1", "data:", "blob:", "ws://127.0.0.1")):
            route.continue_()
        else:
            context.foreign.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()
