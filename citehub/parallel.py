"""Work done item by item and in order: here, or in all of the user's processors."""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 32  # items a process is handed at once
_AHEAD = 4  # chunks for each process that are read before the first is waited for


def rare_collections() -> None:
    """Have Python look for cycles rarely: next to nothing here is one.

    To look at each 700 new objects is 5 % of a command's start and a sixth of preparing a page.
    """
    gc.set_threshold(100_000)


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
    import multiprocessing  # noqa: PLC0415 - what no look-up needs, and takes a while to load
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    processes = os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")  # a fork would share the lock and the index
    with ProcessPoolExecutor(processes, context, _begin) as pool:
        waiting: deque[Callable[[], list[Result | None]]] = deque()  # each waits for its chunk
        rest = iter(items)
        try:
            while chunk := list(islice(rest, _CHUNK)):
                if any(item is not None for item in chunk):
                    waiting.append(pool.submit(_work_on, work, chunk).result)
                else:  # nothing to be done, and no way to a process and back
                    nothing: list[Result | None] = [None] * len(chunk)
                    waiting.append(nothing.copy)
                if len(waiting) > processes * _AHEAD:
                    yield from waiting.popleft()()
            while waiting:
                yield from waiting.popleft()()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _work_on(work: Callable[[Item], Result], chunk: list[Item | None]) -> list[Result | None]:
    return [None if item is None else work(item) for item in chunk]


def _begin() -> None:
    rare_collections()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
    from threading import Thread  # noqa: PLC0415

    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave when the parent is killed: work would never come again, and nobody would wait."""
    import multiprocessing  # noqa: PLC0415

    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
