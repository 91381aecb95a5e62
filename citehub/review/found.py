"""Papers that are looked for while a review goes on: by words of a title, or by filters."""

from citehub.index.filters import Filters
from citehub.library.library import Library
from citehub.library.query import parse
from citehub.library.search import search_papers
from citehub.records import Record
from citehub.review.queue import Queue
from citehub.review.session import Review
from citehub.review.typed import filters_of
from citehub.text.safe import printable

_MOST = 50  # papers offered by a search


def titled(library: Library, text: str) -> list[tuple[int, str]]:
    """Return the papers that have these words in their titles, best first: number, and a line."""
    found = search_papers(library, parse(text), ("title",), Filters(limit=_MOST))
    papers = library.papers(found.numbers)
    return list(zip(found.numbers, map(line_of, papers), strict=True))


def line_of(paper: Record) -> str:
    """Return a paper in one line: its title, its label, its hub."""
    line = f"{paper['title'] or '(no title)'} · {paper['role']} · {paper['hub']}"
    return printable(line.replace("\n", " "))


def refilter(library: Library, review: Review, text: str) -> None:
    """Begin the queue again with the papers that pass filters as they are typed."""
    asked = review.queue.asked._replace(filters=filters_of(text))
    review.begin(Queue(library, asked, review.queue.order, review.queue.seed))
