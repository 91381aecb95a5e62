"""citehub remove: take out a hub, or a paper of one."""

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer, check_fields, rows
from citehub.cli.command import command
from citehub.cli.options import DryRunOption, HubArgument, OptionalPaper, View
from citehub.jobs.remove import Removed


@command
def remove(
    library: OpenLibrary,
    view: View,
    hub: HubArgument,
    paper: OptionalPaper = None,
    dry_run: DryRunOption = False,
) -> Answer:
    """Take a hub out of the store, or a paper out of a hub.

    `citehub undo` puts it back. So does a page that lists it, when it is ingested.
    """
    check_fields(view, Removed._fields)  # before anything is changed
    removed = library.remove(hub, paper, dry_run=dry_run)
    would = "would be removed" if dry_run else "removed"
    one, many = ("hub", "hubs") if paper is None else ("paper", "papers")
    return rows([removed], Removed._fields, f"{one} {would}", f"{many} {would}")
