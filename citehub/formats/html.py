"""HTML: an explorer of hubs or papers in one file; a plain table of anything else."""

from collections.abc import Iterable, Iterator
from itertools import islice

from citehub.errors import CitehubError
from citehub.explorer.markup import HUBS, PAPERS, Kind
from citehub.explorer.page import explorer_page, table_page
from citehub.formats import Columns, Shape
from citehub.formats.bibtex import entry
from citehub.formats.cells import cell, pick
from citehub.formats.works import is_hub, keyed, work_of
from citehub.records import Record

SHAPE: Shape = "page"
MOST = 50_000  # records of a page
LARGEST = 64 << 20  # bytes of a page
_ADVICE = "choose fewer with filters or --limit, or take them all with -f json"


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the page; CitehubError where there is more than a browser opens without trouble."""
    found = list(islice(records, 2 * MOST + 1))  # there are no more hubs than papers that cite them
    if single and "papers" in found[0]:
        page = _explorer(PAPERS, found[0]["papers"], found, columns, of_one_hub=True)
    else:
        page = _list_page(found, columns)
    size = len(page.encode("utf-8", "backslashreplace"))
    if size > LARGEST:
        raise CitehubError(
            f"the page would have {size >> 20} MiB, and browsers open at most {LARGEST >> 20} MiB "
            f"without trouble; {_ADVICE}"
        )
    yield page


def _list_page(records: list[Record], columns: Columns) -> str:
    hubs = [record for record in records if is_hub(record)]
    others = records[len(hubs) :]
    if not others and hubs:
        return _explorer(HUBS, hubs, [], columns)
    if not others or "citation_role" in others[0]:
        return _explorer(PAPERS, others, hubs, columns)
    _check_count(others)
    names = columns or tuple(dict.fromkeys(key for record in others for key in record))
    return table_page(names, [[cell(record.get(name)) for name in names] for record in others])


def _explorer(
    kind: Kind,
    records: list[Record],
    hubs: list[Record],
    columns: Columns,
    *,
    of_one_hub: bool = False,
) -> str:
    _check_count(records)
    entries: dict[str, str] = {}  # a paper in several hubs has one
    for found in keyed(records):
        if not found.is_known:
            work = work_of(found.record, found.key)
            # The page has the rest already, and would be a third larger with it.
            entries[found.key] = entry(work._replace(abstract="", note="", keywords=()))
    shown = [
        pick(found.record, columns) | {"bibtex": entries[found.key]} for found in keyed(records)
    ]
    return explorer_page(kind, shown, hubs, of_one_hub=of_one_hub)


def _check_count(records: list[Record]) -> None:
    if len(records) > MOST:
        raise CitehubError(f"a page of HTML holds at most {MOST:,} rows; {_ADVICE}")
