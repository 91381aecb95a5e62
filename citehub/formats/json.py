"""JSON: an array of objects, or one object; written piece by piece, so that no list is too long."""

from collections.abc import Iterable, Iterator
from textwrap import indent

from citehub.formats import Columns, Shape
from citehub.formats.cells import json_text, pick
from citehub.records import ListedPapers, Record

SHAPE: Shape = "document"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the text."""
    picked = (pick(record, columns) for record in records)
    if single:
        yield from _one(next(picked))
        return
    ahead = "["
    for record in picked:
        yield ahead + "\n" + json_text(record, 2)
        ahead = ","
    yield "[]\n" if ahead == "[" else "\n]\n"


def _one(record: Record) -> Iterator[str]:
    """Yield one record; a long list at its end, such as the papers of a hub, piece by piece."""
    *_, last = record
    if not isinstance(record[last], ListedPapers):
        yield json_text(record, 2) + "\n"
        return
    head = json_text({key: value for key, value in record.items() if key != last}, 2)
    yield f"{head[:-2]},\n  {json_text(last)}: ["
    ahead = ""
    for item in record[last]:
        yield f"{ahead}\n{indent(json_text(item, 2), '    ')}"
        ahead = ","
    yield "\n  ]\n}\n" if ahead else "]\n}\n"
