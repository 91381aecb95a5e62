"""citehub rules eval."""

from pathlib import Path
from typing import Annotated

import typer

from citehub.cli.answer import Answer
from citehub.cli.command import AnyLibrary, command
from citehub.cli.options import LABEL_NAMES, LabelOption, RulesOption, View
from citehub.cli.streams import say
from citehub.rules.measure import evaluate, read_labelled, unspoken_for


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
    if (file is None) == (not labels):
        raise typer.BadParameter("give either FILE or --labels")
    if label and not file:
        raise typer.BadParameter("--label goes with FILE")
    name = LABEL_NAMES[label.value] if label else None
    texts = read_labelled(file, name) if file else library.labelled_by_hand()
    ruleset = library.ruleset(rules)
    record = evaluate(texts, ruleset, threshold).record()
    if strange := unspoken_for(texts, ruleset):
        say(f"note: no rule gives {', '.join(map(repr, strange))}; each such text counts as wrong")
    return Answer([record], record, "scores", tuple(record), single=True)
