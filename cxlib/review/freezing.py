"""Frozen reviews: what a meeting saw, kept for good under the hash of its content."""

from cxlib.errors import DamagedSnapshot, NotFound
from cxlib.review.parts import ReviewContent
from cxlib.store import Store
from cxlib.workspace import Review


def freeze(store: Store, content: ReviewContent) -> str:
    """Keeps a review exactly as it is; whole and durable, or not at all.

    Returns:
        The hash of its content, which ``frozen`` finds it by. The same content has the same hash.
    Raises:
        StoreFull: If no space is left; nothing half-written stays.
    """
    return store.reviews.keep(content.workspace, content.as_dict())


def frozen(store: Store, hash: str) -> ReviewContent:
    """A review as it was seen when it was frozen, whatever became of the data since.

    Raises:
        NotFound: If nothing was frozen under this hash.
        DamagedSnapshot: If it was changed since, other than by erasing a customer.
    """
    return ReviewContent.from_dict(store.reviews.body(hash))


def last_seen(store: Store, review: Review | None) -> ReviewContent | None:
    """What the last review saw, to hold the next one against; None where it is lost, so that the meeting goes on."""
    try:
        return frozen(store, review.snapshot) if review is not None else None
    except (NotFound, DamagedSnapshot):
        return None
