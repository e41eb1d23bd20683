"""Blocks of a stream are read, converted and written side by side, one of each at a time."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

Item = TypeVar("Item")
_END: Any = object()


def ahead(items: Generator[Item]) -> Iterator[Item]:
    """The items; while the caller works on one, the next is made in another thread."""
    with closing(items), ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, _END)
        while (item := coming.result()) is not _END:
            coming = pool.submit(next, items, _END)
            yield item


class Behind:
    """Calls made one after the other in another thread; whoever asks for one waits for the one before.

    What a call raises is raised when the next is asked for, or at the end.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._last: Future[object] | None = None

    def __enter__(self) -> "Behind":
        return self

    def __exit__(self, kind: object, *problem: object) -> None:
        self._pool.shutdown(cancel_futures=kind is not None)
        if kind is None and self._last is not None:
            self._last.result()

    def do(self, call: Callable[[], object]) -> None:
        """Begins the call once the one before is done."""
        if self._last is not None:
            self._last.result()
        self._last = self._pool.submit(call)
