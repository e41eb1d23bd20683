"""Headlight for hosting: the same app behind security headers and a guarded upload door.

Run it with ``streamlit run asgi_app.py``; ``streamlit_app.py`` runs by itself where that is enough.
"""

import gc
import importlib
import threading

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from cxlib.ingest import folders
from ui import refusals
from ui.server import access, doors, health, memory, message_size, unchanging, unguessable
from ui.server.guard import Guard

# The folder pages/ makes a fresh server expect Streamlit's old page discovery, and answer its very first deep link with
# "Page not found"; the app names its pages itself.
PagesManager.uses_pages_directory = False

if not access.may_listen(st.get_option("server.address")):
    raise SystemExit(access.REFUSAL)

HEAVY = ("ui.frame", "altair", "duckdb", "scipy.special", "babel.dates")


def warm_up() -> None:
    """Imports what the first visitor would otherwise wait for; what stays for good is not searched for garbage.

    What a killed server was reading when it ended is removed; what open links show is made ready.
    """
    folders.sweep()
    preparing = importlib.import_module("ui.share.preparing")
    threading.Thread(target=preparing.start, daemon=True).start()
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


memory.start_keeping()
unguessable.start()
unchanging.start()
message_size.limit()
threading.Thread(target=warm_up, daemon=True).start()

app = st.App(
    "streamlit_app.py",
    routes=[*doors.routes(), *health.routes()],
    middleware=[Middleware(Guard), Middleware(doors.WayBack)],
    on_script_error=refusals.told_later,
)
