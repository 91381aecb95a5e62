"""Which papers pass, and in which order."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from citehub.index.filters import Filters
from citehub.index.place import (
    HUB_SQL,
    RANGE_SQL,
    Candidate,
    OnePaper,
    PaperRow,
    first_number,
    last_number,
)
from citehub.index.sql import Groups, conditions, count_query, order_by, tables_for
from citehub.index.words import Words

_MOST_SORTED = 10_000  # papers of which as many are sorted as it takes, with
_LISTINGS = 100  # listings of each
_CANDIDATE = "papers.n, paper_texts.title_words, paper_texts.summary_words, papers.arxiv_id"


class Papers:
    """The papers of an index. A hub lists them; one that several list is there several times."""

    def __init__(self, db: sqlite3.Connection, words: Words) -> None:
        self._db = db
        self._words = words

    def values(self, column: str) -> list[str]:
        """Return what the papers have in a column, each once."""
        rows = self._db.execute(f"SELECT DISTINCT {column} FROM papers ORDER BY {column}")
        return [value for (value,) in rows if value is not None]

    def has_value(self, column: str, value: str) -> bool:
        """Return whether any paper has this value in a column."""
        found = self._db.execute(f"SELECT 1 FROM papers WHERE {column} = ? LIMIT 1", (value,))
        return found.fetchone() is not None

    def listed(self, filters: Filters, *, hub: int | None = None) -> Iterator[PaperRow]:
        """Yield the papers that pass, in the order asked, up to the limit; `hub` is a number."""
        tables, condition, values = self._selection(filters, hub)
        rows = self._db.execute(
            f"SELECT papers.n, title_words FROM {tables} {condition} "
            f"ORDER BY {order_by(filters.sort)} LIMIT ?",
            (*values, -1 if filters.limit is None else filters.limit),
        )
        return map(PaperRow._make, rows)

    def passing(self, filters: Filters, most: int) -> list[Candidate]:
        """Return so many papers that pass, or all, in the order of the store."""
        where, values = conditions(filters)
        # Sorted here: told to sort, SQLite would look up all that pass before it stops.
        rows = self._db.execute(
            f"SELECT {_CANDIDATE} FROM papers CROSS JOIN paper_texts ON paper_texts.n = papers.n "
            f"WHERE {' AND '.join(where)} LIMIT ?",
            (*values, most),
        )
        return sorted(map(Candidate._make, rows))

    def candidates(
        self,
        filters: Filters,
        column: str,
        groups: Groups,
        *,
        marks: tuple[str, ...] = (),
        most: int | None = None,
    ) -> Iterator[Candidate]:
        """Yield papers that pass and have a term of each group, in the order of the store.

        `column` is "title_words", "summary_words" or "all" for either. `marks` are of titles,
        `most` is how many papers to yield.
        """
        source, found, asked = self._words.having(column, groups, marks)
        where, values = conditions(filters)
        rows = self._db.execute(
            f"SELECT {_CANDIDATE} FROM {source} CROSS JOIN papers ON papers.n = found.rowid "
            "CROSS JOIN paper_texts ON paper_texts.n = papers.n "
            # In this order the full-text index yields them: SQLite need not sort.
            f"WHERE {' AND '.join([found, *where])} ORDER BY found.rowid LIMIT ?",
            (*asked, *values, -1 if most is None else most),
        )
        return map(Candidate._make, rows)

    def distinct(self, filters: Filters) -> "array[int]":
        """Return the papers that pass, each once however many hubs list it, up to the limit."""
        if filters.sort and filters.limit is not None and filters.limit <= _MOST_SORTED:
            # Told how many it takes, SQLite does not sort all that pass.
            most = _LISTINGS * (1 + filters.limit)
            numbers, is_whole = self._distinct(filters, "papers.same", most)
            if is_whole:
                return numbers
        # A title that no other listing has need not be remembered.
        several = (
            "EXISTS (SELECT 1 FROM papers AS o WHERE o.same = papers.same AND o.n <> papers.n)"
        )
        return self._distinct(filters, f"CASE WHEN {several} THEN papers.same END", -1)[0]

    def _distinct(self, filters: Filters, same: str, most: int) -> tuple["array[int]", bool]:
        """Look at so many listings, -1 means all; return whether there were enough, too."""
        tables, condition, values = self._selection(filters, None)
        rows = self._db.execute(
            f"SELECT papers.n, {'NULL' if filters.every_listing else same}, papers.arxiv_id "
            f"FROM {tables} {condition} ORDER BY {order_by(filters.sort)} LIMIT ?",
            (*values, most),
        )
        numbers = array("q")
        one = OnePaper()
        looked_at = 0
        for number, title, arxiv_id in rows:
            if len(numbers) == filters.limit:
                break
            looked_at += 1
            if title is None or one.is_new(title, arxiv_id):
                numbers.append(number)
        rows.close()
        return numbers, len(numbers) == filters.limit or looked_at != most

    def listings(self, number: int) -> list[int]:
        """Return the numbers of all listings of one paper, in the order of the store."""
        rows = self._db.execute(
            "SELECT n, arxiv_id FROM papers WHERE n = ?1 OR "
            "same = (SELECT same FROM papers WHERE n = ?1) ORDER BY n",
            (number,),
        ).fetchall()
        one = OnePaper()
        keys = {n: one.key(0, arxiv_id) for n, arxiv_id in rows}
        return [n for n, key in keys.items() if key == keys[number]]

    def ordered(self, numbers: Iterable[int], sort: str) -> list[int]:
        """Return the numbers of papers in an order of `papers`."""
        with self._chosen(numbers):
            rows = self._db.execute(
                "SELECT papers.n FROM chosen CROSS JOIN papers ON papers.n = chosen.number "
                "JOIN paper_texts ON paper_texts.n = papers.n "
                f"JOIN hub_texts ON hub_texts.n = {HUB_SQL.format('papers.n')} "
                f"ORDER BY {order_by(sort)}"
            )
            return [n for (n,) in rows]

    def counts_of_hubs(self, hubs: Iterable[int], filters: Filters) -> dict[int, int]:
        """Return how many papers of each of these hubs pass, by number, where any do."""
        sql, values = _papers_of_chosen("count(*)", filters)
        with self._chosen(hubs):
            return dict(self._db.execute(f"{sql} GROUP BY chosen.at", values).fetchall())

    def of_hubs(self, hubs: Iterable[int], filters: Filters, most: int) -> list[tuple[int, int]]:
        """Return so many papers that pass, (hub, paper) by number, those of the first hub first."""
        sql, values = _papers_of_chosen("papers.n", filters)
        with self._chosen(hubs):
            ordered = f"{sql} ORDER BY chosen.at, papers.n LIMIT ?"
            return self._db.execute(ordered, (*values, most)).fetchall()

    @contextmanager
    def _chosen(self, numbers: Iterable[int]) -> Iterator[None]:
        """Have a table of some numbers, in this order."""
        self._db.execute("CREATE TEMP TABLE chosen (at INTEGER PRIMARY KEY, number INTEGER)")
        try:
            self._db.executemany("INSERT INTO chosen VALUES (NULL, ?)", ((n,) for n in numbers))
            yield
        finally:
            self._db.execute("DROP TABLE chosen")

    def count(self, filters: Filters, *, hub: int | None = None) -> int:
        """Return how many papers pass, whatever the limit."""
        ((count,),) = self.counts((), filters, hub=hub)
        return int(count)

    def counts(
        self, keys: tuple[str, ...], filters: Filters, *, hub: int | None = None
    ) -> list[tuple[Any, ...]]:
        """Return how many papers pass: (value of each key, …, count), in any order."""
        return self._db.execute(*count_query(keys, filters, hub)).fetchall()

    def count_distinct(self, filters: Filters) -> int:
        """Return how many papers pass, each once, whatever the limit."""
        where, values = conditions(filters)
        tables = tables_for(filters)
        titled, untitled = (
            " AND ".join([f"papers.same IS {is_null}", *where]) for is_null in ("NOT NULL", "NULL")
        )
        # Of one title there is a paper for each arXiv id, or just one.
        (count,) = self._db.execute(
            "SELECT (SELECT coalesce(sum(max(1, ids)), 0) FROM "
            "(SELECT count(DISTINCT papers.arxiv_id) AS ids "
            f"FROM {tables} WHERE {titled} GROUP BY papers.same)) "
            f"+ (SELECT count(*) FROM {tables} WHERE {untitled})",
            (*values, *values),
        ).fetchone()
        return int(count)

    @staticmethod
    def _selection(filters: Filters, hub: int | None) -> tuple[str, str, list[object]]:
        """Return the tables to join, the WHERE clause and its values.

        CROSS JOIN tells SQLite to keep the order of the tables: papers are found first.
        """
        where, values = conditions(filters)
        tables = "papers CROSS JOIN paper_texts ON paper_texts.n = papers.n"
        if hub is not None:
            where.append("papers.n BETWEEN ? AND ?")
            values += [first_number(hub), last_number(hub)]
        if "hub_texts" in order_by(filters.sort):
            tables += f" CROSS JOIN hub_texts ON hub_texts.n = {HUB_SQL.format('papers.n')}"
        return tables, f"WHERE {' AND '.join(where)}" if where else "", values


def _papers_of_chosen(column: str, filters: Filters) -> tuple[str, list[object]]:
    """Return SQL for (hub, a column) of the papers that pass of the chosen hubs, and its values."""
    where, values = conditions(filters)
    of_hub = f"papers.n {RANGE_SQL.format('chosen.number')}"
    # By their numbers: else SQLite would go through all papers of a year for each hub.
    tables = tables_for(filters, "papers NOT INDEXED")
    return (
        f"SELECT chosen.number, {column} FROM chosen CROSS JOIN {tables} "
        f"WHERE {' AND '.join([of_hub, *where])}",
        values,
    )
