"""Records in, text out: a format is a module with `pieces(records, columns, single)`.

`records` are plain data, `columns` the keys to print and their order (None means all), `single`
whether there is exactly one record, which then stands alone. `pieces` yields text.
"""

import sys
from collections.abc import Iterable
from importlib import import_module

from citehub.records import Record
from citehub.text.safe import printable

FORMATS = ("json", "jsonl", "csv", "tsv", "md", "yaml")  # each a module in this package
NESTED = ("json", "jsonl", "yaml")  # hold any value, so they print all keys unless told otherwise

Columns = tuple[str, ...] | None


def write(name: str, records: Iterable[Record], columns: Columns, *, single: bool = False) -> None:
    """Write records to stdout in one of `FORMATS`, as UTF-8 whatever the locale.

    CSV and TSV have no way to escape a character: a file gets it as it is, a terminal does not.
    """
    screen = sys.stdout.isatty()
    for text in import_module(f"{__name__}.{name}").pieces(records, columns, single):
        shown = _on_screen(text) if screen else text
        sys.stdout.buffer.write(shown.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _on_screen(text: str) -> str:
    return "\t".join(map(printable, text.split("\t")))
