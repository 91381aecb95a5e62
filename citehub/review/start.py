"""A review begun and ended: what waited is put into the store before it, what it gave after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from citehub.index.queue import Asked
from citehub.library.library import Library
from citehub.review.journal import open_journal
from citehub.review.queue import Queue
from citehub.review.session import Review, save
from citehub.rules.ruleset import RuleSet


@contextmanager
def open_review(
    library: Library, asked: Asked, rules: RuleSet, *, order: str, seed: int
) -> Iterator[Review]:
    """Open a review of a library that is up to date.

    CitehubError where another review of the store is open, or its journal cannot be read.
    """
    with open_journal(library.store) as journal:
        save(library, journal, rules)
        library.refresh()
        try:
            yield Review(library, journal, Queue(library, asked, order, seed), rules)
        finally:
            save(library, journal, rules)
