"""Hubs that share citing papers with one, the closest first, and the papers that two share."""

from array import array
from typing import NamedTuple

from citehub.errors import CitehubError
from citehub.index.filters import Filters
from citehub.index.related import Overlap
from citehub.library.found import Found
from citehub.library.library import Library
from citehub.library.names import find_hub
from citehub.records import Record


class RelatedHubs(NamedTuple):
    """Hubs with what they share, the closest first up to the limit, and how many there are."""

    hubs: list[Record]
    total: int


def related_hubs(library: Library, name: str, filters: Filters) -> RelatedHubs:
    """Return the hubs that share citing papers with one: `shared` of them, and how close they are.

    `jaccard` is the share of papers that cite both among those that cite either (Jaccard 1901).
    `association_strength` is the number that cite both, divided by the product of the numbers that
    cite each (van Eck and Waltman 2009, https://doi.org/10.1002/asi.21075).
    """
    found = library.index.related.overlaps(find_hub(library, name).number, filters)
    found.sort(key=lambda overlap: (-_jaccard(overlap), -len(overlap.shared), overlap.hub))
    hubs = [
        library.index.summary(overlap.hub)
        | {
            "shared": len(overlap.shared),
            "jaccard": _figure(_jaccard(overlap)),
            "association_strength": _figure(len(overlap.shared) / (overlap.here * overlap.there)),
        }
        for overlap in found[: filters.limit]
    ]
    return RelatedHubs(hubs, len(found))


def shared_papers(library: Library, name: str, other: str, filters: Filters) -> Found:
    """Return the papers of one hub that another lists, too, in the order asked.

    With `every_listing`, those of both hubs. CitehubError where both names mean one hub.
    """
    here, there = (find_hub(library, each) for each in (name, other))
    if here == there:
        raise CitehubError(f"{name!r} and {other!r} are one hub: {here.id}")
    found = library.index.related.overlaps(here.number, filters)
    pairs = next((overlap.shared for overlap in found if overlap.hub == there.number), [])
    numbers = [number for pair in pairs for number in pair[: 1 + filters.every_listing]]
    if filters.sort:
        numbers = library.index.papers.ordered(numbers, filters.sort)
    return Found(array("q", numbers[: filters.limit]), None, lambda _: len(pairs))


def _jaccard(overlap: Overlap) -> float:
    shared = len(overlap.shared)
    return shared / (overlap.here + overlap.there - shared)


def _figure(value: float) -> float:
    """Return a figure with four digits that count: of large hubs, it may be tiny."""
    return float(f"{value:.4g}")
