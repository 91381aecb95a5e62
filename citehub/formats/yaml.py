"""YAML: a list of mappings, or one mapping."""

from collections.abc import Iterable, Iterator

from citehub.formats import Columns, Shape
from citehub.formats.cells import pick
from citehub.records import Record
from citehub.text.yaml_text import dump

SHAPE: Shape = "document"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the text."""
    picked = (pick(record, columns) for record in records)
    if single:
        yield dump(next(picked))
        return
    is_empty = True
    for record in picked:
        yield dump([record])
        is_empty = False
    if is_empty:
        yield dump([])
