"""What a search finds."""

from array import array
from collections.abc import Callable
from typing import NamedTuple

from citehub.index.index import Index


class Found(NamedTuple):
    """Papers by number, best first, what each is called, and how many there are in all.

    `is_all` is false where more may answer than `total`: those that cannot be among the first were
    not looked at. `in_title` is false where the words are in no title but in title and summary
    together, or where no title that was looked at answers and summaries do: then `in_summary` is
    true.
    """

    numbers: "array[int]"
    hits: list["Hit"] | None
    total: Callable[[Index], int]
    is_all: bool = True
    in_title: bool = True
    in_summary: bool = False


class Hit(NamedTuple):
    """A paper that answers a query: its score, number and words."""

    score: float
    number: int
    text: str
