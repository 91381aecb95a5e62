"""Pages into the store: read, prepared, joined to their hubs, stored."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from citehub.hubs.classify import classify_hub
from citehub.hubs.merge import merge, other_ids
from citehub.jobs.draft import Draft, counts, prepare, rules_of
from citehub.library.library import Library
from citehub.library.writer import Writer, writing
from citehub.pages.files import PageFile, read_page
from citehub.parallel import processes_if
from citehub.parallel.in_order import in_order
from citehub.text.titles import title_note

MANY = 500  # pages from which on starting processes costs less than it saves


class Outcome(NamedTuple):
    """What became of one page: `new`, `updated`, `unchanged` or `problem`, and what to say."""

    source: str
    status: str
    hub: str | None = None
    message: str | None = None
    notes: tuple[str, ...] = ()


def ingest_pages(
    library: Library,
    paths: Sequence[Path],
    rules: Path | None,
    tell: Callable[[Outcome], None],
    *,
    title: str | None = None,
) -> None:
    """Take pages into the library; `tell` hears of each, of a stored one when it is on the disk.

    A bad page does not stop the others. `title` is that of the cited work of pages that name none.
    """

    def is_new(file: PageFile) -> bool:
        known = file.problem or library.ask(lambda index: index.has_capture(file.sha256))
        return not known

    work = partial(prepare, store=library.store, rules=rules, title=title)
    taken: set[str] = set()
    with writing(library, "ingest") as writer, processes_if(len(paths) >= MANY) as executor:
        files = map(read_page, paths)
        for file, draft in in_order(work, files, needed=is_new, executor=executor):
            if file.problem or isinstance(draft, str):
                tell(Outcome(file.source, "problem", message=file.problem or str(draft)))
            elif draft is None or file.sha256 in taken:
                tell(Outcome(file.source, "unchanged"))
            else:
                taken.add(file.sha256)
                _store(writer, draft, file.source, rules, tell)


def _store(
    writer: Writer,
    draft: Draft,
    source: str,
    rules: Path | None,
    tell: Callable[[Outcome], None],
) -> None:
    """Store a new hub as it was prepared; join a page of a known one to it, and label it anew."""
    entry = draft.entry
    known = writer.find(entry.page_title)
    if known is None and not writer.has_id(entry.id):
        notes = (*draft.notes, *_odd(entry.id, entry.title))
        outcome = Outcome(source, "new", entry.id, draft.message, notes)
        writer.put_new(entry, draft.data, stored=partial(tell, outcome))
        return
    page = writer.decode(draft.data)
    if known:
        hub = classify_hub(merge(known, page), rules_of(rules))
    else:  # another hub has the id that the title gives
        hub = page._replace(id=next(id for id in other_ids(page) if not writer.has_id(id)))
    odd = () if "title" in hub.by_hand else _odd(hub.id, hub.title)
    status = "updated" if known else "new"
    outcome = Outcome(source, status, hub.id, counts(hub), (*draft.notes, *odd))
    writer.put(hub, stored=partial(tell, outcome))


def _odd(hub_id: str, title: str) -> tuple[str, ...]:
    """Say what is odd about a title, if anything."""
    note = title_note(hub_id, title)
    return (note,) if note else ()
