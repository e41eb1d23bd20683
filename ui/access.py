"""Who may see what, until people sign in: the owner sits at this machine, everybody else needs a link.

Headlight without sign-in is for one person or one team in one room. A visitor from another machine gets the pages
only when ``HEADLIGHT_ACCESS=open`` says that the network is trusted; a shared link always works.
"""

import os
from ipaddress import ip_address

import streamlit as st

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")  # a proxy's visitors come from elsewhere


def token() -> str:
    """The link token of this visit, or an empty string."""
    return st.query_params.get("key", "")


def is_owner() -> bool:
    """Whether this visitor may see the workspaces themselves."""
    if os.environ.get("HEADLIGHT_ACCESS", "local") == "open":
        return True
    forwarded = any(st.context.headers.get(name) for name in FORWARDED)
    return not forwarded and _is_local(st.context.ip_address)


def _is_local(address: str | None) -> bool:
    return address is None or ip_address(address).is_loopback
