"""Where a hub's record stands, and how its papers are numbered.

A paper's number is its hub's number and its position, so that the order of numbers is the order of
the store.
"""

from collections.abc import Hashable
from typing import NamedTuple

from citehub.index.digests import hash_of

_BITS = 24  # behind a hub's number, for the positions of its papers


def first_number(hub: int) -> int:
    """Return a number below those of a hub's papers: position 0."""
    return hub << _BITS


def last_number(hub: int) -> int:
    """Return a number above those of a hub's papers."""
    return hub + 1 << _BITS


def number_of(hub: int, position: int) -> int:
    """Return the number of the paper at a position, from 1, of a hub's papers."""
    return first_number(hub) + position


def hub_of_number(number: int) -> int:
    """Return the number of a paper's hub."""
    return number >> _BITS


def position_of_number(number: int) -> int:
    """Return the position, from 1, of a paper in its hub."""
    return number - first_number(hub_of_number(number))


# The same in SQL, for a column or expression.
POSITION_SQL = f"({{0}} & {(1 << _BITS) - 1})"
HUB_SQL = f"({{0}} >> {_BITS})"
RANGE_SQL = f"BETWEEN {{0}} << {_BITS} AND {{0}} + 1 << {_BITS}"


class Place(NamedTuple):
    """Where a hub's record stands in the store; `number` is the hub's number in the index."""

    number: int
    id: str
    offset: int
    length: int
    hash: bytes

    def holds(self, data: bytes) -> bool:
        """Return whether these bytes are the record that was indexed."""
        return hash_of(data) == self.hash


class Candidate(NamedTuple):
    """A citing paper that a search may mean, with the folded words that it is ranked by."""

    number: int
    title: str
    summary: str
    arxiv_id: str | None


class PaperRow(NamedTuple):
    """A citing paper as the index knows it, with the folded words of its title."""

    number: int
    words: str

    @property
    def hub(self) -> int:
        """The number of its hub."""
        return hub_of_number(self.number)

    @property
    def position(self) -> int:
        """Its position in the hub, from 1."""
        return position_of_number(self.number)


class OnePaper:
    """Tells which listings are of one paper: those of one title, unless their arXiv ids differ."""

    def __init__(self) -> None:
        self._ids: dict[Hashable, str | None] = {}  # by title: the first id
        self._known: set[Hashable] = set()

    def key(self, title: Hashable, arxiv_id: str | None) -> Hashable:
        """Return what the listings of one paper have in common."""
        first = self._ids.setdefault(title, arxiv_id)
        if first is None:
            self._ids[title] = arxiv_id
        return title if arxiv_id in (None, self._ids[title]) else (title, arxiv_id)

    def is_new(self, title: Hashable, arxiv_id: str | None) -> bool:
        """Return whether this is the first listing of its paper."""
        key = self.key(title, arxiv_id)
        if key in self._known:
            return False
        self._known.add(key)
        return True
