"""Hubs that share citing papers with one, and which papers those are."""

import sqlite3
from collections import Counter
from collections.abc import Hashable
from typing import NamedTuple

from citehub.index.filters import Filters
from citehub.index.place import OnePaper, first_number, hub_of_number, last_number
from citehub.index.sql import conditions, tables_for


class Overlap(NamedTuple):
    """What another hub has in common with one; `hub` is its number.

    `shared` are the shared papers, by their numbers here and there, in the order of here. `here`
    and `there` count the papers of the two hubs.
    """

    hub: int
    shared: list[tuple[int, int]]
    here: int
    there: int


class Related:
    """Answers which hubs have papers in common, from the tables of an index."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def overlaps(self, hub: int, filters: Filters) -> list[Overlap]:
        """Return what every hub that lists a paper of one has in common with it.

        Papers that do not pass the filters are as if they were not there. A paper that a hub lists
        twice counts once where it is shared.
        """
        where, values = conditions(filters)
        passing = "".join(f" AND {condition}" for condition in where)
        tables = tables_for(filters)
        rows = self._db.execute(
            f"SELECT papers.n, papers.same, papers.arxiv_id FROM {tables} WHERE papers.same IN "
            f"(SELECT same FROM papers WHERE n BETWEEN ? AND ? AND same IS NOT NULL){passing} "
            "ORDER BY papers.n",
            (first_number(hub), last_number(hub), *values),
        )
        one = OnePaper()
        listed: dict[int, dict[Hashable, int]] = {}  # by hub: the first number of each paper
        again: Counter[int] = Counter()  # by hub: listings of papers that were there before
        for number, same, arxiv_id in rows:
            of_hub = listed.setdefault(hub_of_number(number), {})
            if of_hub.setdefault(one.key(same, arxiv_id), number) != number:
                again[hub_of_number(number)] += 1
        count = f"SELECT count(*) FROM {tables} WHERE papers.n BETWEEN ? AND ?{passing}"
        mine = listed.pop(hub, {})
        overlaps = []
        for other, theirs in listed.items():
            if shared := sorted((mine[key], at) for key, at in theirs.items() if key in mine):
                here, there = (
                    self._db.execute(
                        count, (first_number(of), last_number(of), *values)
                    ).fetchone()[0]
                    - again[of]
                    for of in (hub, other)
                )
                overlaps.append(Overlap(other, shared, here, there))
        return overlaps
