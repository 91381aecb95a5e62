"""A full-screen review begun: what its screen asks of the library."""

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial

from citehub.errors import CitehubError
from citehub.library.library import Library
from citehub.review.app import ReviewApp
from citehub.review.found import refilter, titled
from citehub.review.queue import Queue
from citehub.review.session import Review, save
from citehub.review.values import Value
from citehub.rules.ruleset import RuleSet


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

    return ReviewApp(
        review,
        values,
        keys,
        save=keep,
        count=count,
        find=partial(titled, library),
        refilter=partial(refilter, library, review),
    )
