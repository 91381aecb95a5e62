"""A store as JSON Lines: a hub a line."""

import json
from collections.abc import Iterator
from typing import IO

from citehub.records import Record
from citehub.store.span import BOM, Span, find_back, lines_of
from citehub.text.json_text import read_json
from citehub.text.patterns import regex

_HEAD = b'{"id":"'  # how a record begins that citehub wrote
_SIGN = regex(rb'"(?:page_title|captures|papers|citing_count)"\s*:')  # keys of hubs alone

_AT_ONCE = 1000  # papers that are made one text

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class JsonLines:
    """A hub a line."""

    one_line = True  # a changed record moves no line

    def encode(self, record: Record) -> bytes:
        """Return a record as it stands in the file.

        Some papers at a time: one rare letter makes each letter of a text take four bytes.
        """
        papers = record.get("papers")
        if not papers:
            return _json(record) + b"\n"
        head = _json({key: value for key, value in record.items() if key != "papers"})
        pieces = [head[:-1], b',"papers":']
        for at in range(0, len(papers), _AT_ONCE):
            pieces += (b"," if at else b"[", _json(papers[at : at + _AT_ONCE])[1:-1])
        return b"".join((*pieces, b"]}\n"))

    def decode(self, data: bytes) -> Record:
        """Read one record; ValueError says what is wrong."""
        record = read_json(data)
        if not isinstance(record, dict):
            raise ValueError("not a JSON object")
        return record

    def spans(self, file: IO[bytes], line: int) -> Iterator[Span]:
        """Yield the records from where the file stands, its next line being number `line`."""
        offset = file.tell()
        for number, data in enumerate(lines_of(file), start=line):
            bare = data.removeprefix(BOM)
            if bare.strip():
                torn = not bare.endswith(b"\n") and not self._is_record(bare)
                yield Span(offset + len(data) - len(bare), number, bare, torn)
            offset += len(data)

    def last_start(self, file: IO[bytes], size: int) -> int:
        """Return where the last record of a file of this size starts."""
        return find_back(file, size, b"\n")

    def looks_like_hub(self, data: bytes) -> bool:
        """Return whether a record that cannot be read has the signs of a hub."""
        return data.startswith(_HEAD) or _SIGN.search(data) is not None

    def end_mark_of(self, data: bytes) -> bytes:
        """Return the mark that a whole last record lacks behind it: none."""
        return b""

    def _is_record(self, data: bytes) -> bool:
        try:
            self.decode(data)
        except ValueError:
            return False
        return True


def _json(value: object) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "backslashreplace")
