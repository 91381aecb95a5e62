"""What commands print: data, on stdout, through one `emit`; and the store that they open for it."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from citehub.cli.options import Format, View
from citehub.cli.streams import say
from citehub.errors import CitehubError, IndexBrokenError

if TYPE_CHECKING:
    from pathlib import Path

    from citehub.library.library import Library
    from citehub.records import Record

_LARGE = 50_000_000  # bytes of a store whose reading takes so long that it shows its progress


@contextmanager
def opened(store: "Path") -> "Iterator[Library]":
    """Open a store with an index that follows it."""
    import sqlite3  # noqa: PLC0415 - `--version` and `--help` need none of these

    from citehub.library.library import Library  # noqa: PLC0415

    library = Library(store, say, _rebuild_progress)
    try:
        yield library
    except sqlite3.DatabaseError as error:
        library.discard_index()
        raise IndexBrokenError(f"{store}: {error}") from error
    finally:
        library.close()


def _rebuild_progress(done: int, size: int) -> None:
    if size > _LARGE and sys.stderr.isatty():
        end = "\n" if done >= size else ""
        print(f"\rcitehub: indexing {100 * done // size} %", end=end, file=sys.stderr)


def emit(
    view: View,
    records: "Iterable[Record]",
    columns: tuple[str, ...],
    table: Callable[[], None],
    *,
    keys: "Iterable[str]",
    single: bool = False,
) -> None:
    """Print what a command found, in the format asked for. The one way out to stdout.

    `columns` are what flat formats print unless the user names fields, which are some of `keys`;
    `table` prints for the eye.
    """
    check_fields(view, keys)
    if view.form is Format.TABLE and not view.fields:
        table()
        return
    from citehub.formats import formats  # noqa: PLC0415

    flat = view.form not in (Format.JSON, Format.JSONL, Format.YAML)
    chosen = view.fields or (columns if flat else None)
    name = "tsv" if view.form is Format.TABLE else view.form.value
    formats.write(name, records, chosen, single=single)


def emit_rows(view: View, rows: Iterable[Any], columns: tuple[str, ...], what: str) -> None:
    """Print named tuples or records that have no table of their own."""
    records = [row if isinstance(row, dict) else row._asdict() for row in rows]

    def table() -> None:
        from citehub.screen import tables  # noqa: PLC0415 - nothing of Rich off the table path

        tables.rows_table(tables.console(view.color), records, columns, what)

    emit(view, records, columns, table, keys=columns)


def check_fields(view: View, known: "Iterable[str]") -> None:
    """Refuse a --fields that names what is not there."""
    names = list(known)
    for name in view.fields:
        if name not in names:
            raise CitehubError(f"--fields names {name!r}; there are {', '.join(names)}")
