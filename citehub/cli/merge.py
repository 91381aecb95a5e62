"""citehub merge: two hubs of one work made one."""

from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer, check_fields, rows
from citehub.cli.command import command
from citehub.cli.complete import complete_hub
from citehub.cli.options import DryRunOption, HubArgument, RulesOption, View
from citehub.jobs.merge import Merged


@command
def merge(
    library: OpenLibrary,
    view: View,
    hub: HubArgument,
    other: Annotated[
        str,
        typer.Argument(
            help="The hub to join to it.", autocompletion=complete_hub, show_default=False
        ),
    ],
    dry_run: DryRunOption = False,
    rules: RulesOption = None,
) -> Answer:
    """Join two hubs of one work: the other to the first.

    The first keeps its id and title. The id and the titles of the other find it, and so do new
    pages of the other. `citehub undo` takes it back.
    """
    check_fields(view, Merged._fields)  # before anything is changed
    merged = library.merge(hub, other, rules=rules, dry_run=dry_run)
    would = "would be joined" if dry_run else "joined"
    return rows([merged], Merged._fields, f"hub {would}", f"hubs {would}")
