"""citehub doctor: what is wrong with the store, and how to mend it."""

from typing import Annotated

import typer

from citehub.cli.answer import Answer, check_fields, rows
from citehub.cli.command import command
from citehub.cli.options import View
from citehub.cli.streams import say
from citehub.errors import EXIT_PROBLEM
from citehub.jobs.doctor import Fault, examine, repair
from citehub.store.store import Store


@command
def doctor(
    view: View,
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair what can be repaired; put the rest aside.")
    ] = False,
) -> Answer:
    """Find what is wrong with the store and its files.

    --fix repairs it and loses nothing.
    """
    check_fields(view, Fault._fields)  # before anything is changed
    store = Store(view.store)
    faults = repair(store, say) if fix else examine(store, say)
    if not faults:
        say(f"{store.path}: no faults")
    left = not all(fault.fixed for fault in faults)
    answer = rows(faults, Fault._fields, "fault", "faults")
    return answer._replace(exit_code=EXIT_PROBLEM if left else 0)
