"""Bytes onto the disk, durably, and only into files that are ours."""

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from itertools import count
from pathlib import Path
from typing import IO

from citehub.store.span import CHUNK

# What a file system or a folder's rights answer where a folder cannot be flushed by itself.
_NO_FOLDER_SYNC = {
    errno.EINVAL,
    errno.ENOTSUP,
    errno.ENOSYS,
    errno.EACCES,
    errno.EPERM,
    errno.EBADF,
}


def copy_bytes(source: IO[bytes], target: IO[bytes], length: int | None) -> None:
    """Copy bytes from where one file stands to where the other does; None means all the rest."""
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
    """Make a file's name itself durable, where its folder can be flushed."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


def is_plain(path: Path) -> bool:
    """Return whether a path is a file of its own: no link, no second name, no pipe or device."""
    with suppress(OSError):
        found = path.lstat()
        return stat.S_ISREG(found.st_mode) and found.st_nlink == 1
    return False


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, all or nothing: what stood there is kept until the new one is whole.

    What is no plain file, such as /dev/stdout, is written as it is.
    """
    if path.exists() and not is_plain(path):
        path.write_bytes(data)
        return
    mode = path.stat().st_mode & 0o7777 if path.exists() else None
    replace_file(path, lambda new: _write(new, data), mode, lambda: None)


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)


def replace_file(
    path: Path, write: Callable[[IO[bytes]], None], mode: int | None, check: Callable[[], None]
) -> None:
    """Put a new file in the place of one, all or nothing.

    The new file is made under a name that no file has, readable by nobody whom `mode` keeps out;
    None leaves that to the umask.
    `check` is called last, right before the new file takes the old one's place, and may refuse.
    """
    new = _open_new(path)
    try:
        with new:
            if mode is not None:
                os.fchmod(new.fileno(), mode)
            write(new)
            flush(new)
        check()
        os.replace(new.name, path)  # noqa: PTH105 - a name, as the file has it
        flush_folder(path)
    except BaseException:  # Ctrl-C too
        with suppress(OSError):
            os.unlink(new.name)  # noqa: PTH108
        raise


def _open_new(path: Path) -> IO[bytes]:
    for number in count(1):
        with suppress(FileExistsError):
            return path.with_name(f"{path.name}.{number}.new").open("xb")
    raise AssertionError("numbers do not end")


def leftovers(path: Path) -> list[Path]:
    """Return the new files that interrupted runs left next to a file."""
    found = path.parent.glob(f"{_literal(path.name)}.*.new")
    return sorted(p for p in found if p.name.split(".")[-2].isdecimal() and is_plain(p))


def _literal(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)
