"""One hub with the papers of it that pass filters."""

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


def list_hub(library: Library, name: str, filters: Filters | None) -> HubListing:
    """Return a hub with the papers that pass; NoMatchError where the name fits none or several."""
    place = find_hub(library, name)
    hub = library.read(place)
    total = len(hub.papers)
    if filters is None or filters == Filters():
        return HubListing(hub, ListedPapers(hub, range(1, total + 1)), total, total)
    rows = library.index.papers.listed(filters, hub=place.number)
    chosen = ListedPapers(hub, [row.position for row in rows])
    matching = library.index.papers.count(filters, hub=place.number)
    return HubListing(hub, chosen, matching, total)
