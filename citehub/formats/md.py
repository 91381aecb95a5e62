"""A Markdown table whose cells are plain text: nothing in them acts (CommonMark 0.31, GFM)."""

import re
from collections.abc import Iterable, Iterator

from citehub.formats import Columns, Shape
from citehub.formats.cells import cell
from citehub.records import Record
from citehub.text.safe import printable

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&])")
# GFM makes links of bare addresses; a character reference keeps the text and breaks the link.
_ADDRESS = re.compile(r"(?i)(https?|ftp|www)([:.])|(@)")
SHAPE: Shape = "table"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the head of the table, then a line for each record."""
    names = columns or ()
    yield f"| {' | '.join(names)} |\n|{' --- |' * len(names)}\n"
    for row in records:
        yield f"| {' | '.join(_cell(row.get(name)) for name in names)} |\n"


def _cell(value: object) -> str:
    plain = printable(" ".join(cell(value).split()))
    return _ADDRESS.sub(_broken, _SIGNS.sub(r"\\\1", plain))


def _broken(found: re.Match[str]) -> str:
    return f"{found[1] or ''}&#{ord(found[2] or found[3])};"
