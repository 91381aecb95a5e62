"""Map a function over items in order, a chunk of items at a time where an executor does it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:  # slow to load, and most commands need no executor
    from concurrent.futures import Executor, Future

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 32  # items that an executor is handed at once,
_CHUNK_BYTES = 512 << 10  # or fewer that have so many bytes
# Chunks, at least, that are read before the result of the first is waited for: the workers go on
# while what became of some hundred items is stored.
_AHEAD = 16


@dataclass(frozen=True, slots=True)
class _Chunk(Generic[Item, Result]):
    """Items under way, and the future of what becomes of them; None where none is needed."""

    items: list[Item]
    size: int
    future: "Future[list[Result | None]] | None"


def _every(item: object) -> bool:
    return True


def _no_size(item: object) -> int:
    return 0


def in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    needed: Callable[[Item], bool] = _every,
    size: Callable[[Item], int] = _no_size,
    executor: "Executor | None" = None,
) -> Iterator[tuple[Item, Result | None]]:
    """Yield each item with what `work` makes of it, in the order of the items.

    An item that is not `needed` is not worked on, and its result is None. `work` and the items
    must pickle where the executor runs in other processes. What `work` raises is raised here.
    At least 16 chunks, or two for each worker, are under way at a time, fewer where the items are
    large (`size`, in bytes); those left over by an error are cancelled.
    """
    if executor is None:
        for item in items:
            yield item, work(item) if needed(item) else None
        return
    workers = _workers(executor)
    most, least = max(_AHEAD, 2 * workers), max(2, workers + 1)
    waiting: deque[_Chunk[Item, Result]] = deque()
    try:
        for chunk, size_of_chunk in _chunks(items, size):
            wanted = [item if needed(item) else None for item in chunk]
            some = any(item is not None for item in wanted)
            future = executor.submit(_work_on, work, wanted) if some else None
            waiting.append(_Chunk(chunk, size_of_chunk, future))
            while len(waiting) > (least if _is_large(waiting, most) else most):
                yield from _finished(waiting.popleft())
        while waiting:
            yield from _finished(waiting.popleft())
    finally:
        for left in waiting:
            if left.future:
                left.future.cancel()


def _chunks(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[tuple[list[Item], int]]:
    """Yield the items in chunks, each with its size."""
    chunk: list[Item] = []
    size_of_chunk = 0
    for item in items:
        chunk.append(item)
        size_of_chunk += size(item)
        if len(chunk) == _CHUNK or size_of_chunk >= _CHUNK_BYTES:
            yield chunk, size_of_chunk
            chunk, size_of_chunk = [], 0
    if chunk:
        yield chunk, size_of_chunk


def _is_large(waiting: "Iterable[_Chunk[Item, Result]]", most: int) -> bool:
    """Return whether chunks have more bytes than so many may have."""
    return sum(chunk.size for chunk in waiting) > most * _CHUNK_BYTES


def _workers(executor: "Executor") -> int:
    """Return how many workers an executor has, as those of the standard library know it, or 0."""
    known = getattr(executor, "_max_workers", None)  # the only place where they say it
    return known if isinstance(known, int) else 0


def _work_on(work: Callable[[Item], Result], chunk: list[Item | None]) -> list[Result | None]:
    return [None if item is None else work(item) for item in chunk]


def _finished(chunk: "_Chunk[Item, Result]") -> Iterator[tuple[Item, Result | None]]:
    results = chunk.future.result() if chunk.future else [None] * len(chunk.items)
    return zip(chunk.items, results, strict=True)
