"""Where pages come from: files, folders, standard input."""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from citehub.text import one_line

STDIN = "-"


class PageFile(NamedTuple):
    """The bytes of a page: where from, when saved (UTC), or the problem that kept them away."""

    source: str
    data: bytes = b""
    sha256: str = ""
    when: str | None = None
    problem: str | None = None


def page_paths(arguments: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that arguments name; of a folder all `*.txt` below it, the oldest first.

    A hub's pages are joined in this order, and what a later one says counts.
    """
    for argument in arguments:
        if argument.is_dir():
            yield from sorted(argument.rglob("*.txt"), key=lambda path: (_saved(path), path))
        else:
            yield argument


def _saved(path: Path) -> int:
    try:
        return int(path.stat().st_mtime)
    except OSError:  # gone, or a broken link: reading it says so
        return 0


def read_page(path: Path) -> PageFile:
    """Read one page; a file that cannot be read is a problem, not an end."""
    source = one_line(os.fspath(path))
    if source == STDIN:
        data = sys.stdin.buffer.read()
        return PageFile("stdin", data, hashlib.sha256(data).hexdigest())
    try:
        with path.open("rb") as file:
            data = file.read()
            saved = datetime.fromtimestamp(int(os.fstat(file.fileno()).st_mtime), timezone.utc)
    except FileNotFoundError:
        return PageFile(source, problem="there is no such file or folder")
    except OSError as error:
        return PageFile(source, problem=f"cannot be read: {error.strerror}")
    when = saved.strftime("%Y-%m-%dT%H:%M:%SZ")
    return PageFile(source, data, hashlib.sha256(data).hexdigest(), when)
