"""citehub count: how many citing papers there are of what."""

from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import CountsView, OptionalHub, limited
from citehub.cli.papers import say_unknown_values
from citehub.cli.settings import TABLE
from citehub.index.filters import Filters
from citehub.index.sql import COUNT_KEYS
from citehub.library.counts import check_keys

_SHORT = {"polarity": "citation_polarity"}


@command
def count(
    library: OpenLibrary,
    view: CountsView,
    filters: Filters,
    hub: OptionalHub = None,
    by: Annotated[
        str,
        typer.Option("--by", help=f"Count by one or two of {', '.join(COUNT_KEYS)}: role,year"),
    ] = "role",
) -> Answer:
    """Count citing papers by role, year and more.

    A paper is counted for each hub that it cites.
    """
    keys = tuple(_SHORT.get(key, key) for key in map(str.strip, by.split(",")) if key)
    try:
        check_keys(keys)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--by") from None
    if filters.sort:
        raise typer.BadParameter("the rows have an order of their own", param_hint="--sort")
    records = library.counts(keys, filters._replace(limit=None), hub)
    if not records:
        say_unknown_values(library, filters)
    shown = records[: limited(filters, view).limit]
    columns = (*keys, "count")
    total = sum(record["count"] for record in records)
    hubs = library.hub_count() if view.form == TABLE and hub is None else 1
    about = {"keys": keys, "groups": len(records), "total": total, "hubs": hubs}
    return Answer(shown, columns, "counts", columns, about)
