"""Which papers to list, as SQL for the index's tables. Pure."""

from citehub.index.filters import Filters
from citehub.index.place import HUB_SQL, POSITION_SQL, first_number, last_number
from citehub.model import UNCLASSIFIED
from citehub.text.words import words

_ALTERNATIVES = ("role", "citation_role", "citation_polarity", "field", "year", "verdict")


def match_query(column: str, groups: list[list[str]]) -> str:
    """Return an FTS5 query for texts that have a word of each group."""
    asked = " AND ".join("(" + " OR ".join(f'"{word}"' for word in group) + ")" for group in groups)
    return f"{column} : ({asked})"


def scan_condition(column: str, groups: list[list[str]]) -> tuple[str, list[object]]:
    """Return the same as an SQL condition, for an SQLite without FTS5."""
    conditions, values = [], []
    one_has = f"instr(' ' || replace({column}, char(10), ' ') || ' ', ?) > 0"
    for group in groups:
        conditions.append("(" + " OR ".join([one_has] * len(group)) + ")")
        values += [f" {word} " for word in group]
    return " AND ".join(conditions), list(values)


def conditions(filters: Filters) -> tuple[list[str], list[object]]:
    """Return the SQL conditions of the filters, and their values."""
    where: list[str] = []
    values: list[object] = []
    for name in _ALTERNATIVES:
        wanted = getattr(filters, name)
        if wanted:
            one_of = f"papers.{name} IN ({', '.join('?' * len(wanted))})"
            unlabelled = name.startswith("citation") and UNCLASSIFIED in map(str.lower, wanted)
            where.append(f"({one_of} OR papers.{name} IS NULL)" if unlabelled else one_of)
            values += wanted
    if filters.representative:
        where.append("papers.representative")
    if filters.max_confidence is not None:
        where.append("papers.confidence <= ?")
        values.append(filters.max_confidence)
    if filters.grep is not None:
        part = " ".join(words(filters.grep))
        # Signs alone are in no folded text: they find nothing.
        where.append("? <> '' AND (instr(title_words, ?) > 0 OR instr(summary_words, ?) > 0)")
        values += [part, part, part]
    return where, values


# What papers are counted by: the column, and what to show of the values that count as one.
_HUB = HUB_SQL.format("papers.n")
_COUNTED_BY = {
    "role": ("papers.role", "min(papers.role COLLATE BINARY)"),
    "year": ("papers.year", "papers.year"),
    "hub": (_HUB, f"(SELECT id FROM hubs WHERE n = {_HUB})"),
    **{
        name: (f"papers.{name}", f"coalesce(min(papers.{name} COLLATE BINARY), '{UNCLASSIFIED}')")
        for name in ("citation_role", "citation_polarity")
    },
    **{
        name: (f"papers.{name}", f"min(papers.{name} COLLATE BINARY)")
        for name in ("field", "verdict", "venue")
    },
}
COUNT_KEYS = tuple(sorted(_COUNTED_BY))


def count_query(
    keys: tuple[str, ...], filters: Filters, hub: int | None
) -> tuple[str, list[object]]:
    """Return SQL that counts the papers that pass: a row for each combination of values of keys.

    `hub` is a hub's number. The order and the limit of the filters do not matter.
    """
    where, values = conditions(filters)
    if hub is not None:
        where.append("papers.n BETWEEN ? AND ?")
        values += [first_number(hub), last_number(hub)]
    texts = " JOIN paper_texts USING (n)" if filters.grep is not None else ""
    shown = ", ".join([*(_COUNTED_BY[key][1] for key in keys), "count(*)"])
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    groups = f" GROUP BY {', '.join(_COUNTED_BY[key][0] for key in keys)}" if keys else ""
    return f"SELECT {shown} FROM papers{texts}{condition}{groups}", values


_ORDERS = {
    "position": POSITION_SQL.format("papers.n"),
    "title": "nullif(paper_texts.title_words, '')",
    "hub": "hub_texts.title",
}


def order_by(sort: str | None) -> str:
    """Return the SQL order; a leading `-` turns it round, and what is unknown comes last."""
    if sort is None:
        return "papers.n"
    name = sort.lstrip("-")
    column = _ORDERS.get(name, f"papers.{name}")
    direction = "DESC" if sort.startswith("-") else "ASC"
    return f"{column} IS NULL, {column} COLLATE NOCASE {direction}, papers.n"
