"""Hubs into the index's tables, while a transaction is open."""

import sqlite3
from collections.abc import Iterable

from citehub.index.entry import Entry
from citehub.index.place import Place, first_number, last_number
from citehub.index.schema import OF_HUBS
from citehub.store.stamp import Stamp


class Intake:
    """Takes hubs in and out of an index; all or nothing of it is kept."""

    def __init__(self, db: sqlite3.Connection, full_text: bool) -> None:
        self._db = db
        self._full_text = full_text
        self._known_words: set[str] = set()  # in the vocabulary

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
        if self._full_text:
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
        if self._full_text:
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

        Those behind them move; the places are those of before. They may be of another index of the
        store, in which hubs have other numbers.
        """
        self._db.execute("CREATE TEMP TABLE shifts (at INTEGER PRIMARY KEY, by INTEGER)")
        shift = 0
        for place, entry in changed:
            (number,) = self._db.execute("SELECT n FROM hubs WHERE id = ?", (place.id,)).fetchone()
            self.remove(number)
            self.insert(entry, place.offset, number)
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
        if self._full_text:
            for table in ("paper_words", "hub_words"):
                self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
