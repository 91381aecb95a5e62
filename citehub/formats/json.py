"""JSON: an array of objects, or one object; written piece by piece, so that no list is too long."""

from collections.abc import Iterable, Iterator

from citehub.formats import Columns, Shape
from citehub.formats.cells import json_text, pick
from citehub.records import Record

SHAPE: Shape = "document"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the text."""
    picked = (pick(record, columns) for record in records)
    if single:
        yield json_text(next(picked), 2) + "\n"
        return
    ahead = "["
    for record in picked:
        yield ahead + "\n" + json_text(record, 2)
        ahead = ","
    yield "[]\n" if ahead == "[" else "\n]\n"
