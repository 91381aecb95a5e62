"""citehub rules eval."""

from pathlib import Path
from typing import Annotated

import typer

from citehub.cli.answer import Answer
from citehub.cli.command import AnyLibrary, command
from citehub.cli.options import LabelOption, RulesOption, View
from citehub.cli.rules.labelled import labelled_texts
from citehub.cli.streams import say
from citehub.rules.measure import evaluate, unspoken_for


@command
def eval_(
    library: AnyLibrary,
    view: View,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="JSON Lines with title, summary, label; or context, label.", show_default=False
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            min=0.0,
            help="How far a label must lead the runner-up; 0 labels every text.",
        ),
    ] = None,
    labels: Annotated[
        bool, typer.Option("--labels", help="Test on the labels you gave by hand.")
    ] = False,
    label: LabelOption = None,
    rules: RulesOption = None,
) -> Answer:
    """Test the rules on labelled texts.

    Print accuracy, coverage, F1 and which labels are confused.
    """
    texts = labelled_texts(library, file, labels, label)
    ruleset = library.ruleset(rules)
    record = evaluate(texts, ruleset, threshold).record()
    if strange := unspoken_for(texts, ruleset):
        say(f"note: no rule gives {', '.join(map(repr, strange))}; each such text counts as wrong")
    return Answer([record], record, "scores", tuple(record), single=True)
