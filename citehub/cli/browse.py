"""citehub browse: hubs and papers, looked through on the whole terminal."""

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.full_screen import load_full, must_be_a_terminal
from citehub.cli.options import OptionalHub, RulesOption
from citehub.index.filters import Filters
from citehub.library.names import find_hub


@command
def browse(
    library: OpenLibrary, filters: Filters, hub: OptionalHub = None, rules: RulesOption = None
) -> Answer:
    """Look through hubs and their papers on the whole terminal.

    Search as you type, filter, explain, open, and label with one key.
    """
    must_be_a_terminal("browse", "citehub show")
    browsing = load_full("citehub.review.browse", "citehub show, citehub search")
    opened = library.library
    opened.refresh()
    number = opened.ask(lambda _: find_hub(opened, hub)).number if hub else None
    ruleset = library.ruleset(rules)
    browsing.run_browse(opened, ruleset, number, filters)
    return Answer()
