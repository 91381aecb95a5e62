"""What a command found, and the one way out to stdout."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, NamedTuple

from citehub import formats, screen
from citehub.cli.options import View
from citehub.cli.pager import pager
from citehub.cli.settings import TABLE
from citehub.errors import CitehubError
from citehub.records import Record
from citehub.text.nearest import nearest

MOST_ROWS = 20_000  # of a table: Rich lays out all of them before it prints the first


class Answer(NamedTuple):
    """What a command found; one without a `view` prints nothing.

    `keys` are all that a record has, in order, and what --fields may name; `columns` those that
    flat formats print without it. `view` names what prints it for the eye, `about` what else that
    wants to know. A `single` record stands alone in JSON and YAML. `whole` is what those print in
    place of the records where no fields are named. `hubs` gives the hubs that the records cite, for
    graphs and pages. `exit_code` is what the program ends with.
    """

    records: Iterable[Record] = ()
    keys: Iterable[str] = ()
    view: str | None = None
    columns: tuple[str, ...] = ()
    about: Mapping[str, Any] = MappingProxyType({})
    single: bool = False
    whole: Record | None = None
    hubs: Callable[[], Iterable[Record]] = tuple
    exit_code: int = 0


def rows(found: Iterable[Any], columns: tuple[str, ...], one: str, many: str) -> Answer:
    """Return named tuples or records that have no view of their own, and what they are called."""
    records = (row if isinstance(row, dict) else row._asdict() for row in found)
    about = {"columns": columns, "what": (one, many)}
    return Answer(records, columns, "rows", columns, about)


def emit(view: View, answer: Answer) -> None:
    """Print an answer in the format asked for."""
    if answer.view is None:
        return
    check_fields(view, answer.keys)
    if view.form == TABLE:
        name, about = answer.view, answer.about
        if view.fields:
            name = "rows"
            about = {"columns": view.fields, "what": ("row", "rows"), "every": True}
        page = pager(view.pager)
        laid_out = _bounded(answer.records)
        screen.show(name, laid_out, color=view.color, about=about, page=page)
        return
    form = formats.load(view.form)
    if form.SHAPE in ("document", "page") and answer.whole is not None and not view.fields:
        formats.write(form, [answer.whole], None, single=True)
        return
    shown = {"table": answer.columns, "chart": answer.columns, "frame": tuple(answer.keys)}
    columns = view.fields or shown.get(form.SHAPE)
    with_hubs = form.SHAPE in ("graph", "page")
    records = chain(answer.hubs(), answer.records) if with_hubs else answer.records
    formats.write(form, records, columns, single=answer.single)


def _bounded(records: Iterable[Record]) -> list[Record]:
    """Return the rows of a table; CitehubError where they are too many to lay out in one."""
    found = list(islice(records, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise CitehubError(
            f"more than {MOST_ROWS:,} rows are too many for a table; use --limit, or a format that "
            "is printed row by row: -f tsv, csv or jsonl"
        )
    return found


def check_fields(view: View, known: Iterable[str]) -> None:
    """Refuse a --fields that names what is not there."""
    names = list(known)
    for name in view.fields:
        if name not in names:
            near = nearest(name, names)
            meant = f" (did you mean {near!r}?)" if near else ""
            raise CitehubError(f"unknown field {name!r}{meant}; fields: {', '.join(names)}")
