"""What words the papers and hubs have, and which of them have which."""

import sqlite3
from collections.abc import Sequence

from citehub.index.sql import Groups, match_query, scan_condition
from citehub.text.stems import stem

_SOURCES = {"hub_texts": "hub_words", "paper_texts": "paper_words"}


class Words:
    """The words of an index; `full_text` is false where SQLite was built without FTS5."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        found = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'paper_words'")
        self.full_text = found.fetchone() is not None

    def vocabulary(self) -> list[str]:
        """Return every word of the titles and summaries, sorted."""
        return [row[0] for row in self._db.execute("SELECT word FROM vocabulary ORDER BY word")]

    def knows(self, word: str) -> bool:
        """Return whether any title or summary has this word."""
        row = self._db.execute("SELECT 1 FROM vocabulary WHERE word = ?", (word,)).fetchone()
        return row is not None

    def forms(self, word: str) -> list[str]:
        """Return the known words with the same stem, in their order; itself, if known, too."""
        rows = self._db.execute(
            "SELECT word FROM vocabulary WHERE stem = ? ORDER BY word", (stem(word),)
        )
        return [known for (known,) in rows]

    def having(
        self, table: str, column: str, groups: Groups, marks: tuple[str, ...] = ()
    ) -> tuple[str, Sequence[object]]:
        """Return the SQL condition for rows with all marks and a term of each group in a column."""
        if not self.full_text:
            return scan_condition(table, column, groups, marks)
        source = _SOURCES[table]
        found = f"SELECT rowid FROM {source} WHERE {source} MATCH ?"
        return f"{table}.n IN ({found})", [match_query(column, groups, marks)]

    def frequency(self, column: str, groups: Groups, most: int) -> int:
        """Return how many papers, or hubs, have a term of each group; `most` where more have."""
        table = "hub_texts" if column == "words" else "paper_texts"
        where, values = self.having(table, column, groups)
        if self.full_text:  # which need not be joined to the texts
            table, where = _SOURCES[table], f"{_SOURCES[table]} MATCH ?"
        (count,) = self._db.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT ?)", (*values, most)
        ).fetchone()
        return int(count)

    def hub_titles(self, groups: Groups) -> list[tuple[str, str, str]]:
        """Return (id, title, words) of hubs whose titles have a term of each group.

        The words are those of all titles, folded, a line for each.
        """
        where, values = self.having("hub_texts", "words", groups)
        found = self._db.execute(
            f"SELECT id, title, words FROM hub_texts JOIN hubs USING (n) WHERE {where}", values
        )
        return found.fetchall()
