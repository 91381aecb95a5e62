"""citehub show: the hubs, or one hub with its citing papers."""

from pathlib import Path

import typer

from citehub import jobs
from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import BriefOption, OptionalHub, RulesOption, WorksView, limited
from citehub.cli.papers import PAPER_KEYS, say_empty, say_unknown_values
from citehub.cli.streams import say
from citehub.errors import RulesError
from citehub.index.filters import Filters
from citehub.model import Hub
from citehub.records import HUB_KEYS, hub_summary

HUB_COLUMNS = ("id", "title", "tier", "citing_count", "listed_count", "complete", "roles", "status")
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
) -> Answer:
    """List the hubs, or show one with its papers."""
    if rules is not None:
        jobs.current_version(library.which_rules(rules))  # a file that is not there is refused
    filters = limited(filters, view)
    if hub is None:
        return _all_hubs(library, filters)
    return _one_hub(library, hub, filters, rules, brief)


def _all_hubs(library: OpenLibrary, filters: Filters) -> Answer:
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
    library: OpenLibrary, name: str, filters: Filters, rules: Path | None, brief: bool
) -> Answer:
    found = library.listing(name, filters)
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
