"""Citing papers from Semantic Scholar, as its Graph API answers.

`/graph/v1/paper/{id}/citations?fields=…`, a page of edges that does not name the cited work:

    {"offset": 100, "next": 200,
     "data": [{"contexts": ["We use [3] to …"], "intents": ["methodology"],
               "contextsWithIntent": [{"context": "We use [3] to …", "intents": ["methodology"]}],
               "citingPaper": {"paperId": …, "externalIds": {"DOI": …, "ArXiv": …}, "title": …,
                               "abstract": …, "venue": …, "year": …, "publicationDate": …,
                               "authors": [{"name": …}], "fieldsOfStudy": […], "url": …,
                               "publicationTypes": […], "tldr": {"text": …}}}]}

`/graph/v1/paper/{id}?fields=title,…,citations.title,…`, the cited work with papers that cite it:

    {"paperId": …, "title": …, "authors": […], "citationCount": 57, "citations": [{"title": …}]}

Any key can be missing or null. The last page of a list has no `next`, and so tells how many there
are; papers under `citations` are all only where `citationCount` is as large.
Source: https://api.semanticscholar.org/api-docs/graph.
"""

from collections import Counter

from citehub.model import PAGE, UNCLASSIFIED, Evidence, HubPage, Note, Paper
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

SITE = "semantic_scholar"
# The site's words for what a citation is there for, as citation roles; others are kept as they are.
# Its classes are those of SciCite (Cohan and others 2019), whose "result" compares results.
_ROLES = {"background": "background", "methodology": "method", "result": "comparison"}


def claims(data: Data) -> bool:
    """Return whether an object is a page of edges, an edge, or a paper."""
    edges = data.get("data")
    if isinstance(edges, list) and "total" not in data:
        all_cite = all(isinstance(edge, dict) and "citingPaper" in edge for edge in edges)
        return all_cite and (bool(edges) or "offset" in data)
    return "citingPaper" in data or "paperId" in data


def read(values: list[Value]) -> HubPage:
    """Read the objects of a file as one page; it has no title where none of them is a paper."""
    work: Data = {}
    found: dict[str, Paper] = {}
    notes: list[Note] = []
    counts: list[int] = []
    for value in values:
        data = value.data
        if "paperId" in data:
            work = work or data
            edges = [{"citingPaper": paper} for paper in mappings_of(data, "citations")]
            count = number_of(data, "citationCount")
        else:
            edges = mappings_of(data, "data") if "data" in data else [data]
            first = number_of(data, "offset")
            ends = first is not None and data.get("next") is None
            count = (first or 0) + len(edges) if ends else None
        counts += [] if count is None else [count]
        for number, edge in enumerate(edges, start=1):
            paper = _paper(edge)
            if paper is None:
                notes.append(value.note(f"citation {number} names no citing paper"))
            else:
                key = text_of(mapping_of(edge, "citingPaper"), "paperId")
                found.setdefault(key or f"#{len(found)}", paper)
    return HubPage(
        title=text_of(work, "title") or "",
        site=SITE,
        citing_count=max(counts, default=None),
        authors=", ".join(_authors(work)) or None,
        year=number_of(work, "year"),
        doi=doi(text_of(mapping_of(work, "externalIds"), "DOI")),
        arxiv_id=_arxiv_id(work),
        url=web_address(text_of(work, "url")),
        abstract=text_of(work, "abstract"),
        papers=tuple(found.values()),
        notes=tuple(notes),
    )


def _paper(edge: Data) -> Paper | None:
    """Read an edge; None where it says nothing of the citing paper."""
    cited_by = mapping_of(edge, "citingPaper")
    title, paper_doi = text_of(cited_by, "title"), mapping_of(cited_by, "externalIds").get("DOI")
    if not (title or paper_doi or _arxiv_id(cited_by)):
        return None
    date = day_of(cited_by, "publicationDate")
    stated = mappings_of(edge, "contextsWithIntent")
    contexts = texts_of(edge, "contexts") + [
        sentence for item in stated if (sentence := text_of(item, "context"))
    ]
    intents = texts_of(edge, "intents") or [
        intent for item in stated for intent in texts_of(item, "intents")
    ]
    role, evidence = _role(intents, stated)
    return Paper(
        title=title,
        summary=text_of(mapping_of(cited_by, "tldr"), "text"),
        citation_role=role,
        citation_role_evidence=evidence,
        field=next(iter(texts_of(cited_by, "fieldsOfStudy")), None),
        date=date,
        year=year_in(date) or number_of(cited_by, "year"),
        arxiv_id=_arxiv_id(cited_by),
        doi=doi(text_of(mapping_of(cited_by, "externalIds"), "DOI")),
        venue=text_of(cited_by, "venue"),
        url=web_address(text_of(cited_by, "url")),
        work_type=", ".join(texts_of(cited_by, "publicationTypes")) or None,
        authors=_authors(cited_by),
        abstract=text_of(cited_by, "abstract"),
        contexts=tuple(dict.fromkeys(contexts)),
    )


def _role(intents: list[str], stated: list[Data]) -> tuple[str, Evidence | None]:
    """Return the citation role that the site's intents state, and the evidence with their words.

    Of several the one that most sentences have; of equals any other than background, which says
    least, then the site's first.
    """
    if not intents:
        return UNCLASSIFIED, None
    times = Counter(intent for item in stated for intent in texts_of(item, "intents"))
    best = max(intents, key=lambda intent: (times[intent], intent != "background"))
    words = ", ".join(dict.fromkeys(intents))
    return _ROLES.get(best, best), Evidence(rule=PAGE, match=words, where=PAGE)


def _arxiv_id(paper: Data) -> str | None:
    ids = mapping_of(paper, "externalIds")
    return arxiv_id(text_of(ids, "ArXiv")) or arxiv_id(text_of(ids, "DOI"))


def _authors(paper: Data) -> tuple[str, ...]:
    return tuple(
        name for author in mappings_of(paper, "authors") if (name := text_of(author, "name"))
    )
