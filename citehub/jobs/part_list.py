"""What a part holds of a list of pages, in a file next to its store (`.part`).

`join` needs it: in which order one run would have met the hubs, by what it would have found them,
and that all parts were made of the same pages. It is written when the part is whole. JSON lines: a
head, a line for each hub in the order of the store, and what the store has to hash to.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from citehub import __version__
from citehub.errors import StoreError
from citehub.jobs.draft import RulesText
from citehub.jobs.part import Part
from citehub.pages.files import PageFile
from citehub.rules.version import shipped_bytes, version_of
from citehub.store.disk import replace_file
from citehub.store.store import Store
from citehub.text.words import one_line

ENDING = "part"


class Head(NamedTuple):
    """Of what a part was made: parts are of one store where all but `part` is the same.

    `pages` counts the pages of all parts, and `listed` tells them by their names, sizes and times.
    """

    part: int
    of: int
    version: str
    rules: str
    title: str | None
    when: str | None
    pages: int
    listed: str


class Listed(NamedTuple):
    """A page that a part took in: its number in the list, from 1, and the ids of its work."""

    number: int
    ids: tuple[str, ...]


class ListedHub(NamedTuple):
    """A hub of a part: where its record stands, and of which pages it is."""

    offset: int
    length: int
    pages: tuple[Listed, ...]

    @property
    def first(self) -> int:
        """The number of the page that would have met it first."""
        return min(page.number for page in self.pages)


Version = tuple[str, str | None]  # of a page: its SHA-256, and when it was saved


class Double(NamedTuple):
    """A page whose bytes came before: its number in the list, and which version of it."""

    number: int
    sha256: str
    when: str | None


class PartList(NamedTuple):
    """All that is known of a part: `doubles` are pages that came before.

    `problems` are the pages that are none, with the reason.
    """

    head: Head
    doubles: tuple[Double, ...]
    problems: dict[int, str]
    hubs: tuple[ListedHub, ...]
    sha256: str  # of the store

    def numbers(self) -> Iterator[int]:
        """Yield the number of each page that belongs to this part."""
        yield from (page.number for hub in self.hubs for page in hub.pages)
        yield from (double.number for double in self.doubles)
        yield from self.problems


class Seen(NamedTuple):
    """A page while a part is made: the file without its bytes, and where it stands in the list."""

    file: PageFile
    listed: Listed


def head_of(
    part: Part, paths: Sequence[Path], rules: RulesText, title: str | None, when: str | None
) -> Head:
    """Return the head of the list of a part that is made of these pages."""
    version = version_of(shipped_bytes() if rules.data is None else rules.data)
    told = hashlib.sha256()
    for path in paths:
        told.update(f"{one_line(os.fspath(path))}\0{_as_it_is(path)}\0".encode())
    return Head(
        part.number, part.of, __version__, version, title, when, len(paths), told.hexdigest()
    )


def _as_it_is(path: Path) -> str:
    try:
        found = path.stat()
    except OSError as error:
        return str(error.errno)
    return f"{found.st_size} {int(found.st_mtime)}"


def write_list(
    store: Store,
    head: Head,
    seen: dict[Version, Seen],
    doubles: list[Double],
    problems: dict[int, str],
) -> None:
    """Write the list of a part whose store is whole; `seen` has its pages.

    StoreError where the store holds others.
    """

    def write(new: IO[bytes]) -> None:
        told = hashlib.sha256()
        first = {**head._asdict(), "doubles": doubles, "problems": [*problems.items()]}
        new.write(_line(first))
        with store.reading() as file:
            for hub in _hubs_of(store, file, seen):
                new.write(_line(hub))
            file.seek(0)
            while chunk := file.read(1 << 20):
                told.update(chunk)
        new.write(_line({"sha256": told.hexdigest()}))

    path = store.beside(ENDING)
    try:
        replace_file(path, write, store.mode(), lambda: None)
    except OSError as error:
        raise StoreError(f"{path}: cannot write: {error.strerror}") from None


def _hubs_of(store: Store, file: IO[bytes], seen: dict[Version, Seen]) -> Iterator[ListedHub]:
    left = dict(seen)
    for span in store.codec.spans(file, 1):
        pages = []
        for capture in store.decode(span.data).captures:
            page = left.pop((capture.sha256, capture.when), None)
            if page is None or page.file.source != capture.source:
                raise _other_pages(store, capture.source)
            pages.append(page.listed)
        yield ListedHub(span.offset, len(span.data), tuple(pages))
    if left:
        raise _other_pages(store, next(iter(left.values())).file.source)


def _other_pages(store: Store, source: str) -> StoreError:
    return StoreError(
        f"{store.path}: of {source} this part holds something else than one run would; delete it, "
        "and make it again"
    )


def _line(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def read_list(store: Store) -> PartList | None:
    """Return the list of a part, or None where the part is not whole yet."""
    path = store.beside(ENDING)
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path}: cannot read: {error.strerror}") from None
    try:
        first, *hubs, last = map(json.loads, lines)
        doubles, problems = first.pop("doubles"), first.pop("problems")
        return PartList(
            Head(**first),
            tuple(Double(*row) for row in doubles),
            {int(number): str(why) for number, why in problems},
            tuple(_hub(row) for row in hubs),
            last["sha256"],
        )
    except (ValueError, TypeError, KeyError):
        raise StoreError(
            f"{path}: not the list of a part of this version; delete the part, and make it again"
        ) from None


def _hub(row: list[Any]) -> ListedHub:
    offset, length, pages = row
    return ListedHub(offset, length, tuple(Listed(number, tuple(ids)) for number, ids in pages))


def must_be_as_listed(store: Store, listed: PartList) -> None:
    """Raise StoreError where the store of a part was changed since it was made."""
    told = hashlib.sha256()
    with store.reading() as file:
        while chunk := file.read(1 << 20):
            told.update(chunk)
    if told.hexdigest() != listed.sha256:
        raise StoreError(
            f"{store.path}: was changed since this part was made; join the parts first, and change "
            "what that makes; or delete it, and make it again"
        )


def differing(heads: Iterable[Head]) -> list[str]:
    """Return in what parts differ that are not of one store."""
    first, *others = heads
    names = {
        "of": "the number of parts",
        "version": "the version of citehub",
        "rules": "the rules",
        "title": "--hub",
        "when": "--when",
        "pages": "the pages",
        "listed": "the pages",
    }
    found = (
        said
        for name, said in names.items()
        if any(getattr(other, name) != getattr(first, name) for other in others)
    )
    return list(dict.fromkeys(found))
