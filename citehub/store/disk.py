"""Bytes onto the disk, and certainly there."""

import os
from io import FileIO
from pathlib import Path
from typing import IO

from citehub.store.span import CHUNK


def copy_bytes(source: IO[bytes], target: IO[bytes], length: int | None) -> None:
    """Copy bytes from where one file stands to where the other does; all that is left by None."""
    while length is None or length > 0:
        data = source.read(CHUNK if length is None else min(CHUNK, length))
        if not data:
            return
        target.write(data)
        length = None if length is None else length - len(data)


def write_all(file: FileIO, data: bytes) -> None:
    """Write all bytes, however few the system takes at a time."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def flush(file: IO[bytes]) -> None:
    """Make what was written durable."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Make the file's name itself durable."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
