"""citehub set: correct a hub's title, authors or year."""

from typing import Annotated

import typer

from citehub.cli.command import opened
from citehub.cli.options import STORE, HubArgument, StoreOption
from citehub.cli.streams import say
from citehub.text.words import one_line


def set_(
    hub: HubArgument,
    title: Annotated[str | None, typer.Option("--title", help="The work's title.")] = None,
    authors: Annotated[str | None, typer.Option("--authors", help="Its authors.")] = None,
    year: Annotated[
        int | None, typer.Option("--year", min=1000, max=2999, help="The year it appeared.")
    ] = None,
    clear: Annotated[
        bool, typer.Option("--clear", help="Remove earlier corrections first.")
    ] = False,
    store: StoreOption = STORE,
) -> None:
    """Correct a hub's title, authors or year.

    What its page says is kept as well.
    """
    texts = {
        name: value for name, value in (("title", title), ("authors", authors)) if value is not None
    }
    if not all(map(str.strip, texts.values())):
        raise typer.BadParameter("a title or authors cannot be blank; --clear removes corrections")
    fields: dict[str, str | int] = {name: one_line(value) for name, value in texts.items()}
    if year is not None:
        fields["year"] = year
    if not fields and not clear:
        raise typer.BadParameter("give --title, --authors, --year or --clear")
    with opened(store) as library:
        changed = library.set(one_line(hub), clear=clear, **fields)
    about = ", ".join(str(part) for part in (changed.authors, changed.year) if part)
    say(f"{changed.id}: now {changed.title!r}{f' ({about})' if about else ''}")
    say(f"{changed.id}: on its page {changed.page_title!r}")
