"""Records in, text out, by the module of each format.

`pieces(records, columns, single)` yields the text of records, which are plain data. `columns` are
the keys to print and their order; None means all of them. `single` says that there is exactly one
record, which then stands alone. `SHAPE` says what the text is made of:

- "document": one value that holds anything, so the whole answer with all keys;
- "records": one record after the other, each with all its keys;
- "table": the columns, which are never None, and a line for each record;
- "works": the works to cite that the records are of; only hubs and citing papers are such;
- "graph": hubs and papers, and who cites whom; the hubs of listed papers come before them;
- "frame": bytes, a column for each key of the records;
- "chart": counts as a picture: the last of the columns is the number;
- "page": the whole answer as one page to look at, of which nothing is printed until all is there;
  the hubs of listed papers come before them.
"""

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Literal, Protocol, cast

from citehub.records import Record
from citehub.text.safe import printable

FORMATS = {  # by name, in the order of the help: the module, loaded when it is asked for
    "json": "citehub.formats.json",
    "jsonl": "citehub.formats.jsonl",
    "csv": "citehub.formats.csv",
    "tsv": "citehub.formats.tsv",
    "md": "citehub.formats.md",
    "yaml": "citehub.formats.yaml",
    "html": "citehub.formats.html",
    "bibtex": "citehub.formats.bibtex",
    "ris": "citehub.formats.ris",
    "csl-json": "citehub.formats.csl_json",
    "graphml": "citehub.formats.graphml",
    "nt": "citehub.formats.nt",
    "parquet": "citehub.formats.parquet",
    "svg": "citehub.formats.svg",
}
OF_WORKS = ("bibtex", "ris", "csl-json", "graphml", "nt", "parquet")  # of hubs and papers alone
GRAPHS = ("graphml", "nt")  # in which each citation counts, not each paper
OF_COUNTS = ("svg",)
BINARY = ("parquet",)

Columns = tuple[str, ...] | None
Shape = Literal["document", "records", "table", "works", "graph", "frame", "chart", "page"]


class Format(Protocol):
    """What the module of a format has."""

    SHAPE: Shape

    def pieces(self, records: Iterable[Record], columns: Columns, single: bool) -> Iterator[Any]:
        """Yield the text of records, or the bytes where the format is no text."""


def load(name: str) -> Format:
    """Return one of `FORMATS`."""
    return cast(Format, import_module(FORMATS[name]))


def write(
    form: Format, records: Iterable[Record], columns: Columns, *, single: bool = False
) -> None:
    """Write records to stdout as they come, as UTF-8 whatever the locale.

    CSV and TSV have no way to escape a character: a file gets it as it is, a terminal does not.
    """
    screen = sys.stdout.isatty()
    for piece in form.pieces(records, columns, single):
        if isinstance(piece, str):
            text = _on_screen(piece) if screen else piece
            piece = text.encode("utf-8", "backslashreplace")  # noqa: PLW2901
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _on_screen(text: str) -> str:
    return "\t".join(map(printable, text.split("\t")))
