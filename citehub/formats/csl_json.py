"""CSL-JSON, which Zotero, Pandoc and every citation processor read: an array of items.

Format: https://github.com/citation-style-language/schema, version 1.0.2.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from citehub.formats import Columns, Shape
from citehub.formats.cells import json_text
from citehub.formats.names import Name
from citehub.formats.works import Work, works
from citehub.records import Record

SHAPE: Shape = "works"
_TYPES = {
    "journal": "article-journal",
    "conference": "paper-conference",
    "chapter": "chapter",
    "book": "book",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "software": "software",
}


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the text, an item at a time."""
    ahead = "["
    for work in works(records):
        yield ahead + "\n" + json_text(_item(work), 2)
        ahead = ","
    yield "[]\n" if ahead == "[" else "\n]\n"


def _item(work: Work) -> dict[str, Any]:
    issued = [int(part) for part in (work.date or str(work.year or "")).split("-") if part]
    item = {
        "id": work.key,
        "type": _TYPES.get(work.kind, "article"),
        "title": work.title,
        "author": [_name(name) for name in work.authors],
        "issued": {"date-parts": [issued]} if issued else None,
        "container-title": work.venue,
        "publisher": "arXiv" if work.kind == "preprint" and work.arxiv_id else "",
        "number": work.arxiv_id and f"arXiv:{work.arxiv_id}",
        "DOI": work.doi,
        "URL": work.url or (work.arxiv_id and f"https://arxiv.org/abs/{work.arxiv_id}"),
        "abstract": work.abstract,
        "annote": work.note,
        "keyword": ", ".join(work.keywords),
    }
    return {name: value for name, value in item.items() if value}


def _name(name: Name) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.given else {"literal": name.family}
