"""The labelled texts that `rules eval` and `rules suggest` go by."""

from pathlib import Path

import typer

from citehub.api import OpenLibrary
from citehub.cli.options import LABEL_NAMES, Label
from citehub.rules.measure import Labelled, read_labelled


def labelled_texts(
    library: OpenLibrary, file: Path | None, by_hand: bool, label: Label | None
) -> list[Labelled]:
    """Return those of a file, read for a label if one is named, or those labelled by hand."""
    if (file is None) == (not by_hand):
        raise typer.BadParameter("give either FILE or --labels")
    if file is None:
        if label:
            raise typer.BadParameter("--label goes with FILE")
        return library.labelled_by_hand()
    return read_labelled(file, LABEL_NAMES[label.value] if label else None)
