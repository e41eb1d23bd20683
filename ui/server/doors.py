"""Addresses of our own beside the pages, served by ``asgi_app.py``.

A link's token is exchanged for a cookie here, an invitation waits in one until somebody has signed in, and whoever had
to sign in comes back to the page they had asked for.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cxlib.errors import LinkProblem
from cxlib.workspace import Link
from ui.server import access
from ui.server.home import whole_store

PLACE = "s"  # short, because people read links aloud
INVITED = "invited"
WANTED = "headlight_wanted"  # the cookie that remembers the page asked for before signing in
_NOT_PAGES = ("/_stcore", "/static", "/app/static", "/media", "/component", "/auth", "/oauth2callback", f"/{PLACE}/",
              f"/{INVITED}/")  # fmt: skip
_SIGNED_IN = "_streamlit_user"
_SERVED = threading.Event()
_QUIET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


def routes() -> Sequence[BaseRoute]:
    """All addresses; the rest belongs to the pages."""
    _SERVED.set()
    return [
        Route(f"{base()}/{PLACE}/{{token}}", exchange, methods=["GET"]),
        Route(f"{base()}/{INVITED}/{{token}}", invited, methods=["GET"]),
    ]


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
    _keep(found, request, access.cookie_name(link.id), secret, _seconds_left(link))
    return found


def invited(request: Request) -> Response:
    """Keeps an invitation's token in a cookie until whoever holds it has signed in."""
    found = RedirectResponse(f"{base()}/", status_code=303, headers=_QUIET)
    _keep(found, request, access.INVITATION, request.path_params["token"], seconds=3600)
    return found


def _keep(answer: Response, request: Request, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(name, value, max_age=seconds, path=base() or "/", secure=_is_safe(request), httponly=True,
                      samesite="lax")  # fmt: skip


class WayBack:
    """ASGI middleware: brings whoever signed in to the page they had asked for; Streamlit leads to the first one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Remembers the page of a visitor who has not signed in; leads there once they have."""
        if scope["type"] != "http" or scope["method"] != "GET" or access.mode() != "signin":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        wanted = request.cookies.get(WANTED, "")
        here = request.url.path.removeprefix(base()) or "/"
        if any(name.startswith(_SIGNED_IN) for name in request.cookies):
            if here == "/" and not request.url.query and _is_page(unquote(wanted)):
                back = RedirectResponse(f"{base()}{unquote(wanted)}", status_code=303, headers=_QUIET)
                back.delete_cookie(WANTED, path=base() or "/")
                await back(scope, receive, send)
                return
            await self._app(scope, receive, send)
            return
        asked = f"{here}?{request.url.query}" if request.url.query else here
        worth = asked != "/" and _is_page(asked) and "text/html" in request.headers.get("accept", "")
        await self._app(scope, receive, _remembering(send, request, asked) if worth else send)


def _is_page(asked: str) -> bool:
    """Whether this is a page of ours: one slash, no host, nothing that the server keeps for itself."""
    is_ours = asked.startswith("/") and not asked.startswith(("//", "/\\", *_NOT_PAGES))
    return is_ours and len(asked) < 2000 and asked.isprintable() and not urlsplit(asked).netloc


def _remembering(send: Send, request: Request, asked: str) -> Send:
    kept = Response()
    _keep(kept, request, WANTED, quote(asked, safe=""), seconds=600)
    cookie = next(value for name, value in kept.raw_headers if name == b"set-cookie")

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (b"set-cookie", cookie)]
        await send(message)

    return sending


def _leading_to(link: str) -> Response:
    return RedirectResponse(f"{base()}/brief?{access.LINK}={link}", status_code=303, headers=_QUIET)


def _seconds_left(link: Link) -> int:
    left = link.expires - datetime.now(UTC) if link.expires else None
    return max(0, int(left.total_seconds())) if left else 0


def _is_safe(request: Request) -> bool:
    """Whether the visitor came by TLS, also where a proxy ends it."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))


def base() -> str:
    """Where the app lies on its server, without an ending slash."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""
