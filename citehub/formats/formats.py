"""Records in, text out: a format is a function from records and columns to pieces of text."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from citehub.records import Record
from citehub.text.safe import escaped, printable

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


# What a spreadsheet takes for a formula, behind the apostrophes that tell it not to.
_FORMULA = re.compile("'*[=+@\t\r\n＝＋－＠-]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def _pick(record: Record, columns: Columns | None) -> Record:
    return record if columns is None else {name: record.get(name) for name in columns}


def _json_text(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON, all letters as they are but those that could act on a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return escaped(text, _utf16_escape) if not text.isascii() or "\x7f" in text else text


def _utf16_escape(char: str) -> str:
    digits = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{digits[at : at + 4]}" for at in range(0, len(digits), 4))


def _json(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    picked = (_pick(record, columns) for record in records)
    if single:
        yield _json_text(next(picked), 2) + "\n"
        return
    ahead = "["
    for record in picked:
        yield ahead + "\n" + _json_text(record, 2)
        ahead = ","
    yield "[]\n" if ahead == "[" else "\n]\n"


def _jsonl(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    for record in records:
        yield _json_text(_pick(record, columns)) + "\n"


def _yaml(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    from citehub.text.yaml_text import dump  # noqa: PLC0415 - slow to load, only this format needs it

    picked = [_pick(record, columns) for record in records]
    yield dump(picked[0] if single else picked)


def cell(value: Any) -> str:
    """Return a value as one cell of a flat format: what is nested becomes JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return _json_text(value)
    return str(value)


def _sheet_cell(value: Any) -> str:
    """Return a value as one cell that no spreadsheet computes: an apostrophe before a formula.

    A text that has apostrophes there already gets one more, so that taking one away gives the
    text back.
    """
    text = cell(value)
    is_formula = isinstance(value, str) and _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def _columns_of(records: list[Record], columns: Columns | None) -> Columns:
    return columns if columns is not None else tuple(records[0]) if records else ()


class _Lines:
    """Gives each row of a CSV writer back as a line; for the writer it ends in CR and LF.

    So it quotes a cell that has one of them.
    """

    def write(self, row: str) -> str:
        return row.removesuffix("\r\n") + "\n"


def _csv(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    import csv  # noqa: PLC0415 - what the other formats do without

    writer = csv.writer(_Lines(), lineterminator="\r\n")
    yield writer.writerow(names)
    for row in rows:
        yield writer.writerow([_sheet_cell(row.get(name)) for name in names])


def _tsv(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    yield "\t".join(names) + "\n"
    for row in rows:
        yield "\t".join(" ".join(_sheet_cell(row.get(name)).split()) for name in names) + "\n"


def _md(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    if not names:
        return
    yield f"| {' | '.join(names)} |\n|{' --- |' * len(names)}\n"
    for row in rows:
        yield f"| {' | '.join(_md_cell(row.get(name)) for name in names)} |\n"


def _md_cell(value: Any) -> str:
    """Return a value as one cell of a Markdown table, without a tag, a link or a picture in it."""
    text = printable(" ".join(cell(value).split())).replace("|", "\\|")
    return text.replace("<", "&lt;").replace("](", "]&#40;")


FORMATS: dict[str, Callable[[Iterable[Record], Columns | None, bool], Iterator[str]]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "tsv": _tsv,
    "md": _md,
    "yaml": _yaml,
}


def _on_screen(text: str) -> str:
    return "\t".join(map(printable, text.split("\t")))


def write(
    name: str, records: Iterable[Record], columns: Columns | None, *, single: bool = False
) -> None:
    """Write records to stdout in a format of `FORMATS`, as UTF-8 whatever the locale.

    CSV and TSV have no way to escape a character: a file gets it as it is, a terminal does not.
    """
    screen = sys.stdout.isatty()
    for text in FORMATS[name](records, columns, single):
        shown = _on_screen(text) if screen else text
        sys.stdout.buffer.write(shown.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
