"""CSV as in RFC 4180, except that lines end in a line feed alone.

Written here and not by the standard library's csv, which refuses a NUL before Python 3.11.
"""

import re
from collections.abc import Iterable, Iterator

from citehub.formats import Columns, Shape
from citehub.formats.sheet import sheet_cell
from citehub.records import Record

_SPECIAL = re.compile('[",\r\n]')
SHAPE: Shape = "table"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the head, then a line for each record."""
    names = columns or ()
    yield _line(list(names))
    for row in records:
        yield _line([sheet_cell(row.get(name)) for name in names])


def _line(cells: list[str]) -> str:
    if cells == [""]:
        return '""\n'  # without quotes it would be a blank line, which readers skip
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _SPECIAL.search(text) else text
