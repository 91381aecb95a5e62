"""citehub open: the page of a hub or of a paper, in the browser."""

import sys
import webbrowser

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import HubArgument, OptionalPaper, View
from citehub.cli.settings import TABLE
from citehub.cli.streams import say
from citehub.errors import CitehubError
from citehub.text.address import address


@command
def open_(
    library: OpenLibrary, view: View, hub: HubArgument, paper: OptionalPaper = None
) -> Answer:
    """Open a hub or a paper in the browser.

    Its page at arXiv, by its DOI, or the address that a page gives. Off a terminal, print that.
    """
    record = library.hub(hub)
    if paper is not None:
        record = library.paper(hub, paper)
    title, found = record["title"] or "(no title on the page)", address(record)
    if found is None:
        raise CitehubError(f"no page gives an arXiv id, a DOI or an address of {title!r}")
    if view.form == TABLE and sys.stdout.isatty() and webbrowser.open(found):
        say(f"opened {found}")
        return Answer()
    return Answer(
        [{"title": title, "address": found}], ("title", "address"), "address", single=True
    )
