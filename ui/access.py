"""Who is asking: the person at this machine, somebody signed in, or the guest of a link.

``HEADLIGHT_ACCESS`` says whom Headlight lets in:

- ``local`` (the default): the person at this machine, and nobody listens on a public address;
- ``links``: the same person, and guests of links from elsewhere;
- ``open``: everybody who reaches it, on a trusted network;
- ``signin``: people who sign in by OpenID Connect (``[auth]`` in ``.streamlit/secrets.toml``), and guests of links.

With ``[auth]`` configured ``signin`` is the default. What a person may do is decided by the store, which is asked in
their name; see ``cxlib.store.people``.
"""

import os
from collections.abc import Collection
from ipaddress import ip_address

import streamlit as st

from cxlib.store.visits import Device, device_of

MODES = ("local", "links", "open", "signin")
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")  # a proxy's visitors come from elsewhere
LINK, KEY = "link", "key"  # in the address: which link a page shows; the token of one, until it is exchanged


def mode() -> str:
    """Whom Headlight lets in. An unknown word is the strictest."""
    asked = os.environ.get("HEADLIGHT_ACCESS", "")
    if not asked:
        return "signin" if can_sign_in() else "local"
    return asked if asked in MODES else "local"


def can_sign_in() -> bool:
    """Whether an identity provider is configured."""
    return bool(st.secrets.load_if_toml_exists() and "auth" in st.secrets)


def token() -> str:
    """The token of a link that is still in the address, or an empty string."""
    return st.query_params.get(KEY, "")


def link_id() -> str:
    """The link that the address is about, or an empty string."""
    return st.query_params.get(LINK, "")


def is_guest() -> bool:
    """Whether the address asks for what a link shows; whoever asks, nothing else is shown then."""
    return bool(token() or link_id())


def cookie_name(link: str) -> str:
    """The cookie that holds the pass to a link: one for each, so that two links stay open side by side."""
    return f"headlight_link_{link}"


def kept_pass(link: str) -> str:
    """The pass that this browser, or else this session, holds for a link; empty without one."""
    return st.session_state.get(f"pass.{link}", "") or st.context.cookies.get(cookie_name(link), "")


def keep_pass(link: str, secret: str) -> None:
    """Keeps a pass for this session and drops the token from the address; for servers without ``asgi_app.py``."""
    st.session_state[f"pass.{link}"] = secret
    del st.query_params[KEY]
    st.query_params[LINK] = link


def visitor() -> str:
    """Where the visitor comes from, as far as can be told: for counting wrong passwords, never for letting in."""
    nearest = (st.context.headers.get("X-Forwarded-For") or "").rpartition(",")[2].strip()
    return f"{st.context.ip_address or 'here'} {nearest}"


def device() -> Device:
    """The kind of device that the visitor uses."""
    return device_of(st.context.headers.get("User-Agent") or "")


def is_owner() -> bool:
    """Whether this visitor may see the workspaces without signing in."""
    return may_enter(st.context.ip_address, [name for name in FORWARDED if st.context.headers.get(name)])


def may_enter(address: str | None, headers: Collection[str]) -> bool:
    """Whether a client at ``address`` may see the workspaces without signing in.

    Args:
        address: The client's IP address; None where the server knows none, as in tests.
        headers: Names of the request's headers.
    """
    allowed = mode()
    if allowed in ("open", "signin"):
        return allowed == "open"
    return not any(name in headers for name in FORWARDED) and _is_here(address)


def may_listen(address: str | None) -> bool:
    """Whether Headlight may listen on ``address`` (None: on all): without sign-in only this machine is let in."""
    return mode() != "local" or (bool(address) and (address == "localhost" or _is_here(address)))


def _is_here(address: str | None) -> bool:
    if address is None:
        return True
    try:
        found = ip_address(address)
    except ValueError:  # an address that is none is nobody's
        return False
    # A server that listens on both families sees 127.0.0.1 as ::ffff:127.0.0.1, a loopback to newer Pythons only.
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
