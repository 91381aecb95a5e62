"""citehub search: citing papers by words, whatever their hub."""

from collections.abc import Iterator
from enum import Enum
from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import BriefOption, WorksView, limited
from citehub.cli.papers import PAPER_KEYS, say_unknown_values
from citehub.index.filters import Filters
from citehub.records import Record

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
    brief: BriefOption = False,
) -> Answer:
    """Find citing papers in all hubs.

    Without a QUERY, list the papers that pass the filters.
    """
    filters = limited(filters, view)
    papers, count_all = library.hits(query, within.value, filters)
    if not papers:
        say_unknown_values(library, filters)
    total = count_all()
    about = {"matching": total, "total": total, "across": True, "brief": brief}
    scored = ("score", "matched") if query.strip() else ()
    keys = (*PAPER_KEYS, *scored)
    return Answer(papers, keys, "papers", COLUMNS, about, hubs=lambda: _cited(library, papers))


def _cited(library: OpenLibrary, papers: list[Record]) -> Iterator[Record]:
    """Yield the hubs that papers cite."""
    ids = {paper["hub"] for paper in papers}
    return (hub for hub in library.hubs() if hub["id"] in ids)
