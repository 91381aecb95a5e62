"""citehub search: citing papers by words, whatever their hub."""

from enum import Enum
from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import WorksView, limited
from citehub.cli.papers import PAPER_KEYS, say_unknown_values
from citehub.index.filters import Filters

COLUMNS = ("score", "hub", "position", "title", "role", "citation_role", "year")


class Within(str, Enum):
    """Where a search looks."""

    TITLE = "title"
    SUMMARY = "summary"
    HUB = "hub"


@command
def search(
    library: OpenLibrary,
    view: WorksView,
    filters: Filters,
    query: Annotated[
        str, typer.Argument(help="Words of a title, in any order; typing errors are forgiven.")
    ] = "",
    within: Annotated[
        Within, typer.Option("--in", help="Search titles, summaries, or the titles of hubs.")
    ] = Within.TITLE,
) -> Answer:
    """Find citing papers in all hubs.

    Without a QUERY, list the papers that pass the filters.
    """
    filters = limited(filters, view)
    papers, count_all = library.hits(query, within.value, filters)
    if not papers:
        say_unknown_values(library, filters)
    total = count_all()
    about = {"matching": total, "total": total, "across": True}
    scored = ("score", "matched") if query.strip() else ()
    return Answer(papers, (*PAPER_KEYS, *scored), "papers", COLUMNS, about)
