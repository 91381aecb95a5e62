"""A full-screen review begun: what its screen asks of the library."""

from collections.abc import Callable, Mapping
from contextlib import closing

from citehub.errors import CitehubError
from citehub.index.filters import Filters
from citehub.library.library import Library
from citehub.library.query import parse
from citehub.library.search import search_papers
from citehub.records import Record
from citehub.review.app import ReviewApp
from citehub.review.panes import shown
from citehub.review.queue import Queue
from citehub.review.session import Review, save
from citehub.review.typed import filters_of
from citehub.review.values import Value
from citehub.rules.ruleset import RuleSet

_MOST_FOUND = 50  # papers offered by a search


def run_full(
    library: Library, review: Review, values: list[Value], rules: RuleSet, keys: Mapping[str, str]
) -> None:
    """Run a review on the whole terminal, until it is ended."""
    said = library.say
    app = app_of(library, review, values, rules, keys)
    library.say = app.heard
    try:
        app.run()
    finally:
        library.say = said


def app_of(
    library: Library, review: Review, values: list[Value], rules: RuleSet, keys: Mapping[str, str]
) -> ReviewApp:
    """Return the screen of a review."""

    def apart() -> Library:  # SQLite's connections belong to the thread that made them
        return Library(library.store.path, lambda message: None)

    def keep(say: Callable[[str], None]) -> None:
        with closing(apart()) as other:
            other.say = say
            try:
                save(other, review.journal, rules)
            except CitehubError as error:  # they wait in the journal
                say(str(error))

    def count() -> int:
        with closing(apart()) as other:
            other.refresh()
            return Queue(other, review.queue.asked, "hub", 0).count()

    def find(text: str) -> list[tuple[int, str]]:
        query = parse(text)
        found = search_papers(library, query, ("title",), Filters(limit=_MOST_FOUND))
        papers = library.papers(found.numbers)
        return list(zip(found.numbers, map(titled, papers), strict=True))

    def refilter(text: str) -> None:
        asked = review.queue.asked._replace(filters=filters_of(text))
        review.begin(Queue(library, asked, review.queue.order, review.queue.seed))

    return ReviewApp(review, values, keys, save=keep, count=count, find=find, refilter=refilter)


def titled(paper: Record) -> str:
    """Return a paper in one line: its title, its label, its hub."""
    return shown(f"{paper['title'] or '(no title)'} · {paper['role']} · {paper['hub']}")
