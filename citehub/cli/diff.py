"""citehub diff: what changed in a hub, or in all of them, from one capture to another."""

from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer, rows
from citehub.cli.command import command
from citehub.cli.options import CountsView, OptionalHub
from citehub.cli.papers import say_if_single
from citehub.errors import CitehubError
from citehub.formats import OF_COUNTS
from citehub.hubs.history import Difference, Growth, growth
from citehub.jobs.diff import before

_CHANGED = 1  # the exit code of --exit-code


@command
def diff(
    library: OpenLibrary,
    view: CountsView,
    hub: OptionalHub = None,
    start: Annotated[
        str | None, typer.Option("--from", help="A capture's number or a day: the state before.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="A capture's number or a day: the state after.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="What changed on this day or later.")
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with exit code 1 when something changed.")
    ] = False,
) -> Answer:
    """Show what changed from one capture to another.

    Without options the last two captures of each hub are compared. `-f svg` draws how many papers
    a hub listed by each of its captures.
    """
    if since is not None and (start is not None or end is not None):
        raise typer.BadParameter("goes without --from and --to", param_hint="--since")
    hubs, found = library.diff(hub, before(since) if since else start, end)
    if view.form in OF_COUNTS:
        if hub is None:
            raise CitehubError(f"{view.form} draws one hub; name it: citehub diff HUB -f svg")
        return rows(growth(next(iter(hubs))), Growth._fields, "capture", "captures")
    if hub and since is None and start is None:
        (compared,) = hubs
        say_if_single(compared)
    differences = list(found)
    answer = rows(differences, Difference._fields, "difference", "differences")
    return answer._replace(exit_code=_CHANGED if exit_code and differences else 0)
