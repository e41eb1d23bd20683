"""A visitor of a running app who speaks Streamlit's own protocol: opens a page, picks values, waits for the answer."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from measured import ROOT
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

PATIENCE = 300  # s a run may take


class Server:
    """``streamlit run`` of one script in a process of its own; used in a ``with``."""

    def __init__(self, script: Path, environment: Mapping[str, str], folder: Path = ROOT) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = {"port": self.port, "address": "127.0.0.1", "headless": "true", "fileWatcherType": "none"}
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        command += [f"--server.{name}={value}" for name, value in options.items()]
        self._process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.family = psutil.Process(self._process.pid)

    def __enter__(self) -> Self:
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=5).read()
                return self
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the server does not answer")

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait()

    def cpu(self) -> float:
        """CPU seconds the server has used so far."""
        times = self.family.cpu_times()
        return times.user + times.system

    def settle(self) -> None:
        """Waits until the imports in the background are done."""
        before = -1.0
        while self.cpu() - before > 0.05:
            before = self.cpu()
            time.sleep(1.0)

    def memory(self) -> float:
        """Memory the server holds now, in MB."""
        return self.family.memory_info().rss / 2**20


class Visitor:
    """One browser tab: remembers the state of its widgets, as a browser does."""

    def __init__(self, port: int, page: str = "", query: str = "") -> None:
        self._socket = connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None)
        self._page, self._query, self._hash = page, query, ""
        self._ids: dict[str, str] = {}
        self._states: dict[str, WidgetState] = {}
        self.elements = self.received = 0

    def run(self) -> None:
        """Runs the page with the widgets as they are, to its end."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name, asked.page_script_hash = self._query, self._page, self._hash
        asked.widget_states.widgets.extend(self._states.values())
        self._socket.send(message.SerializeToString())
        self.elements = self.received = 0
        while not self._finished():
            pass

    def pick(self, key: str, values: Sequence[str]) -> None:
        """Picks ``values`` in the drop-down with this key and runs the page."""
        state = WidgetState(id=self._ids[key])
        state.string_array_value.data.extend(values)
        self._states[state.id] = state
        self.run()

    def open(self, key: str) -> None:
        """Opens the popover with this key, if the page wants to know, and runs the page."""
        if key in self._ids:
            self._states[self._ids[key]] = WidgetState(id=self._ids[key], bool_value=True)
            self.run()

    def _finished(self) -> bool:
        raw = self._socket.recv(timeout=PATIENCE)
        message = ForwardMsg()
        message.ParseFromString(raw)
        self.received += len(raw)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._hash, self._page = message.new_session.page_script_hash, ""
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._noted(message)
        return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def _noted(self, message: ForwardMsg) -> None:
        self.elements += 1
        delta = message.delta
        if delta.WhichOneof("type") == "new_element":
            if delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(delta.new_element.exception.message)
            drawn = getattr(delta.new_element, delta.new_element.WhichOneof("type"))
        else:
            drawn = delta.add_block.popover
        id = getattr(drawn, "id", "")
        if id:
            self._ids[id.split("-", 2)[-1]] = id
