"""Passwords of links: scrypt, a salt each, and a comparison that takes as long for every wrong one."""

import base64
import hashlib
import hmac
import secrets
import threading

_COST, _BLOCK, _LANES = 2**15, 8, 3  # of the settings OWASP names as equal, the one that takes least memory
_MEMORY = 128 * _COST * _BLOCK * 2
_AT_ONCE = threading.Semaphore(2)  # each takes 32 MiB: guesses stand in line instead of filling the memory
LONGEST = 256  # characters


def password_hash(password: str) -> str:
    """What is kept of a password; empty for an empty one."""
    if not password:
        return ""
    salt = secrets.token_bytes(16)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${_text(salt)}${_text(_slow(password, salt, _COST, _BLOCK, _LANES))}"


def is_password(password: str, kept: str) -> bool:
    """Whether ``password`` is the one that ``kept`` was made from.

    Raises:
        ValueError: If ``kept`` is none of ours.
    """
    name, cost, block, lanes, salt, known = kept.split("$")
    if name != "scrypt":
        raise ValueError(f"unknown password hash {name!r}")
    found = _slow(password[:LONGEST], base64.b64decode(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(found, base64.b64decode(known))


def _slow(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    spelled = password[:LONGEST].encode("utf-8", "surrogatepass")
    with _AT_ONCE:
        return hashlib.scrypt(spelled, salt=salt, n=cost, r=block, p=lanes, maxmem=_MEMORY, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
