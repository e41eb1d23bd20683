"""Addresses of pictures and downloads that nobody works out, not even whoever knows what is in them.

Streamlit names a file by the hash of its content and hands it to everybody who knows the name: a guess at the content
would be confirmed by the address. The names here are hashes with a key that this process makes for itself.
"""

import hashlib
import secrets

from streamlit.runtime import memory_media_file_storage

_KEY = secrets.token_bytes(32)


def name_of(data: bytes, mimetype: str, filename: str | None = None) -> str:
    """The name of a file in its address: the same for the same file as long as this process runs."""
    named = hashlib.blake2b(key=_KEY, digest_size=32)
    for part in (mimetype.encode(), (filename or "").encode(), data):
        named.update(len(part).to_bytes(8, "big") + part)
    return named.hexdigest()


def start() -> None:
    """Names all files so from now on."""
    memory_media_file_storage._calculate_file_id = name_of
