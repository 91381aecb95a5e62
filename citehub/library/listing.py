"""One hub with the papers of it that pass filters."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from citehub.index.filters import Filters
from citehub.library.library import Library
from citehub.library.names import find_hub
from citehub.model import Hub
from citehub.records import ListedPapers


class HubListing(NamedTuple):
    """A hub, its papers that pass the filters, how many pass, and how many it has."""

    hub: Hub
    papers: ListedPapers
    matching: int
    total: int


Choice = Callable[[Hub], Collection[int]]  # the positions of some papers of a hub


def list_hub(
    library: Library, name: str, filters: Filters | None, choice: Choice | None = None
) -> HubListing:
    """Return a hub with the papers that pass, of those that are chosen.

    NoMatchError where the name fits none or several.
    """
    place = find_hub(library, name)
    hub = library.read(place)
    total = len(hub.papers)
    if choice is None and filters in (None, Filters()):
        return HubListing(hub, ListedPapers(hub, range(1, total + 1)), total, total)
    filters = filters or Filters()
    papers = library.index.papers
    if choice is None:
        matching = papers.count(filters, hub=place.number)
        passing = [row.position for row in papers.listed(filters, hub=place.number)]
    else:
        chosen = choice(hub)
        rows = papers.listed(filters._replace(limit=None), hub=place.number)
        passing = [row.position for row in rows if row.position in chosen]
        matching = len(passing)
    return HubListing(hub, ListedPapers(hub, passing[: filters.limit]), matching, total)
