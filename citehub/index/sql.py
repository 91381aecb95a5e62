"""Which papers to list, as SQL for the index's tables. Pure."""

from citehub.index.filters import Filters, years_of
from citehub.index.place import HUB_SQL, POSITION_SQL, first_number, last_number
from citehub.model import LABELS, UNCLASSIFIED
from citehub.text.words import search_words

_ALTERNATIVES = ("role", "citation_role", "citation_polarity", "field", "verdict")

Term = str | tuple[str, str]  # a word, the beginning* of some, or two that stand for one
Groups = list[list[Term]]

_SEARCHED = {"all": "{title_words summary_words}"}


def match_query(column: str, groups: Groups, marks: tuple[str, ...] = ()) -> str:
    """Return an FTS5 query for texts that have a term of each group, and all marks."""
    asked = " AND ".join("(" + " OR ".join(map(_matched, group)) + ")" for group in groups)
    marked = "".join(f' AND marks : "{mark}"' for mark in marks)
    return f"{_SEARCHED.get(column, column)} : ({asked}){marked}"


def _matched(term: Term) -> str:
    if not isinstance(term, str):
        return f'("{term[0]}" AND "{term[1]}")'
    return f'"{term[:-1]}"*' if term.endswith("*") else f'"{term}"'


def scan_condition(
    column: str, groups: Groups, marks: tuple[str, ...] = ()
) -> tuple[str, list[str]]:
    """Return the same as an SQL condition on `found`, for an SQLite without FTS5."""
    texts = {"all": "found.title_words || ' ' || found.summary_words"}
    text = texts.get(column, f"found.{column}")
    where, values = [], []
    for group in groups:
        terms = [(term,) if isinstance(term, str) else term for term in group]
        conditions = [" AND ".join([_has_word(text)] * len(term)) for term in terms]
        where.append("(" + " OR ".join(f"({one})" for one in conditions) + ")")
        values += [_asked(word) for term in terms for word in term]
    where += [_has_word("found.marks")] * len(marks)
    values += [f" {mark} " for mark in marks]
    return " AND ".join(where), values


def _asked(word: str) -> str:
    return f" {word[:-1]}" if word.endswith("*") else f" {word} "


def _has_word(text: str) -> str:
    return f"instr(' ' || replace({text}, char(10), ' ') || ' ', ?) > 0"


_HAS_PART = (
    "? <> '' AND (instr(paper_texts.title_words, ?) > 0 OR instr(paper_texts.summary_words, ?) > 0)"
)


def conditions(filters: Filters) -> tuple[list[str], list[object]]:
    """Return the SQL conditions of the filters, and their values."""
    where: list[str] = []
    values: list[object] = []
    for name in _ALTERNATIVES:
        asked: tuple[str, ...] = getattr(filters, name)
        for sign in ("", "!"):
            wanted = [value[len(sign) :] for value in asked if value.startswith("!") == bool(sign)]
            if wanted:
                where.append(f"{'NOT ' if sign else ''}({_one_of(name, wanted)})")
                values += wanted
    if filters.year:
        years = list(map(years_of, filters.year))
        where.append("(" + " OR ".join(["papers.year BETWEEN ? AND ?"] * len(years)) + ")")
        values += [year for pair in years for year in pair]
    if filters.since is not None:
        # A date is compared as far as it goes: a year alone is not before a day in it.
        where.append(
            "coalesce(papers.date, papers.year) >= substr(?, 1, "
            "length(coalesce(papers.date, papers.year)))"
        )
        values.append(filters.since)
    where += [f"papers.{name}" for name in _FLAGS if getattr(filters, name)]
    if filters.max_confidence is not None:
        where.append("papers.confidence <= ?")
        values.append(filters.max_confidence)
    if filters.by_hand:
        by_hand = (1 << len(LABELS)) - 1  # see entry.py
        where.append(f"papers.given IS NOT NULL AND papers.given & {by_hand}")
    if filters.hubs:
        where.append("(" + " OR ".join(["papers.n BETWEEN ? AND ?"] * len(filters.hubs)) + ")")
        values += [edge(hub) for hub in filters.hubs for edge in (first_number, last_number)]
    if filters.min_hubs > 1:
        where.append(
            "papers.same IN (SELECT same FROM papers WHERE same IS NOT NULL GROUP BY same "
            f"HAVING count(DISTINCT {HUB_SQL.format('n')}) >= ?)"
        )
        values.append(filters.min_hubs)
    if filters.grep:
        where.append("(" + " OR ".join([_HAS_PART] * len(filters.grep)) + ")")
        # Signs alone are in no folded text: they find nothing.
        parts = [" ".join(search_words(part)) for part in filters.grep]
        values += [part for part in parts for _ in range(3)]
    has_phrase = " OR ".join(_has_word(f"paper_texts.{text}_words") for text in filters.within)
    for sign, phrases in (("", filters.phrases), ("NOT ", filters.without)):
        where += [f"{sign}({has_phrase})"] * len(phrases)
        values += [f" {phrase} " for phrase in phrases for _ in filters.within]
    return where, values


def tables_for(filters: Filters, papers: str = "papers") -> str:
    """Return the tables that the conditions of the filters ask; `papers` says how to read that."""
    needs_texts = filters.grep or filters.phrases or filters.without
    return f"{papers} JOIN paper_texts USING (n)" if needs_texts else papers


_FLAGS = ("representative", "dropped")


def _one_of(name: str, wanted: list[str]) -> str:
    """Return the condition for a column to have one of some values; no label is stored as NULL."""
    one_of = f"papers.{name} IS NOT NULL AND papers.{name} IN ({', '.join('?' * len(wanted))})"
    unlabelled = name.startswith("citation") and UNCLASSIFIED in map(str.lower, wanted)
    return f"{one_of} OR papers.{name} IS NULL" if unlabelled else one_of


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
    shown = ", ".join([*(_COUNTED_BY[key][1] for key in keys), "count(*)"])
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    groups = f" GROUP BY {', '.join(_COUNTED_BY[key][0] for key in keys)}" if keys else ""
    return f"SELECT {shown} FROM {tables_for(filters)}{condition}{groups}", values


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
