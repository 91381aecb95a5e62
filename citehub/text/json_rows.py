"""Files of rows that a user hands in: JSON lines, each row with the place it stands at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from citehub.errors import CitehubError
from citehub.text.json_text import read_json
from citehub.text.limited import read_limited

Row = TypeVar("Row")
_MOST_FAULTS = 20
_LARGEST = 256 << 20  # bytes; a million labels have about 100 million


def read_rows(path: Path, row_of: Callable[[Any, str], Row]) -> list[Row]:
    """Read each line that holds something by `row_of(value, "FILE:LINE")`, `-` being stdin.

    CitehubError names all bad lines, those too that `row_of` raises it for.
    """
    rows: list[Row] = []
    faults: list[str] = []
    for row in each_row(path, row_of):
        if isinstance(row, CitehubError):
            faults.append(str(row))
        else:
            rows.append(row)
    refuse(faults)
    return rows


def each_row(path: Path, row_of: Callable[[Any, str], Row]) -> Iterator[Row | CitehubError]:
    """Yield each line that holds something as `read_rows` does, or else what is wrong with it.

    Lines end at a line feed only: U+2028 and its like are part of a text in JSON.
    """
    text, name = read_text(path)
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            yield row_of(read_json(line), where)
        except CitehubError as error:
            yield error
        except ValueError as error:
            yield CitehubError(f"{where}: not JSON ({error}); one object a line")


def refuse(faults: list[str]) -> None:
    """Raise CitehubError that names the faults of rows, where there are any."""
    if len(faults) > _MOST_FAULTS:
        faults = [*faults[:_MOST_FAULTS], f"and {len(faults) - _MOST_FAULTS:,} more"]
    if len(faults) > 1:
        faults = ["the rows have faults:", *faults]
    if faults:
        raise CitehubError("\n".join(faults))


def read_text(path: Path) -> tuple[str, str]:
    """Return the text of a file of rows, or of stdin for "-", and what to call it."""
    name = "stdin" if str(path) == "-" else str(path)
    try:
        return read_limited(path, _LARGEST).decode("utf-8-sig"), name
    except OSError as error:
        raise CitehubError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CitehubError(f"{name}: not UTF-8 text") from None
