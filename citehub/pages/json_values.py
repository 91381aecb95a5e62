"""JSON as pages have it: within bounds, one value or several in a file, read key by key.

Several values are JSON Lines, or one behind the other as `cat page-*.json` leaves them; a list on
top stands for what is in it. In each object any key may be missing, null, or of another kind.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from citehub.errors import PageError
from citehub.model import Note
from citehub.pages.grammar import LONGEST
from citehub.text.json_text import nested_too_deeply
from citehub.text.words import one_line

Data = dict[str, Any]
_LARGEST = 1 << 53  # what every JSON reader still counts exactly
# Values that take many times their letters in memory: no page has so many.
_MOST = {"{": 1_000_000, "[": 1_000_000, '"': 10_000_000, ",": 10_000_000}
_TOO_DEEP = "JSON nested too deeply to be a hub page"
_SPACE = re.compile(r"[ \t\r\n]*")


class Value(NamedTuple):
    """An object of a JSON file, and where it begins in the file's text."""

    data: Data
    text: str
    start: int = 0

    def note(self, said: str, key: str = "") -> Note:
        """Return a note on the line of a key, or on the object's first line."""
        name = json.dumps(key, ensure_ascii=False)
        at = self.text.find(name, self.start) if key else self.start
        # A key that is written with escapes is not found.
        return Note(self.text.count("\n", 0, at if at >= 0 else self.start) + 1, said)


def read_values(text: str) -> list[Value]:
    """Read the objects of a JSON file; PageError names the place where the JSON is wrong."""
    for mark, most in _MOST.items():
        if text.count(mark) > most:
            raise PageError(f"no hub page has more than {most:,} {mark} in its JSON")
    try:
        values = [*_values(text)]
    except json.JSONDecodeError as error:
        if nested_too_deeply(error):
            raise PageError(_TOO_DEEP) from None
        raise PageError(
            f"line {error.lineno}, column {error.colno}: cut off or broken JSON ({error.msg}); "
            "save the page again"
        ) from None
    except ValueError as error:  # a number of thousands of digits
        raise PageError(f"broken JSON: {error}") from None
    except RecursionError:
        raise PageError(_TOO_DEEP) from None
    if not values or not all(isinstance(value.data, dict) for value in values):
        raise PageError("no hub page: the JSON is not an object with a 'work'")
    return values


def _values(text: str) -> Iterator[Value]:
    decode = json.JSONDecoder().raw_decode
    at = _end_of_space(text, 0)
    while at < len(text):
        start = at
        found, at = decode(text, at)
        for data in found if isinstance(found, list) else [found]:
            yield Value(data, text, start)
        at = _end_of_space(text, at)


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def mapping_of(data: Data, *keys: str) -> Data:
    """Return the object that stands under a key, and under a key of that, or an empty one."""
    for key in keys:
        value = data.get(key)
        data = value if isinstance(value, dict) else {}
    return data


def mappings_of(data: Data, key: str) -> list[Data]:
    """Return the objects in a list under a key."""
    value = data.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_of(data: Data, key: str) -> str | None:
    """Return a text on one line, or None; PageError for one that no page would have."""
    return _text(data.get(key), key)


def texts_of(data: Data, key: str) -> list[str]:
    """Return the texts in a list under a key, of each one only the first."""
    value = data.get(key)
    found = [_text(item, key) for item in value] if isinstance(value, list) else []
    return [*dict.fromkeys(text for text in found if text)]


def _text(value: Any, key: str) -> str | None:
    if not isinstance(value, str):
        return None
    if len(value) > LONGEST:
        raise PageError(f"{key!r} has {len(value):,} characters; no text of a page has {LONGEST:,}")
    return one_line(value) or None


def number_of(data: Data, key: str) -> int | None:
    """Return a whole number that is not below zero, or None."""
    value = data.get(key)
    return value if type(value) is int and 0 <= value < _LARGEST else None


def day_of(data: Data, key: str) -> str | None:
    """Return the day of a time (`2026-05-27T…`), as the page writes it."""
    return (text_of(data, key) or "")[:10] or None


def year_in(date: str | None) -> int | None:
    """Return the year that a day begins with."""
    return int(date[:4]) if date and re.match("[0-9]{4}", date) else None


def named(key: str) -> str:
    """Return a key as a message shows it."""
    return repr(one_line(key)[:20])
