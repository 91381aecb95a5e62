"""The SQLite index of a store: what stands where, filters, candidates. Never the truth.

Safe to delete: the next command rebuilds it. A paper's number is its hub's number and its position,
`hub << 24 | position`, and hubs are numbered in the store's order: the order of numbers is the
order of the store, so that a list is read off without sorting and ends when it is long enough. A
paper's unclassified citation labels are NULL: nearly all are, and the indexes leave NULL out.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from citehub.errors import IndexBrokenError, IndexLockedError
from citehub.index.entry import Entry
from citehub.index.filters import Filters
from citehub.index.place import HUB_SQL, RANGE_SQL, PaperRow, Place, first_number, last_number
from citehub.index.schema import ID, OF_HUBS, TABLES, VERSION, WORD_TABLES, has_our_tables
from citehub.index.sql import conditions, match_query, order_by, scan_condition
from citehub.records import Record
from citehub.store.stamp import Stamp

_WAIT = 30.0  # seconds to wait for another process that is writing the index


class Index:
    """One index file, open."""

    def __init__(self, path: Path | str, *, immutable: bool = False) -> None:
        """Open an index, or make one; `immutable` opens a file that nobody can change meanwhile.

        IndexBrokenError where the file is not an index of this version, IndexLockedError where
        another program holds it.
        """
        self._known_words: set[str] = set()  # in the vocabulary
        try:
            name = f"{Path(path).absolute().as_uri()}?immutable=1" if immutable else path
            self._db = sqlite3.connect(name, timeout=_WAIT, isolation_level=None, uri=immutable)
        except sqlite3.OperationalError:  # no place for the file
            raise IndexBrokenError from None
        try:
            self._db.execute("PRAGMA trusted_schema = OFF")  # anybody may have made the file
            self._db.execute("PRAGMA synchronous = OFF")  # a broken index is rebuilt
            self._db.execute("PRAGMA temp_store = MEMORY")
            (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables:
                self._create()
            # Asked last: another process may have made the tables in the meantime.
            (owner,) = self._db.execute("PRAGMA application_id").fetchone()
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if (owner, version) != (ID, VERSION) or not has_our_tables(self._db):
                raise IndexBrokenError
            found = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'paper_words'")
            self.full_text = found.fetchone() is not None
        except (sqlite3.DatabaseError, IndexBrokenError) as error:
            self._db.close()
            raise (IndexBrokenError if is_damage(error) else IndexLockedError) from None

    def _create(self) -> None:
        # Before the log is used: whose file it is has to stand in the file itself.
        self._db.execute(f"PRAGMA application_id = {ID}")
        self._db.execute("PRAGMA journal_mode = WAL")  # readers go on while the index is written
        with self.writing():
            if self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                return  # another process was faster
            for statement in TABLES.split(";\n"):
                self._db.execute(statement)
            try:
                for statement in WORD_TABLES.split(";\n"):
                    self._db.execute(statement)
            except sqlite3.OperationalError:
                pass  # this SQLite was built without FTS5; candidates are found by a scan
            self._db.execute(f"PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do all or nothing of what is done inside; other writers of the index wait."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            self._known_words.clear()
            raise
        self._db.execute("COMMIT")

    def is_whole(self) -> bool:
        """Return whether the file is undamaged, once nobody is writing it."""
        with self.writing():
            return bool(self._db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))

    # ---- taking hubs in, inside `writing` ----------------------------------------------------

    def stamp(self) -> Stamp:
        """Return the stamp of the store when it was last followed."""
        return Stamp(*(self._meta(name) for name in Stamp._fields))

    def next_line(self) -> int:
        """Return the number of the line behind the store's last record."""
        return self._meta("next_line") or 1

    def _meta(self, key: str) -> int:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def set_stamp(self, stamp: Stamp, next_line: int) -> None:
        """Note how the store was when it was followed."""
        self._db.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            (*stamp._asdict().items(), ("next_line", next_line)),
        )

    def insert(self, entry: Entry, offset: int, number: int | None = None) -> None:
        """Take in a hub whose record stands there, as the last or under a number that is free.

        sqlite3.IntegrityError where its id or its page's title is taken.
        """
        inserted = self._db.execute(
            "INSERT INTO hubs VALUES (?, ?, ?, ?, ?, ?)",
            (number, entry.id, entry.page_title, offset, entry.length, entry.hash),
        )
        number = inserted.lastrowid or 0
        self._db.execute(
            "INSERT INTO hub_texts VALUES (?, ?, ?, ?)",
            (number, entry.title, entry.words, entry.summary),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO captures VALUES (?, ?)",
            ((sha256, number) for sha256 in entry.captures),
        )
        first = first_number(number) + 1
        self._db.executemany(
            "INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((n, *fields) for n, fields in enumerate(entry.papers, first)),
        )
        texts = [(n, title, summary) for n, (title, summary) in enumerate(entry.texts, first)]
        self._db.executemany("INSERT INTO paper_texts VALUES (?, ?, ?)", texts)
        if self.full_text:
            self._db.executemany(
                "INSERT INTO paper_words (rowid, title_words, summary_words) VALUES (?, ?, ?)",
                texts,
            )
            self._db.execute(
                "INSERT INTO hub_words (rowid, words) VALUES (?, ?)", (number, entry.words)
            )
        new = set(entry.vocabulary.split()).difference(self._known_words)
        self._known_words |= new
        self._db.executemany("INSERT OR IGNORE INTO vocabulary VALUES (?)", ((w,) for w in new))

    def remove(self, number: int) -> None:
        """Take a hub out."""
        papers = (first_number(number), last_number(number))
        if self.full_text:
            self._db.execute(
                "INSERT INTO paper_words (paper_words, rowid, title_words, summary_words) "
                "SELECT 'delete', n, title_words, summary_words FROM paper_texts "
                "WHERE n BETWEEN ? AND ?",
                papers,
            )
            self._db.execute(
                "INSERT INTO hub_words (hub_words, rowid, words) "
                "SELECT 'delete', n, words FROM hub_texts WHERE n = ?",
                (number,),
            )
        for table in ("papers", "paper_texts"):
            self._db.execute(f"DELETE FROM {table} WHERE n BETWEEN ? AND ?", papers)
        self._db.execute("DELETE FROM captures WHERE hub = ?", (number,))
        for table in ("hubs", "hub_texts"):
            self._db.execute(f"DELETE FROM {table} WHERE n = ?", (number,))

    def exchange(self, changed: Iterable[tuple[Place, Entry]]) -> None:
        """Put hubs whose records changed, in store order, in place of what they were.

        Those behind them move; the places are those of before.
        """
        self._db.execute("CREATE TEMP TABLE shifts (at INTEGER PRIMARY KEY, by INTEGER)")
        shift = 0
        for place, entry in changed:
            self.remove(place.number)
            self.insert(entry, place.offset, place.number)
            shift += entry.length - place.length
            self._db.execute("INSERT INTO shifts VALUES (?, ?)", (place.offset, shift))
        self._db.execute(
            "UPDATE hubs SET offset = offset + "
            "(SELECT by FROM shifts WHERE at < hubs.offset ORDER BY at DESC LIMIT 1) "
            "WHERE offset > (SELECT min(at) FROM shifts)"
        )
        self._db.execute("DROP TABLE shifts")

    def move(self, number: int, offset: int) -> None:
        """Note where a hub's record stands now."""
        self._db.execute("UPDATE hubs SET offset = ? WHERE n = ?", (offset, number))

    def note_problem(self, line: int, message: str) -> None:
        """Keep what is wrong with a record of the store."""
        self._db.execute("INSERT INTO problems VALUES (?, ?)", (line, message))

    def forget_problems(self) -> None:
        """Drop what was wrong with the store."""
        self._db.execute("DELETE FROM problems")

    def clear(self) -> None:
        """Take everything out."""
        self._known_words.clear()
        for table in OF_HUBS:
            self._db.execute(f"DELETE FROM {table}")
        if self.full_text:
            for table in ("paper_words", "hub_words"):
                self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")

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

    def has_capture(self, sha256: str) -> bool:
        """Return whether a page of these bytes was ingested before."""
        row = self._db.execute(
            "SELECT 1 FROM captures WHERE sha256 = ?", (bytes.fromhex(sha256),)
        ).fetchone()
        return row is not None

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

    def places(self) -> Iterator[Place]:
        """Yield where every hub stands, in the order of the store."""
        rows = self._db.execute(
            "SELECT n, id, offset, length, hash FROM hubs ORDER BY n"
        ).fetchall()
        return map(Place._make, rows)

    def ids(self, prefix: str, most: int) -> list[tuple[str, str]]:
        """Return ids that begin so, with their titles."""
        return self._db.execute(
            "SELECT id, title FROM hubs JOIN hub_texts USING (n) "
            "WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (prefix, prefix + "\U0010ffff", most),
        ).fetchall()

    def summaries(self, limit: int | None = None) -> Iterator[Record]:
        """Yield the hubs as `show` lists them, in the order of the store."""
        rows = self._db.execute(
            "SELECT summary FROM hub_texts ORDER BY n LIMIT ?", (-1 if limit is None else limit,)
        )
        return (json.loads(row[0]) for row in rows)

    def values(self, column: str) -> list[str]:
        """Return what the papers have in a column, each once."""
        rows = self._db.execute(f"SELECT DISTINCT {column} FROM papers ORDER BY {column}")
        return [value for (value,) in rows if value is not None]

    def vocabulary(self) -> list[str]:
        """Return every word of the titles and summaries."""
        return [row[0] for row in self._db.execute("SELECT word FROM vocabulary")]

    def knows_word(self, word: str) -> bool:
        """Return whether any title or summary has this word."""
        row = self._db.execute("SELECT 1 FROM vocabulary WHERE word = ?", (word,)).fetchone()
        return row is not None

    def hub_titles(self, groups: list[list[str]]) -> list[tuple[str, str, str]]:
        """Return (id, title, page title) of hubs whose titles have a word of each group."""
        where, values = self._having("hub_texts", "words", groups)
        found = self._db.execute(
            f"SELECT id, title, page_title FROM hub_texts JOIN hubs USING (n) WHERE {where}", values
        )
        return found.fetchall()

    def _having(self, table: str, column: str, groups: list[list[str]]) -> tuple[str, list[object]]:
        """Return the SQL condition for rows with a word of each group in a column."""
        if not self.full_text:
            return scan_condition(f"{table}.{column}", groups)
        source = {"hub_texts": "hub_words", "paper_texts": "paper_words"}[table]
        found = f"SELECT rowid FROM {source} WHERE {source} MATCH ?"
        return f"{table}.n IN ({found})", [match_query(column, groups)]

    def papers(
        self,
        filters: Filters,
        *,
        hub: int | None = None,
        text: tuple[str, list[list[str]]] | None = None,
    ) -> Iterator[PaperRow]:
        """Yield the papers that pass, in the order asked, up to the limit.

        `hub` is a hub's number. `text` is a column ("title_words", "summary_words", or "words" for
        the hub's titles) with groups of words: one word of each group must be there.
        """
        tables, condition, values = self._selection(filters, hub, text)
        shown = text[0] if text else "title_words"
        rows = self._db.execute(
            f"SELECT papers.n, {shown} FROM {tables} {condition} "
            f"ORDER BY {order_by(filters.sort)} LIMIT ?",
            (*values, -1 if filters.limit is None else filters.limit),
        )
        return map(PaperRow._make, rows)

    def ordered(self, numbers: list[int], sort: str) -> list[int]:
        """Return the numbers of papers in an order of `papers`."""
        self._db.execute("CREATE TEMP TABLE chosen (n INTEGER PRIMARY KEY)")
        try:
            self._db.executemany("INSERT INTO chosen VALUES (?)", ((n,) for n in numbers))
            rows = self._db.execute(
                "SELECT papers.n FROM chosen JOIN papers USING (n) "
                "JOIN paper_texts ON paper_texts.n = papers.n "
                f"JOIN hub_texts ON hub_texts.n = {HUB_SQL.format('papers.n')} "
                f"ORDER BY {order_by(sort)}"
            )
            return [n for (n,) in rows]
        finally:
            self._db.execute("DROP TABLE chosen")

    def count(self, filters: Filters, *, hub: int | None = None) -> int:
        """Return how many papers pass, whatever the limit."""
        tables, condition, values = self._selection(filters, hub, None)
        (count,) = self._db.execute(f"SELECT count(*) FROM {tables} {condition}", values).fetchone()
        return int(count)

    def _selection(
        self, filters: Filters, hub: int | None, text: tuple[str, list[list[str]]] | None
    ) -> tuple[str, str, list[object]]:
        """Return the tables to join, the WHERE clause and its values.

        CROSS JOIN tells SQLite to keep the order of the tables: papers are found first.
        """
        where, values = conditions(filters)
        tables = "papers CROSS JOIN paper_texts ON paper_texts.n = papers.n"
        if hub is not None:
            where.append("papers.n BETWEEN ? AND ?")
            values += [first_number(hub), last_number(hub)]
        if text is not None:
            column, groups = text
            of_hub = column == "words"
            found, asked = self._having("hub_texts" if of_hub else "paper_texts", column, groups)
            where.append(found)
            values += asked
            if of_hub:
                tables = (
                    f"hub_texts CROSS JOIN papers ON papers.n {RANGE_SQL.format('hub_texts.n')} "
                    "CROSS JOIN paper_texts ON paper_texts.n = papers.n"
                )
        if "hub_texts" in order_by(filters.sort) and "hub_texts" not in tables:
            tables += f" CROSS JOIN hub_texts ON hub_texts.n = {HUB_SQL.format('papers.n')}"
        return tables, f"WHERE {' AND '.join(where)}" if where else "", values


def is_damage(error: sqlite3.DatabaseError | IndexBrokenError) -> bool:
    """Return whether an error means that the file is damaged, and not that it cannot be used now.

    A full disk, a lock or a missing right says nothing against the index.
    """
    if isinstance(error, sqlite3.OperationalError):
        return "no such" in str(error) or "malformed" in str(error)
    return True
