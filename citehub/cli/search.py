"""citehub search: citing papers by words, whatever their hub."""

from enum import Enum
from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.complete import complete_hub
from citehub.cli.minus import SearchCommand
from citehub.cli.options import BriefOption, WorksView, limited
from citehub.cli.papers import PAPER_KEYS, cited, say_empty, say_unknown_values
from citehub.cli.settings import TABLE
from citehub.cli.streams import say
from citehub.formats import GRAPHS
from citehub.index.filters import Filters

COLUMNS = ("score", "hub", "position", "title", "role", "citation_role", "year")


class Within(str, Enum):
    """Where a search looks."""

    TITLE = "title"
    SUMMARY = "summary"
    HUB = "hub"


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command("search", cls=SearchCommand)
@command
def search(
    library: OpenLibrary,
    view: WorksView,
    filters: Filters,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help="Words, in any order; -word for one not to have, '\"a phrase\"' for words side "
            "by side. Typing errors are forgiven.",
            show_default=False,
        ),
    ] = None,
    within: Annotated[
        list[Within] | None,
        typer.Option(
            "--in",
            help="Search titles, summaries (both if not given), or else the titles of hubs, which "
            "then have the phrases and none of the -words.",
        ),
    ] = None,
    hub: Annotated[
        list[str] | None,
        typer.Option(
            "--hub", help="Only papers of this hub (repeatable).", autocompletion=complete_hub
        ),
    ] = None,
    brief: BriefOption = False,
) -> Answer:
    """Find citing papers in all hubs.

    Without a QUERY, list the papers that pass the filters.
    """
    is_graph = view.form in GRAPHS
    filters = limited(filters, view)._replace(
        hubs=library.hub_numbers(hub or []), every_listing=is_graph
    )
    places = tuple(place.value for place in within or (Within.TITLE, Within.SUMMARY))
    if Within.HUB.value in places and len({*places}) > 1:
        raise typer.BadParameter("hub goes alone: it searches other titles", param_hint="--in")
    found = library.hits(query or [], places, filters)
    scored = ("score", "matched") if found.has_words else ()
    say_unknown_values(library, filters)
    if found.is_empty and not library.hub_count():
        say_empty(library)
    elif found.is_empty and not found.is_all:
        say("many papers have some of these words, and not all were looked at; use fewer words")
    elif found.in_summary:
        say(
            "no title has these words; these papers have them, most of them or similar ones in "
            "their summaries"
        )
    elif not found.in_title:
        say("no title has all these words; these papers have them in title and summary together")
    as_table = view.form == TABLE and not view.fields
    total = found.total() if as_table else 0
    about = {
        "matching": total,
        "total": total,
        "is_all": found.is_all,
        "hubs": library.hub_count() if as_table else 0,
        "brief": brief,
    }
    names_hubs = is_graph or view.form == "html"  # which asks for the hubs first
    papers = list(found.papers) if names_hubs else found.papers
    keys = (*PAPER_KEYS, "hubs", *scored)
    return Answer(papers, keys, "papers", COLUMNS, about, hubs=lambda: cited(library, papers))
