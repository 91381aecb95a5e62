"""Parquet, which pandas, Polars, DuckDB and Spark read: a column for each key.

A column has the type that the model gives it, also where all of it is null. pyarrow writes it,
which comes with `citehub[parquet]`.
"""

import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, get_args

from citehub.errors import CitehubError
from citehub.formats import Columns, Shape
from citehub.formats.cells import json_text
from citehub.formats.works import is_hub
from citehub.model import Hub, Paper
from citehub.records import Record

try:
    import pyarrow
    from pyarrow.parquet import ParquetWriter
except ImportError:
    raise CitehubError("-f parquet needs pyarrow: pip install 'citehub[parquet]'") from None

SHAPE: Shape = "frame"
_GROUP = 10_000  # records that are written at once
_LISTED: dict[str, Any] = {  # the keys of listings that the model does not have
    "hub": str,
    "position": int,
    "score": float,
    "matched": tuple[str, ...],
    "hubs": tuple[str, ...],
    "listed_count": int,
    "complete": bool,
    "roles": dict[str, int],
    "title_note": str,
}
_TYPES = {
    str: pyarrow.string(),
    int: pyarrow.int64(),
    float: pyarrow.float64(),
    bool: pyarrow.bool_(),
    dict[str, int]: pyarrow.map_(pyarrow.string(), pyarrow.int64()),
}


class _Sink(io.RawIOBase):
    """A file that keeps what is written until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        self._size += len(self._waiting[-1])
        return len(self._waiting[-1])

    def tell(self) -> int:
        return self._size

    def take(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[bytes]:
    """Yield the file: a row group for each ten thousand records."""
    records = iter(records)
    first = list(islice(records, 1))
    names = columns or ()
    of_hubs = "page_title" in names or any(map(is_hub, first))
    kinds = (Hub if of_hubs else Paper).__annotations__
    schema = pyarrow.schema([(name, _type(kinds.get(name, _LISTED.get(name)))) for name in names])
    others = {name for name in names if name not in kinds and name not in _LISTED}
    rows = chain(first, records)
    sink = _Sink()
    with ParquetWriter(pyarrow.PythonFile(sink, mode="w"), schema) as writer:
        while group := [_row(record, names, others) for record in islice(rows, _GROUP)]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema))
            yield sink.take()
    yield sink.take()


def _row(record: Record, names: tuple[str, ...], others: set[str]) -> Record:
    """Return a row; what neither the model nor a listing is known to have is JSON."""
    row = {name: record.get(name) for name in names}
    return row | {name: None if row[name] is None else json_text(row[name]) for name in others}


def _type(kind: Any) -> Any:
    """Return the Arrow type of a type of the model; a named tuple is a struct."""
    if kind in _TYPES:
        return _TYPES[kind]
    if fields := getattr(kind, "__annotations__", None):
        return pyarrow.struct([(name, _type(part)) for name, part in fields.items()])
    parts = [part for part in get_args(kind) if part not in (type(None), ...)]
    if not parts:
        return pyarrow.string()
    inner = _type(parts[0])
    return pyarrow.list_(inner) if ... in get_args(kind) else inner
