"""What the commands that list papers share."""

from citehub.api import OpenLibrary
from citehub.cli.streams import say
from citehub.index.filters import Filters
from citehub.model import LABELS, UNCLASSIFIED, Hub, Paper
from citehub.records import listed_papers

_MOST_VALUES = 20  # of a filter that are named where none of it was found

# The keys of every paper that is listed, known also where no paper is.
PAPER_KEYS = tuple(listed_papers(Hub("", "", "", papers=(Paper(),)))[0])


def say_empty(library: OpenLibrary) -> None:
    """Say that a store holds nothing yet, and how to fill it."""
    say(f"{library.path} holds no hubs yet; fill it with: citehub ingest PATH")


def say_unknown_values(library: OpenLibrary, filters: Filters) -> None:
    """Say which values of the filters no paper has: they may be typing errors."""
    if not library.hub_count():
        say_empty(library)
        return
    for column in (*LABELS, "field", "verdict"):
        asked: tuple[str, ...] = getattr(filters, column)
        known = library.values(column) if asked else []
        for value in asked:
            if value.lower() not in (UNCLASSIFIED, *map(str.lower, known)):
                there = f"; the store has: {', '.join(known[:_MOST_VALUES])}" if known else ""
                say(f"no paper has the {column} {value!r}{there}")
