"""Which papers a review asks about, and in which order, as SQL. Pure.

Each order is a list of questions: the papers that answer the first come before those that answer
the second. Every question can be read off an index of the table and ends at its limit, so that the
first papers of a million are there at once.
"""

from typing import NamedTuple

from citehub.index.filters import Filters
from citehub.index.place import first_number, last_number
from citehub.index.sql import conditions
from citehub.model import LABELS, UNCLASSIFIED

ORDERS = ("margin", "new", "hub", "random")


class Question(NamedTuple):
    """Which papers: an SQL condition with its values, and their order."""

    condition: str
    values: tuple[object, ...]
    order: str


class Asked(NamedTuple):
    """What a review is about: one label of the papers that pass, `hub` being a hub's number.

    Labels that a page states are no rule's, so they are left out; those by hand unless `again`.
    """

    label: str = "role"
    filters: Filters = Filters()
    hub: int | None = None
    again: bool = False


def questions(asked: Asked, order: str) -> list[Question]:
    """Return what to ask for the papers of a review, in the order of their numbers for "random"."""
    label = f"papers.{asked.label}"
    if order == "new":
        return [
            _question(asked, "papers.year IS NOT NULL", "papers.year DESC, papers.date DESC"),
            _question(asked, "papers.year IS NULL", "papers.n DESC"),
        ]
    if order != "margin":
        return [_question(asked, "", "papers.n")]
    if asked.label == "role":
        rest = "papers.margin IS NULL"  # by hand, or by rules of before the lead was kept
        # Two ranges of one index: SQLite walks no index for "is not".
        return [
            _question(asked, f"{label} = '{UNCLASSIFIED}'", "papers.n"),
            _question(asked, "papers.margin IS NOT NULL", "papers.margin, papers.n"),
            _question(asked, f"{label} < '{UNCLASSIFIED}' AND {rest}", f"{label}, papers.n"),
            _question(asked, f"{label} > '{UNCLASSIFIED}' AND {rest}", f"{label}, papers.n"),
        ]
    lead = f"{label}_margin"
    return [
        _question(asked, f"{label} IS NULL", "papers.n"),
        _question(asked, f"{lead} IS NOT NULL", f"{lead}, papers.n"),
        _question(asked, f"{label} IS NOT NULL AND {lead} IS NULL", f"{label}, papers.n"),
    ]


def _question(asked: Asked, condition: str, order: str) -> Question:
    where, values = conditions(asked.filters)
    if condition:
        where.append(condition)
    where.append(f"NOT ifnull(papers.given, 0) & {_left_out(asked)}")
    if asked.hub is not None:
        where.append("papers.n BETWEEN ? AND ?")
        values += [first_number(asked.hub), last_number(asked.hub)]
    return Question(" AND ".join(where), tuple(values), order)


def _left_out(asked: Asked) -> int:
    """Return the bits of `papers.given` that keep a paper out."""
    bit = 1 << LABELS.index(asked.label)
    return bit << len(LABELS) | (0 if asked.again else bit)
