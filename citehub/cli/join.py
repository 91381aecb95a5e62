"""citehub join: the parts of a store as one."""

from pathlib import Path
from typing import Annotated

import typer

from citehub.cli.answer import Answer
from citehub.cli.command import AnyLibrary, command
from citehub.cli.report import from_here
from citehub.cli.streams import say
from citehub.text.counted import counted


@command
def join(
    library: AnyLibrary,
    parts: Annotated[
        list[Path],
        typer.Argument(help="All parts of a store; what stands next to them is left out."),
    ],
) -> Answer:
    """Join the parts of a store to one.

    `citehub ingest --part` makes them. It is the store that one ingest makes, byte for byte.
    """
    done = library.join(parts)
    stored = f"; written to {from_here(library.path)}" if done.new else ", all there before"
    say(
        f"{counted(done.parts, 'part')}, {counted(done.pages, 'page')}: "
        f"{counted(done.hubs, 'hub')}{stored}"
    )
    return Answer()
