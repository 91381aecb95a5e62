"""JSON Lines: one object on each line."""

from collections.abc import Iterable, Iterator

from citehub.formats import Columns, Shape
from citehub.formats.cells import json_text, pick
from citehub.records import Record

SHAPE: Shape = "records"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield a line for each record."""
    for record in records:
        yield json_text(pick(record, columns)) + "\n"
