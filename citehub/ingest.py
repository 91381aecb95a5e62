"""Pages into the store: read, prepared, joined to their hubs, stored."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from citehub.classify import classify_hub
from citehub.library import Library
from citehub.merge import capture_of, merge
from citehub.model import Hub, HubPage, new_id, page_key, title_note
from citehub.prepare import prepare_all, rules_of
from citehub.rules.version import current_version
from citehub.sources import PageFile, read_page
from citehub.writer import Writer, writing

_MOST_NOTES = 100  # lines left out of one page that are named one by one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one page: `new`, `updated`, `unchanged` or `problem`, and what to say."""

    source: str
    status: str
    hub: str | None = None
    message: str | None = None
    notes: tuple[str, ...] = ()


def ingest(
    library: Library,
    paths: Sequence[Path],
    rules: Path | None,
    tell: Callable[[Outcome], None],
) -> None:
    """Take pages into the library; `tell` hears of each, of a stored one when it is on the disk.

    A bad page does not stop the others.
    """
    files: deque[PageFile] = deque()

    def fresh_pages() -> Iterator[bytes | None]:
        for path in paths:
            file = read_page(path)
            files.append(file)
            known = file.problem or library.index.has_capture(file.sha256)
            yield None if known else file.data

    version = current_version(rules)
    taken: set[str] = set()
    with writing(library) as writer:
        for page in prepare_all(fresh_pages(), len(paths), rules):
            file = files.popleft()
            if file.problem or isinstance(page, str):
                message = file.problem or str(page)
                tell(Outcome(file.source, "problem", message=message))
            elif page is None or file.sha256 in taken:
                tell(Outcome(file.source, "unchanged"))
            else:
                taken.add(file.sha256)
                hub, outcome = _join(writer, page, file, rules, version)
                writer.put(hub, stored=partial(tell, outcome))


def _join(
    writer: Writer, page: HubPage, file: PageFile, rules: Path | None, version: str
) -> tuple[Hub, Outcome]:
    """Join a page to its hub. A new hub's papers are labelled already; a known one's anew."""
    known = writer.find(page_key(page.title))
    capture = capture_of(page, file.source, file.sha256, file.when)
    if known is None:
        hub = replace(merge(None, page, capture, _id_for(writer, page.title)), rules=version)
    else:
        hub = classify_hub(merge(known, page, capture, known.id), rules_of(rules))
    status = "updated" if known else "new"
    return hub, Outcome(file.source, status, hub.id, _counts(hub), tuple(_notes(page, hub)))


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
    for note in page.notes[:_MOST_NOTES]:
        yield f"line {note.line}: left out: {note.text[:80]}"
    if len(page.notes) > _MOST_NOTES:
        yield f"{len(page.notes) - _MOST_NOTES:,} more lines left out"
    if "title" not in hub.by_hand and (odd := title_note(hub.id, hub.title)):
        yield odd
