"""Hubs into a store that is held for writing.

New hubs are appended batch by batch, each durable before the next; changed ones wait in a file of
their own and are put in place at the end, all at once.
"""

import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import NamedTuple

from citehub.errors import StoreError
from citehub.index.entry import Entry, entry_of, ids_of_work
from citehub.index.index import Index
from citehub.index.intake import Intake
from citehub.index.place import Place
from citehub.index.sync import add, exchange, follow
from citehub.library.library import Library
from citehub.model import Hub
from citehub.store.journal import HubChange, Journal
from citehub.store.stamp import Stamp

_BATCH = 500  # new hubs that are stored, and made durable, at once,
_BATCH_BYTES = 12 << 20  # or fewer whose records have so many bytes


@contextmanager
def writing(library: Library, what: str = "change", *, keep: bool = True) -> Iterator["Writer"]:
    """Hold the store for writing; what was put in is stored at the end.

    After an error, too, what came before it is stored; not so without `keep`: then all or nothing.
    `what` names the change in the journal.
    """
    with library.held():
        writer = Writer(library, what)
        try:
            yield writer
        except BaseException:
            if keep:
                writer.finish()
            raise
        else:
            writer.finish()
        finally:
            writer.close()


class Writer:
    """Puts hubs into a store that is held for writing."""

    def __init__(self, library: Library, what: str) -> None:
        self._library = library
        self._what = what
        self._journal = Journal(library.store)
        self._new: dict[str, tuple[Entry, bytes]] = {}  # by id; not stored yet
        self._new_bytes = 0  # of their records
        self._stored = 0  # new hubs so far
        self._new_keys: dict[str, str] = {}  # of those to their ids
        self._held_keys: dict[str, str] = {}  # of pages that are to be joined to a hub
        self._waiting: dict[str, list[Callable[[], None]]] = {}  # by id: who to tell when stored
        try:
            self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by finish
        except OSError as error:
            raise _no_room(error) from None
        self._changed: dict[str, _Spooled] = {}  # by id

    def known_ids(self, entry: Entry) -> list[str]:
        """Return the ids of the hubs that a page may be of: by ids of its work, then by its title.

        Where several hubs have a key, the first that had it counts, however many are stored yet.
        """
        found = [self._with_key(key) for key in ids_of_work(entry.keys)]
        place = self._library.place(page_title=entry.page_title)
        found.append(place.id if place else self._with_key(_title_key(entry.page_title)))
        return list(dict.fromkeys(filter(None, found)))

    def _with_key(self, key: str) -> str | None:
        stored = self._library.ask(partial(_id_of_key, key=key))
        return stored or self._new_keys.get(key) or self._held_keys.get(key)

    def may_be_of(self, entry: Entry, hub_id: str) -> bool:
        """Return whether no id of its work speaks against a page being one of a stored hub."""
        theirs = set(ids_of_work(self._library.ask(lambda index: index.keys_of(hub_id))))
        mine = set(ids_of_work(entry.keys))
        kinds = {key.partition(":")[0] for key in theirs}
        return not any(key.partition(":")[0] in kinds for key in mine - theirs)

    def hold(self, entry: Entry, hub_id: str) -> None:
        """Have a page that is to be joined to a hub find it for later pages."""
        for key in (*entry.keys, _title_key(entry.page_title)):
            self._held_keys.setdefault(key, hub_id)

    def known(self, hub_id: str) -> Hub:
        """Return the hub of an id that is there, as it is with all that was put in so far."""
        if hub_id in self._new:
            return self.decode(self._new[hub_id][1])
        return self.get(self._library.known_place(id=hub_id))

    def get(self, place: Place) -> Hub:
        """Return the hub at a place, as it is with all that was put in so far."""
        if place.id in self._changed:
            return self.decode(self._read(self._changed[place.id]))
        return self._library.read(place)

    def decode(self, data: bytes) -> Hub:
        """Read a record of this store."""
        return self._library.store.decode(data)

    def has_id(self, hub_id: str) -> bool:
        """Return whether an id is taken, or was before, so that it finds a hub."""
        place = self._library.ask(lambda index: index.place_of_name(hub_id))
        return hub_id in self._new or place is not None

    def titled_by_hand(self, entry: Entry) -> str | None:
        """Return the id of the hub that the user gave the title of a page, if any."""
        return self._library.ask(partial(_id_of_key, key=f"hand:{entry.page_title}"))

    def put(
        self, hub: Hub, stored: Callable[[], None] | None = None, *, at: Place | None = None
    ) -> None:
        """Store a hub: a new one with the next batch, a changed one at the end.

        `at` is where it stands if its id is another one there. `stored` is called when it is on the
        disk, and not before.
        """
        data = self._library.store.encode(hub)
        place = at or self._library.place(page_title=hub.page_title)
        if place is None or (place.id != hub.id and not at):
            self.put_new(entry_of(hub, data), data, stored)
            return
        try:
            start = self._spool.seek(0, os.SEEK_END)
            self._spool.write(data)
            pickle.dump(entry_of(hub, data), self._spool)
            self._spool.flush()
        except OSError as error:
            raise _no_room(error) from None
        self._wait(hub.id, stored)
        self._changed[hub.id] = _Spooled(place, start, len(data))

    def put_new(self, entry: Entry, data: bytes, stored: Callable[[], None] | None = None) -> None:
        """Store a hub that is known to be new: its record, and what the index keeps of it.

        StoreError where another hub has its id: no hub ever takes the place of another.
        """
        waiting = self._new.get(entry.id)
        is_same = waiting is not None and waiting[0].page_title == entry.page_title
        if self.has_id(entry.id) and not is_same:
            raise StoreError(f"the id {entry.id!r} belongs to another hub; nothing was stored")
        self._wait(entry.id, stored)
        self._new[entry.id] = (entry, data)
        self._new_bytes += len(data) - (len(waiting[1]) if waiting else 0)
        for key in (*entry.keys, _title_key(entry.page_title)):
            self._new_keys.setdefault(key, entry.id)
        if len(self._new) >= _BATCH or self._new_bytes >= _BATCH_BYTES:
            self._append()

    def _wait(self, hub_id: str, stored: Callable[[], None] | None) -> None:
        if stored:
            self._waiting.setdefault(hub_id, []).append(stored)

    def _append(self) -> None:
        if not self._new:
            return
        if self._stored >= _BATCH:  # a few large hubs take enough memory as it is
            self._library.index.expect_many()
        batch = list(self._new.values())
        self._new.clear()  # at once: no Ctrl-C makes this batch be stored twice
        self._new_keys.clear()
        self._new_bytes = 0
        library = self._library
        entries = [entry for entry, _ in batch]
        self._journal.note(self._what, (HubChange(e.id, None, e.hash) for e in entries))
        with library.changing() as intake:
            spans, stamp = library.store.append(data for _, data in batch)
            add(library.index, intake, zip(entries, spans, strict=True), stamp)
        self._stored += len(entries)
        self._tell(entry.id for entry in entries)

    def finish(self) -> None:
        """Store what is left: append the new hubs, put the changed ones in place at once."""
        self._append()
        self._replace()

    def close(self) -> None:
        """Close the spool."""
        with suppress(OSError):  # what could not be written to it was said already
            self._spool.close()

    def _replace(self) -> None:
        if not self._changed:
            return
        changes = {
            spooled.place.offset: (spooled.place.length, partial(self._read, spooled))
            for spooled in self._changed.values()
        }
        self._journal.note(self._what, self._before())
        library = self._library
        with _replaced(library, changes) as (intake, stamp):
            exchange(library.index, intake, library.store, self._entries(), stamp)
        self._tell(list(self._changed))
        self._changed.clear()

    def _tell(self, hub_ids: Iterable[str]) -> None:
        for hub_id in hub_ids:
            for stored in self._waiting.pop(hub_id, ()):
                stored()

    def _read(self, spooled: "_Spooled") -> bytes:
        self._spool.seek(spooled.start)
        return self._spool.read(spooled.length)

    def _before(self) -> Iterator[HubChange]:
        """Yield what is about to happen to the changed hubs; one of another id is a new one."""
        for place, entry in self._entries():
            record = self._library.record(place)
            if entry.id == place.id:
                yield HubChange(place.id, record, entry.hash)
            else:
                behind = self._library.ask(partial(_id_before, place=place))
                yield HubChange(entry.id, None, entry.hash)
                yield HubChange(place.id, record, None, behind)

    def _entries(self) -> Iterator[tuple[Place, Entry]]:
        """Yield what the index is to know of the changed hubs, in the order of the store."""
        for spooled in sorted(self._changed.values(), key=lambda spooled: spooled.place.offset):
            self._spool.seek(spooled.start + spooled.length)
            yield spooled.place, pickle.load(self._spool)


def rewrite(library: Library, edits: Mapping[Place | None, bytes]) -> None:
    """Put bytes in place of records of a store that is held: none, one record or several.

    Those in place of None go to the end.
    """
    changes = {
        place.offset: (place.length, partial(bytes, data)) for place, data in edits.items() if place
    }
    if changes:
        with _replaced(library, changes) as (intake, _):
            follow(library.index, intake, library.store)
    if end := edits.get(None):
        with library.changing() as intake:
            library.store.append([end])
            follow(library.index, intake, library.store)


@contextmanager
def _replaced(
    library: Library, changes: Mapping[int, tuple[int, Callable[[], bytes]]]
) -> Iterator[tuple[Intake, Stamp]]:
    """Replace records of the store; inside, the index is to take in what they are now."""
    taken: list[Intake] = []
    with ExitStack() as held:
        stamp = library.store.replace(
            changes,
            seen=library.stamp(),
            ready=lambda: taken.append(held.enter_context(library.changing())),
        )
        yield taken[0], stamp


class _Spooled(NamedTuple):
    """A changed hub that waits: where it stands in the store, and its record in the spool.

    Behind the record stands its entry for the index.
    """

    place: Place
    start: int
    length: int


def _title_key(title: str) -> str:
    return f"title:{title}"


def _id_before(index: Index, place: Place) -> str | None:
    return index.id_before(place)


def _id_of_key(index: Index, key: str) -> str | None:
    return index.id_of_key(key)


def _no_room(error: OSError) -> StoreError:
    folder = tempfile.tempdir or os.environ.get("TMPDIR") or "TMPDIR"
    return StoreError(f"{folder}: cannot keep changes there: {error.strerror}")
