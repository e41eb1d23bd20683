"""Frozen reviews: plain values kept under the hash of their content, written once and checked whenever they are read.

They lie in the database, so that backups hold them, every process sees them, and an erased customer is taken out of
their quotes as well. Only that may change them: a text that changed otherwise is not shown.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cxlib.errors import DamagedSnapshot, NotFound
from cxlib.store.database import Database, insert_if_absent
from cxlib.store.erasing import ERASED
from cxlib.store.tables import frozen_reviews

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FrozenReviews:
    """The frozen reviews of all workspaces."""

    database: Database

    def keep(self, workspace: str, body: Mapping[str, Any]) -> str:
        """Keeps plain values for good; returns their hash. The same values have the same hash."""
        found = content_hash(body)
        with self.database.writing() as connection:
            insert_if_absent(connection, frozen_reviews, {"hash": found, "workspace": workspace, "body": dict(body)})
        return found

    def body(self, hash: str) -> dict[str, Any]:
        """The values kept under a hash.

        Raises:
            NotFound: If nothing was kept under it.
            DamagedSnapshot: If they changed since, other than by erasing a customer.
        """
        kept = None
        if _HASH.fullmatch(hash):
            with self.database.reading() as connection:
                kept = connection.scalar(sa.select(frozen_reviews.c.body).where(frozen_reviews.c.hash == hash))
        if kept is None:
            raise NotFound(kind="review", id=hash)
        if content_hash(kept) != hash and ERASED not in json.dumps(kept, ensure_ascii=False):
            raise DamagedSnapshot(source="review", snapshot=hash)
        return dict(kept)


def content_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 of plain values, whatever their order."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, allow_nan=False).encode()).hexdigest()
