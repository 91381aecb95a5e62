"""The commands about rules: list, check, eval, measure."""

from pathlib import Path
from typing import Annotated, Any

import typer

from citehub.cli.options import RulesOption, View, with_options
from citehub.cli.output import emit, emit_rows, opened
from citehub.cli.streams import say
from citehub.cli.writing import load_rules
from citehub.errors import CitehubError, RulesError

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="List, check and measure the rules.",
    no_args_is_help=True,
)
LabelledArgument = Annotated[
    Path, typer.Argument(help="JSON lines: title, summary, label; or context, label.")
]


@app.command("list")
@with_options
def list_(view: View, rules: RulesOption = None) -> None:
    """List the rules: what each means, and how often it was right."""
    keys = ("id", "label", "value", "weight", "precision", "low", "n", "on", "why")
    rows = []
    for rule in load_rules(rules).rules:
        known = rule.measured
        figures = (known.precision, known.low, known.n, known.on) if known else (None,) * 4
        row = (rule.id, rule.label, rule.value, rule.weight, *figures, rule.why)
        rows.append(dict(zip(keys, row, strict=True)))
    emit_rows(view, rows, keys, "rules")


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A rules file.")]) -> None:
    """Name every fault of a rules file by its line."""
    from citehub.rules.check import check as faults_of  # noqa: PLC0415
    from citehub.rules.version import rules_bytes  # noqa: PLC0415

    faults = faults_of(*rules_bytes(file))
    if faults:
        raise RulesError("\n".join(["the rules have faults:", *faults]))
    say(f"{file}: no faults")


@app.command("eval")
@with_options
def eval_(
    view: View,
    file: Annotated[
        Path | None, typer.Argument(help="JSON lines: title, summary, label; or context, label.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", min=0.0, help="The lead a label takes; 0 = always label."),
    ] = None,
    labels: Annotated[
        bool, typer.Option("--labels", help="Use the labels you gave by hand as data.")
    ] = False,
    rules: RulesOption = None,
) -> None:
    """Hold the rules against labelled texts: accuracy, coverage, F1, confusion."""
    from citehub.rules.measure import evaluate, read_labelled, unspoken_for  # noqa: PLC0415

    if (file is None) == (not labels):
        raise typer.BadParameter("give a FILE or --labels, one of them")
    rows = read_labelled(file) if file else _by_hand(view.store)
    ruleset = load_rules(rules)
    record = evaluate(rows, ruleset, threshold).record()
    if strange := unspoken_for(rows, ruleset):
        say(f"note: no rule gives {', '.join(map(repr, strange))}; each such text counts as wrong")

    def table() -> None:
        from citehub.screen import tables  # noqa: PLC0415

        tables.scores(tables.console(view.color), record)

    emit(view, [record], tuple(record), table, keys=record, single=True)


def _by_hand(store: Path) -> list[Any]:
    from citehub.hubs.by_hand import hand_labels  # noqa: PLC0415
    from citehub.rules.measure import Labelled  # noqa: PLC0415

    rows = []
    given = 0
    with opened(store) as library:
        library.refresh()
        for place in library.index.places():
            for paper, label, gold in hand_labels(library.read(place)):
                given += 1
                names = ("title", "summary") if label == "role" else ("context",)
                fields = {name: text for name in names if (text := getattr(paper, name))}
                if fields:
                    rows.append(Labelled(fields, gold, label))
    if not given:
        raise CitehubError(f"{store} holds no labels by hand; give some with: citehub label")
    if not rows:
        raise CitehubError(
            f"{store}: {given} by hand, but none with a text that rules read: that is a title or "
            "summary for a role, a citing sentence for the other labels"
        )
    return rows


@app.command()
def measure(
    file: LabelledArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the copy goes.")],
    name: Annotated[
        str | None, typer.Option("--name", help="What to call the data set in the file.")
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Write each rule's measured precision into a copy of the rules."""
    from citehub.rules.measure import measure as measured  # noqa: PLC0415
    from citehub.rules.measure import read_labelled, write_measured  # noqa: PLC0415
    from citehub.rules.version import rules_bytes  # noqa: PLC0415

    rows = read_labelled(file)
    found = dict(measured(rows, load_rules(rules), name or file.name))
    text, written = write_measured(rules_bytes(rules)[0].decode("utf-8"), found)
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CitehubError(f"{output}: cannot write: {error.strerror}") from None
    say(f"{output}: measured {written} of its rules on {len(rows)} labelled texts")
