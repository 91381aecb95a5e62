"""citehub related: hubs that share citing papers, and the papers that two share."""

from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.complete import complete_hub
from citehub.cli.options import BriefOption, HubArgument, WorksView, limited
from citehub.cli.papers import PAPER_KEYS, cited, say_unknown_values
from citehub.formats import GRAPHS
from citehub.index.filters import Filters
from citehub.records import HUB_KEYS

SCORES = ("shared", "jaccard", "association_strength")
COLUMNS = ("id", "title", *SCORES)
PAPER_COLUMNS = ("hub", "position", "title", "role", "citation_role", "year")


@command
def related(
    library: OpenLibrary,
    view: WorksView,
    filters: Filters,
    hub: HubArgument,
    other: Annotated[
        str | None,
        typer.Argument(
            help="Another hub: list the papers that cite both.",
            autocompletion=complete_hub,
            show_default=False,
        ),
    ] = None,
    brief: BriefOption = False,
) -> Answer:
    """List the hubs that share citing papers with one, or those papers.

    The closest come first, by the Jaccard index. With filters, only papers that pass them count.
    """
    filters = limited(filters, view)
    if other is not None:
        return _shared(
            library, view, filters._replace(every_listing=view.form in GRAPHS), hub, other, brief
        )
    if filters.sort:
        raise typer.BadParameter("the closest hubs come first", param_hint="--sort")
    found = library.related_hubs(hub, filters)
    say_unknown_values(library, filters)
    keys = (*HUB_KEYS, *SCORES)
    about = {"columns": COLUMNS, "what": ("related hub", "related hubs"), "total": found.total}
    return Answer(found.hubs, keys, "rows", COLUMNS, about)


def _shared(
    library: OpenLibrary, view: WorksView, filters: Filters, hub: str, other: str, brief: bool
) -> Answer:
    found = library.shared_papers(hub, other, filters)
    say_unknown_values(library, filters)
    papers = list(found.papers)
    about = {"matching": found.total(), "total": found.total(), "hubs": 0, "brief": brief}
    keys = (*PAPER_KEYS, "hubs")
    return Answer(papers, keys, "papers", PAPER_COLUMNS, about, hubs=lambda: cited(library, papers))
