"""citehub rules suggest."""

from pathlib import Path
from typing import Annotated

import typer

from citehub import jobs
from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import LabelOption
from citehub.cli.rules.labelled import labelled_texts
from citehub.cli.streams import say
from citehub.rules.suggest import file_of
from citehub.rules.suggest import suggest as suggested
from citehub.text.counted import counted


@command
def suggest(
    library: OpenLibrary,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="JSON Lines with title, summary, label; or context, label.", show_default=False
        ),
    ] = None,
    labels: Annotated[
        bool, typer.Option("--labels", help="Learn from the labels you gave by hand.")
    ] = False,
    label: LabelOption = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help="Suggest at most this many rules.")
    ] = 20,
) -> Answer:
    """Suggest rules that labelled texts speak for.

    Print a rules file of phrases, the surest first, each with texts it is right and wrong on.
    Keep what makes sense.
    """
    texts = labelled_texts(library, file, labels, label)
    entries = suggested(texts, jobs.rules_of(None), limit)
    if entries:
        print(file_of(entries), end="")
    else:
        say(f"no phrase is sure enough in {counted(len(texts), 'labelled text')}")
    return Answer()
