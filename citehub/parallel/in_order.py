"""Map a function over items in order, a chunk of items at a time where an executor does it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # slow to load, and most commands need no executor
    from concurrent.futures import Executor, Future

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 32  # items that an executor is handed at once
_AHEAD = 8  # chunks, at least, that are read before the result of the first is waited for


def _every(item: object) -> bool:
    return True


def in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    needed: Callable[[Item], bool] = _every,
    executor: "Executor | None" = None,
) -> Iterator[tuple[Item, Result | None]]:
    """Yield each item with what `work` makes of it, in the order of the items.

    An item that is not `needed` is not worked on, and its result is None. `work` and the items
    must pickle where the executor runs in other processes. What `work` raises is raised here.
    A few chunks for each worker are under way at a time; those left over by an error are cancelled.
    """
    if executor is None:
        for item in items:
            yield item, work(item) if needed(item) else None
        return
    ahead = max(_AHEAD, 2 * _workers(executor))
    waiting: deque[tuple[list[Item], Future[list[Result | None]] | None]] = deque()
    rest = iter(items)
    try:
        while chunk := list(islice(rest, _CHUNK)):
            wanted = [item if needed(item) else None for item in chunk]
            some = any(item is not None for item in wanted)
            waiting.append((chunk, executor.submit(_work_on, work, wanted) if some else None))
            if len(waiting) > ahead:
                yield from _finished(*waiting.popleft())
        while waiting:
            yield from _finished(*waiting.popleft())
    finally:
        for _, future in waiting:
            if future:
                future.cancel()


def _workers(executor: "Executor") -> int:
    """Return how many workers an executor has, as those of the standard library know it, or 0."""
    known = getattr(executor, "_max_workers", None)  # the only place where they say it
    return known if isinstance(known, int) else 0


def _work_on(work: Callable[[Item], Result], chunk: list[Item | None]) -> list[Result | None]:
    return [None if item is None else work(item) for item in chunk]


def _finished(
    chunk: list[Item], future: "Future[list[Result | None]] | None"
) -> Iterator[tuple[Item, Result | None]]:
    results = future.result() if future else [None] * len(chunk)
    return zip(chunk, results, strict=True)
