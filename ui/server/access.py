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
from collections.abc import Collection, Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from cxlib.errors import InvitationProblem
from cxlib.store.rights import AT_THE_MACHINE, NOBODY, Actor
from cxlib.store.visits import Device, device_of
from cxlib.workspace import Person
from ui.server.home import whole_store

REFUSAL = (
    "Headlight does not listen on a public address while nobody signs in: everybody on the network would reach it. "
    "Leave server.address at 127.0.0.1, or say who may enter: HEADLIGHT_ACCESS=signin (with an identity provider), "
    "links (guests of links only) or open (everybody; trusted networks only)."
)
"""For the administrator at the terminal, in English like all of the server's own messages."""
MODES = ("local", "links", "open", "signin")
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")  # a proxy's visitors come from elsewhere
INVITATION = "headlight_invitation"  # the cookie that brings an invitation through the sign-in
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


def actor() -> Actor:
    """In whose name the store is asked: nobody's for guests, whose links say what they see."""
    if is_guest():
        return NOBODY
    if mode() == "signin":
        return _signed_in()
    return AT_THE_MACHINE if is_owner() else NOBODY


def must_sign_in() -> bool:
    """Whether the visitor has to sign in first."""
    return mode() == "signin" and not (can_sign_in() and st.user.is_logged_in)


def sees_workspaces() -> bool:
    """Whether the visitor is let in to more than a link, as far as can be told without the store."""
    if is_guest():
        return False
    return not must_sign_in() if mode() == "signin" else is_owner()


def _signed_in() -> Actor:
    if must_sign_in():
        return NOBODY
    claims = st.user.to_dict()
    person = _person(str(claims.get("iss", "")), str(claims.get("sub", "")), claims)
    known = whole_store().person(person.id)  # asked each time: whoever is shut out is out at the next click
    if known.blocked:
        return NOBODY
    return actor_of(person, is_verified(claims))


def actor_of(person: Person, verified: bool) -> Actor:
    """In whose name somebody asks who signed in.

    Args:
        person: As this very sign-in told: the address that another session of theirs brought gives nothing here.
        verified: Whether somebody vouches for the address; without it nobody passes under it in the log.
    """
    if verified:
        return Actor(person.email, person.id, person.email in runners())
    return Actor(f"{person.email or person.name} ({person.id})", person.id)


def _person(issuer: str, subject: str, claims: Mapping[str, Any]) -> Person:
    """Whoever signed in, written down once a session; an invitation that the browser brings is taken."""
    known = st.session_state.get("person")
    if known is not None and (known.issuer, known.subject) == (issuer, subject):
        return known
    verified = is_verified(claims)
    email, name = str(claims.get("email") or ""), str(claims.get("name") or "")
    person = whole_store().signed_in(issuer, subject, email, name, verified)
    invited = st.context.cookies.get(INVITATION, "")
    if invited and not person.blocked:
        with suppress(InvitationProblem):  # taken before, or somebody else's: it changes nothing
            whole_store().accept(invited, person, verified)
    st.session_state["person"] = person
    return person


def is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the identity provider vouches for the e-mail address, or the administrator does for the provider."""
    trusted = os.environ.get("HEADLIGHT_TRUST_EMAIL") == "1"
    return bool(claims.get("email")) and (str(claims.get("email_verified", "")).lower() == "true" or trusted)


def runners() -> set[str]:
    """Addresses of those who run this Headlight, from the setting ``HEADLIGHT_OWNERS``: they own every workspace."""
    return {part.strip().casefold() for part in os.environ.get("HEADLIGHT_OWNERS", "").split(",") if part.strip()}


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
    brought = st.context.cookies.get(cookie_name(link), "")
    return st.session_state.get(f"pass.{link}", "") or (brought if isinstance(brought, str) else "")


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
    brought = [name for name in FORWARDED if st.context.headers.get(name)]
    return may_enter(st.context.ip_address, brought, st.context.headers.get("Host"))


def may_enter(address: str | None, headers: Collection[str], host: str | None = None) -> bool:
    """Whether a client at ``address`` may see the workspaces without signing in.

    Args:
        address: The client's IP address; None where the server knows none, as in tests.
        headers: Names of the request's headers.
        host: By which name and port the client calls this machine; None where the server knows none.
    """
    allowed = mode()
    if allowed in ("open", "signin"):
        return allowed == "open"
    return not any(name in headers for name in FORWARDED) and _is_here(address) and _is_called_here(host)


def _is_called_here(host: str | None) -> bool:
    """Whether a name means this machine by itself.

    A foreign page may let its own name lead to 127.0.0.1, and would then read along in this machine's browser.
    """
    if host is None:
        return True
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:  # a name that is none
        return False
    return name == "localhost" or name.endswith(".localhost") or _is_here(name)


def may_listen(address: str | None) -> bool:
    """Whether Headlight may listen on ``address`` (None: on all): without sign-in only this machine is let in."""
    return (bool(address) and (address == "localhost" or _is_here(address))) or mode() != "local"


def _is_here(address: str | None) -> bool:
    if address is None:
        return True
    try:
        found = ip_address(address)
    except ValueError:  # an address that is none is nobody's
        return False
    # A server that listens on both families sees 127.0.0.1 as ::ffff:127.0.0.1, a loopback to newer Pythons only.
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
