"""The JSON of Pith: what the site answers for a work, for its citers, or both put together.

    {"work": {"title": …, "authors_text": …, "year": …, "abstract": …, "doi": …, "arxiv_id": …},
     "hub": {"state": {"tier": "super_hub", "pith_inbound_count": 179}},
     "total": 179,
     "items": [{"paper_title": …, "one_line_summary": …, "primary_cat": …, "submitted_at": …,
                "top_context_role": …, "top_context_polarity": …, "context_text": …}]}

Source: captures of `/citations/<uuid>.json` (`work`, `hub`) and `/citations/<uuid>/citers.json`
(`total`, `items`), which does not name its hub; both can stand in one file, one after the other.
Where `title_quality_ok` is false, `title` is a list of authors or the like, and `display_title` is
what the site shows in its place.
"""

from citehub.errors import PageError
from citehub.model import PAGE, UNCLASSIFIED, Evidence, HubPage, Note, Paper
from citehub.pages.json_values import (
    Data,
    Value,
    day_of,
    mapping_of,
    mappings_of,
    named,
    number_of,
    text_of,
    year_in,
)
from citehub.text.counted import counted
from citehub.text.identifiers import arxiv_id, doi, web_address

KEYS = ("work", "hub", "total", "items")
_LARGEST = 1 << 53
_MOST_NAMED = 9  # keys of an item
_STATED = Evidence(rule=PAGE, where=PAGE)


def claims(data: Data) -> bool:
    """Return whether an object has a key of this form."""
    return not data.keys().isdisjoint(("work", "hub", "items"))


def read(values: list[Value]) -> HubPage:
    """Read the objects of a file as one page; it has no title where none of them names a work."""
    work = _first(values, "work")
    state = mapping_of(_first(values, "hub"), "state")
    tier = text_of(state, "tier")
    totals = [n for value in values if (n := number_of(value.data, "total")) is not None]
    return HubPage(
        title=_title(work) or "",
        tier=tier.replace("_", " ") if tier else None,
        citing_count=totals[-1] if totals else number_of(state, "pith_inbound_count"),
        authors=text_of(work, "authors_text"),
        year=number_of(work, "year"),
        doi=doi(text_of(work, "doi")),
        arxiv_id=arxiv_id(text_of(work, "arxiv_id")) or arxiv_id(text_of(work, "doi")),
        url=web_address(text_of(work, "external_url")),
        abstract=text_of(work, "abstract"),
        papers=tuple(_paper(item) for value in values for item in _items(value)),
        notes=tuple(note for value in values for note in _left_out(value)),
    )


def _first(values: list[Value], key: str) -> Data:
    return next((found for value in values if (found := mapping_of(value.data, key))), {})


def _title(work: Data) -> str | None:
    names = ("title", "display_title")
    first, other = reversed(names) if work.get("title_quality_ok") is False else names
    return text_of(work, first) or text_of(work, other)


def _items(value: Value) -> list[Data]:
    items = value.data.get("items") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise PageError("'items' is not a list of objects")
    return items


def _left_out(value: Value) -> list[Note]:
    """Return notes of unknown keys that may hold papers, and of items without a title.

    One for all of a kind: to look each up in the text would take its length times their number.
    """
    notes = []
    keys = [key for key in value.data if key not in KEYS and mappings_of(value.data, key)]
    if keys:
        said = f"papers go under 'items', not under {', '.join(map(named, keys))}"
        notes.append(value.note(said, keys[0]))
    nameless = [item for item in _items(value) if not text_of(item, "paper_title")]
    if nameless:
        found = ", ".join(map(named, [*nameless[0]][:_MOST_NAMED])) or "no key"
        said = f"{counted(len(nameless), 'item')} without 'paper_title'; the first has {found}"
        notes.append(value.note(said, "items"))
    return notes


def _paper(item: Data) -> Paper:
    date = day_of(item, "submitted_at")
    role, polarity = text_of(item, "top_context_role"), text_of(item, "top_context_polarity")
    sentence = text_of(item, "context_text")
    return Paper(
        title=text_of(item, "paper_title"),
        summary=text_of(item, "one_line_summary"),
        citation_role=role or UNCLASSIFIED,
        citation_role_evidence=_STATED if role else None,
        citation_polarity=polarity or UNCLASSIFIED,
        citation_polarity_evidence=_STATED if polarity else None,
        field=text_of(item, "primary_cat"),
        date=date,
        year=year_in(date),
        verdict=text_of(item, "verdict"),
        novelty=_novelty(item),
        arxiv_id=arxiv_id(text_of(item, "citing_arxiv_id")),
        contexts=(sentence,) if sentence else (),
    )


def _novelty(item: Data) -> float | None:
    value = item.get("novelty_score")
    if not isinstance(value, int | float) or not abs(value) < _LARGEST:
        return None
    return float(value)
