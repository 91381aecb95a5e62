"""citehub label: correct labels by hand."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from citehub import jobs
from citehub.api import OpenLibrary
from citehub.cli.answer import Answer, check_fields
from citehub.cli.changes import changed_labels
from citehub.cli.command import command
from citehub.cli.complete import values_of
from citehub.cli.options import DryRunOption, OptionalHub, OptionalPaper, RulesOption, View
from citehub.errors import CitehubError
from citehub.hubs.by_hand import Change
from citehub.jobs.label_rows import Task
from citehub.model import LABELS, VALUES


def _values(label: str) -> str:
    return ", ".join(VALUES[label])


@command
def label(
    library: OpenLibrary,
    view: View,
    hub: OptionalHub = None,
    paper: OptionalPaper = None,
    role: Annotated[
        str | None,
        typer.Option(
            "--role",
            autocompletion=values_of("role"),
            help=f"The paper's role: {_values('role')}.",
        ),
    ] = None,
    cited_as: Annotated[
        str | None,
        typer.Option("--cited-as", help=f"How the paper uses the hub: {_values('citation_role')}."),
    ] = None,
    polarity: Annotated[
        str | None,
        typer.Option(
            "--polarity",
            autocompletion=values_of("citation_polarity"),
            help=f"Whether it agrees with the hub: {_values('citation_polarity')}.",
        ),
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", help="Your reason; it is kept with the label.")
    ] = None,
    clear: Annotated[
        bool, typer.Option("--clear", help="Remove labels by hand; the rules decide again.")
    ] = False,
    from_file: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Read labels from a JSON Lines or CSV file (- for JSON Lines on stdin).",
            show_default=False,
        ),
    ] = None,
    new_value: Annotated[
        bool, typer.Option("--new-value", help="Allow values that no rule gives.")
    ] = False,
    dry_run: DryRunOption = False,
    rules: RulesOption = None,
) -> Answer:
    """Correct the labels of papers by hand.

    Neither a new page nor a rule changes them again. PAPER may be a list of positions: 3-5,9.
    """
    tasks: Iterable[Task | CitehubError]
    if from_file is None:
        tasks = [_task(hub, paper, (role, cited_as, polarity), why, clear)]
    elif hub or role or cited_as or polarity or clear or why:
        raise typer.BadParameter("--from cannot be combined with HUB or label options")
    else:
        tasks = jobs.read_tasks(from_file)
    check_fields(view, Change._fields)  # before anything is changed
    done = library.apply_labels(tasks, rules=rules, dry_run=dry_run, new_values=new_value)
    return changed_labels(done, dry_run=dry_run)


def _task(
    hub: str | None,
    paper: str | None,
    values: tuple[str | None, ...],
    why: str | None,
    clear: bool,
) -> Task:
    """Return the one task that options describe."""
    if hub is None or paper is None:
        raise typer.BadParameter("name a HUB and a PAPER, or give --from FILE")
    if any(value is not None and not value.strip() for value in values):
        raise typer.BadParameter("a label cannot be blank; --clear removes labels")
    labels = {label: value for label, value in zip(LABELS, values, strict=True) if value}
    if not labels and not clear:
        raise typer.BadParameter("give --role, --cited-as, --polarity or --clear")
    return Task(hub, paper, labels, why or None, LABELS if clear else (), "")
