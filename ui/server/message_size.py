"""How long a message of a page's web socket may be.

Streamlit has one limit for both ways, 200 MB, and a message is in memory before anybody looks at it: four strangers
with one each took the server over a gigabyte. What a page tells the server is what was typed and clicked.
"""

from typing import Any

from uvicorn.protocols.websockets import websockets_sansio_impl
from websockets.server import ServerProtocol

LONGEST = 2_000_000  # bytes


class _Brief(ServerProtocol):
    """Closes a connection (1009, message too big) as soon as a message says that it will be longer."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "max_size": LONGEST})


def limit() -> None:
    """Takes no longer message from now on, before it is in memory."""
    websockets_sansio_impl.ServerProtocol = _Brief  # type: ignore[misc]  # no setting limits one way alone
