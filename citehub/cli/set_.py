"""citehub set: correct a hub's title, authors or year."""

from typing import Annotated

import typer

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import HubArgument
from citehub.cli.streams import say


@command
def set_(
    library: OpenLibrary,
    hub: HubArgument,
    title: Annotated[str | None, typer.Option("--title", help="The work's title.")] = None,
    authors: Annotated[str | None, typer.Option("--authors", help="Its authors.")] = None,
    year: Annotated[
        int | None, typer.Option("--year", min=1000, max=2999, help="The year it appeared.")
    ] = None,
    clear: Annotated[
        bool, typer.Option("--clear", help="Remove earlier corrections first.")
    ] = False,
) -> Answer:
    """Correct a hub's title, authors or year.

    What its page says is kept as well, and --clear goes back to it.
    """
    if "" in (title, authors):
        raise typer.BadParameter("a title or authors cannot be blank; --clear removes corrections")
    if (title, authors, year) == (None, None, None) and not clear:
        raise typer.BadParameter("give --title, --authors, --year or --clear")
    changed = library.set(hub, title=title, authors=authors, year=year, clear=clear)
    about = ", ".join(str(part) for part in (changed.authors, changed.year) if part)
    say(f"{changed.id}: now {changed.title!r}{f' ({about})' if about else ''}")
    say(f"{changed.id}: on its page {changed.page_title!r}")
    return Answer()
