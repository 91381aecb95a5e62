"""What words the papers and hubs have, and which of them have which."""

import sqlite3
from collections.abc import Sequence

from citehub.index.sql import Groups, match_query, scan_condition
from citehub.text.stems import stem


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
        self, column: str, groups: Groups, marks: tuple[str, ...] = ()
    ) -> tuple[str, str, Sequence[object]]:
        """Return what has all marks and a term of each group in a column: as SQL, and its values.

        That is a table, called `found`, whose rows are numbered as papers or hubs are, and the
        condition for its rows. `column` is "words" for the titles of hubs, else one of papers.
        """
        of = "hub" if column == "words" else "paper"
        if not self.full_text:
            return f"{of}_texts AS found", *scan_condition(column, groups, marks)
        return (
            f"{of}_words AS found",
            f"found.{of}_words MATCH ?",
            [match_query(column, groups, marks)],
        )

    def frequency(self, column: str, groups: Groups, most: int) -> int:
        """Return how many papers, or hubs, have a term of each group; `most` where more have."""
        table, where, values = self.having(column, groups)
        (count,) = self._db.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT ?)", (*values, most)
        ).fetchone()
        return int(count)

    def hub_titles(self, groups: Groups) -> list[tuple[int, str, str, str]]:
        """Return (number, id, title, words) of hubs whose titles have a term of each group.

        The words are those of all titles, folded, a line for each.
        """
        table, where, values = self.having("words", groups)
        found = self._db.execute(
            "SELECT hubs.n, id, hub_texts.title, hub_texts.words "
            f"FROM {table} CROSS JOIN hub_texts ON hub_texts.n = found.rowid "
            f"CROSS JOIN hubs ON hubs.n = found.rowid WHERE {where}",
            values,
        )
        return found.fetchall()
