"""RIS, which reference managers read: a tag, two spaces, a hyphen, a value, on each line.

Format: https://en.wikipedia.org/wiki/RIS_(file_format), as Zotero and EndNote read it.
"""

from collections.abc import Iterable, Iterator

from citehub.formats import Columns, Shape
from citehub.formats.works import Work, works
from citehub.records import Record

SHAPE: Shape = "works"
_TYPES = {
    "journal": "JOUR",
    "conference": "CPAPER",
    "chapter": "CHAP",
    "book": "BOOK",
    "thesis": "THES",
    "report": "RPRT",
    "dataset": "DATA",
    "software": "COMP",
    "preprint": "UNPB",
}


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the lines of each work."""
    for work in works(records):
        yield "".join(f"{tag}  - {value}\n" for tag, value in _tags(work) if value) + "ER  - \n\n"


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(work.kind, "GEN")
    yield "ID", work.key
    yield "TI", work.title
    for name in work.authors:
        yield "AU", str(name)
    yield "PY", "" if work.year is None else str(work.year)
    yield "DA", work.date.replace("-", "/")
    yield "T2", work.venue
    yield "DO", work.doi
    yield "AN", work.arxiv_id and f"arXiv:{work.arxiv_id}"
    yield "UR", work.url or (work.arxiv_id and f"https://arxiv.org/abs/{work.arxiv_id}")
    yield "AB", work.abstract
    yield "N1", work.note
    for word in work.keywords:
        yield "KW", word
