"""Addresses of our own beside the pages, served by ``asgi_app.py``: a link's token is exchanged for a cookie here."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cxlib.errors import LinkProblem
from cxlib.workspace import Link
from ui import access
from ui.home import whole_store

PLACE = "s"  # short, because people read links aloud
_SERVED = threading.Event()
_QUIET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


def routes() -> Sequence[BaseRoute]:
    """All addresses; the rest belongs to the pages."""
    _SERVED.set()
    return [Route(f"{_base()}/{PLACE}/{{token}}", exchange, methods=["GET"])]


def are_open() -> bool:
    """Whether these addresses are served: the app runs behind ``asgi_app.py``."""
    return _SERVED.is_set()


def exchange(request: Request) -> Response:
    """Gives a pass for a link's token as a cookie and leads to a page whose address tells nothing.

    The token was in the address of this request only: neither history nor a page's address keeps it.
    """
    if request.method == "HEAD":  # a preview looks whether there is something
        return Response(headers=_QUIET)
    try:
        secret, link = whole_store().enter(request.path_params["token"])
    except LinkProblem as problem:
        return _leading_to(str(problem.facts["problem"]))
    found = _leading_to(link.id)
    found.set_cookie(
        access.cookie_name(link.id), secret, max_age=_seconds_left(link), path=_base() or "/", secure=_is_safe(request),
        httponly=True, samesite="lax",
    )  # fmt: skip
    return found


def _leading_to(link: str) -> Response:
    return RedirectResponse(f"{_base()}/brief?{access.LINK}={link}", status_code=303, headers=_QUIET)


def _seconds_left(link: Link) -> int:
    left = link.expires - datetime.now(UTC) if link.expires else None
    return max(0, int(left.total_seconds())) if left else 0


def _is_safe(request: Request) -> bool:
    """Whether the visitor came by TLS, also where a proxy ends it."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))


def _base() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""
