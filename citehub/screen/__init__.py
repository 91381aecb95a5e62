"""Records in, Rich tables out: a view is a module with `show(console, records, **about)`."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from citehub.records import Record

VIEWS = {  # by name: the module, loaded when it is asked for
    "hubs": "citehub.screen.hubs",
    "hub": "citehub.screen.hub",
    "papers": "citehub.screen.papers",
    "counts": "citehub.screen.counts",
    "rows": "citehub.screen.rows",
    "address": "citehub.screen.address",
    "explanation": "citehub.screen.explanation",
    "scores": "citehub.screen.scores",
}


def show(
    view: str,
    records: Iterable[Record],
    *,
    color: bool | None,
    about: Any,
    page: Callable[[str], None] | None = None,
) -> None:
    """Print records for the eye; `color` None leaves it to the terminal and the environment.

    `about` holds what a view wants to know beyond its records, such as how many there are. `page`
    is given the whole text in place of stdout.
    """
    console = import_module("citehub.screen.console").console(color)
    module = import_module(VIEWS[view])
    if page is None:
        module.show(console, list(records), **about)
        return
    with console.capture() as captured:
        module.show(console, list(records), **about)
    page(captured.get())
