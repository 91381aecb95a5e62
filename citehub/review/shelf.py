"""What can be looked through: hubs, the papers of one, papers by words; each list has an end."""

from collections.abc import Sequence
from typing import NamedTuple

from citehub.index.filters import Filters
from citehub.index.place import PaperRow
from citehub.library.library import Library
from citehub.library.query import parse
from citehub.library.search import search_papers
from citehub.records import Record
from citehub.review.card import Card, Cards
from citehub.rules.ruleset import RuleSet
from citehub.text.safe import printable

MOST_HUBS = 1_000
MOST_PAPERS = 500
_MOST_FOUND = 50


class Line(NamedTuple):
    """A hub or paper of a list: its number in the index, and what it is called."""

    number: int
    text: str


class Shelf:
    """A library to look through."""

    def __init__(self, library: Library, rules: RuleSet) -> None:
        self.library = library
        self._cards = Cards(library, rules)

    def hubs(self) -> list[Line]:
        """Return the hubs in the order of the store."""
        summaries = self.library.ask(lambda index: [*index.summaries(MOST_HUBS)])
        return [
            Line(self.library.known_place(id=hub["id"]).number, _hub_line(hub)) for hub in summaries
        ]

    def hub_count(self) -> int:
        """Return how many hubs there are."""
        return self.library.ask(lambda index: index.hub_count())

    def papers(self, hub: int, filters: Filters) -> list[Line]:
        """Return the papers of a hub that pass, in its order."""
        limited = filters._replace(limit=MOST_PAPERS)
        rows = self.library.ask(lambda index: [*index.papers.listed(limited, hub=hub)])
        return self._lines([row.number for row in rows])

    def count(self, hub: int, filters: Filters) -> int:
        """Return how many papers of a hub pass."""
        return self.library.ask(lambda index: index.papers.count(filters, hub=hub))

    def find(self, text: str, filters: Filters) -> list[Line]:
        """Return the papers of all hubs whose titles have these words, best first."""
        limited = filters._replace(limit=_MOST_FOUND)
        query = parse(text)
        found = self.library.ask(lambda _: search_papers(self.library, query, ("title",), limited))
        return self._lines(found.numbers)

    def card(self, number: int, label: str = "role") -> Card | None:
        """Return a paper with all that is known of it; None where it is gone."""
        row: PaperRow | None = self.library.ask(lambda index: index.review.row(number))
        return self._cards.card(row, label) if row else None

    def _lines(self, numbers: Sequence[int]) -> list[Line]:
        papers = self.library.papers(numbers)
        return [
            Line(number, paper_line(paper)) for number, paper in zip(numbers, papers, strict=True)
        ]


def paper_line(paper: Record) -> str:
    """Return a paper in one line: its title, its role, its year."""
    said = [paper["title"] or "(no title)", paper["role"], paper["year"]]
    return _line(said)


def _hub_line(hub: Record) -> str:
    return _line([hub["title"], f"{hub['listed_count']:,}"])


def _line(parts: list[object]) -> str:
    return printable(" · ".join(str(part) for part in parts if part is not None).replace("\n", " "))
