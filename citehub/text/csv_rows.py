"""Rows of a CSV file (RFC 4180) that a user hands in, each with the line it starts at."""

import csv
import io
from collections.abc import Iterator


def csv_rows(text: str, name: str) -> Iterator[tuple[str, dict[str, str] | str]]:
    """Yield (`NAME:LINE`, row) for each row behind the head, or (`NAME:LINE`, what is wrong).

    A row has the head's names as its keys, and no key for a cell that is empty. Rows without any
    text are left out.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    head: list[str] = []
    line = 1
    while True:
        where = f"{name}:{line}"
        try:
            cells = next(reader, None)
        except csv.Error as error:  # what comes behind it can no longer be told apart
            yield where, f"not CSV ({error})"
            return
        line = reader.line_num + 1
        if cells is None:
            return
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if not head:
            head = cells
            if len(set(head)) < len(head):
                yield where, "a column has the name of another one, or none"
                return
        elif len(cells) != len(head):
            yield where, f"has {len(cells)} cells; the first line names {len(head)} columns"
        else:
            yield where, {key: cell for key, cell in zip(head, cells, strict=True) if cell}
