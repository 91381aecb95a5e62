"""The command that looks after the store: doctor."""

from typing import Annotated

import typer

from citehub.cli.options import View, with_options
from citehub.cli.output import check_fields, emit_rows
from citehub.cli.streams import say
from citehub.errors import EXIT_PROBLEM


@with_options
def doctor(
    view: View,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended; put aside what cannot.")
    ] = False,
) -> None:
    """Find what is wrong with the store and the files beside it; --fix mends it, losing nothing."""
    from citehub.jobs.doctor import Fault, examine, mend  # noqa: PLC0415 - slow to load
    from citehub.store.store import Store  # noqa: PLC0415

    check_fields(view, Fault._fields)  # before anything is changed
    store = Store(view.store)
    faults = mend(store, say) if fix else examine(store, say)
    emit_rows(view, faults, Fault._fields, "faults")
    if not faults:
        say(f"{store.path}: no faults")
    if not all(fault.fixed for fault in faults):
        raise typer.Exit(EXIT_PROBLEM)
