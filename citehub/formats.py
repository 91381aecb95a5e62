"""Records in, text out: a format is a function from records and columns to pieces of text."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from citehub.records import Record
from citehub.text import printable

HUB_COLUMNS = ("id", "title", "tier", "citing_count", "listed_count", "complete", "roles", "status")
PAPER_COLUMNS = (
    "position",
    "title",
    "role",
    "citation_role",
    "year",
    "field",
    "representative",
    "summary",
)
HIT_COLUMNS = ("score", "hub", "position", "title", "role", "citation_role", "year")

Columns = tuple[str, ...]


def _pick(record: Record, columns: Columns | None) -> Record:
    return record if columns is None else {name: record.get(name) for name in columns}


def _json(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    picked = (_pick(record, columns) for record in records)
    if single:
        yield json.dumps(next(picked), ensure_ascii=False, indent=2) + "\n"
        return
    ahead = "["
    for record in picked:
        yield ahead + "\n" + json.dumps(record, ensure_ascii=False, indent=2)
        ahead = ","
    yield "[]\n" if ahead == "[" else "\n]\n"


def _jsonl(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    for record in records:
        yield json.dumps(_pick(record, columns), ensure_ascii=False) + "\n"


def _yaml(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    from citehub.yaml_text import dump  # noqa: PLC0415 - slow to load, only this format needs it

    picked = [_pick(record, columns) for record in records]
    yield dump(picked[0] if single else picked)


def cell(value: Any) -> str:
    """Return a value as one cell of a flat format: what is nested becomes JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _columns_of(records: list[Record], columns: Columns | None) -> Columns:
    return columns if columns is not None else tuple(records[0]) if records else ()


def _csv(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([cell(row.get(name)) for name in names] for row in rows)
    yield text.getvalue()


def _tsv(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    yield "\t".join(names) + "\n"
    for row in rows:
        yield "\t".join(" ".join(cell(row.get(name)).split()) for name in names) + "\n"


def _md(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    if not names:
        return
    yield f"| {' | '.join(names)} |\n|{' --- |' * len(names)}\n"
    for row in rows:
        cells = (printable(cell(row.get(name))).replace("|", "\\|") for name in names)
        yield f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |\n"


FORMATS: dict[str, Callable[[Iterable[Record], Columns | None, bool], Iterator[str]]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "tsv": _tsv,
    "md": _md,
    "yaml": _yaml,
}


def write(
    name: str, records: Iterable[Record], columns: Columns | None, *, single: bool = False
) -> None:
    """Write records to stdout in a format of `FORMATS`, as UTF-8 whatever the locale."""
    for text in FORMATS[name](records, columns, single):
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
