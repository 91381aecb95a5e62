"""The SQLite index of a store: what stands where, filters, candidates. Never the truth.

Safe to delete: the next command rebuilds it. A paper's number is its hub's number and its position,
`hub << 24 | position`, and hubs are numbered in the store's order: the order of numbers is the
order of the store, so that a list is read off without sorting and ends when it is long enough. A
paper's unclassified citation labels are NULL: nearly all are, and the indexes leave NULL out.

There is no log next to the file: what was written to it stays, or the seal is broken and the whole
is rebuilt. Every answer is complete when it is given, so that no reader holds up a writer.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citehub.errors import IndexBrokenError, IndexLockedError
from citehub.index.doubles import Doubles
from citehub.index.papers import Papers
from citehub.index.place import Place
from citehub.index.questions import Questions
from citehub.index.related import Related
from citehub.index.schema import ID, TABLES, VERSION, WORD_TABLES, has_our_tables
from citehub.index.seal import Seal
from citehub.index.words import Words
from citehub.records import Record
from citehub.store.stamp import Stamp
from citehub.text.titles import page_key

if TYPE_CHECKING:
    from citehub.index.intake import Intake

Progress = Callable[[int, int], None]  # hears how many bytes were read, of how many

_WAIT = 30.0  # seconds to wait for another program that has the file locked
IN_MEMORY = ":memory:"


class Index:
    """One index, open: a file with its seal, or in memory."""

    def __init__(self, path: Path | str = IN_MEMORY, seal: Seal | None = None) -> None:
        """Open an index while its seal is held, or make one of an empty file.

        IndexBrokenError where the file is not an index of this version, IndexLockedError where
        another program holds it, or there is no room for it.
        """
        self._seal = seal
        self.inode = seal.inode() if seal else 0
        try:
            self._db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        except sqlite3.OperationalError:  # no place for the file
            raise IndexLockedError from None
        try:
            self._db.execute("PRAGMA trusted_schema = OFF")  # whoever made the file
            self._db.execute("PRAGMA journal_mode = MEMORY")
            self._db.execute("PRAGMA synchronous = NORMAL")  # a seal is for what is on the disk
            self._db.execute("PRAGMA temp_store = MEMORY")
            self._known_words: set[str] = set()  # some that are in the vocabulary
            self._seen_version = -1  # of the database, when these were known to be there
            (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables:
                self._create()
            (owner,) = self._db.execute("PRAGMA application_id").fetchone()
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if (owner, version) != (ID, VERSION) or not has_our_tables(self._db):
                raise IndexBrokenError
            self.review = Questions(self._db)
            self.words = Words(self._db)
            self.papers = Papers(self._db, self.words)
            self.related = Related(self._db)
            self.doubles = Doubles(self._db)
        except (sqlite3.DatabaseError, IndexBrokenError) as error:
            self._db.close()
            raise (IndexBrokenError if is_damage(error) else IndexLockedError) from None

    def _create(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(f"PRAGMA application_id = {ID}")
        self._db.execute(f"PRAGMA user_version = {VERSION}")
        for statement in TABLES.split(";\n"):
            self._db.execute(statement)
        try:
            for statement in WORD_TABLES.split(";\n"):
                self._db.execute(statement)
        except sqlite3.OperationalError:
            pass  # this SQLite was built without FTS5; candidates are found by a scan
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> "Iterator[Intake]":
        """Do all or nothing of what is done inside, while other writers of the index wait.

        IndexBrokenError where the file is not what it was when it was opened, IndexLockedError
        where it may not be written.
        """
        from citehub.index.intake import Intake  # noqa: PLC0415 - only for what changes the index

        with ExitStack() as held:
            if self._seal:
                held.enter_context(self._seal.held(alone=True))
                if not (self._seal.is_whole() and self._seal.inode() == self.inode):
                    raise IndexBrokenError("the index was changed by another program")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._forget_words_if_changed()
                yield Intake(self._db, self.words.full_text, self._known_words)
                self._db.execute("COMMIT")
            except BaseException:
                self._known_words.clear()
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            finally:
                if self._seal and not self._db.in_transaction:
                    self._seal.renew(self.inode)

    def expect_many(self) -> None:
        """Keep more of the file in memory from now on, as much is to come in."""
        # KiB of pages. With SQLite's 2,000, rows that go into several trees take a third longer.
        self._db.execute("PRAGMA cache_size = -16000")

    def _forget_words_if_changed(self) -> None:
        (version,) = self._db.execute("PRAGMA data_version").fetchone()  # of others' changes
        if version != self._seen_version:
            self._known_words.clear()
            self._seen_version = version

    def void(self) -> None:
        """Have the file rebuilt when it is opened next: it is damaged."""
        if self._seal:
            with self._seal.held(alone=True):
                self._seal.void(self.inode)

    def is_whole(self) -> bool:
        """Return whether the file is undamaged, as far as SQLite can see; it has to be free."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            return bool(self._db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        finally:
            self._db.execute("ROLLBACK")

    # ---- what it was made of -----------------------------------------------------------------

    def stamp(self) -> Stamp:
        """Return the stamp of the store when it was last followed."""
        return Stamp(*(self._meta(name) for name in Stamp._fields))

    def is_at(self, stamp: Stamp) -> bool:
        """Return whether the store has the stamp that it had when it was last followed."""
        return self.stamp() == stamp

    def next_line(self) -> int:
        """Return the number of the line behind the store's last record."""
        return self._meta("next_line") or 1

    def _meta(self, key: str) -> int:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def in_order(self) -> bool:
        """Return whether the hubs' numbers follow the order of the store."""
        numbers = [n for (n,) in self._db.execute("SELECT n FROM hubs ORDER BY offset")]
        return numbers == sorted(numbers)

    def hashes(self) -> dict[bytes, Place]:
        """Return where every record stands, by its hash."""
        return {place.hash: place for place in self.places()}

    # ---- asking -----------------------------------------------------------------------------

    def problems(self) -> list[tuple[int, str]]:
        """Return the damaged records: line in the store, what is wrong."""
        return self._db.execute("SELECT line, message FROM problems ORDER BY line").fetchall()

    def hub_count(self) -> int:
        """Return the number of hubs."""
        (count,) = self._db.execute("SELECT count(*) FROM hubs").fetchone()
        return int(count)

    def newest_with(self, sha256: str) -> tuple[str, Record] | None:
        """Return the id and the newest capture of the hub that has a page of these bytes."""
        return self._newest("captures JOIN hubs ON n = hub", "sha256", bytes.fromhex(sha256))

    def newest_of(self, hub_id: str) -> tuple[str, Record] | None:
        """Return the id and the newest capture of the hub of this id."""
        return self._newest("hubs", "id", hub_id)

    def _newest(self, tables: str, column: str, value: str | bytes) -> tuple[str, Record] | None:
        row = self._db.execute(
            f"SELECT id, summary FROM {tables} JOIN hub_texts USING (n) WHERE {column} = ?",
            (value,),
        ).fetchone()
        captures = json.loads(row[1])["captures"] if row else []
        return (row[0], captures[-1]) if captures else None

    def place(
        self, *, id: str | None = None, page_title: str | None = None, number: int | None = None
    ) -> Place | None:
        """Return where the hub of this id, of this page title or of this number stands."""
        for column, value in (("id", id), ("page_title", page_title), ("n", number)):
            if value is not None:
                row = self._db.execute(
                    f"SELECT n, id, offset, length, hash FROM hubs WHERE {column} = ?", (value,)
                ).fetchone()
                return Place._make(row) if row else None
        raise TypeError("a hub is named by id, page_title or number")

    def place_of_name(self, name: str) -> Place | None:
        """Return where the hub stands that has this id, or had it or this title by hand before."""
        id = self.id_of_key(f"former:{page_key(name)}")
        return self.place(id=name) or (self.place(id=id) if id else None)

    def id_before(self, place: Place) -> str | None:
        """Return the id of the hub that stands before one in the store, None for the first."""
        row = self._db.execute(
            "SELECT id FROM hubs WHERE n < ? ORDER BY n DESC LIMIT 1", (place.number,)
        ).fetchone()
        return row[0] if row else None

    def keys_of(self, hub_id: str) -> list[str]:
        """Return what else than its page's title a hub is found by, as in entry.keys_of_hub."""
        rows = self._db.execute(
            "SELECT key FROM hub_keys JOIN hubs ON hub = n WHERE id = ? ORDER BY key", (hub_id,)
        )
        return [key for (key,) in rows]

    def id_of_key(self, key: str) -> str | None:
        """Return the id of the hub that has a key, as `keys_of_hub` gives them."""
        row = self._db.execute(
            "SELECT id FROM hub_keys JOIN hubs ON hubs.n = hub_keys.hub WHERE key = ?", (key,)
        ).fetchone()
        return row[0] if row else None

    def places(self) -> Iterator[Place]:
        """Yield where every hub stands, in the order of the store."""
        rows = self._db.execute(
            "SELECT n, id, offset, length, hash FROM hubs ORDER BY n"
        ).fetchall()
        return map(Place._make, rows)

    def ids(self, prefix: str, most: int) -> list[tuple[str, str]]:
        """Return ids that begin so, with their titles, then those of hubs with such a former id."""
        found = self._db.execute(
            "SELECT id, title FROM hubs JOIN hub_texts USING (n) "
            "WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (prefix, prefix + "\U0010ffff", most),
        ).fetchall()
        former = self._db.execute(
            "SELECT id, title FROM hub_keys JOIN hub_texts ON hub_texts.n = hub "
            "JOIN hubs ON hubs.n = hub WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
            (f"former:{prefix}", f"former:{prefix}\U0010ffff", most),
        ).fetchall()
        return [*dict.fromkeys([*found, *former])][:most]

    def summaries(self, limit: int | None = None) -> Iterator[Record]:
        """Yield the hubs as `show` lists them, in the order of the store."""
        rows = self._db.execute(
            "SELECT summary FROM hub_texts ORDER BY n LIMIT ?", (-1 if limit is None else limit,)
        ).fetchall()
        return (json.loads(row[0]) for row in rows)

    def summary(self, number: int) -> Record:
        """Return the hub of a number as `show` lists it."""
        (summary,) = self._db.execute(
            "SELECT summary FROM hub_texts WHERE n = ?", (number,)
        ).fetchone()
        found: Record = json.loads(summary)
        return found


def is_damage(error: Exception) -> bool:
    """Return whether an error means that the file is damaged, and not that it cannot be used now.

    A full disk, a lock or a missing right says nothing against the index.
    """
    if isinstance(error, sqlite3.OperationalError):
        return "no such" in str(error) or "malformed" in str(error)
    return isinstance(error, sqlite3.DatabaseError | IndexBrokenError)
