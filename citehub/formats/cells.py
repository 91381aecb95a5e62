"""What formats share: the keys that are printed, and a value as one cell of a flat format."""

import json
from typing import Any

from citehub.formats import Columns
from citehub.records import Record
from citehub.text.safe import escaped


def pick(record: Record, columns: Columns) -> Record:
    """Return the keys of a record that are printed."""
    return record if columns is None else {name: record.get(name) for name in columns}


def json_text(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON, all letters as they are except those that act on a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return escaped(text, _utf16_escape) if not text.isascii() or "\x7f" in text else text


def _utf16_escape(char: str) -> str:
    digits = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{digits[at : at + 4]}" for at in range(0, len(digits), 4))


def cell(value: Any) -> str:
    """Return a value as one cell of a flat format: what is nested becomes JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json_text(value)
    return str(value)
