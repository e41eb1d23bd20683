"""What stands between the network and the app when it is served by ``asgi_app.py``: headers on every answer, and
uploads only from those who may see the workspaces.

Plain ASGI, so that neither pages nor Streamlit know of it.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ui import access

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
UPLOADS = "/_stcore/upload_file"  # behind a base path, if there is one
HARMLESS = ("GET", "HEAD", "OPTIONS")


class Guard:
    """ASGI middleware: see the module."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with the headers added, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif UPLOADS in scope["path"] and scope["method"] not in HARMLESS and not _may_upload(scope):
            await send({"type": "http.response.start", "status": 403, "headers": list(HEADERS)})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, _with_headers(send))


def _may_upload(scope: Scope) -> bool:
    headers = {name.decode("latin-1").title() for name, _ in scope["headers"]}
    address = scope["client"][0] if scope.get("client") else None
    return access.may_enter(address, headers)


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message.get("headers", ())}
            added = [(name, value) for name, value in HEADERS if name not in present]
            message["headers"] = [*message.get("headers", ()), *added]
        await send(message)

    return sending
