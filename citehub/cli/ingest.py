"""citehub ingest: pages into the store."""

from pathlib import Path
from typing import Annotated

import typer

from citehub import jobs
from citehub.cli.command import opened
from citehub.cli.options import STORE, RulesOption, StoreOption
from citehub.cli.report import Report
from citehub.errors import EXIT_PROBLEM, CitehubError


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Pages, folders of pages, or - for stdin.", show_default=False),
    ],
    store: StoreOption = STORE,
    rules: RulesOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Report only problems.")] = False,
) -> None:
    """Take hub pages into the store."""
    if rules is not None:
        jobs.rules_of(rules)  # a wrong file is refused before anything is touched
    files = list(jobs.page_paths(paths))
    if not files:
        raise CitehubError(f"no *.txt below {', '.join(map(str, paths))}")
    with opened(store) as library, Report(quiet, len(files)) as report:
        library.ingest(files, rules=rules, tell=report.add)
    if report.total():
        raise typer.Exit(EXIT_PROBLEM)
