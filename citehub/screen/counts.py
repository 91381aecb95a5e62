"""Counts of papers, with bars."""

from rich.console import Console
from rich.text import Text

from citehub.records import Record
from citehub.screen.console import is_screen, shown_text
from citehub.screen.table import BAR, ROLE_STYLES, bar, print_table
from citehub.text.counted import counted

UNKNOWN = "not known"
_ROOM = 80  # columns of a terminal that has room for whole bars
_NARROW_BAR = 8  # columns


def show(
    out: Console, rows: list[Record], *, keys: tuple[str, ...], groups: int, total: int, hubs: int
) -> None:
    """Print a row for each count: the values it is of, a bar, the number; a value once.

    `hubs` is how many hubs' papers are counted.
    """
    most = max((row["count"] for row in rows), default=1)
    width = _NARROW_BAR if is_screen(out) and out.width < _ROOM else BAR
    body: list[list[Text]] = []
    before: tuple[object, ...] = ()
    for row in rows:
        values = tuple(row[key] for key in keys)
        repeats = len(keys) > 1 and before[:1] == values[:1] and is_screen(out)
        cells = [_value(value) for value in values]
        style = next((ROLE_STYLES[v] for v in values if v in ROLE_STYLES), "")
        cells[0] = Text() if repeats else cells[0]
        drawn = Text(bar(row["count"], most, width), style)
        body.append([*cells, drawn, shown_text(f"{row['count']:,}")])
        before = values
    if rows:
        print_table(out, body, [*(key.replace("_", " ") for key in keys), "", "count"])
    cut = f"; the first {len(rows):,} of {groups:,} rows, --limit 0 shows them all"
    several = "; one that several hubs list counts in each" if hubs > 1 else ""
    out.print(counted(total, "citing paper") + several + (cut if len(rows) < groups else ""))


def _value(value: object) -> Text:
    return (
        shown_text(UNKNOWN, "dim")
        if value is None
        else shown_text(value, ROLE_STYLES.get(str(value), ""))
    )
