"""The store and its index as one: look hubs and papers up.

Readers bring the index up to date by themselves and never write the store.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from citehub.errors import IndexBrokenError, IndexLockedError, StoreError
from citehub.index.index import Index, Progress, is_damage
from citehub.index.place import Place, hub_of_number, position_of_number
from citehub.library.index_file import open_index
from citehub.model import Hub
from citehub.records import Record, listed_paper
from citehub.store.stamp import UNKNOWN, Stamp
from citehub.store.store import Store

if TYPE_CHECKING:
    from citehub.index.intake import Intake

Say = Callable[[str], None]
Found = TypeVar("Found")

_TRIES = 20  # a store replaced between two looks is looked at again
_HUBS_KEPT = 64  # read hubs that are kept while papers are listed
_MOST_TOLD = 100  # damaged records that a command names
_FAILURES = (sqlite3.DatabaseError, IndexBrokenError, IndexLockedError)  # of an index


class Library:
    """A store and its index. `say` hears what a user should know, `progress` of a rebuild."""

    def __init__(self, path: Path, say: Say, progress: Progress | None = None) -> None:
        self.store = Store(path)
        self.say = say
        self._progress = progress
        self.index = open_index(self.store, say)
        self._seen = UNKNOWN  # a stamp of the store that the index knows, and cannot keep
        self._told: set[tuple[int, str]] = set()

    def ask(self, question: Callable[[Index], Found]) -> Found:
        """Ask the index something; if it proves to be damaged, rebuild it and ask again.

        The answer has to be complete: what is still to be fetched could fail later.
        """
        try:
            return question(self.index)
        except _FAILURES as error:
            self._recover(error)
            return question(self.index)

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    # ---- reading ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Bring the index up to the store, and name the store's damaged records."""
        try:
            self._follow()
        except _FAILURES as error:
            self._recover(error)
        problems = self.ask(lambda index: index.problems())
        new = [problem for problem in problems if problem not in self._told]
        self._told.update(new)
        for line, message in new[:_MOST_TOLD]:
            self.say(f"{self.store.path}:{line}: {message}")
        if more := new[_MOST_TOLD:]:
            self.say(f"{self.store.path}: {len(more):,} more; citehub doctor names them all")

    def _recover(self, error: Exception) -> None:
        """Go on with a rebuilt index where it is damaged, else with one in memory."""
        self._seen = UNKNOWN
        if is_damage(error):
            with suppress(IndexLockedError):
                self.index.void()
        self.index.close()
        if is_damage(error):
            self.index = open_index(self.store, self.say)
            try:
                return self._follow()
            except _FAILURES:
                self.index.close()
        self.index = Index()
        return self._follow()

    def _follow(self) -> None:
        if self._is_current():
            return
        from citehub.index.sync import follow, holds_all  # noqa: PLC0415 - most find it up to date

        try:
            with self.index.transaction() as intake:
                if not self.index.is_at(self.store.stamp()):
                    follow(self.index, intake, self.store, self._progress)
        except (IndexLockedError, sqlite3.OperationalError):
            stamp = self.store.stamp()
            if not holds_all(self.index, self.store):
                raise
            self._seen = stamp

    def _is_current(self) -> bool:
        return self.store.stamp() in (self.index.stamp(), self._seen)

    def stamp(self) -> Stamp:
        """Return the stamp of the store that the index is true of."""
        return self._seen if self.store.stamp() == self._seen else self.index.stamp()

    def _forget_stamp(self) -> None:
        """Have the store read again, though it looks as it did: a record is not where it was."""
        self._seen = UNKNOWN
        if self.index.is_at(self.store.stamp()):
            with suppress(*_FAILURES), self.index.transaction() as intake:
                intake.set_stamp(UNKNOWN, self.index.next_line())

    def read(self, place: Place) -> Hub:
        """Read a hub from the store, looking again where it moved in the meantime."""
        return self.store.decode(self.record(place))

    def record(self, place: Place) -> bytes:
        """Read the bytes of a hub's record, looking again where it moved in the meantime."""
        found: Place | None = place
        for _ in range(_TRIES):
            if found is None:
                break
            with self.store.reading() as file:
                file.seek(found.offset)
                data = file.read(found.length)
            if found.holds(data):
                return data
            self._forget_stamp()
            self.refresh()
            found = self.place(id=place.id)
        raise StoreError(f"{self.store.path}: the hub {place.id!r} is gone; ask again")

    def place(
        self, *, id: str | None = None, page_title: str | None = None, number: int | None = None
    ) -> Place | None:
        """Return where the hub of this id, of this page title or of this number stands."""
        return self.ask(lambda index: index.place(id=id, page_title=page_title, number=number))

    def known_place(self, *, id: str | None = None, number: int | None = None) -> Place:
        """Return the same of a hub that is there; IndexBrokenError where it is not."""
        place = self.place(id=id, number=number)
        if place is None:  # the store, or the index, became another one meanwhile
            raise IndexBrokenError(
                f"{self.store.path}: the hub {id or number!r} is gone; ask again"
            )
        return place

    def hub_numbered(self, number: int) -> Hub:
        """Read the hub of a number of the index; IndexBrokenError where there is none."""
        return self.read(self.known_place(number=number))

    def papers(self, numbers: Iterable[int]) -> Iterator[Record]:
        """Yield the records of papers, in the order asked; few hubs are kept at a time."""
        hub_of = lru_cache(_HUBS_KEPT)(self.hub_numbered)
        for number in numbers:
            yield listed_paper(hub_of(hub_of_number(number)), position_of_number(number))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the store for writing, alone, its last record whole and its index up to date."""
        with self.store.writing(self.say):
            if not self.store.path.exists():
                self.index.close()
                self.index = open_index(self.store, self.say, new_store=True)
            if not (self.ask(self._knows_a_hub) or self.store.is_one()):
                raise StoreError(
                    f"{self.store.path}: no hub in it can be read, so nothing was written; name "
                    "another file, or if this is a store: citehub doctor --fix"
                )
            if torn := self.store.mend_tail():
                self.say(torn)
            self.refresh()
            yield

    def _knows_a_hub(self, index: Index) -> bool:
        return index.is_at(self.store.stamp()) and index.hub_count() > 0

    @contextmanager
    def changing(self) -> "Iterator[Intake]":
        """Change the held store inside, and the index with it; without one that fails."""
        try:
            with ExitStack() as held:
                try:
                    intake = held.enter_context(self.index.transaction())
                except _FAILURES as error:
                    self._recover(error)
                    intake = held.enter_context(self.index.transaction())
                if not self._is_current():
                    raise StoreError(
                        f"{self.store.path}: another program changed it in the meantime; "
                        "nothing was written over that; do this again"
                    )
                yield intake
        except sqlite3.DatabaseError as error:
            self._recover(error)
