"""Where pages come from: files, folders, standard input."""

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from citehub.text.words import one_line

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
            found = [(_saved(path), path) for path in argument.rglob("*.txt")]
            pages = [(saved, path.parts, path) for saved, path in found if saved is not None]
            yield from (path for _, _, path in sorted(pages))
        else:
            yield argument


def _saved(path: Path) -> int | None:
    """Return when a file was saved, in whole seconds; None for a pipe, a device or a folder."""
    try:
        status = path.stat()
    except OSError:  # gone, or a link to nothing: reading it says so
        return 0
    return int(status.st_mtime) if stat.S_ISREG(status.st_mode) else None


def read_page(path: Path) -> PageFile:
    """Read one page; a file that cannot be read, or is too large, is a problem, not an end."""
    source = one_line(os.fspath(path))
    if source == STDIN:
        return _page_file("stdin", sys.stdin.buffer.read(LARGEST_PAGE + 1), None)
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            saved = datetime.fromtimestamp(int(found.st_mtime), timezone.utc)
            if found.st_size > LARGEST_PAGE:
                return PageFile(source, problem=_TOO_LARGE)
            # A pipe may never end. To ask a file for so much at most, its size being known, takes
            # room for all that each time: a fifth of the time of a page that is unchanged.
            data = file.read() if stat.S_ISREG(found.st_mode) else file.read(LARGEST_PAGE + 1)
            return _page_file(source, data, saved.strftime("%Y-%m-%dT%H:%M:%SZ"))
    except FileNotFoundError:
        return PageFile(source, problem="there is no such file or folder")
    except OSError as error:
        return PageFile(source, problem=f"cannot be read: {error.strerror}")


def _page_file(source: str, data: bytes, when: str | None) -> PageFile:
    if len(data) > LARGEST_PAGE:
        return PageFile(source, problem=_TOO_LARGE)
    return PageFile(source, data, hashlib.sha256(data).hexdigest(), when)
