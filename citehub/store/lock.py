"""One writer at a time: an advisory lock on a file next to the store."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from citehub.errors import StoreError

try:
    import fcntl
except ImportError:
    raise StoreError(
        "citehub needs Linux, macOS or another POSIX system: it locks its store with fcntl"
    ) from None

_PATIENCE = 1.0  # seconds a writer waits for another before it says so


@contextmanager
def locked(
    path: Path, waiting: Callable[[], None], *, shared: bool = False, mode: int = 0o666
) -> Iterator[None]:
    """Hold the lock file, made with this mode if need be; call `waiting` if that takes a second.

    A shared lock keeps writers out and makes no file. StoreError where it cannot be had.
    """
    flags = os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT
    try:
        # A link or a pipe of that name is not ours: neither followed nor waited for.
        lock = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, mode)
    except OSError as error:
        raise StoreError(f"{path}: cannot write here: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(lock).st_mode):
            raise StoreError(f"{path}: not a lock of citehub's: move it out of the way")
        _wait_for(lock, path, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, waiting)
        yield
    finally:
        os.close(lock)


def _wait_for(lock: int, path: Path, kind: int, waiting: Callable[[], None]) -> None:
    started = time.monotonic()
    told = False
    while True:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if not told and time.monotonic() - started > _PATIENCE:
                waiting()
                told = True
            time.sleep(0.05)
        except OSError as error:
            raise StoreError(f"{path}: cannot lock: {error.strerror}") from None
