"""YAML: a list of mappings, or one mapping."""

from collections.abc import Iterable, Iterator

from citehub.formats import Columns
from citehub.formats.cells import pick
from citehub.records import Record
from citehub.text.yaml_text import dump


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the text."""
    picked = [pick(record, columns) for record in records]
    yield dump(picked[0] if single else picked)
