"""citehub rules check."""

from pathlib import Path
from typing import Annotated

import typer

from citehub.cli.streams import say
from citehub.errors import RulesError
from citehub.rules.check import check as faults_of
from citehub.rules.version import rules_bytes


def check(
    file: Annotated[Path, typer.Argument(help="A rules file.", show_default=False)],
) -> None:
    """Find the faults of a rules file.

    Each is named with its line.
    """
    faults = faults_of(*rules_bytes(file))
    if faults:
        raise RulesError("\n".join(["the rules have faults:", *faults]))
    say(f"{file}: no faults")
