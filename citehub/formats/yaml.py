"""YAML: a list of mappings, or one mapping."""

from collections.abc import Iterable, Iterator
from typing import Any

from citehub.formats import Columns, Shape
from citehub.formats.cells import pick
from citehub.records import ListedPapers, Record
from citehub.text.yaml_text import dump

SHAPE: Shape = "document"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the text."""
    picked = (pick(record, columns) for record in records)
    if single:
        record = next(picked)
        yield dump({key: _plain(value) for key, value in record.items()})
        return
    is_empty = True
    for record in picked:
        yield dump([record])
        is_empty = False
    if is_empty:
        yield dump([])


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, ListedPapers) else value
