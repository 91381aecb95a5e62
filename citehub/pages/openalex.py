"""Citing papers from OpenAlex, as its API answers.

`/works?filter=cites:W…`, a page of works; the cited one is known only by its id, which is among the
`referenced_works` of each:

    {"meta": {"count": 57, "page": 1, "per_page": 25, "next_cursor": …},
     "results": [{"id": "https://openalex.org/W1", "doi": "https://doi.org/10.…",
                  "display_name": …, "publication_date": "2024-05-01", "publication_year": 2024,
                  "type": "article", "authorships": [{"author": {"display_name": …}}],
                  "primary_location": {"landing_page_url": …, "source": {"display_name": …}},
                  "primary_topic": {"field": {"display_name": …}},
                  "abstract_inverted_index": {"We": [0, 7], "show": [1]},
                  "referenced_works": ["https://openalex.org/W9"]}],
     "group_by": []}

`/works/W…` is a work alone, and names what the others cite. Any key can be missing or null.
Source: https://docs.openalex.org/api-entities/works/work-object.
"""

from citehub.errors import PageError
from citehub.model import HubPage, Paper
from citehub.pages.grammar import LONGEST
from citehub.pages.json_values import (
    Data,
    Value,
    day_of,
    mapping_of,
    mappings_of,
    number_of,
    text_of,
    texts_of,
    year_in,
)
from citehub.text.identifiers import arxiv_id, doi, web_address
from citehub.text.words import one_line

SITE = "openalex"
_WORK = ("https://openalex.org/W", "http://openalex.org/W")


def claims(data: Data) -> bool:
    """Return whether an object is a list of works or a work."""
    if isinstance(data.get("results"), list):
        return all(map(_is_work, mappings_of(data, "results"))) and not mappings_of(
            data, "group_by"
        )
    return _is_work(data)


def _is_work(data: Data) -> bool:
    return str(data.get("id")).startswith(_WORK)


def read(values: list[Value]) -> HubPage:
    """Read the objects of a file as one page; it has no title where none of them is the cited work.

    PageError where the works have no reference in common: they are no list of citing works.
    """
    alone = {str(v.data["id"]): v.data for v in values if _is_work(v.data)}
    works = {str(w["id"]): w for value in values for w in mappings_of(value.data, "results")}
    cited = _cited(alone, works)
    works |= {id: work for id, work in alone.items() if work is not cited}
    common = _common_references(works)
    if cited and common is not None and cited["id"] not in common:
        raise PageError(f"the works listed do not cite {cited['id']}, whose record is in this file")
    if common is not None and not common:
        raise PageError(
            "no list of citing works: these works of OpenAlex have no reference in common; a list "
            "of what cites a work has the address https://api.openalex.org/works?filter=cites:W…"
        )
    work = cited or {}
    counts = [
        *(number_of(mapping_of(value.data, "meta"), "count") for value in values),
        number_of(work, "cited_by_count"),
    ]
    return HubPage(
        title=_title(work) or "",
        site=SITE,
        citing_count=max((n for n in counts if n is not None), default=None),
        authors=", ".join(_authors(work)) or None,
        year=number_of(work, "publication_year"),
        doi=doi(text_of(work, "doi")),
        arxiv_id=_arxiv_id(work),
        url=_url(work) or (next(iter(common)) if common and len(common) == 1 else None),
        abstract=_abstract(work),
        papers=tuple(_paper(work) for work in works.values()),
    )


def _cited(alone: dict[str, Data], works: dict[str, Data]) -> Data | None:
    """Return the work, of those that stand alone, that the others cite."""
    if len(alone) == 1:
        return next(iter(alone.values()))
    for id, work in alone.items():
        others = [*works.values(), *(other for other in alone.values() if other is not work)]
        if all(id in texts_of(other, "referenced_works") for other in others):
            return work
    return None


def _common_references(works: dict[str, Data]) -> set[str] | None:
    """Return the ids of what all works cite, those left out that say nothing; None where all do."""
    lists = [set(found) for work in works.values() if (found := texts_of(work, "referenced_works"))]
    return set.intersection(*lists) if lists else None


def _paper(work: Data) -> Paper:
    date = day_of(work, "publication_date")
    return Paper(
        title=_title(work),
        field=text_of(mapping_of(work, "primary_topic", "field"), "display_name"),
        date=date,
        year=year_in(date) or number_of(work, "publication_year"),
        arxiv_id=_arxiv_id(work),
        doi=doi(text_of(work, "doi")),
        venue=text_of(mapping_of(work, "primary_location", "source"), "display_name"),
        url=_url(work),
        work_type=text_of(work, "type"),
        authors=_authors(work),
        abstract=_abstract(work),
    )


def _title(work: Data) -> str | None:
    return text_of(work, "display_name") or text_of(work, "title")


def _authors(work: Data) -> tuple[str, ...]:
    names = (
        text_of(mapping_of(authorship, "author"), "display_name")
        or text_of(authorship, "raw_author_name")
        for authorship in mappings_of(work, "authorships")
    )
    return tuple(name for name in names if name)


def _url(work: Data) -> str | None:
    place = mapping_of(work, "primary_location")
    return web_address(text_of(place, "landing_page_url")) or web_address(text_of(work, "id"))


def _arxiv_id(work: Data) -> str | None:
    place = mapping_of(work, "primary_location")
    return arxiv_id(text_of(work, "doi")) or arxiv_id(text_of(place, "landing_page_url"))


def _abstract(work: Data) -> str | None:
    """Rebuild an abstract from the positions of its words; gaps between them are closed.

    PageError where it would be longer than any: one word can be said to stand in a million places.
    """
    placed: list[tuple[int, str]] = []
    length = 0
    for word, places in mapping_of(work, "abstract_inverted_index").items():
        for place in places if isinstance(places, list) else ():
            if type(place) is int:
                placed.append((place, word))
                length += len(word) + 1
                if length > LONGEST:
                    raise PageError(f"an abstract of more than {LONGEST:,} characters")
    return one_line(" ".join(word for _, word in sorted(placed))) or None
