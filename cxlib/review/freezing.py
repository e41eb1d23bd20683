"""Frozen reviews: content-addressed JSON beside the snapshots, written once and checked whenever it is read."""

import hashlib
import json
import os
import re
from pathlib import Path
from uuid import uuid4

from cxlib.errors import DamagedSnapshot, NotFound
from cxlib.review.parts import ReviewContent
from cxlib.store import Store
from cxlib.store.disk import disk_problems, fsync_folder

FOLDER = "reviews"
_HASH = re.compile(r"[0-9a-f]{64}")


def freeze(store: Store, content: ReviewContent) -> str:
    """Keeps a review exactly as it is; whole and durable, or not at all.

    Returns:
        The hash of its content, which ``frozen`` finds it by. The same content has the same hash.
    Raises:
        StoreFull: If no space is left; nothing half-written stays.
    """
    text = json.dumps(content.as_dict(), sort_keys=True, allow_nan=False).encode()
    found = hashlib.sha256(text).hexdigest()
    folder = store.home / FOLDER
    with disk_problems(store.home):
        folder.mkdir(mode=0o700, exist_ok=True)
        _written(folder / f".{uuid4().hex}", folder / f"{found}.json", text)
    return found


def _written(staged: Path, place: Path, text: bytes) -> None:
    try:
        with staged.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(place)
        fsync_folder(place.parent)
    finally:
        staged.unlink(missing_ok=True)


def frozen(store: Store, hash: str) -> ReviewContent:
    """A review as it was seen when it was frozen, whatever became of the data since.

    Raises:
        NotFound: If nothing was frozen under this hash.
        DamagedSnapshot: If any bit of it has changed.
    """
    if not _HASH.fullmatch(hash):
        raise NotFound(kind="review", id=hash)
    place = store.home / FOLDER / f"{hash}.json"
    try:
        text = place.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(kind="review", id=hash) from error
    if hashlib.sha256(text).hexdigest() != hash:
        raise DamagedSnapshot(source=FOLDER, snapshot=hash)
    return ReviewContent.from_dict(json.loads(text))
