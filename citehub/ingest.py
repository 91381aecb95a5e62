"""Pages into the store: found, read, parsed, joined to their hubs, labelled, stored."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from citehub.classify import classify_hub
from citehub.errors import PageError
from citehub.library import Library, Writer
from citehub.merge import capture_of, merge
from citehub.model import Hub, HubPage, new_id, page_key, title_note
from citehub.pages import decode, parse_page
from citehub.rules.ruleset import RuleSet

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one page: `new`, `updated`, `unchanged` or `problem`, and what to say."""

    source: str
    status: str
    hub: str | None = None
    message: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFile:
    """The bytes of a page: where from, when saved (UTC), or the problem that kept them away."""

    source: str
    data: bytes = b""
    when: str | None = None
    problem: str | None = None


def page_paths(arguments: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that arguments name; of a folder all `*.txt` below it, in name order."""
    for argument in arguments:
        if argument.is_dir():
            yield from sorted(argument.rglob("*.txt"))
        else:
            yield argument


def read_page(path: Path) -> PageFile:
    """Read one page; a file that cannot be read is a problem, not an end."""
    source = os.fspath(path)
    if source == STDIN:
        return PageFile("stdin", sys.stdin.buffer.read())
    try:
        with path.open("rb") as file:
            saved = datetime.fromtimestamp(int(os.fstat(file.fileno()).st_mtime), timezone.utc)
            return PageFile(source, file.read(), saved.strftime("%Y-%m-%dT%H:%M:%SZ"))
    except FileNotFoundError:
        return PageFile(source, problem="there is no such file or folder")
    except OSError as error:
        return PageFile(source, problem=f"cannot be read: {error.strerror}")


def ingest(
    library: Library,
    paths: Iterable[Path],
    rules: Callable[[], RuleSet],
    tell: Callable[[Outcome], None],
) -> None:
    """Take pages into the library; `tell` hears of each. A bad page does not stop the others."""
    seen: set[str] = set()
    with library.writing() as writer:
        for file in map(read_page, paths):
            if file.problem:
                tell(Outcome(file.source, "problem", message=file.problem))
                continue
            sha256 = hashlib.sha256(file.data).hexdigest()
            if sha256 in seen or library.index.has_capture(sha256):
                tell(Outcome(file.source, "unchanged"))
                continue
            try:
                page = parse_page(decode(file.data))
            except PageError as error:
                tell(Outcome(file.source, "problem", message=str(error)))
                continue
            seen.add(sha256)
            tell(_join(writer, page, file, sha256, rules()))


def _join(writer: Writer, page: HubPage, file: PageFile, sha256: str, rules: RuleSet) -> Outcome:
    known = writer.find(page_key(page.title))
    hub = merge(
        known,
        page,
        capture_of(page, file.source, sha256, file.when),
        "" if known else _id_for(writer, page.title),
    )
    writer.put(classify_hub(hub, rules))
    return Outcome(
        file.source,
        "updated" if known else "new",
        hub.id,
        _counts(hub),
        tuple(_notes(page, hub)),
    )


def _id_for(writer: Writer, title: str) -> str:
    digest = hashlib.sha256(page_key(title).encode()).hexdigest()
    hub_id = new_id(title, False, digest)
    return new_id(title, True, digest) if writer.has_id(hub_id) else hub_id


def _counts(hub: Hub) -> str:
    listed = len(hub.listed)
    if hub.complete:
        return f"all {listed} citing papers"
    declared = "an unknown number" if hub.citing_count is None else hub.citing_count
    return f"incomplete: lists {listed} of {declared}"


def _notes(page: HubPage, hub: Hub) -> Iterator[str]:
    """Say what is odd about a page: lines left out, a title that is none."""
    for note in page.notes:
        yield f"line {note.line}: left out: {note.text[:80]}"
    if "title" not in hub.by_hand and (odd := title_note(hub.id, hub.title)):
        yield odd
