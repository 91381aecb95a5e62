"""citehub rules measure."""

from pathlib import Path
from typing import Annotated

import typer

from citehub import jobs
from citehub.cli.options import RulesOption
from citehub.cli.streams import say
from citehub.errors import CitehubError
from citehub.rules.measure import measure as measured
from citehub.rules.measure import read_labelled, write_measured
from citehub.rules.version import rules_bytes
from citehub.store.disk import write_whole
from citehub.text.counted import counted


def measure(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON Lines with title, summary, label; or context, label.", show_default=False
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write the copy to.")],
    name: Annotated[
        str | None,
        typer.Option(
            "--name", help="Name of the data set, kept with the figures (default: the file's name)."
        ),
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Measure the precision of each rule.

    The figures go into a copy of the rules file, written to --output.
    """
    texts = read_labelled(file)
    found = dict(measured(texts, jobs.rules_of(rules), name or file.name))
    text, written = write_measured(rules_bytes(rules)[0].decode("utf-8"), found)
    try:
        write_whole(output, text.encode("utf-8"))
    except OSError as error:
        raise CitehubError(f"{output}: cannot write: {error.strerror}") from None
    say(f"{output}: measured {written} of its rules on {counted(len(texts), 'labelled text')}")
