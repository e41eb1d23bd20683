"""What stands between the network and the app when it is served by ``asgi_app.py``: headers on every answer, uploads
only from sessions of people who may change something, and straight to the disk, nothing told about the server itself.

Plain ASGI, so that neither pages nor Streamlit know of it.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from ui.server import access
from ui.server.arrivals import ARRIVALS, Arrivals, Refused, multipart

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

POLICY = "; ".join((
    "default-src 'self'", "img-src 'self' data: blob:", "script-src 'self'", "style-src 'self' 'unsafe-inline'",
    "connect-src 'self' ws: wss:", "font-src 'self' data:", "worker-src 'self' blob:", "frame-ancestors 'none'",
    "base-uri 'self'", "form-action 'self'",
))  # fmt: skip
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
SECURE = (b"strict-transport-security", b"max-age=31536000")
UPLOADS = "/_stcore/upload_file"  # behind a base path, if there is one
INNER = ("/_stcore/metrics", "/_stcore/agent")  # what the server tells of itself, for this machine alone
MEDIA = "/media/"
HARMLESS = ("GET", "HEAD", "OPTIONS")
WISHES = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request", None)
OPERATIONS = ("deferred_file", "dataframe_chunk")


class Guard:
    """ASGI middleware: see the module."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], arrivals: Arrivals = ARRIVALS) -> None:
        self._app = app
        self._arrivals = arrivals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with the headers added, or refuses it."""
        if scope["type"] == "websocket" and not _is_own_page(scope):
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the browser sees 403
            return
        if scope["type"] == "websocket":
            await self._app(scope, _wished(receive), send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, sending = scope["path"], _with_headers(scope, send)
        if UPLOADS in path and scope["method"] not in HARMLESS and not self._arrivals.may_send(_session(scope)):
            await self._arrivals.drained(receive)
            await _refuse(sending, 403)
        elif UPLOADS in path and scope["method"] == "PUT":
            await self._take(scope, receive, sending)
        elif any(inner in path for inner in INNER) and not _is_from_here(scope):
            await _refuse(sending, 404)
        else:
            await self._app(scope, receive, sending)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Puts the file on the disk and sends a ticket on in its place."""
        try:
            _check_sender(scope)
            async with self._arrivals.turn():
                arrived = await self._arrivals.received(_headers(scope), receive)
        except Refused as refused:
            await self._arrivals.drained(receive)
            await _refuse(send, refused.status)
            return
        ticket = self._arrivals.ticket(arrived)
        body, kind = multipart(arrived.name, arrived.kind, ticket)
        told = {b"content-type": kind, b"content-length": str(len(body)).encode()}
        others = [(name, value) for name, value in scope["headers"] if name.lower() not in told]
        status = _Status(send)
        await self._app({**scope, "headers": [*others, *told.items()]}, _body(body, receive), status)
        if status.code != 204:
            self._arrivals.forget(ticket)


def _wished(receive: Receive) -> Receive:
    """What a page may ask of the server. Streamlit takes more from every visitor: to empty everybody's caches, say."""

    async def receiving() -> MutableMapping[str, Any]:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or _is_page_wish(message.get("bytes") or b""):
                return message

    return receiving


def _is_page_wish(sent: bytes) -> bool:
    from google.protobuf.message import DecodeError
    from streamlit.proto.BackMsg_pb2 import BackMsg

    try:
        wish = BackMsg.FromString(sent)
    except DecodeError:
        return True  # Streamlit says itself what is wrong with it
    if wish.WhichOneof("type") == "backend_operation_request":
        return wish.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return wish.WhichOneof("type") in WISHES


class _Status:
    """Remembers how a request was answered."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.code = 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.code = message["status"]
        await self._send(message)


def _body(content: bytes, receive: Receive) -> Receive:
    rest = [content]

    async def receiving() -> MutableMapping[str, Any]:
        if rest:
            return {"type": "http.request", "body": rest.pop(), "more_body": False}
        return await receive()

    return receiving


def _check_sender(scope: Scope) -> None:
    """What Streamlit asks of an upload, asked before its first byte is taken.

    Raises:
        Refused: 403 without the token against forged requests, 400 for a session that is not there.
    """
    from streamlit import runtime
    from streamlit.web.server.server_util import is_xsrf_enabled
    from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token

    headers = _headers(scope)
    if is_xsrf_enabled() and not validate_xsrf_token(headers.get("X-Xsrftoken"), _cookie(headers, "_streamlit_xsrf")):
        raise Refused(403)
    if runtime.exists() and not runtime.get_instance().is_active_session(_session(scope)):
        raise Refused(400)


def _cookie(headers: dict[str, str], name: str) -> str | None:
    from starlette.requests import cookie_parser

    return cookie_parser(headers.get("Cookie", "")).get(name)


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").title(): value.decode("latin-1") for name, value in scope["headers"]}


def _session(scope: Scope) -> str:
    """The session that an upload is sent for."""
    return str(scope["path"].partition(UPLOADS + "/")[2].partition("/")[0])


def _is_own_page(scope: Scope) -> bool:
    """Whether a page of ours opens the connection, or a page of an address that the administrator named.

    Streamlit would let every page of this machine in, and ask a foreign server for this machine's public address.
    """
    headers = _headers(scope)
    origin = headers.get("Origin")
    if origin is None:  # no browser: browsers always say it
        return True
    return urlsplit(origin).netloc == headers.get("Host") or origin in st.get_option("server.corsAllowedOrigins")


def _is_from_here(scope: Scope) -> bool:
    return not any(name in _headers(scope) for name in access.FORWARDED) and access._is_here(_address(scope))


def _address(scope: Scope) -> str | None:
    return scope["client"][0] if scope.get("client") else None


def _is_encrypted(scope: Scope) -> bool:
    """Whether the visitor's browser speaks TLS, to us or to the proxy before us."""
    return "https" in (scope.get("scheme"), _headers(scope).get("X-Forwarded-Proto"))


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    headers += [(b"retry-after", b"10")] if status == 503 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _with_headers(scope: Scope, send: Send) -> Send:
    is_encrypted, is_media = _is_encrypted(scope), MEDIA in scope["path"]
    more = [SECURE] if is_encrypted else []
    more += [(b"cache-control", b"private, no-store")] if is_media else []

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = [_secured(header) if is_encrypted else header for header in message.get("headers", ())]
            present = {name.lower() for name, _ in own}
            added = [(name, value) for name, value in (*HEADERS, *more) if name not in present]
            message["headers"] = [*own, *added]
        await send(message)

    return sending


def _secured(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """A cookie of an encrypted connection never travels over a plain one."""
    name, value = header
    if name.lower() == b"set-cookie" and b"secure" not in value.lower():
        return name, value + b"; Secure"
    return header
