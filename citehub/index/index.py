"""The SQLite index beside the store: what stands where, filters, candidates. Never the truth.

Deleting it loses nothing: it is made anew. A paper's number is its hub's number and its position,
`hub << 24 | position`, and hubs are numbered in the store's order: the order of numbers is the
order of the store, so that a list is read off without sorting and ends when it is long enough. A
paper's unclassified citation labels are NULL: nearly all are, and the indexes leave NULL out.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from citehub.errors import IndexBrokenError, IndexLockedError
from citehub.index.entry import Entry, hash_of
from citehub.index.filters import Filters
from citehub.index.sql import conditions, match_query, order_by, scan_condition
from citehub.records import Record

_VERSION = 3  # of the tables below; an index of another version is made anew
_ID = 0x63697465  # "cite", SQLite's application_id: whose file this is
_WAIT = 30.0  # seconds to wait for another process that is writing the index
_HUB = 24  # bits behind a hub's number for the positions of its papers

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE hubs (
    n INTEGER PRIMARY KEY, id TEXT UNIQUE, page_title TEXT UNIQUE,
    offset INTEGER, length INTEGER, hash BLOB);
CREATE TABLE hub_texts (n INTEGER PRIMARY KEY, title TEXT, words TEXT, summary TEXT);
CREATE TABLE captures (sha256 BLOB PRIMARY KEY, hub INTEGER) WITHOUT ROWID;
CREATE INDEX captures_hub ON captures (hub);
CREATE TABLE papers (
    n INTEGER PRIMARY KEY, representative INTEGER, role TEXT COLLATE NOCASE,
    citation_role TEXT COLLATE NOCASE, citation_polarity TEXT COLLATE NOCASE,
    field TEXT COLLATE NOCASE, date TEXT, year INTEGER, verdict TEXT COLLATE NOCASE, novelty REAL);
CREATE INDEX papers_role ON papers (role);
CREATE INDEX papers_citation_role ON papers (citation_role) WHERE citation_role IS NOT NULL;
CREATE INDEX papers_citation_polarity ON papers (citation_polarity)
    WHERE citation_polarity IS NOT NULL;
CREATE INDEX papers_field ON papers (field) WHERE field IS NOT NULL;
CREATE INDEX papers_year ON papers (year) WHERE year IS NOT NULL;
CREATE INDEX papers_verdict ON papers (verdict) WHERE verdict IS NOT NULL;
CREATE TABLE paper_texts (n INTEGER PRIMARY KEY, title_words TEXT, summary_words TEXT);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE problems (line INTEGER, message TEXT);
"""
# The texts are folded words with a space between: SQLite's quickest way to cut them is enough.
_WORD_TABLES = """
CREATE VIRTUAL TABLE paper_words USING fts5(
    title_words, summary_words, content=paper_texts, content_rowid=n, detail=column, columnsize=0,
    tokenize=ascii);
CREATE VIRTUAL TABLE hub_words USING fts5(
    words, content=hub_texts, content_rowid=n, detail=column, columnsize=0,
    tokenize=ascii);
-- Bytes that wait to be sorted: with the million that FTS5 begins with, all takes a tenth longer.
INSERT INTO paper_words (paper_words, rank) VALUES ('hashsize', 8000000);
"""
_OF_HUBS = ("hubs", "hub_texts", "captures", "papers", "paper_texts", "vocabulary", "problems")


class Place(NamedTuple):
    """Where a hub's record stands in the store; `number` is the hub's number in the index."""

    number: int
    id: str
    offset: int
    length: int
    hash: bytes

    def holds(self, data: bytes) -> bool:
        """Tell whether these bytes are the record that was indexed."""
        return hash_of(data) == self.hash


class PaperRow(NamedTuple):
    """A citing paper as the index knows it, with the folded words that it is ranked by."""

    number: int
    words: str

    @property
    def hub(self) -> int:
        """The number of its hub."""
        return self.number >> _HUB

    @property
    def position(self) -> int:
        """Its position in the hub, from 1."""
        return self.number & ((1 << _HUB) - 1)


class Index:
    """One index file, open."""

    def __init__(self, path: Path | str) -> None:
        self._known_words: set[str] = set()  # in the vocabulary
        try:
            self._db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        except sqlite3.OperationalError:  # no place for the file
            raise IndexBrokenError from None
        try:
            self._db.execute("PRAGMA synchronous = OFF")  # a broken index is made anew
            self._db.execute("PRAGMA temp_store = MEMORY")
            (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables:
                self._create()
            # Asked last: another process may have made the tables in the meantime.
            (owner,) = self._db.execute("PRAGMA application_id").fetchone()
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if (owner, version) != (_ID, _VERSION):
                raise IndexBrokenError
            found = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'paper_words'")
            self.full_text = found.fetchone() is not None
        except (sqlite3.DatabaseError, IndexBrokenError) as error:
            self._db.close()
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise IndexLockedError from None
            raise IndexBrokenError from None

    def _create(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")  # readers go on while the index is written
        with self.writing():
            if self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                return  # another process was faster
            for statement in _TABLES.split(";\n"):
                self._db.execute(statement)
            try:
                for statement in _WORD_TABLES.split(";\n"):
                    self._db.execute(statement)
            except sqlite3.OperationalError:
                pass  # this SQLite was built without FTS5; candidates are found by a scan
            self._db.execute(f"PRAGMA application_id = {_ID}")
            self._db.execute(f"PRAGMA user_version = {_VERSION}")

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
        """Tell whether the file is undamaged, having waited for who writes it."""
        with self.writing():
            return bool(self._db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))

    # ---- taking hubs in, inside `writing` ----------------------------------------------------

    def stamp(self) -> tuple[int, int]:
        """Return the size and time of the store when it was last followed."""
        return self._meta("size"), self._meta("mtime_ns")

    def next_line(self) -> int:
        """Return the number of the line behind the store's last record."""
        return self._meta("next_line") or 1

    def _meta(self, key: str) -> int:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def set_stamp(self, stamp: tuple[int, int], next_line: int) -> None:
        """Note how the store was when it was followed."""
        self._db.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            (("size", stamp[0]), ("mtime_ns", stamp[1]), ("next_line", next_line)),
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
        first = (number << _HUB) + 1
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
        papers = (number << _HUB, number + 1 << _HUB)
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
        for table in _OF_HUBS:
            self._db.execute(f"DELETE FROM {table}")
        if self.full_text:
            for table in ("paper_words", "hub_words"):
                self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")

    def in_order(self) -> bool:
        """Tell whether the hubs' numbers follow the order of the store."""
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
        """Tell whether a page of these bytes was ingested before."""
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
        """Tell whether any title or summary has this word."""
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
            values += [hub << _HUB, hub + 1 << _HUB]
        if text is not None:
            column, groups = text
            of_hub = column == "words"
            found, asked = self._having("hub_texts" if of_hub else "paper_texts", column, groups)
            where.append(found)
            values += asked
            if of_hub:
                tables = (
                    f"hub_texts CROSS JOIN papers ON papers.n BETWEEN hub_texts.n << {_HUB} "
                    f"AND hub_texts.n + 1 << {_HUB} "
                    "CROSS JOIN paper_texts ON paper_texts.n = papers.n"
                )
        if "hub_texts" in order_by(filters.sort) and "hub_texts" not in tables:
            tables += f" CROSS JOIN hub_texts ON hub_texts.n = papers.n >> {_HUB}"
        return tables, f"WHERE {' AND '.join(where)}" if where else "", values
