"""citehub doctor: faults of the store, found and repaired."""

from typing import Annotated

import typer

from citehub.cli.answer import Answer, check_fields, rows
from citehub.cli.command import command, opened
from citehub.cli.options import StoreOption, View
from citehub.cli.settings import store_path
from citehub.cli.streams import say
from citehub.errors import EXIT_PROBLEM
from citehub.jobs.doctor import Fault, examine, is_put_aside, repair
from citehub.jobs.doubles import Double
from citehub.store.store import Store


@command
def doctor(
    view: View,
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair what can be repaired; move the rest to a file.")
    ] = False,
    doubles: Annotated[
        bool,
        typer.Option(
            "--doubles", help="List hubs and papers that may be one under two spellings instead."
        ),
    ] = False,
    store: StoreOption = None,
) -> Answer:
    """Find and repair faults of the store.

    Without --fix nothing is changed. With it nothing is lost: what cannot be repaired is moved to
    a file next to the store. Likely doubles are no faults, and none is joined unasked.
    """
    if doubles:
        if fix:
            raise typer.BadParameter("goes without --fix: join them with citehub merge")
        with opened(store) as library:
            return rows(library.doubles(), Double._fields, "likely double", "likely doubles")
    check_fields(view, Fault._fields)  # before anything is changed
    found = Store(store_path(store)[0])
    faults = repair(found, say) if fix else examine(found, say)
    if not faults:
        say(f"{found.path}: no faults")
    left = any(not (fault.fixed or (fix and is_put_aside(found, fault))) for fault in faults)
    answer = rows(faults, Fault._fields, "fault", "faults")
    return answer._replace(exit_code=EXIT_PROBLEM if left else 0)
