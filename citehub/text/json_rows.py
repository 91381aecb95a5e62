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

    CitehubError names all bad lines, those too that `row_of` raises it for. Lines end at a line
    feed only: U+2028 and its like are part of a text in JSON.
    """
    rows: list[Row] = []
    faults: list[str] = []
    for where, line in _lines(path):
        try:
            rows.append(row_of(read_json(line), where))
        except CitehubError as error:
            faults.append(str(error))
        except ValueError as error:
            faults.append(f"{where}: not JSON ({error}); one object a line")
    refuse(faults)
    return rows


def refuse(faults: list[str]) -> None:
    """Raise CitehubError that names the faults of rows, where there are any."""
    if len(faults) > _MOST_FAULTS:
        faults = [*faults[:_MOST_FAULTS], f"and {len(faults) - _MOST_FAULTS:,} more"]
    if len(faults) > 1:
        faults = ["the rows have faults:", *faults]
    if faults:
        raise CitehubError("\n".join(faults))


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    name = "stdin" if str(path) == "-" else str(path)
    try:
        lines = read_limited(path, _LARGEST).decode("utf-8-sig").split("\n")
    except OSError as error:
        raise CitehubError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CitehubError(f"{name}: not UTF-8 text") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield f"{name}:{number}", line
