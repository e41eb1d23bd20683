"""Actions: what would count as success is written down first, and tested afterwards (``verdict``)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxlib.actions.judging import Verdict, verdict

__all__ = ["Verdict", "verdict"]


def __getattr__(name: str) -> object:
    """The statistics on first use: a page without a verdict does not pay for them."""
    if name in ("Verdict", "verdict"):
        from cxlib.actions import judging

        return getattr(judging, name)
    raise AttributeError(name)
