"""Pages into the store: read, prepared, joined to their hubs, stored."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from citehub.hubs.classify import classify_hub
from citehub.hubs.join import narrowed_lists
from citehub.hubs.merge import merge, other_ids
from citehub.hubs.sums import Sums, sums
from citehub.index.entry import Entry
from citehub.jobs.draft import Draft, How, RulesText, lists, prepare, rules_from
from citehub.jobs.read import Pages, prepared
from citehub.library.library import Library
from citehub.library.roles import RolesByHand
from citehub.library.writer import Writer, writing
from citehub.model import Hub
from citehub.pages.files import PageFile
from citehub.parallel import processes_if
from citehub.records import Record
from citehub.text.counted import counted
from citehub.text.titles import title_note

if TYPE_CHECKING:  # slow to load
    from concurrent.futures import Executor

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
    pages: Pages,
    rules: RulesText,
    tell: Callable[[Outcome], None],
    *,
    title: str | None = None,
    executor: "Executor | None" = None,
) -> None:
    """Take pages into the library; `tell` hears of each, of a stored one when it is on the disk.

    A bad page does not stop the others. `title` is that of the cited work of pages that name none.
    Pages of one hub are joined to it at once, at the end. Without an `executor`, worker processes
    prepare the pages where there are many.
    """

    def is_new(file: PageFile) -> bool:
        return not file.problem and not is_known(library, file)

    how = How(library.store, rules, title)
    many = len(pages.paths) >= MANY
    with writing(library, "ingest") as writer, processes_if(many, executor) as workers:
        taker = Taker(library, writer, rules, tell)
        rows = prepared(pages, how, is_new, workers)
        for path, (file, found) in zip(pages.paths, rows, strict=True):
            draft = found
            if draft is None and not file.problem and taker.is_back(file):
                draft = prepare(file if file.data else pages.read(path), how)
            if file.problem or isinstance(draft, str):
                tell(Outcome(file.source, "problem", message=file.problem or str(draft)))
            elif draft is None or taker.has(file):
                tell(Outcome(file.source, "unchanged"))
            else:
                taker.take(file, draft)
        taker.finish()


def is_known(library: Library, file: PageFile) -> bool:
    """Return whether a page was ingested before, and says nothing that a hub does not hold.

    One that is again as it was before its hub's newest capture, and later saved, is not.
    """
    found = library.ask(lambda index: index.newest_with(file.sha256))
    return found is not None and not _is_back(file, found[1])


def _is_back(file: PageFile, newest: Record) -> bool:
    return newest["sha256"] != file.sha256 and (file.when or "") > (newest["when"] or "")


class Taker:
    """Takes prepared pages into a store: new hubs at once, pages of known ones at the end.

    Roles by hand go to papers that other hubs list, too.
    """

    def __init__(
        self, library: Library, writer: Writer, rules: RulesText, tell: Callable[[Outcome], None]
    ) -> None:
        self._library = library
        self._writer = writer
        self._rules = rules
        self._tell = tell
        self._roles = RolesByHand(library)
        self._taken: dict[str, str] = {}  # by the SHA-256 of a page, the id of its hub
        self._newest: dict[str, Record] = {}  # of each hub that pages were taken for, by its id
        self._held: dict[str, list[_Page]] = {}  # by the id of the hub
        self._size = 0  # of those in bytes

    def has(self, file: PageFile) -> bool:
        """Return whether a page was taken, and is not back after others."""
        return file.sha256 in self._taken and not self.is_back(file)

    def is_new(self, file: PageFile) -> bool:
        """Return whether a page is neither taken nor in the library, or back after others."""
        if self.has(file):
            return False
        return not is_known(self._library, file) or self.is_back(file)

    def is_back(self, file: PageFile) -> bool:
        """Return whether a page is back after others that were taken."""
        if not self._newest:
            return False
        hub_id = self._taken.get(file.sha256)
        if hub_id is None and (found := self._library.ask(lambda i: i.newest_with(file.sha256))):
            hub_id = found[0]
        return hub_id in self._newest and _is_back(file, self._newest[hub_id])

    def take(self, file: PageFile, draft: Draft) -> None:
        """Take a page that is new."""
        found = self._writer.known_ids(draft.entry)
        if not found:
            hub_id = _store_new(self._writer, draft, self._roles, file.source, self._tell)
            newest = None
        else:
            hub_id, *others = found
            notes = (*draft.notes, *_one_work(self._writer, draft.entry, hub_id, others))
            page = _Page(file.source, draft.data, notes)
            self._held.setdefault(hub_id, []).append(page)
            self._writer.hold(draft.entry, hub_id)
            self._size += len(draft.data)
            newest = self._newest.get(hub_id) or self._newest_of(hub_id)
        self._taken[file.sha256] = hub_id
        self._newest[hub_id] = _newer(file, newest)
        if self._size > _MOST_HELD:
            self.finish()

    def _newest_of(self, hub_id: str) -> Record | None:
        found = self._library.ask(lambda index: index.newest_of(hub_id))
        return found[1] if found else None

    def finish(self) -> None:
        """Join the pages that wait to their hubs."""
        _join(self._writer, self._held, self._rules, self._roles, self._tell)
        self._held, self._size = {}, 0


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


def _one_work(writer: Writer, entry: Entry, hub_id: str, others: list[str]) -> Iterator[str]:
    """Say that a page which goes to one hub has an id, or the title, of others, too."""
    for other in others:
        if writer.may_be_of(entry, other):
            yield (
                f"goes to {hub_id} by an id of its work, and may be of {other}, too; if both are "
                f"one work: citehub merge {hub_id} {other}"
            )


def _titled_by_hand(writer: Writer, entry: Entry, hub_id: str) -> Iterator[str]:
    """Say that the user gave another hub the title of a new one: they may be one work."""
    if other := writer.titled_by_hand(entry):
        yield f"you gave {other} this title; if both are one work: citehub merge {other} {hub_id}"


def _join(
    writer: Writer,
    held: dict[str, list[_Page]],
    rules: RulesText,
    roles: RolesByHand,
    tell: Callable[[Outcome], None],
) -> None:
    """Join pages to their hubs, those of one hub at once, and label the papers."""
    for hub_id, pages in held.items():
        known = writer.known(hub_id)
        alone = [writer.decode(page.data) for page in pages]
        hub = classify_hub(merge(known, *alone), rules_from(rules), *alone)
        hub = roles.given_to(hub)
        done = sums(known, hub)
        others = f"with {counted(len(pages) - 1, 'other page')}: " if len(pages) > 1 else ""
        message = f"{others}{done}; {lists(hub)}"
        shown_title = None if "title" in hub.by_hand else hub.title
        narrowed = _narrowed(hub)
        outcomes: list[Outcome] = []
        for page, one in zip(pages, alone, strict=True):
            told = narrowed.get(one.captures[0].sha256, ())
            notes = (*page.notes, *_same_time(hub, page.source), *told)
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


def _narrowed(hub: Hub) -> dict[str, tuple[str, ...]]:
    """Say by page (its SHA-256) that a list of another site seems to be of some papers only."""
    lists_of_some = (hub.captures[number - 1] for number in narrowed_lists(hub.captures))
    return {
        capture.sha256: (
            f"counts {counted(capture.declared or 0, 'paper')} where an earlier list of "
            f"{capture.site} had more: taken for a filtered list; it marks no paper as gone",
        )
        for capture in lists_of_some
    }


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
