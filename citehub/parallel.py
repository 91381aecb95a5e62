"""Work done item by item and in order: here, or in all of the user's processors."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from threading import Thread
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 32  # items a process is handed at once
_AHEAD = 4  # chunks for each process that are read before the first is waited for


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item | None], *, many: bool
) -> Iterator[Result | None]:
    """Yield what `work` makes of each item; None stays None. With `many`, processes are started.

    `work` and what it is given and gives go to and from a process by pickle.
    """
    if not many:
        for item in items:
            yield None if item is None else work(item)
        return
    processes = os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")  # a fork would share the lock and the index
    with ProcessPoolExecutor(processes, context, _begin) as pool:
        waiting: deque[Future[list[Result | None]]] = deque()
        rest = iter(items)
        try:
            while chunk := list(islice(rest, _CHUNK)):
                if any(item is not None for item in chunk):
                    waiting.append(pool.submit(_work_on, work, chunk))
                else:
                    waiting.append(_done(len(chunk)))
                if len(waiting) > processes * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _work_on(work: Callable[[Item], Result], chunk: list[Item | None]) -> list[Result | None]:
    return [None if item is None else work(item) for item in chunk]


def _done(count: int) -> Future[list[Result | None]]:
    """Return a chunk that nothing is to be done for, without a way to a process and back."""
    future: Future[list[Result | None]] = Future()
    future.set_result([None] * count)
    return future


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave when the parent is killed: work would never come again, and nobody would wait."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
