"""citehub ingest: pages into the store."""

from pathlib import Path
from typing import Annotated

import typer

from citehub import jobs
from citehub.cli.answer import Answer
from citehub.cli.command import AnyLibrary, command
from citehub.cli.options import RulesOption, complete_hub
from citehub.cli.report import Report
from citehub.errors import EXIT_PROBLEM, CitehubError


@command
def ingest(
    library: AnyLibrary,
    paths: Annotated[
        list[Path],
        typer.Argument(help="Pages, folders of pages, or - for stdin.", show_default=False),
    ],
    hub: Annotated[
        str | None,
        typer.Option(
            "--hub",
            help="The cited work of files that do not name it: a hub, or the title of a new one.",
            autocompletion=complete_hub,
        ),
    ] = None,
    rules: RulesOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Report only problems.")] = False,
) -> Answer:
    """Add hub pages to the store.

    A page of a hub that is there already updates it. A bad page is reported and the rest is stored.
    """
    if rules is not None:
        jobs.rules_of(rules)  # a wrong file is refused before anything is changed
    files = list(jobs.page_paths(paths))
    if not files:
        raise CitehubError(f"no *.txt files in {', '.join(map(str, paths))}")
    with Report(quiet, len(files)) as report:
        library.ingest(files, hub=hub, rules=rules, tell=report.add)
    return Answer(exit_code=EXIT_PROBLEM if report.total(library.path) else 0)
