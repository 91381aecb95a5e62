"""citehub undo: take the last change of the store back."""

from contextlib import suppress
from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer, check_fields, rows
from citehub.cli.command import command, remembered_rules
from citehub.cli.options import DryRunOption, View
from citehub.cli.streams import say
from citehub.errors import RulesError
from citehub.jobs.undo import Undone

_LISTED = ("when", "change", "hubs")


@command
def undo(
    library: OpenLibrary,
    view: View,
    listed: Annotated[
        bool, typer.Option("--list", help="List the changes that can be taken back.")
    ] = False,
    dry_run: DryRunOption = False,
) -> Answer:
    """Take the last change of the store back.

    A change is an ingest, labels, a title, a merge or a removal. Each call goes one further back.
    Which rules label the store is no part of it.
    A hub that was changed since then, by hand or by another program, is never overwritten.
    """
    if listed:
        kept = (
            {"when": at, "change": what, "hubs": None if hubs is None else len(hubs)}
            for what, at, hubs in library.changes()
        )
        return rows(kept, _LISTED, "change", "changes")
    check_fields(view, Undone._fields)  # before anything is changed
    done = library.undo(dry_run=dry_run)
    if any(undone.change == "classify" for undone in done):
        with suppress(RulesError):  # what cannot be read is said by the commands that need it
            if rules := remembered_rules(library.library.store):
                say(
                    f"note: {rules} goes on labelling here; for the shipped rules: "
                    "citehub classify --rules default"
                )
    would = "would be taken back" if dry_run else "taken back"
    return rows(done, Undone._fields, f"hub {would}", f"hubs {would}")
