"""HTML: an explorer of hubs or papers in one file; a plain table of anything else."""

from collections.abc import Iterable, Iterator
from itertools import islice

from citehub.errors import CitehubError
from citehub.explorer.markup import HUBS, PAPERS
from citehub.explorer.page import explorer_page, table_page
from citehub.formats import Columns, Shape
from citehub.formats.cells import cell, pick
from citehub.records import Record

SHAPE: Shape = "page"
MOST = 50_000  # records of a page
LARGEST = 64 << 20  # bytes of a page
_ADVICE = "choose fewer with filters or --limit, or take them all with -f json"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the page; CitehubError where there is more than a browser opens without trouble."""
    found = list(islice(records, MOST + 1))
    if single and "papers" in found[0]:
        papers = found[0]["papers"][: MOST + 1]
        page = explorer_page(PAPERS, found[0], _few(papers))
    else:
        page = _list_page(_few(found), columns)
    size = len(page.encode("utf-8", "backslashreplace"))
    if size > LARGEST:
        raise CitehubError(
            f"the page would have {size >> 20} MiB, and browsers open at most {LARGEST >> 20} MiB "
            f"without trouble; {_ADVICE}"
        )
    yield page


def _few(records: list[Record]) -> list[Record]:
    if len(records) > MOST:
        raise CitehubError(f"a page of HTML holds at most {MOST:,} rows; {_ADVICE}")
    return records


def _list_page(records: list[Record], columns: Columns) -> str:
    first = records[0] if records else {"citation_role": None}
    for key, kind in (("listed_count", HUBS), ("citation_role", PAPERS)):
        if key in first:
            return explorer_page(kind, None, [pick(record, columns) for record in records])
    names = columns or tuple(dict.fromkeys(key for record in records for key in record))
    return table_page(names, [[cell(record.get(name)) for name in names] for record in records])
