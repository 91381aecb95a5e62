"""Hubs into the index's tables, while a transaction is open."""

import sqlite3
from collections.abc import Collection, Iterable
from typing import Any

from citehub.index.entry import Entry
from citehub.index.place import Place, first_number, last_number
from citehub.index.schema import OF_HUBS
from citehub.store.stamp import Stamp
from citehub.text.stems import stem

_MOST_WORDS = 100_000  # that are known to be in the vocabulary (memory); the common ones come first

_Row = tuple[Any, ...]  # of a table: the number of a paper, then its columns


class Intake:
    """Takes hubs in and out of an index; all or nothing of it is kept.

    `known_words` are in the vocabulary; those that come into it are added.
    """

    def __init__(self, db: sqlite3.Connection, full_text: bool, known_words: set[str]) -> None:
        self._db = db
        self._full_text = full_text
        self._known_words = known_words

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
        number = self._insert_hub(entry, offset, number)
        self._insert_papers(*_rows_of(entry, number))

    def remove(self, number: int) -> None:
        """Take a hub out."""
        self._remove_papers(*self._rows_at(number))
        self._remove_hub(number)

    def _update(self, entry: Entry, offset: int, number: int) -> None:
        """Put a hub in place of what it was; the rows of papers that did not change stay."""
        papers, texts = _rows_of(entry, number)
        old_papers, old_texts = map(set, self._rows_at(number))
        self._remove_papers(old_papers.difference(papers), old_texts.difference(texts))
        self._remove_hub(number)
        self._insert_hub(entry, offset, number)
        self._insert_papers(
            [row for row in papers if row not in old_papers],
            [row for row in texts if row not in old_texts],
        )

    def _insert_hub(self, entry: Entry, offset: int, number: int | None) -> int:
        inserted = self._db.execute(
            "INSERT INTO hubs VALUES (?, ?, ?, ?, ?, ?)",
            (number, entry.id, entry.page_title, offset, entry.length, entry.hash),
        )
        number = inserted.lastrowid or 0
        self._db.execute(
            "INSERT INTO hub_texts VALUES (?, ?, ?, ?)",
            (number, entry.title, entry.words, entry.summary),
        )
        if self._full_text:
            self._db.execute(
                "INSERT INTO hub_words (rowid, words) VALUES (?, ?)", (number, entry.words)
            )
        self._db.executemany(
            "INSERT OR IGNORE INTO captures VALUES (?, ?)",
            ((sha256, number) for sha256 in entry.captures),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO hub_keys VALUES (?, ?)", ((key, number) for key in entry.keys)
        )
        new = set(entry.vocabulary.split()).difference(self._known_words)
        if len(self._known_words) < _MOST_WORDS:
            self._known_words |= new
        self._db.executemany(
            "INSERT OR IGNORE INTO vocabulary VALUES (?, ?)", ((word, stem(word)) for word in new)
        )
        return number

    def _remove_hub(self, number: int) -> None:
        if self._full_text:
            self._db.execute(
                "INSERT INTO hub_words (hub_words, rowid, words) "
                "SELECT 'delete', n, words FROM hub_texts WHERE n = ?",
                (number,),
            )
        for table in ("captures", "hub_keys"):
            self._db.execute(f"DELETE FROM {table} WHERE hub = ?", (number,))
        for table in ("hubs", "hub_texts"):
            self._db.execute(f"DELETE FROM {table} WHERE n = ?", (number,))

    def _rows_at(self, number: int) -> tuple[list[_Row], list[_Row]]:
        """Return the rows that a hub's papers and their texts have now."""
        papers, texts = (
            self._db.execute(
                f"SELECT * FROM {table} WHERE n BETWEEN ? AND ?",
                (first_number(number), last_number(number)),
            ).fetchall()
            for table in ("papers", "paper_texts")
        )
        return papers, texts

    def _insert_papers(self, papers: Iterable[_Row], texts: Collection[_Row]) -> None:
        places = ", ".join("?" * 19)
        self._db.executemany(f"INSERT INTO papers VALUES ({places})", papers)
        self._db.executemany("INSERT INTO paper_texts VALUES (?, ?, ?, ?)", texts)
        if self._full_text:
            self._db.executemany(
                "INSERT INTO paper_words (rowid, title_words, summary_words, marks) "
                "VALUES (?, ?, ?, ?)",
                texts,
            )

    def _remove_papers(self, papers: Iterable[_Row], texts: Collection[_Row]) -> None:
        self._db.executemany("DELETE FROM papers WHERE n = ?", (row[:1] for row in papers))
        self._db.executemany("DELETE FROM paper_texts WHERE n = ?", (row[:1] for row in texts))
        if self._full_text:
            self._db.executemany(
                "INSERT INTO paper_words (paper_words, rowid, title_words, summary_words, marks) "
                "VALUES ('delete', ?, ?, ?, ?)",
                texts,
            )

    def exchange(self, changed: Iterable[tuple[Place, Entry]]) -> None:
        """Put hubs whose records changed, in store order, in place of what they were.

        Those behind them move; the places are those of before. They may be of another index of the
        store, in which hubs have other numbers.
        """
        self._db.execute("CREATE TEMP TABLE shifts (at INTEGER PRIMARY KEY, by INTEGER)")
        shift = 0
        for place, entry in changed:
            (number,) = self._db.execute("SELECT n FROM hubs WHERE id = ?", (place.id,)).fetchone()
            self._update(entry, place.offset, number)
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


def _rows_of(entry: Entry, number: int) -> tuple[list[_Row], list[_Row]]:
    """Return the rows of a hub's papers and of their texts, the hub having this number."""
    first = first_number(number) + 1
    papers = [(n, *fields) for n, fields in enumerate(entry.papers, first)]
    return papers, [(n, *texts) for n, texts in enumerate(entry.texts, first)]
