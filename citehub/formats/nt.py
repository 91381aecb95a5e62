r"""N-Triples, for graph databases and SPARQL: works in Dublin Core, citations in CiTO.

Formats: https://www.w3.org/TR/n-triples/, http://purl.org/spar/cito. Every citation is
`cito:cites`; its role and its polarity say more. A work is `urn:x-citehub:…`, and `owl:sameAs` the
work of its DOI, which every arXiv number has too (https://info.arxiv.org/help/doi.html).
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from citehub.formats import Columns, Shape
from citehub.formats.works import Work, is_hub, keyed, plain, work_of
from citehub.records import Record

SHAPE: Shape = "graph"
_CITO = "http://purl.org/spar/cito/"
_TERMS = "http://purl.org/dc/terms/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SAME = "http://www.w3.org/2002/07/owl#sameAs"
_VENUE = "http://prismstandard.org/namespaces/basic/2.0/publicationName"
_PAGE = "http://xmlns.com/foaf/0.1/page"
# CiTO has no property for a comparison: `compares` was never in it.
_ROLES = {
    "background": "obtainsBackgroundFrom",
    "method": "usesMethodIn",
    "dataset": "usesDataFrom",
    "extension": "extends",
    "baseline": "discusses",
    "comparison": "discusses",
}
_POLARITIES = {
    "support": "supports",
    "contrast": "disputes",
    "background": "citesForInformation",
    "use_method": "usesMethodIn",
    "use_dataset": "usesDataFrom",
}
_DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_UNSAFE = re.compile(r'[\x00-\x20<>"{}|^`\\]')  # never in an IRI (N-Triples, IRIREF)


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the triples of each work and of each citation, a line each."""
    for key, record, is_known in keyed(records):
        work = _iri(f"urn:x-citehub:paper:{key}")
        if is_hub(record):
            work = hub_iri(record["id"])
        lines = [] if is_known else [*_about(record, work_of(record, key))]
        if not is_hub(record):
            lines += [(_CITO + name, hub_iri(record["hub"])) for name in _cited(record)]
        yield "".join(f"{work} <{name}> {value} .\n" for name, value in lines)


def hub_iri(id: str) -> str:
    """Return the IRI of a hub, in angle brackets."""
    return f"<urn:x-citehub:hub:{quote(plain(id), safe='')}>"


def _about(record: Record, work: Work) -> Iterator[tuple[str, str]]:
    """Yield what is known of a work: property and object."""
    texts = {
        "title": work.title,
        "type": "hub" if is_hub(record) else plain(record.get("role")),
        "subject": work.category,
        "abstract": work.abstract,
        "description": work.note,
    }
    for name, value in texts.items():
        if value:
            yield _TERMS + name, _literal(value)
    if work.venue:
        yield _VENUE, _literal(work.venue)
    for author in work.authors:
        yield _TERMS + "creator", _literal(str(author))
    date = work.date or (f"{work.year:04}" if work.year is not None else "")
    if len(date) in _DATES:
        yield _TERMS + "date", f"{_literal(date)}^^<{_XSD}{_DATES[len(date)]}>"
    if work.doi:
        yield _TERMS + "identifier", _literal(f"doi:{work.doi}")
        yield _SAME, _doi(work.doi)
    if work.arxiv_id:
        yield _TERMS + "identifier", _literal(f"arXiv:{work.arxiv_id}")
        arxiv_doi = f"10.48550/arxiv.{work.arxiv_id}"
        if arxiv_doi != work.doi:
            yield _SAME, _doi(arxiv_doi)
    if re.match(r"(?i)https?://\S", work.url):
        yield _PAGE, _iri(work.url)


def _cited(record: Record) -> list[str]:
    """Return the properties of CiTO by which a paper cites its hub."""
    more = (
        _ROLES.get(record.get("citation_role") or ""),
        _POLARITIES.get(record.get("citation_polarity") or ""),
    )
    return [*dict.fromkeys(["cites", *filter(None, more)])]


def _doi(doi: str) -> str:
    return f"<https://doi.org/{quote(doi, safe='/:;()')}>"


def _iri(text: str) -> str:
    """Return an address as an IRI; what may not stand in one is %-encoded."""
    return f"<{_UNSAFE.sub(lambda found: f'%{ord(found[0]):02X}', text)}>"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
