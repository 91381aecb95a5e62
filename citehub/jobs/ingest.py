"""Pages into the store: read, prepared, joined to their hubs, stored."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from citehub.hubs.classify import classify_hub
from citehub.hubs.merge import merge, other_ids
from citehub.hubs.sums import Sums, sums
from citehub.index.entry import Entry
from citehub.jobs.draft import Draft, lists, prepare, rules_of
from citehub.library.library import Library
from citehub.library.roles import RolesByHand
from citehub.library.writer import Writer, writing
from citehub.model import Hub
from citehub.pages.files import PageFile, read_page
from citehub.parallel import processes_if
from citehub.parallel.in_order import in_order
from citehub.records import Record
from citehub.text.counted import counted
from citehub.text.titles import title_note

_MOST_HELD = 64 << 20  # bytes of pages that wait to be joined to their hubs
MANY = 500  # pages from which on starting processes costs less than it saves


class Outcome(NamedTuple):
    """What became of one page: `new`, `updated`, `unchanged` or `problem`, and what to say.

    `sums` are those of all pages that were joined to the hub with it, of the first of them;
    `is_odd` tells that something is odd about the hub's title.
    """

    source: str
    status: str
    hub: str | None = None
    message: str | None = None
    notes: tuple[str, ...] = ()
    sums: Sums = Sums()
    is_odd: bool = False


class _Page(NamedTuple):
    """A page of a hub that is there, until it is joined to it with all others."""

    source: str
    data: bytes
    notes: tuple[str, ...]


def ingest_pages(
    library: Library,
    paths: Sequence[Path],
    rules: Path | None,
    tell: Callable[[Outcome], None],
    *,
    title: str | None = None,
    when: str | None = None,
) -> None:
    """Take pages into the library; `tell` hears of each, of a stored one when it is on the disk.

    A bad page does not stop the others. `title` is that of the cited work of pages that name none,
    `when` the time (UTC) at which they were saved, in place of their files' times. Pages of one hub
    are joined to it at once, at the end.
    """

    def is_new(file: PageFile) -> bool:
        if file.problem:
            return False
        found = library.ask(lambda index: index.newest_with(file.sha256))
        return found is None or _is_back(file, found[1])

    def is_back(file: PageFile) -> bool:
        """Return whether a page is back after others that were taken from this call."""
        if not newest:
            return False
        hub_id = taken.get(file.sha256)
        if hub_id is None and (found := library.ask(lambda i: i.newest_with(file.sha256))):
            hub_id = found[0]
        return hub_id in newest and _is_back(file, newest[hub_id])

    def read(path: Path) -> PageFile:
        file = read_page(path)
        return file._replace(when=when) if when else file

    work = partial(prepare, store=library.store, rules=rules, title=title)
    taken: dict[str, str] = {}  # by content, the id of the hub
    newest: dict[str, Record] = {}  # of each hub that pages were taken for, by its id
    with writing(library, "ingest") as writer, processes_if(len(paths) >= MANY) as executor:
        roles = RolesByHand(library)
        files = map(read, paths)
        held: dict[str, list[_Page]] = {}  # by the id of the hub
        size = 0
        for file, prepared in in_order(work, files, needed=is_new, executor=executor):
            draft = prepared
            known = not file.problem and (draft is None or file.sha256 in taken)
            if known and is_back(file):
                draft, known = draft or work(file), False
            if file.problem or isinstance(draft, str):
                tell(Outcome(file.source, "problem", message=file.problem or str(draft)))
            elif draft is None or known:
                tell(Outcome(file.source, "unchanged"))
            else:
                hub_id = writer.known_id(draft.entry)
                if hub_id is None:
                    hub_id = _store_new(writer, draft, roles, file.source, tell)
                else:
                    page = _Page(file.source, draft.data, draft.notes)
                    held.setdefault(hub_id, []).append(page)
                    writer.hold(draft.entry, hub_id)
                    size += len(draft.data)
                taken[file.sha256] = hub_id
                newest[hub_id] = _newer(file, newest.get(hub_id) or _newest_of(library, hub_id))
                if size > _MOST_HELD:
                    _join(writer, held, rules, roles, tell)
                    held, size = {}, 0
        _join(writer, held, rules, roles, tell)


def _is_back(file: PageFile, newest: Record) -> bool:
    """Return whether a hub's page is again as it was before its newest capture, and later saved."""
    return newest["sha256"] != file.sha256 and (file.when or "") > (newest["when"] or "")


def _newest_of(library: Library, hub_id: str) -> Record | None:
    found = library.ask(lambda index: index.newest_of(hub_id))
    return found[1] if found else None


def _newer(file: PageFile, newest: Record | None) -> Record:
    """Return the newer one of a page and its hub's newest capture."""
    if newest and (newest["when"] or "", newest["sha256"]) > (file.when or "", file.sha256):
        return newest
    return {"when": file.when, "sha256": file.sha256}


def _store_new(
    writer: Writer,
    draft: Draft,
    roles: RolesByHand,
    source: str,
    tell: Callable[[Outcome], None],
) -> str:
    """Store a new hub as it was prepared, with the roles by hand of papers that others list.

    Return its id.
    """
    entry = draft.entry
    if not (writer.has_id(entry.id) or roles.concern(entry)):
        notes = (*draft.notes, *_titled_by_hand(writer, entry, entry.id))
        outcome = _outcome(source, "new", entry.id, entry.title, draft.message, notes)
        writer.put_new(entry, draft.data, stored=partial(tell, outcome))
        return entry.id
    hub = roles.given_to(writer.decode(draft.data))
    if writer.has_id(hub.id):  # another hub has the id that the title gives
        hub = hub._replace(id=next(id for id in other_ids(hub) if not writer.has_id(id)))
    notes = (*draft.notes, *_titled_by_hand(writer, entry, hub.id))
    outcome = _outcome(source, "new", hub.id, hub.title, draft.message, notes)
    writer.put(hub, stored=partial(tell, outcome))
    return hub.id


def _titled_by_hand(writer: Writer, entry: Entry, hub_id: str) -> Iterator[str]:
    """Say that the user gave another hub the title of a new one: they may be one work."""
    if other := writer.titled_by_hand(entry):
        yield f"you gave {other} this title; if both are one work: citehub merge {other} {hub_id}"


def _join(
    writer: Writer,
    held: dict[str, list[_Page]],
    rules: Path | None,
    roles: RolesByHand,
    tell: Callable[[Outcome], None],
) -> None:
    """Join pages to their hubs, those of one hub at once, and label the papers."""
    for hub_id, pages in held.items():
        known = writer.known(hub_id)
        alone = [writer.decode(page.data) for page in pages]
        hub = classify_hub(merge(known, *alone), rules_of(rules), known, *alone)
        hub = roles.given_to(hub)
        done = sums(known, hub)
        others = f"with {counted(len(pages) - 1, 'other page')}: " if len(pages) > 1 else ""
        message = f"{others}{done}; {lists(hub)}"
        shown_title = None if "title" in hub.by_hand else hub.title
        outcomes: list[Outcome] = []
        for page in pages:
            notes = (*page.notes, *_same_time(hub, page.source))
            outcome = _outcome(page.source, "updated", hub.id, shown_title, message, notes)
            outcomes.append(outcome if outcomes else outcome._replace(sums=done))
        writer.put(hub, stored=partial(_tell_all, tell, outcomes))


def _tell_all(tell: Callable[[Outcome], None], outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        tell(outcome)


def _same_time(hub: Hub, source: str) -> Iterator[str]:
    """Say that nothing but their content settles which of two pages counts."""
    times = {capture.when for capture in hub.captures if capture.source == source}
    for capture in hub.captures:
        if capture.when and capture.when in times and capture.source != source:
            yield (
                f"saved in the same second as {capture.source}: their content settles which "
                "counts; give the time with --when"
            )
            return


def _outcome(
    source: str,
    status: str,
    hub_id: str,
    title: str | None,
    message: str,
    notes: tuple[str, ...],
) -> Outcome:
    """Return an outcome that says what is odd about a title, if anything."""
    odd = title_note(hub_id, title) if title else None
    return Outcome(
        source, status, hub_id, message, (*notes, odd) if odd else notes, is_odd=bool(odd)
    )
