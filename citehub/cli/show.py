"""citehub show: the hubs, or one hub with its citing papers."""

from pathlib import Path
from typing import Annotated

import typer

from citehub import jobs
from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import BriefOption, OptionalHub, RulesOption, WorksView, limited
from citehub.cli.papers import PAPER_KEYS, say_empty, say_if_single, say_unknown_values
from citehub.cli.streams import say
from citehub.errors import CitehubError, RulesError
from citehub.formats import OF_WORKS
from citehub.index.filters import Filters
from citehub.library.listing import Choice
from citehub.model import Capture, Hub
from citehub.records import HUB_KEYS, hub_summary

HUB_COLUMNS = ("id", "title", "tier", "citing_count", "listed_count", "complete", "roles", "status")
CAPTURE_COLUMNS = (
    *("number", "when", "source", "declared", "listed", "complete", "filtered", "cut", "site"),
)
PAPER_COLUMNS = (
    *("position", "title", "role", "citation_role", "year", "field", "representative", "authors"),
    *("venue", "doi", "summary"),
)


@command
def show(
    library: OpenLibrary,
    view: WorksView,
    filters: Filters,
    hub: OptionalHub = None,
    rules: RulesOption = None,
    brief: BriefOption = False,
    new: Annotated[
        bool, typer.Option("--new", help="Only papers that the capture before did not list.")
    ] = False,
    gone: Annotated[
        bool, typer.Option("--gone", help="Only papers gone since the capture before.")
    ] = False,
    captures: Annotated[
        bool, typer.Option("--captures", help="List the pages that the hub came from.")
    ] = False,
) -> Answer:
    """List the hubs, or show one with its papers."""
    if new + gone + captures > 1:
        raise typer.BadParameter("give one of --new, --gone and --captures")
    if captures:
        return _captures(library, view, filters, hub)
    if rules is not None:
        jobs.current_version(library.which_rules(rules))  # a file that is not there is refused
    filters = limited(filters, view)
    choice = jobs.newly_listed if new else jobs.newly_gone if gone else None
    if hub is None:
        return _all_hubs(library, filters, choice)
    return _one_hub(library, hub, filters, rules, brief, choice)


def _captures(library: OpenLibrary, view: WorksView, filters: Filters, hub: str | None) -> Answer:
    if hub is None:
        raise typer.BadParameter("name the one whose captures to list", param_hint="HUB")
    if filters != Filters(limit=filters.limit):
        raise typer.BadParameter("filters are for papers", param_hint="--captures")
    if view.form in OF_WORKS:
        raise CitehubError(f"{view.form} is for hubs and papers; captures go with -f json or csv")
    captures = hub_summary(library.listing(hub).hub)["captures"]
    numbered = [{"number": number} | said for number, said in enumerate(captures, start=1)]
    (known,) = hub_summary(Hub("", "", "", captures=(Capture("", ""),)))["captures"]
    keys = ("number", *known)
    about = {"columns": CAPTURE_COLUMNS, "what": ("capture", "captures"), "total": len(numbered)}
    shown = numbered[: limited(filters, view).limit]
    return Answer(shown, keys, "rows", CAPTURE_COLUMNS, about)


def _all_hubs(library: OpenLibrary, filters: Filters, choice: Choice | None) -> Answer:
    if choice is not None:
        raise typer.BadParameter(
            "name one to compare its captures; those of all: citehub diff", param_hint="HUB"
        )
    if filters != Filters(limit=filters.limit):
        option = f"--sort {filters.sort}" if filters.sort else "--role survey"
        raise typer.BadParameter(
            f"name one to filter or sort its papers; for those of all: citehub search {option}",
            param_hint="HUB",
        )
    total = library.hub_count()
    if not total:
        say_empty(library)
    return Answer(library.hubs(filters.limit), HUB_KEYS, "hubs", HUB_COLUMNS, {"total": total})


def _one_hub(
    library: OpenLibrary,
    name: str,
    filters: Filters,
    rules: Path | None,
    brief: bool,
    choice: Choice | None,
) -> Answer:
    found = library.listing(name, filters, choice)
    if choice is not None:
        say_if_single(found.hub)
    say_unknown_values(library, filters)
    summary = hub_summary(found.hub)
    about = {
        "hub": summary,
        "matching": found.matching,
        "total": found.total,
        "brief": brief,
        "by_hand": found.hub.roles_by_hand,
        "is_stale": lambda: _is_stale(library, found.hub, rules),
    }
    whole = summary | {"papers": found.papers}
    return Answer(
        found.papers, PAPER_KEYS, "hub", PAPER_COLUMNS, about, whole=whole, hubs=lambda: [summary]
    )


def _is_stale(library: OpenLibrary, hub: Hub, rules: Path | None) -> bool:
    """Return whether other rules labelled a hub; False, with a note, where the rules are gone."""
    try:
        return hub.rules not in (None, jobs.current_version(library.which_rules(rules)))
    except RulesError as error:
        say(f"note: {error}")
        return False
