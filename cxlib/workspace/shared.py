"""A workspace as a link shows it: what the link lets through and nothing else, so that no page has to hide anything."""

from dataclasses import dataclass
from functools import cached_property

from cxlib.workspace.parts import Filter
from cxlib.workspace.record import content_hash
from cxlib.workspace.workspace import Workspace


@dataclass(frozen=True)
class SharedWorkspace(Workspace):
    """Made by ``cxlib.metrics.shared.shared``; its numbers are asked only of the rows that ``lock`` keeps.

    Attributes:
        lock: Filters that every question to the data carries.
        allowed: Columns (with their values, none: all) that the reader may choose one value of.
        least: Smallest group shown, of answers and of rows.
        comment_base: Comments that must be there before any is shown; 0 where the link shows none.
    """

    lock: tuple[Filter, ...] = ()
    allowed: tuple[Filter, ...] = ()
    least: int = 5
    comment_base: int = 0

    @cached_property
    def data_key(self) -> str:
        """Hash of everything numbers depend on, the link's limits included: never that of the whole workspace."""
        body = self.as_dict()
        names = ("id", "sources", "metrics", "calendar", "filters", "lock", "allowed", "least", "comment_base")
        return content_hash({name: body[name] for name in names} | {"shared": True})
