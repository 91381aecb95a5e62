"""What the commands that list papers share."""

from collections.abc import Iterable, Iterator

from citehub.api import OpenLibrary
from citehub.cli.streams import say
from citehub.index.filters import Filters
from citehub.model import LABELS, UNCLASSIFIED, Hub, Paper
from citehub.records import Record, listed_papers
from citehub.text.nearest import nearest

_MOST_VALUES = 20  # of a filter that are named where none of it was found

# The keys of every paper that is listed, known also where no paper is.
PAPER_KEYS = tuple(listed_papers(Hub("", "", "", papers=(Paper(),)))[0])


def say_empty(library: OpenLibrary) -> None:
    """Say that a store holds nothing yet, and how to fill it."""
    say(f"{library.path} holds no hubs yet; fill it with: citehub ingest PATH")


def say_if_single(hub: Hub) -> None:
    """Say that a hub has one capture, where two are to be compared."""
    if len(hub.captures) == 1:
        say(f"{hub.id} has one capture; there is nothing to compare it with")


def say_unknown_values(library: OpenLibrary, filters: Filters) -> None:
    """Name the filter values that no paper has, and the nearest ones that some have."""
    if not library.hub_count():
        return
    for column in (*LABELS, "field", "verdict"):
        asked: tuple[str, ...] = getattr(filters, column)
        for value in (one.removeprefix("!") for one in asked):
            if value.lower() == UNCLASSIFIED or library.has_value(column, value):
                continue
            known = library.values(column)
            near = nearest(value, known)
            meant = f"; did you mean {near!r}?" if near else ""
            there = f"; the store has: {', '.join(known[:_MOST_VALUES])}" if known else ""
            say(f"no paper has the {column} {value!r}{meant or there}")


def cited(library: OpenLibrary, papers: Iterable[Record]) -> Iterator[Record]:
    """Yield the hubs that papers cite."""
    ids = {id for paper in papers for id in (paper["hub"], *paper.get("hubs", ()))}
    return (hub for hub in library.hubs() if hub["id"] in ids)
