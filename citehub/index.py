"""The SQLite index beside the store: follow it, filter, find candidates. Never the truth.

Deleting it loses nothing: it is made anew. It notices by size and time that the store changed, and
by each record's hash what of it did: only what changed is read anew.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from citehub.errors import IndexBrokenError, IndexLockedError
from citehub.filters import Filters, conditions, match_query, order_by, scan_condition
from citehub.model import Hub
from citehub.records import Record, hub_summary
from citehub.store import Span, Store
from citehub.text import words

_VERSION = 1  # of the tables below; an index of another version is made anew
_ID = 0x63697465  # "cite", SQLite's application_id: whose file this is
_WAIT = 30.0  # seconds to wait for another process that is writing the index

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE hubs (
    n INTEGER PRIMARY KEY, id TEXT UNIQUE, page_title TEXT UNIQUE, title TEXT, words TEXT,
    offset INTEGER, length INTEGER, line INTEGER, hash BLOB, listed INTEGER, summary TEXT);
CREATE INDEX hubs_offset ON hubs (offset);
CREATE TABLE captures (sha256 BLOB PRIMARY KEY, hub INTEGER) WITHOUT ROWID;
CREATE INDEX captures_hub ON captures (hub);
CREATE TABLE papers (
    n INTEGER PRIMARY KEY, hub INTEGER, position INTEGER, title TEXT, title_words TEXT,
    summary_words TEXT, representative INTEGER, role TEXT, citation_role TEXT,
    citation_polarity TEXT, field TEXT, date TEXT, year INTEGER, verdict TEXT, novelty REAL);
CREATE INDEX papers_hub ON papers (hub, position);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE problems (line INTEGER, message TEXT);
"""
_WORD_TABLES = """
CREATE VIRTUAL TABLE paper_words USING fts5(
    title_words, summary_words, content=papers, content_rowid=n, detail=column,
    tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE hub_words USING fts5(
    words, content=hubs, content_rowid=n, detail=column,
    tokenize="unicode61 remove_diacritics 0");
"""


class Place(NamedTuple):
    """Where a hub's record stands in the store, and what its bytes hash to."""

    id: str
    offset: int
    length: int
    hash: bytes

    def holds(self, data: bytes) -> bool:
        """Tell whether these bytes are the record that was indexed."""
        return _hash(data) == self.hash


class PaperRow(NamedTuple):
    """A citing paper as the index knows it: its hub's id, its position, the text that ranks it."""

    hub: str
    position: int
    text: str


class Index:
    """One index file, open."""

    def __init__(self, path: Path | str) -> None:
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
        self._known_words: set[str] = set()

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
            raise
        self._db.execute("COMMIT")

    def is_whole(self) -> bool:
        """Tell whether the file is undamaged, having waited for who writes it."""
        with self.writing():
            return bool(self._db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))

    # ---- following the store -----------------------------------------------------------------

    def _meta(self, key: str) -> object:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _set_stamp(self, stamp: tuple[int, int], next_line: int) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            (("size", stamp[0]), ("mtime_ns", stamp[1]), ("next_line", next_line)),
        )

    def is_current(self, store: Store) -> bool:
        """Tell whether the store is as it was when it was last followed."""
        return store.stamp() == (self._meta("size") or 0, self._meta("mtime_ns") or 0)

    def follow(self, store: Store, progress: Callable[[int], None] | None = None) -> None:
        """Take in what changed in the store, inside `writing`.

        `progress` is told how many bytes of the store were read so far.
        """
        stamp = store.stamp()
        known = {place.hash: place for place in self._places()}
        self._db.execute("DELETE FROM problems")
        self._db.execute("UPDATE hubs SET offset = -1")
        with store.reading() as file:
            was_empty = not known
            next_line = self._take(store.codec.spans(file, 1), store, known, progress)
            if self.problems() and not was_empty:
                # Which of two records of one hub counts must not hang on what was known before.
                self._clear()
                file.seek(0)
                next_line = self._take(store.codec.spans(file, 1), store, {}, progress)
        self._set_stamp(stamp, next_line)

    def _places(self) -> Iterator[Place]:
        rows = self._db.execute("SELECT id, offset, length, hash FROM hubs").fetchall()
        return map(Place._make, rows)

    def _clear(self) -> None:
        for table in ("hubs", "captures", "papers", "problems"):
            self._db.execute(f"DELETE FROM {table}")
        if self.full_text:
            for table in ("paper_words", "hub_words"):
                self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")

    def _take(
        self,
        spans: Iterable[Span],
        store: Store,
        known: dict[bytes, Place],
        progress: Callable[[int], None] | None,
    ) -> int:
        """Index the records that are new, note where the known ones stand now.

        Return the number of the line behind the last record.
        """
        line = 1
        held: list[tuple[Span, bytes]] = []  # an edited hub can only come in when its old form goes
        for span in spans:
            digest = _hash(span.data)
            place = known.pop(digest, None)
            if place is not None:
                self._db.execute(
                    "UPDATE hubs SET offset = ?, line = ? WHERE id = ?",
                    (span.offset, span.line, place.id),
                )
            elif known or held:
                held.append((span, digest))
            else:
                self._take_new(span, digest, store)
            line = span.line + span.data.count(b"\n")
            if progress:
                progress(span.offset + len(span.data))
        for place in known.values():
            self._remove(place.id)
        for span, digest in held:
            self._take_new(span, digest, store)
        return line

    def _take_new(self, span: Span, digest: bytes, store: Store) -> None:
        if span.torn:
            self._problem(span.line, "the last record is torn, left out")
            return
        try:
            hub = store.decode(span.data)
        except ValueError as error:
            self._problem(span.line, f"a damaged record, left out: {error}")
            return
        try:
            self._insert(hub, span, digest)
        except sqlite3.IntegrityError:
            self._problem(span.line, f"a second record of the hub {hub.id!r}, left out")
        except (ValueError, OverflowError) as error:
            self._problem(span.line, f"a damaged record, left out: {error}")

    def _problem(self, line: int, message: str) -> None:
        self._db.execute("INSERT INTO problems VALUES (?, ?)", (line, message))

    def add(self, hubs: Iterable[tuple[Hub, Span]], stamp: tuple[int, int]) -> None:
        """Take in hubs just appended to the store, which now has this stamp, inside `writing`."""
        line = int(str(self._meta("next_line") or 1))
        for hub, span in hubs:
            self._insert(hub, span._replace(line=line), _hash(span.data))
            line += span.data.count(b"\n")
        self._set_stamp(stamp, line)

    def _insert(self, hub: Hub, span: Span, digest: bytes) -> None:
        hub_words = " ".join(words(f"{hub.title} {hub.page_title}"))
        number = self._db.execute(
            "INSERT INTO hubs (id, page_title, title, words, offset, length, line, hash, listed, "
            "summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                hub.id,
                hub.page_title,
                hub.title,
                hub_words,
                span.offset,
                len(span.data),
                span.line,
                digest,
                len(hub.papers),
                json.dumps(hub_summary(hub), ensure_ascii=False),
            ),
        ).lastrowid
        self._db.executemany(
            "INSERT OR IGNORE INTO captures VALUES (?, ?)",
            ((bytes.fromhex(capture.sha256), number) for capture in hub.captures),
        )
        (first,) = self._db.execute("SELECT coalesce(max(n), 0) + 1 FROM papers").fetchone()
        rows = [
            (
                n,
                number,
                n - first + 1,
                paper.title,
                " ".join(words(paper.title or "")),
                " ".join(words(paper.summary or "")),
                paper.representative,
                paper.role,
                paper.citation_role,
                paper.citation_polarity,
                paper.field,
                paper.date,
                paper.year,
                paper.verdict,
                paper.novelty,
            )
            for n, paper in enumerate(hub.papers, start=first)
        ]
        self._db.executemany(f"INSERT INTO papers VALUES ({', '.join('?' * 15)})", rows)
        if self.full_text:
            self._db.executemany(
                "INSERT INTO paper_words (rowid, title_words, summary_words) VALUES (?, ?, ?)",
                ((row[0], row[4], row[5]) for row in rows),
            )
            self._db.execute(
                "INSERT INTO hub_words (rowid, words) VALUES (?, ?)", (number, hub_words)
            )
        new = set(hub_words.split())
        for row in rows:
            new.update(row[4].split(), row[5].split())
        new -= self._known_words
        self._known_words |= new
        self._db.executemany("INSERT OR IGNORE INTO vocabulary VALUES (?)", ((w,) for w in new))

    def _remove(self, hub_id: str) -> None:
        number, hub_words = self._db.execute(
            "SELECT n, words FROM hubs WHERE id = ?", (hub_id,)
        ).fetchone()
        if self.full_text:
            self._db.execute(
                "INSERT INTO paper_words (paper_words, rowid, title_words, summary_words) "
                "SELECT 'delete', n, title_words, summary_words FROM papers WHERE hub = ?",
                (number,),
            )
            self._db.execute(
                "INSERT INTO hub_words (hub_words, rowid, words) VALUES ('delete', ?, ?)",
                (number, hub_words),
            )
        self._db.execute("DELETE FROM papers WHERE hub = ?", (number,))
        self._db.execute("DELETE FROM captures WHERE hub = ?", (number,))
        self._db.execute("DELETE FROM hubs WHERE n = ?", (number,))

    # ---- asking -----------------------------------------------------------------------------

    def problems(self) -> list[tuple[int, str]]:
        """Return the damaged records: line in the store, what is wrong."""
        return self._db.execute("SELECT line, message FROM problems ORDER BY line").fetchall()

    def counts(self) -> tuple[int, int]:
        """Return the numbers of hubs and of papers."""
        row = self._db.execute("SELECT count(*), coalesce(sum(listed), 0) FROM hubs").fetchone()
        return row[0], row[1]

    def has_capture(self, sha256: str) -> bool:
        """Tell whether a page of these bytes was ingested before."""
        row = self._db.execute(
            "SELECT 1 FROM captures WHERE sha256 = ?", (bytes.fromhex(sha256),)
        ).fetchone()
        return row is not None

    def place(self, *, id: str | None = None, page_title: str | None = None) -> Place | None:
        """Return where the hub of this id, or of this page title, stands."""
        column, value = ("id", id) if id is not None else ("page_title", page_title)
        row = self._db.execute(
            f"SELECT id, offset, length, hash FROM hubs WHERE {column} = ?", (value,)
        ).fetchone()
        return Place._make(row) if row else None

    def places(self) -> list[Place]:
        """Return where every hub stands, in the order of the store."""
        return sorted(self._places(), key=lambda place: place.offset)

    def ids(self, prefix: str, most: int) -> list[tuple[str, str]]:
        """Return ids that begin so, with their titles."""
        return self._db.execute(
            "SELECT id, title FROM hubs WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (prefix, prefix + "\U0010ffff", most),
        ).fetchall()

    def summaries(self, limit: int | None = None) -> Iterator[Record]:
        """Yield the hubs as `show` lists them, in the order of the store."""
        rows = self._db.execute(
            "SELECT summary FROM hubs ORDER BY offset LIMIT ?", (-1 if limit is None else limit,)
        )
        return (json.loads(row[0]) for row in rows)

    def vocabulary(self) -> list[str]:
        """Return every word of the titles and summaries."""
        return [row[0] for row in self._db.execute("SELECT word FROM vocabulary")]

    def knows_word(self, word: str) -> bool:
        """Tell whether any title or summary has this word."""
        row = self._db.execute("SELECT 1 FROM vocabulary WHERE word = ?", (word,)).fetchone()
        return row is not None

    def hub_titles(self, groups: list[list[str]]) -> list[tuple[str, str, str]]:
        """Return (id, title, page title) of hubs whose titles have a word of each group."""
        where, values = self._having("hub_words", "words", groups)
        found = self._db.execute(f"SELECT id, title, page_title FROM hubs WHERE {where}", values)
        return found.fetchall()

    def _having(
        self, source: str, column: str, groups: list[list[str]]
    ) -> tuple[str, list[object]]:
        """Return the SQL condition for hubs or papers with a word of each group in a column."""
        table = "hubs" if source == "hub_words" else "papers"
        if not self.full_text:
            return scan_condition(f"{table}.{column}", groups)
        found = f"SELECT rowid FROM {source} WHERE {source} MATCH ?"
        return f"{table}.n IN ({found})", [match_query(column, groups)]

    def papers(
        self,
        filters: Filters,
        *,
        hub: str | None = None,
        text: tuple[str, list[list[str]]] | None = None,
    ) -> tuple[list[PaperRow], int]:
        """Return the papers that pass, and how many would without the limit.

        `text` is a column ("title_words", "summary_words", or "hub" for the hub's title) with
        groups of words: one word of each group must be there.
        """
        where, values = conditions(filters)
        tables = "papers JOIN hubs ON hubs.n = papers.hub"
        shown = "papers.title"
        if hub is not None:
            where.append("hubs.id = ?")
            values.append(hub)
        if text is not None:
            column, groups = text
            both = "hubs.title || char(10) || hubs.page_title"
            shown = {"hub": both, "summary_words": "papers.summary_words"}.get(column, shown)
            of_hub = ("hub_words", "words")
            found, words_ = self._having(
                *(of_hub if column == "hub" else ("paper_words", column)), groups
            )
            where.append(found)
            values += words_
        condition = f"WHERE {' AND '.join(where)}" if where else ""
        order = order_by(filters.sort)
        rows = self._db.execute(
            f"SELECT hubs.id, position, coalesce({shown}, '') FROM {tables} {condition} "
            f"ORDER BY {order} LIMIT ?",
            (*values, -1 if filters.limit is None else filters.limit),
        ).fetchall()
        total = len(rows)
        if filters.limit is not None and total >= filters.limit:
            (total,) = self._db.execute(
                f"SELECT count(*) FROM {tables} {condition}", values
            ).fetchone()
        return [PaperRow._make(row) for row in rows], total


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
