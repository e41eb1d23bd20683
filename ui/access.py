"""Who may see what, until people sign in: the owner sits at this machine, everybody else needs a link.

Headlight without sign-in is for one person or one team in one room. A visitor from another machine gets the pages
only when ``HEADLIGHT_ACCESS=open`` says that the network is trusted; a shared link always works.
"""

import os
from collections.abc import Collection
from ipaddress import ip_address

import streamlit as st

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")  # a proxy's visitors come from elsewhere


def token() -> str:
    """The link token of this visit, or an empty string."""
    return st.query_params.get("key", "")


def is_owner() -> bool:
    """Whether this visitor may see the workspaces themselves."""
    return may_enter(st.context.ip_address, [name for name in FORWARDED if st.context.headers.get(name)])


def may_enter(address: str | None, headers: Collection[str]) -> bool:
    """Whether a client at ``address`` may see the workspaces.

    Args:
        address: The client's IP address; None where the server knows none, as in tests.
        headers: Names of the request's headers.
    """
    if os.environ.get("HEADLIGHT_ACCESS", "local") == "open":
        return True
    return not any(name in headers for name in FORWARDED) and _is_here(address)


def _is_here(address: str | None) -> bool:
    if address is None:
        return True
    try:
        found = ip_address(address)
    except ValueError:  # an address that is none is nobody's
        return False
    # A server that listens on both families sees 127.0.0.1 as ::ffff:127.0.0.1, a loopback to newer Pythons only.
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
