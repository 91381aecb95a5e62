"""Files that a user names, read up to a limit: a device or a pipe may never end."""

import sys
from pathlib import Path

from citehub.errors import CitehubError


def read_limited(path: Path, most: int) -> bytes:
    """Return a file's bytes, or those of stdin for "-"; at most `most`.

    CitehubError where there are more; OSError where it cannot be read.
    """
    if str(path) == "-":
        data = sys.stdin.buffer.read(most + 1)
    else:
        with path.open("rb") as file:
            data = file.read(most + 1)
    if len(data) > most:
        raise CitehubError(f"{path}: larger than {most >> 20} MiB, the most that is read")
    return data
