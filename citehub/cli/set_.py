"""citehub set: correct a hub's title, authors or year."""

from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer, check_fields, rows
from citehub.cli.command import command
from citehub.cli.options import DryRunOption, HubArgument, View
from citehub.cli.settings import TABLE
from citehub.cli.streams import say
from citehub.jobs.correct import FieldChange


@command
def set_(
    library: OpenLibrary,
    view: View,
    hub: HubArgument,
    title: Annotated[str | None, typer.Option("--title", help="The work's title.")] = None,
    authors: Annotated[str | None, typer.Option("--authors", help="Its authors.")] = None,
    year: Annotated[
        int | None, typer.Option("--year", min=1000, max=2999, help="The year it appeared.")
    ] = None,
    clear: Annotated[
        bool, typer.Option("--clear", help="Remove earlier corrections first.")
    ] = False,
    dry_run: DryRunOption = False,
) -> Answer:
    """Correct a hub's title, authors or year.

    What its page says is kept as well, and --clear goes back to it.
    """
    if "" in (title, authors):
        raise typer.BadParameter("a title or authors cannot be blank; --clear removes corrections")
    if (title, authors, year) == (None, None, None) and not clear:
        raise typer.BadParameter("give --title, --authors, --year or --clear")
    check_fields(view, FieldChange._fields)  # before anything is changed
    given: dict[str, str | int | None] = {"title": title, "authors": authors, "year": year}
    fields = {name: value for name, value in given.items() if value is not None}
    changed, changes = library.set_fields(hub, fields, clear=clear, dry_run=dry_run)
    if view.form != TABLE or view.fields:
        return rows(changes, FieldChange._fields, "field", "fields")
    about = ", ".join(str(part) for part in (changed.authors, changed.year) if part)
    now = "would be" if dry_run else "now"
    say(f"{changed.id}: {now} {changed.title!r}{f' ({about})' if about else ''}")
    say(f"{changed.id}: on its page {changed.page_title!r}")
    return Answer()
