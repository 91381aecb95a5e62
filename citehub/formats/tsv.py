"""Tab-separated values: no quotes, white space in a cell becomes one space."""

from collections.abc import Iterable, Iterator

from citehub.formats import Columns, Shape
from citehub.formats.cells import cell
from citehub.formats.sheet import sheet_cell
from citehub.records import Record

SHAPE: Shape = "table"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the head, then a line for each record."""
    names = columns or ()
    yield "\t".join(names) + "\n"
    for row in records:
        yield "\t".join(_cell(row.get(name)) for name in names) + "\n"


def _cell(value: object) -> str:
    folded = " ".join(cell(value).split())  # before it is looked at: white space hides a formula
    return sheet_cell(folded if isinstance(value, str) else value)
