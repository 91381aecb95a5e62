"""BibTeX, as BibTeX and biber read it, in UTF-8.

Fields as in the manuals of BibTeX ("BibTeXing", Patashnik 1988), of biblatex, and of arXiv
(https://info.arxiv.org/help/hypertex/bibstyles): `eprint`, `archiveprefix`, `primaryclass`.
"""

import re
from collections.abc import Iterable, Iterator

from citehub.formats import Columns, Shape
from citehub.formats.latex import escaped, protected
from citehub.formats.names import OTHERS, Name
from citehub.formats.works import Work, works
from citehub.records import Record

SHAPE: Shape = "works"
_TYPES = {  # and the field of the venue
    "journal": ("article", "journal"),
    "conference": ("inproceedings", "booktitle"),
    "chapter": ("incollection", "booktitle"),
    "book": ("book", "publisher"),
    "thesis": ("phdthesis", "school"),
    "report": ("techreport", "institution"),
}
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield an entry for each work."""
    ahead = ""
    for work in works(records):
        yield ahead + entry(work)
        ahead = "\n"


def entry(work: Work) -> str:
    """Return the entry of a work."""
    kind, venue = _TYPES.get(work.kind, ("misc", "howpublished"))
    fields = ",\n".join(f"  {tag} = {{{value}}}" for tag, value in _fields(work, venue) if value)
    return f"@{kind}{{{work.key},\n{fields}\n}}\n"


def _fields(work: Work, venue: str) -> Iterator[tuple[str, str]]:
    yield "title", protected(work.title)
    yield "author", " and ".join(map(_name, work.authors))
    yield "year", "" if work.year is None else str(work.year)
    yield "date", work.date
    yield venue, escaped(work.venue)
    if work.arxiv_id:
        yield "eprint", _verbatim(work.arxiv_id)
        yield "archiveprefix", "arXiv"
        yield "primaryclass", work.category if _CATEGORY.fullmatch(work.category) else ""
    yield "doi", _verbatim(work.doi)
    yield "url", _verbatim(work.url)
    yield "abstract", escaped(work.abstract)
    yield "annote", escaped(work.note)
    yield "keywords", ", ".join(map(escaped, work.keywords))


def _name(name: Name) -> str:
    """Return a name; one that BibTeX would take apart otherwise stands in braces."""
    if str(name) == OTHERS:
        return "others"
    parts = [escaped(part) for part in name if part]
    is_plain = not any(re.search(r",|\band\b|\bothers\b", part) for part in parts)
    if is_plain and len(parts) > 1:
        return ", ".join(parts)
    whole = escaped(str(name))
    return whole if is_plain and " " not in whole else f"{{{whole}}}"


def _verbatim(text: str) -> str:
    """Return an identifier or address, which is not TeX; what would end the field is %-encoded."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", text)
