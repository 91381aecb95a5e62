"""Plain rows, with a column for each key."""

from rich.console import Console

from citehub.records import Record
from citehub.screen.console import shown_text
from citehub.screen.table import print_table
from citehub.text.counted import counted


def show(
    out: Console,
    rows: list[Record],
    *,
    columns: tuple[str, ...],
    what: tuple[str, str],
    every: bool = False,
    total: int = 0,
) -> None:
    """Print plain rows, with a column for each key that has a value, or for `every` key.

    `total` is how many rows there are where not all of them are printed.
    """
    told = [key for key in columns if every or any(row.get(key) is not None for row in rows)]
    if rows:
        body = [[shown_text(row.get(name)) for name in told] for row in rows]
        print_table(out, body, told)
    cut = f"; the first {len(rows):,} shown, --limit 0 shows them all"
    out.print(counted(max(total, len(rows)), *what) + (cut if len(rows) < total else ""))
