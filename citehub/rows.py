"""Files of rows that a user hands in: JSON lines, each row with the place it stands at."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from citehub.errors import CitehubError


def read_rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield (`FILE:LINE`, value) for each line that holds something; CitehubError names a bad one.

    Lines end at a line feed only: U+2028 and its like are part of a text in JSON.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise CitehubError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CitehubError(f"{path}: not UTF-8 text") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{path}:{number}"
            try:
                yield where, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise CitehubError(f"{where}: not JSON ({error}); one object a line") from None
