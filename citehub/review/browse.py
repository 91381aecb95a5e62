"""A library looked through: the screen begun, and labels from there."""

from contextlib import ExitStack

from citehub.index.filters import Filters
from citehub.index.queue import Asked
from citehub.library.library import Library
from citehub.review.browse_app import BrowseApp
from citehub.review.session import Review
from citehub.review.shelf import Shelf
from citehub.review.start import open_review
from citehub.review.values import values_of
from citehub.rules.ruleset import RuleSet


def run_browse(library: Library, rules: RuleSet, hub: int | None, filters: Filters) -> None:
    """Look through a library until that is ended; labels are in its store then."""
    said = library.say
    try:
        with ExitStack() as held:
            app = browse_app(library, rules, hub, filters, held)
            library.say = app.heard
            app.run()
            library.say = said
    finally:
        library.say = said


def browse_app(
    library: Library, rules: RuleSet, hub: int | None, filters: Filters, held: ExitStack
) -> BrowseApp:
    """Return the screen. The journal is opened by the first label, and held from then on."""
    begun: list[Review] = []

    def give(number: int, value: str) -> None:
        if not begun:
            asked = Asked("role", again=True)
            review = open_review(library, asked, rules, order="hub", seed=0)
            begun.append(held.enter_context(review))
        begun[0].jump(number)
        begun[0].give(value)

    values = values_of("role", rules, ())
    return BrowseApp(Shelf(library, rules), values, give=give, hub=hub, filters=filters)
