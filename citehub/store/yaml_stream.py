"""A store as a YAML stream: a hub a document."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import IO, Any

from citehub.records import Record
from citehub.store.span import BOM, Span, find_back, lines_of
from citehub.text.patterns import regex

_YAML_HEAD = b"---\nid: "  # how a document begins that citehub wrote

_SIGN = regex(rb"^(?:page_title|captures|papers|citing_count):", re.MULTILINE)

_YAML_END = b"...\n"  # and how it ends: without it, a last one is torn


def _yaml() -> Any:
    """Return the reader and writer of YAML, which is slow to load."""
    return import_module("citehub.text.yaml_text")


class YamlStream:
    """A hub a document, each behind a line `---` and before a line `...`."""

    one_line = False

    def encode(self, record: Record) -> bytes:
        """Return a record as it stands in the file."""
        text: str = _yaml().dump(record)
        return b"---\n" + text.encode("utf-8") + _YAML_END

    def decode(self, data: bytes) -> Record:
        """Read one record; ValueError says what is wrong."""
        try:
            record = _yaml().load(data)
        except ValueError as error:
            remedy = ", this is JSON; name the file .jsonl" if data.startswith(b"{") else ""
            raise ValueError(f"{error}{remedy}") from None
        if not isinstance(record, dict):
            raise ValueError("not a YAML mapping")
        return record

    def spans(self, file: IO[bytes], line: int) -> Iterator[Span]:
        """Yield the documents from where the file stands, its next line being number `line`."""
        offset = start = file.tell()
        first = line
        parts: list[bytes] = []
        ended = _ends_a_document(file, offset)  # whether what is before `start` has its `...`
        for number, data in enumerate(lines_of(file), start=line):
            bare = data.removeprefix(BOM)
            mark = bare.rstrip()
            if mark == b"---" and parts:
                if any(map(_says_something, parts)):
                    yield Span(start, first, b"".join(parts))
                    ended = False
                parts = []
            if not parts and (mark == b"---" or _says_something(bare)):
                start, first = offset + len(data) - len(bare), number
                parts = [bare]
            elif parts:
                parts.append(data)  # to the byte, for its length is known by it
            if mark == b"..." and parts:
                if any(map(_says_something, parts)):
                    yield Span(start, first, b"".join(parts))
                ended, parts = True, []
            offset += len(data)
        last = b"".join(parts)
        # A document that a person wrote at the end may do without its `...`.
        torn = ended and (last.startswith(_YAML_HEAD) or _YAML_HEAD.startswith(last))
        if parts and (torn or any(map(_says_something, parts))):
            yield Span(start, first, last, torn)

    def last_start(self, file: IO[bytes], size: int) -> int:
        """Return where the last document of a file of this size starts, or one before it."""
        return find_back(file, size, b"\n---\n")

    def looks_like_hub(self, data: bytes) -> bool:
        """Return whether a document that cannot be read has the signs of a hub."""
        return data.startswith(_YAML_HEAD) or _SIGN.search(data) is not None

    def end_mark_of(self, data: bytes) -> bytes:
        """Return the mark that a whole last record lacks behind it: its `...`, if any."""
        return b"" if data.rstrip().endswith(b"\n...") else _YAML_END


def _ends_a_document(file: IO[bytes], offset: int) -> bool:
    """Return whether the YAML before an offset has its `...`; leave the file standing there."""
    before = file.seek(max(0, offset - len(_YAML_END) - 1))
    return not offset or file.read(offset - before).rstrip().endswith(b"...")


def _says_something(line: bytes) -> bool:
    """Return whether a line belongs to a document: it is no mark, comment or blank line."""
    bare = line.removeprefix(BOM).strip()
    return bool(bare) and bare not in (b"---", b"...") and not bare.startswith(b"#")
