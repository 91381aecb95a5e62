"""Where pages come from: files, folders, standard input."""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, NamedTuple

from citehub.text import one_line

STDIN = "-"
LARGEST_PAGE = 64 << 20  # bytes; a page of 100,000 citing papers has about 50 million
_TOO_LARGE = "larger than 64 MiB, the most a page may have; save it as text, or in parts"


class PageFile(NamedTuple):
    """The bytes of a page: where from, when saved (UTC), or the problem that kept them away."""

    source: str
    data: bytes = b""
    sha256: str = ""
    when: str | None = None
    problem: str | None = None


def page_paths(arguments: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that arguments name; of a folder all `*.txt` below it, the oldest first.

    A hub's pages are joined in this order, and what a later one says counts. A pipe or a device in
    a folder is no page, and reading it may never end.
    """
    for argument in arguments:
        if argument.is_dir():
            found = (path for path in argument.rglob("*.txt") if path.is_file() or _is_gone(path))
            yield from sorted(found, key=lambda path: (_saved(path), path))
        else:
            yield argument


def _is_gone(path: Path) -> bool:
    """Tell a link to nothing; reading it says so."""
    return not path.exists()


def _saved(path: Path) -> int:
    try:
        return int(path.stat().st_mtime)
    except OSError:  # gone, or a broken link: reading it says so
        return 0


def read_page(path: Path) -> PageFile:
    """Read one page; a file that cannot be read, or is too large, is a problem, not an end."""
    source = one_line(os.fspath(path))
    if source == STDIN:
        return _page_file("stdin", sys.stdin.buffer, None)
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            saved = datetime.fromtimestamp(int(found.st_mtime), timezone.utc)
            if found.st_size > LARGEST_PAGE:
                return PageFile(source, problem=_TOO_LARGE)
            return _page_file(source, file, saved.strftime("%Y-%m-%dT%H:%M:%SZ"))
    except FileNotFoundError:
        return PageFile(source, problem="there is no such file or folder")
    except OSError as error:
        return PageFile(source, problem=f"cannot be read: {error.strerror}")


def _page_file(source: str, file: IO[bytes], when: str | None) -> PageFile:
    data = file.read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        return PageFile(source, problem=_TOO_LARGE)
    return PageFile(source, data, hashlib.sha256(data).hexdigest(), when)
