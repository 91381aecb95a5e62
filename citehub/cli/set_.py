"""citehub set: correct a hub's title, authors, year or id."""

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
    new_id: Annotated[
        str | None,
        typer.Option("--id", help="Its id; the ones that it had go on finding it.", metavar="ID"),
    ] = None,
    clear: Annotated[
        bool, typer.Option("--clear", help="Remove earlier corrections first.")
    ] = False,
    dry_run: DryRunOption = False,
) -> Answer:
    """Correct a hub's title, authors, year or id.

    What its page says is kept as well, and --clear goes back to it. A hub with an id made of
    authors gets one made of its title, unless --id names one.
    """
    if "" in (title, authors, new_id):
        raise typer.BadParameter("a title, authors or id cannot be blank; --clear goes back")
    if (title, authors, year, new_id) == (None, None, None, None) and not clear:
        raise typer.BadParameter("give --title, --authors, --year, --id or --clear")
    check_fields(view, FieldChange._fields)  # before anything is changed
    given: dict[str, str | int | None] = {"title": title, "authors": authors, "year": year}
    fields = {name: value for name, value in given.items() if value is not None}
    changed, changes = library.set_fields(hub, fields, new_id=new_id, clear=clear, dry_run=dry_run)
    if view.form != TABLE or view.fields:
        return rows(changes, FieldChange._fields, "field", "fields")
    about = ", ".join(str(part) for part in (changed.authors, changed.year) if part)
    now = "would be" if dry_run else "now"
    say(f"{changed.id}: {now} {changed.title!r}{f' ({about})' if about else ''}")
    say(f"{changed.id}: on its page {changed.page_title!r}")
    for change in changes:
        if change.field == "id":
            say(f"{changed.id}: {change.old} finds it, too")
    return Answer()
