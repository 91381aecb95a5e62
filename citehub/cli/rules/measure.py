"""citehub rules measure."""

from pathlib import Path
from typing import Annotated

import typer

from citehub import jobs
from citehub.cli.command import existing_store
from citehub.cli.options import LABEL_NAMES, LabelOption, RulesOption, StoreOption
from citehub.cli.streams import say
from citehub.errors import CitehubError
from citehub.rules.annotate import write_calibrated, write_measured
from citehub.rules.calibration import calibrate
from citehub.rules.measure import decisions, read_labelled
from citehub.rules.measure import measure as measured
from citehub.rules.version import rules_bytes
from citehub.store.disk import write_whole
from citehub.store.store import Store
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
    label: LabelOption = None,
    rules: RulesOption = None,
    store: StoreOption = None,
) -> None:
    """Measure each rule, and how sure labels are.

    How sure: how often a label is right that leads by so much. The figures go into a copy of the
    rules file, written to --output. Without --rules it is the one that labels the store.
    """
    texts = read_labelled(file, LABEL_NAMES[label.value] if label else None)
    chosen = rules or jobs.which_rules(Store(existing_store(store)), None)
    ruleset, data = jobs.rules_of(chosen), name or file.name
    text, written = write_measured(
        rules_bytes(chosen)[0].decode("utf-8"), dict(measured(texts, ruleset, data))
    )
    for about, tested in decisions(texts, ruleset).items():
        calibrated = write_calibrated(text, about, calibrate(tested, data))
        if calibrated is None:
            say(f"note: {about} has its settings in one line, so how sure it is was not written")
        text = calibrated or text
    try:
        write_whole(output, text.encode("utf-8"))
    except OSError as error:
        raise CitehubError(f"{output}: cannot write: {error.strerror}") from None
    say(f"{output}: measured {written} of its rules on {counted(len(texts), 'labelled text')}")
