"""What every record shares: an id, the version it was read at, and its way to plain values and back."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self

from cxlib.workspace.parts import Column, Filter


@dataclass(frozen=True)
class Record:
    """What all records share: an id of its own and the version it was read at (0: not stored yet)."""

    id: str
    version: int = field(default=0, kw_only=True)

    def identified(self) -> Self:
        """The record itself, with a fresh id if it has none yet."""
        return self if self.id else replace(self, id=secrets.token_hex(8))

    def as_dict(self) -> dict[str, Any]:
        """Plain values only (dates as ISO text), ready for JSON."""
        return _plain(asdict(self))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The record again from ``as_dict``; unknown fields of a newer Headlight are left out."""
        known = cls.__dataclass_fields__
        return cls(**{name: _revived(name, value) for name, value in values.items() if name in known})


def content_hash(values: Mapping[str, Any]) -> str:
    """Hash of plain values that does not depend on their order."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:24]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


_MOMENTS = {"committed", "created", "expires", "revoked", "contracted", "frozen", "closed", "opened_at", "ended",
            "step_ends"}
_DAYS = {"first", "last", "start", "until", "day", "due", "readout", "held"}
_FILTERS = {"where", "comparison", "ideal", "allowed"}


def _revived(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _FILTERS:
        return tuple(Filter(part["column"], tuple(part["values"]), part["op"]) for part in value)
    if name == "values":
        return {column: tuple(kept) for column, kept in value.items()}
    if name == "columns" and isinstance(value, list):
        return tuple(Column(**{**part, "scale": tuple(part["scale"]) if part.get("scale") else None}) for part in value)
    return tuple(value) if isinstance(value, list) else value
