"""The papers that a review asks about, in order: read page by page, each paper once."""

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

from citehub.index.filters import Filters
from citehub.index.index import Index
from citehub.index.place import PaperRow
from citehub.index.queue import Asked, Question, questions
from citehub.library.library import Library

_PAGE = 50  # papers fetched at once


class Queue:
    """A queue of papers. One that cites many hubs stands in it once where its role is asked for.

    How it uses a hub and whether it agrees with it is another question for every hub.
    """

    def __init__(self, library: Library, asked: Asked, order: str, seed: int) -> None:
        self.asked = asked
        self.order = order
        self.seed = seed
        self._library = library
        self._items: list[PaperRow] = []
        self._keys: set[object] = set()
        self._numbers: set[int] = set()  # of all papers seen, those too that are listed twice
        self._questions = questions(asked, order)
        self._drawn = self._draw(seed) if order == "random" else None
        self._ended = False

    def get(self, at: int) -> PaperRow | None:
        """Return the paper at a place in the queue, from 0; None behind its end."""
        while at >= len(self._items) and not self._ended:
            self._take(self._next_page())
        return self._items[at] if 0 <= at < len(self._items) else None

    def place_of(self, number: int, at: int) -> int | None:
        """Return the place of a paper, put in at `at` where it has none yet; None if it is gone."""
        row = self._library.ask(lambda index: index.review.row(number))
        if row is None:
            return None
        if self.key(row) not in self._keys:
            self._keys.add(self.key(row))
            self._numbers.add(number)
            self._items.insert(at, row)
        return next(at for at, item in enumerate(self._items) if self.key(item) == self.key(row))

    def count(self) -> int:
        """Return how many papers are still to be asked about, each as often as it is listed."""
        return self._library.ask(
            lambda index: sum(index.review.count(question) for question in self._questions)
        )

    def key(self, row: PaperRow) -> object:
        """Return what is the same for all rows of one paper."""
        return row.words if self.asked.label == "role" and row.words else row.number

    def _take(self, rows: list[PaperRow]) -> None:
        for row in rows:
            self._numbers.add(row.number)
            if self.key(row) not in self._keys:
                self._keys.add(self.key(row))
                self._items.append(row)

    def _next_page(self) -> list[PaperRow]:
        if self._drawn is not None:
            page = [row for row, _ in zip(self._drawn, range(_PAGE), strict=False)]
            self._ended = len(page) < _PAGE
            return page
        # From the start each time: papers that were labelled meanwhile are no longer there.
        most = len(self._numbers) + _PAGE
        rows = self._library.ask(lambda index: self._first(index, most))
        self._ended = len(rows) < most
        return [row for row in rows if row.number not in self._numbers]

    def _first(self, index: Index, most: int) -> list[PaperRow]:
        rows: list[PaperRow] = []
        for question in self._questions:
            if len(rows) < most:
                rows += index.review.first(question, most - len(rows))
        return rows

    def _draw(self, seed: int) -> Iterator[PaperRow]:
        """Yield all papers by chance, each order of them as likely; the same for the same seed."""
        (question,) = self._questions
        numbers: Sequence[int]
        if self.asked.filters == Filters() and self.asked.hub is None:
            numbers = _Whole(self._library.ask(lambda index: index.review.last_numbers()))
        else:
            numbers = self._library.ask(lambda index: index.review.numbers(question))
        chance = random.Random(seed)
        moved: dict[int, int] = {}  # Fisher and Yates, as far as it is needed
        for last in range(len(numbers) - 1, -1, -1):
            at = chance.randint(0, last)
            number = numbers[moved.get(at, at)]
            moved[at] = moved.get(last, last)
            row = self._library.ask(partial(_one, question, number))
            if row is not None:
                yield row


def _one(question: Question, number: int, index: Index) -> PaperRow | None:
    return index.review.one(question, number)


class _Whole(Sequence[int]):
    """The numbers of all papers, of which only the last of each hub is kept."""

    def __init__(self, last: list[int]) -> None:
        self._last = last
        self._ends = list(accumulate(PaperRow(number, "").position for number in last))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, at: Any) -> Any:
        hub = bisect_right(self._ends, at)
        return self._last[hub] - (self._ends[hub] - 1 - at)
