"""Headlight with sign-in on a real server, a real OpenID provider beside it, browsers that speak their protocols."""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

from cxlib.store import open_store
from cxlib.workspace import Event, Workspace

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds
collect_ignore = [] if importlib.util.find_spec("authlib") else ["provider.py", "test_signing_in.py"]  # hosted parts
RUNNER = "root@acme.example"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def provider():
    """The identity provider; a test says by ``claims`` who signs in next."""
    for needed in ("authlib", "httpx", "joserfc"):
        pytest.importorskip(needed)
    spec = importlib.util.spec_from_file_location("provider", Path(__file__).parent / "provider.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.Provider(free_port())
    made.client, made.secret = module.CLIENT, module.SECRET
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A store with two workspaces, and nobody in them."""
    place = tmp_path_factory.mktemp("signing") / "home"
    store = open_store(place)
    for id in ("acme", "other"):
        store.create(Workspace(id, name=f"{id.title()} Ltd"))
        store.put(id, Event("e", name="Launch"))
    yield place
    store.close()


@pytest.fixture(scope="session")
def store(home):
    opened = open_store(home)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def port(tmp_path_factory, provider, home):
    """A running Headlight that knows the provider."""
    number, folder = free_port(), tmp_path_factory.mktemp("secrets")
    secrets = folder / "secrets.toml"
    secrets.write_text(f"""
[auth]
redirect_uri = "http://127.0.0.1:{number}/oauth2callback"
cookie_secret = "{"x" * 64}"
client_id = "{provider.client}"
client_secret = "{provider.secret}"
server_metadata_url = "{provider.address}/.well-known/openid-configuration"
""")
    command = [sys.executable, "-m", "streamlit", "run", "asgi_app.py", "--server.port", str(number),
               "--server.headless", "true", "--secrets.files", str(secrets)]  # fmt: skip
    settings = os.environ | {"HEADLIGHT_HOME": str(home), "HEADLIGHT_OWNERS": RUNNER, "HEADLIGHT_ACCESS": ""}
    log = folder / "log.txt"
    with log.open("wb") as target:
        running = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=target, stderr=subprocess.STDOUT)
    try:
        _wait(number, running, log)
        yield number
    finally:
        running.terminate()
        running.wait(20)


def _wait(number: int, running: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            requests.get(f"http://127.0.0.1:{number}/_stcore/health", timeout=PATIENCE)
            return
        except requests.RequestException:
            assert running.poll() is None, log.read_text()
            time.sleep(0.2)
    raise TimeoutError(log.read_text())


class Browser:
    """Cookies, redirects and the socket of a page, as a browser has them."""

    def __init__(self, port: int) -> None:
        self.home = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        self.session.headers["Accept"] = "text/html"
        self.redirect = ""
        self._ids: dict[str, str] = {}

    def get(self, path: str) -> requests.Response:
        return self.session.get(path if path.startswith("http") else self.home + path, timeout=PATIENCE)

    def cookie(self, name: str) -> str | None:
        return next((cookie.value for cookie in self.session.cookies if cookie.name == name), None)

    def read(self, address: str = "/", press: str = "", before: Callable[[], None] | None = None) -> str:
        """Opens a page, presses a button of it if one is named, and reads all of its text.

        With ``before``, which happens before the button is pressed, the page is drawn twice for it.
        """
        self.get("/_stcore/health")
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.session.cookies)
        agreed = ["streamlit", str(self.cookie("_streamlit_xsrf") or "none").strip('"')]
        socket_ = connect(f"{self.home.replace('http', 'ws')}/_stcore/stream", subprotocols=agreed, max_size=None,
                          origin=self.home, additional_headers={"Cookie": cookies})  # fmt: skip
        with socket_ as wire:
            parts = urlsplit(address)
            text = self._run(wire, parts.path.strip("/"), parts.query)
            if before:
                before()
            if press:
                text = self._run(wire, parts.path.strip("/"), parts.query, press)
            return text + self._told(wire) if before else text

    def _run(self, wire, page: str, query: str, press: str = "") -> str:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name = query, page
        asked.context_info.url = f"{self.home}/{page}"
        if press:
            asked.widget_states.widgets.append(WidgetState(id=self._ids[press], trigger_value=True))
        wire.send(message.SerializeToString())
        return self._told(wire)

    def _told(self, wire) -> str:
        """All text of the page until it is drawn."""
        text: list[str] = []
        while True:
            got = ForwardMsg()
            got.ParseFromString(wire.recv(timeout=PATIENCE))
            kind = got.WhichOneof("type")
            if kind == "auth_redirect":
                self.redirect = got.auth_redirect.url
            elif kind == "delta" and got.delta.WhichOneof("type") == "new_element":
                text.append(str(got.delta.new_element))
                self._noted(got.delta.new_element)
            elif kind == "script_finished":
                return " ".join(text)

    def _noted(self, element) -> None:
        drawn = getattr(element, element.WhichOneof("type"))
        if getattr(drawn, "id", ""):
            self._ids[drawn.id.split("-", 2)[-1]] = drawn.id

    def sign_in(self) -> requests.Response:
        """Presses the button and follows every redirect to the end."""
        self.read("/", press="sign.in")
        return self.get(self.redirect)


@pytest.fixture
def browser(port):
    return Browser(port)


@pytest.fixture
def signed_in(port, provider):
    """A browser of somebody who has signed in."""

    def made(subject: str, **claims: object) -> Browser:
        provider.claims = {"sub": subject, "email": f"{subject}@acme.example", "email_verified": True,
                           "name": subject.title(), **claims}  # fmt: skip
        opened = Browser(port)
        opened.sign_in()
        return opened

    return made
