"""How good the rules are on labelled texts."""

from rich.console import Console

from citehub.records import Record
from citehub.screen.console import shown_text
from citehub.screen.table import print_table, role_text
from citehub.text.counted import counted


def show(out: Console, records: list[Record]) -> None:
    """Print what `rules eval` measured: totals, a row a label, the confusion table."""
    (record,) = records
    low, high = record["accuracy_interval"]
    out.print(
        shown_text(
            f"{counted(record['n'], 'text')}: "
            f"accuracy {record['accuracy']:.3f} ({low:.3f} to {high:.3f}), "
            f"{record['coverage']:.1%} labelled, "
            f"precision of those {_figure(record['precision'])}, "
            f"macro-F1 {_figure(record['macro_f1'])}"
        )
    )
    rows = [
        [
            role_text(label),
            shown_text(of["n"]),
            shown_text(f"{_figure(of['precision'])} ({_interval(of['precision_interval'])})"),
            shown_text(f"{_figure(of['recall'])} ({_interval(of['recall_interval'])})"),
            shown_text(_figure(of["f1"])),
        ]
        for label, of in record["labels"].items()
    ]
    print_table(out, rows, ["label", "n", "precision", "recall", "F1"])
    confusion = record["confusion"]
    given = sorted({label for row in confusion.values() for label in row})
    rows = [
        [role_text(gold), *(shown_text(row.get(label, 0)) for label in given)]
        for gold, row in sorted(confusion.items())
    ]
    print_table(out, rows, ["gold \\ rules", *given])


def _figure(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _interval(bounds: list[float]) -> str:
    return f"{bounds[0]:.2f} to {bounds[1]:.2f}"
