"""One record of a store, as bytes, and the lines that it is made of."""

from collections.abc import Iterator
from typing import IO, NamedTuple

from citehub.errors import StoreError

LARGEST_LINE = 512 << 20  # bytes; a hub of 200,000 citing papers has about 150 million
BOM = b"\xef\xbb\xbf"

CHUNK = 1 << 20


class Span(NamedTuple):
    """One record of a store: its bytes, where they start, and the number of its first line.

    The last one may be torn: written, but not to its end.
    """

    offset: int
    line: int
    data: bytes
    torn: bool = False


def clean_line(line: bytes) -> bytes:
    """Return a line without a byte order mark, and ending in a line feed alone."""
    bare = line.removeprefix(BOM)
    return bare[:-2] + b"\n" if bare.endswith(b"\r\n") else bare


def line_end_of(data: bytes) -> bytes:
    """Return what data lacks to end its last line."""
    return b"" if data.endswith(b"\n") else b"\n"


def find_back(file: IO[bytes], size: int, mark: bytes) -> int:
    """Return where the text behind the last mark starts, 0 without one, reading backwards.

    The mark's first line end belongs to what is before it; one at the very end does not count.
    """
    at, tail = size - 1, b""
    while at > 0:
        step = min(CHUNK, at)
        at -= step
        file.seek(at)
        data = file.read(step) + tail
        found = data.rfind(mark)
        if found >= 0:
            return at + found + 1
        tail = data[: len(mark) - 1]
    return 0


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a store; StoreError where one is longer than any hub can be."""
    while line := file.readline(LARGEST_LINE + 1):
        if len(line) > LARGEST_LINE:
            raise StoreError(f"{file.name}: a line of more than 512 MiB; this is not a store")
        yield line
