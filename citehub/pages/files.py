"""Where pages come from: files, folders, standard input."""

import hashlib
import os
import re
import shlex
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from citehub.text.words import one_line

STDIN = "-"
ENDINGS = (".txt", ".md", ".text", ".json", ".jsonl", ".html", ".htm")  # and each with .gz behind
LARGEST_PAGE = 64 << 20  # bytes; a page of 100,000 citing papers has about 50 million
_TOO_LARGE = "larger than 64 MiB, the most a page may have; save it as text, or in parts"


class PageFile(NamedTuple):
    """The bytes of a page: where from, when saved (UTC), or the problem that kept them away."""

    source: str
    data: bytes = b""
    sha256: str = ""
    when: str | None = None
    problem: str | None = None


class Found(NamedTuple):
    """The files that arguments name, and how many others, by ending, their folders hold."""

    pages: list[Path]
    left: Counter[str]


def find_pages(arguments: Iterable[Path], store: Path | None = None) -> Found:
    """Find the files that arguments name; of a folder all with one of `ENDINGS`, the oldest first.

    A hub's pages are joined in this order, and what a later one says counts. A pipe or a device in
    a folder is no page, and reading it may never end; nor are the store and what goes with it. A
    folder that cannot be listed is among the pages, so that reading it says why.
    """
    pages: list[Path] = []
    left: Counter[str] = Counter()
    for argument in arguments:
        if not os.path.isdir(argument):  # noqa: PTH112 - Path.is_dir raises for some names
            pages.append(argument)
            continue
        unlisted: list[OSError] = []
        found: list[tuple[int, tuple[str, ...], Path]] = []
        for path in _below(argument, unlisted.append):
            saved = _saved(path)
            if saved is None or (store and _goes_with(path, store)):
                continue
            if path.name.lower().removesuffix(".gz").endswith(ENDINGS):
                found.append((saved, path.parts, path))
            else:
                left[path.suffix.lower()] += 1
        pages += [Path(error.filename) for error in unlisted]
        pages += [path for _, _, path in sorted(found)]
    return Found(pages, left)


def _below(folder: Path, unlisted: Callable[[OSError], None]) -> Iterator[Path]:
    for at, _, names in os.walk(folder, onerror=unlisted):
        yield from (Path(at, name) for name in names)


def _goes_with(path: Path, store: Path) -> bool:
    """Return whether a file is a store, one next to it under a longer name, or a part of it."""
    names = (store.name, f"{store.stem}.part-")
    return path.name.startswith(names) and path.parent.resolve() == store.parent.resolve()


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
    address = re.match("(https?):/+(.+)", source)
    if address and not path.exists():
        source = "://".join(address.groups())  # of two slashes, a path keeps one
        saved_by = f"curl -o page.html {shlex.quote(source)}"
        return PageFile(source, problem=f"this is an address; save what is there first: {saved_by}")
    if source == STDIN:
        # What is piped in was fetched just now, so it counts as newer than what was saved before.
        data = sys.stdin.buffer.read(LARGEST_PAGE + 1)
        return _page_file("stdin", data, _utc(datetime.now(timezone.utc)))
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            saved = datetime.fromtimestamp(int(found.st_mtime), timezone.utc)
            if found.st_size > LARGEST_PAGE:
                return PageFile(source, problem=_TOO_LARGE)
            # A pipe may never end. To ask a file for so much at most, its size being known, takes
            # room for all that each time: a fifth of the time of a page that is unchanged.
            data = file.read() if stat.S_ISREG(found.st_mode) else file.read(LARGEST_PAGE + 1)
            return _page_file(source, data, _utc(saved))
    except FileNotFoundError:
        return PageFile(source, problem="there is no such file or folder")
    except OSError as error:
        return PageFile(source, problem=f"cannot be read: {error.strerror}")


def _utc(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _page_file(source: str, data: bytes, when: str | None) -> PageFile:
    if len(data) > LARGEST_PAGE:
        return PageFile(source, problem=_TOO_LARGE)
    return PageFile(source, data, hashlib.sha256(data).hexdigest(), when)
