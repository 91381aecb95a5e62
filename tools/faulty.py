"""Run citehub so that something befalls it at its n-th step of writing.

    python tools/faulty.py WHAT N ARGUMENT…

A step is a write, fsync, rename, removal or truncation of a file, or the begin or commit of what is
done to the index. WHAT is one of:

- `list`: nothing befalls; each step is named on stderr, as `step: write`.
- `kill`: SIGKILL before the step.
- `tear`: SIGKILL when half of a write is done.
- `cut`: as `kill`, and what was not flushed to the disk by then is not there, as without power.
- `interrupt`: Ctrl-C before the step.
- `full`: half of a write is done, and then the disk is full and stays so.

Files go through the pure Python twin of `io`, whose steps can be counted. Hubs are stored five at a
time, so that an ingest of a few has many batches.
"""

import builtins
import errno
import importlib
import io
import os
import pathlib
import signal
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

WHATS = ("list", "kill", "tear", "cut", "interrupt", "full")
BATCH = 5


STRUCK = "it happens here"  # said where something befalls the program


class Faults:
    """Stands between the program and `os`, counting."""

    def __init__(self, what: str, at: int) -> None:
        self._what = what
        self._at = at
        self._count = 0
        self._full = False
        self._open, self._write, self._fsync = os.open, os.write, os.fsync
        self._replace, self._unlink = os.replace, os.unlink
        self._ftruncate, self._truncate = os.ftruncate, os.truncate
        # What no power cut may be trusted with yet.
        self._written: dict[int, tuple[int, int]] = {}  # by inode: a descriptor, the size on disk
        self._created: list[str] = []
        self._renamed: list[tuple[str, str]] = []  # a file, and where its old self is kept

    def install(self) -> None:
        for name in ("open", "write", "fsync", "replace", "unlink", "ftruncate", "truncate"):
            setattr(os, name, getattr(self, name))
        io.open = builtins.open = importlib.import_module("_pyio").open
        sqlite3.connect = self.connect  # type: ignore[assignment]
        importlib.reload(pathlib)  # that of Python 3.10 keeps the functions it met on import

    def _befalls(self, step: str) -> bool:
        """Count a step; do what befalls the program there. True tells a write to fail midway."""
        self._count += 1
        if self._what == "list":
            self._write(2, f"step: {step}\n".encode())
        if self._count != self._at:
            return False
        self._write(2, f"{STRUCK}\n".encode())
        if self._what == "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        elif self._what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self._what == "cut":
            self._lose()
            os.kill(os.getpid(), signal.SIGKILL)
        return self._what in ("tear", "full")

    def _lose(self) -> None:
        for descriptor, size in self._written.values():
            self._ftruncate(descriptor, size)
        for path, before in reversed(self._renamed):
            self._replace(before, path)
        for path in self._created:
            with suppress(FileNotFoundError):
                self._unlink(path)

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None) -> int:
        if flags & os.O_CREAT and not os.path.exists(path):  # noqa: PTH110
            self._created.append(os.fspath(path))
        return self._open(path, flags, mode, dir_fd=dir_fd)

    def write(self, descriptor: int, data: Any) -> int:
        found = os.fstat(descriptor)
        if found.st_ino not in self._written:
            self._written[found.st_ino] = (os.dup(descriptor), found.st_size)
        if self._full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self._befalls("write"):
            done = self._write(descriptor, memoryview(data)[: len(data) // 2])
            if self._what == "tear":
                os.kill(os.getpid(), signal.SIGKILL)
            self._full = True
            return done
        return self._write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        if self._befalls("fsync"):
            self._full = True
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._fsync(descriptor)
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            for _, before in self._renamed:
                self._unlink(before)
            self._renamed, self._created = [], []
        elif found.st_ino in self._written:
            os.close(self._written.pop(found.st_ino)[0])

    def replace(self, source: Any, target: Any) -> None:
        self._befalls("rename")
        if os.path.exists(target):  # noqa: PTH110
            before = f"{target}.before"
            with suppress(FileNotFoundError):
                self._unlink(before)
            os.link(target, before)
            self._renamed.append((os.fspath(target), before))
        self._replace(source, target)

    def unlink(self, path: Any, *, dir_fd: Any = None) -> None:
        self._befalls("unlink")
        self._unlink(path, dir_fd=dir_fd)

    def ftruncate(self, descriptor: int, size: int) -> None:
        self._befalls("truncate")
        self._ftruncate(descriptor, size)

    def truncate(self, path: Any, size: int) -> None:
        self._befalls("truncate")
        self._truncate(path, size)

    def connect(self, path: os.PathLike[str] | str, **options: Any) -> sqlite3.Connection:
        connect: Callable[..., sqlite3.Connection] = sqlite3.dbapi2.connect
        if path == ":memory:":  # no step: no disk can be full for it
            return connect(path, **options)
        faults = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                if sql.startswith(("BEGIN", "COMMIT")) and faults._befalls("index"):
                    raise sqlite3.OperationalError("database or disk is full")
                return super().execute(sql, *values)

        return connect(path, factory=Connection, **options)


if __name__ == "__main__":
    Faults(sys.argv[1], int(sys.argv[2])).install()
    sys.argv = ["citehub", *sys.argv[3:]]

    from citehub.cli import main
    from citehub.library import writer

    writer._BATCH = BATCH
    main()
