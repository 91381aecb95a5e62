"""Pages read and their papers labelled: here for a few, in all processors for many."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from pathlib import Path

from citehub.classify import classify_page
from citehub.errors import PageError
from citehub.model import HubPage
from citehub.pages import decode, parse_page
from citehub.rules.load import load
from citehub.rules.ruleset import RuleSet

Prepared = HubPage | str | None  # a page, why it is none, or nothing to do

MANY = 500  # pages from which on starting processes costs less than it saves
_CHUNK = 32  # pages a process is handed at once
_AHEAD = 4  # chunks for each process that are read before the first is waited for


@lru_cache(maxsize=1)
def rules_of(path: Path | None) -> RuleSet:
    """Read the rules, once in each process."""
    return load(path)


def prepare(data: bytes, rules: Path | None) -> HubPage | str:
    """Read a page and label its papers; where it is no hub page, return why."""
    try:
        page = parse_page(decode(data))
    except PageError as error:
        return str(error)
    return classify_page(page, rules_of(rules))


def prepare_all(
    pages: Iterable[bytes | None], count: int, rules: Path | None
) -> Iterator[Prepared]:
    """Prepare pages in their order, where `count` says about how many; None stays None."""
    if count < MANY:
        for data in pages:
            yield None if data is None else prepare(data, rules)
        return
    processes = os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")  # a fork would share the lock and the index
    with ProcessPoolExecutor(processes, context, _ignore_interrupt) as pool:
        waiting: deque[Future[list[Prepared]]] = deque()
        rest = iter(pages)
        try:
            while chunk := list(islice(rest, _CHUNK)):
                if any(data is not None for data in chunk):
                    waiting.append(pool.submit(_prepare_chunk, chunk, rules))
                else:
                    waiting.append(_done(chunk))
                if len(waiting) > processes * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _prepare_chunk(chunk: list[bytes | None], rules: Path | None) -> list[Prepared]:
    return [None if data is None else prepare(data, rules) for data in chunk]


def _done(chunk: list[bytes | None]) -> Future[list[Prepared]]:
    """Return a chunk that nothing is to be done for, without a way to a process and back."""
    future: Future[list[Prepared]] = Future()
    future.set_result([None for _ in chunk])
    return future


def _ignore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
