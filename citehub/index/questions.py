"""The index asked by a review: which papers come next, which labels are by hand."""

import sqlite3
from array import array

from citehub.index.place import RANGE_SQL, PaperRow
from citehub.index.queue import Question
from citehub.model import LABELS

_WITH_TEXTS = "papers CROSS JOIN paper_texts ON paper_texts.n = papers.n"


class Questions:
    """Answers the questions of a review from the tables of an index."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def first(self, question: Question, limit: int) -> list[PaperRow]:
        """Return the first papers that answer a question of a review."""
        rows = self._db.execute(
            f"SELECT papers.n, title_words FROM {_WITH_TEXTS} WHERE {question.condition} "
            f"ORDER BY {question.order} LIMIT ?",
            (*question.values, limit),
        )
        return [PaperRow._make(row) for row in rows]

    def numbers(self, question: Question) -> "array[int]":
        """Return the numbers of all papers that answer a question of a review."""
        sql = f"SELECT papers.n FROM {_WITH_TEXTS} WHERE {question.condition}"
        return array("q", (n for (n,) in self._db.execute(sql, question.values)))

    def one(self, question: Question, number: int) -> PaperRow | None:
        """Return the paper of a number, if it answers a question of a review."""
        sql = f"SELECT papers.n, title_words FROM {_WITH_TEXTS} WHERE {question.condition}"
        row = self._db.execute(f"{sql} AND papers.n = ?", (*question.values, number)).fetchone()
        return PaperRow._make(row) if row else None

    def count(self, question: Question) -> int:
        """Return how many papers answer a question of a review."""
        sql = f"SELECT count(*) FROM {_WITH_TEXTS} WHERE {question.condition}"
        return int(self._db.execute(sql, question.values).fetchone()[0])

    def last_numbers(self) -> list[int]:
        """Return the number of the last paper of each hub that has any."""
        found = self._db.execute(
            "SELECT (SELECT papers.n FROM papers "
            f"WHERE papers.n {RANGE_SQL.format('hubs.n')} ORDER BY papers.n DESC LIMIT 1) FROM hubs"
        )
        return [n for (n,) in found if n is not None]

    def row(self, number: int) -> PaperRow | None:
        """Return the paper of a number."""
        sql = "SELECT n, title_words FROM paper_texts WHERE n = ?"
        row = self._db.execute(sql, (number,)).fetchone()
        return PaperRow._make(row) if row else None

    def roles_by_hand(self) -> dict[int, list[int]]:
        """Return the numbers of the papers with a role by hand, by `same`, what titles share."""
        rows = self._db.execute(
            "SELECT same, n FROM papers WHERE given IS NOT NULL AND same IS NOT NULL AND "
            f"given & {1 << LABELS.index('role')}"
        )
        found: dict[int, list[int]] = {}
        for same, number in rows:
            found.setdefault(same, []).append(number)
        return found
