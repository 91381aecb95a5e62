"""The seal of an index: what says that the file is as citehub left it on this machine.

An index is trusted unread, so one that anything else wrote to is not: bits flip, and a stranger may
send a store with an index that lies. The seal is a file next to the index that holds the inode,
size and time of change of the index. No archive keeps an inode, and no write keeps the time. A lock
on the same file lets one process write the index while others wait.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from citehub.errors import IndexBrokenError, IndexLockedError, StoreError
from citehub.store.disk import is_plain
from citehub.store.lock import locked

_MARK = b"citehub index "  # how each seal begins
_SECOND = 10**9  # in ns


class Seal:
    """The seal of one index file. `waiting` is called where waiting for its lock takes a second."""

    def __init__(self, index: Path, mode: int, waiting: Callable[[], None]) -> None:
        self.path = index.with_name(f"{index.name}-seal")
        self._index = index
        self._mode = mode
        self._waiting = waiting

    @contextmanager
    def held(self, *, alone: bool) -> Iterator[None]:
        """Keep others from writing the index, or `alone`, from reading its seal too.

        IndexBrokenError where there is no seal yet, IndexLockedError where its lock cannot be had.
        """
        if not alone and not os.path.lexists(self.path):
            raise IndexBrokenError("the index has no seal")
        with ExitStack() as lock:
            try:
                lock.enter_context(
                    locked(self.path, self._waiting, shared=not alone, mode=self._mode)
                )
            except StoreError as error:
                raise IndexLockedError(str(error)) from None
            yield

    def is_whole(self) -> bool:
        """Return whether the index is as it was when it was sealed; while it is `held`."""
        try:
            return self.path.read_bytes() == self._text(self._index.lstat())
        except OSError:
            return False

    def inode(self) -> int:
        """Return which file is the index: its inode."""
        return self._index.lstat().st_ino

    def renew(self, inode: int) -> None:
        """Seal the index, if that is still this file; while it is `held` alone.

        Its time of change is set back a second, so that no later write can have the same, however
        coarse the clock of the file system.
        """
        with suppress(OSError):
            found = self._index.lstat()
            if found.st_ino != inode or not self._is_ours():
                return
            if self.path.read_bytes() == self._text(found):
                return
            with suppress(PermissionError):  # another user's file, that we may write all the same
                os.utime(self._index, ns=(found.st_atime_ns, found.st_mtime_ns - _SECOND))
            self._write(self._text(self._index.lstat()))

    def void(self, inode: int) -> None:
        """Have the index rebuilt, if that is still this file; while it is `held` alone."""
        with suppress(OSError):
            if self._index.lstat().st_ino == inode and self._is_ours():
                os.truncate(self.path, 0)

    def _is_ours(self) -> bool:
        return is_plain(self.path) and self.path.read_bytes()[: len(_MARK)] in (b"", _MARK)

    def _write(self, text: bytes) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_NOFOLLOW)
        try:
            os.write(descriptor, text)
            os.ftruncate(descriptor, len(text))
        finally:
            os.close(descriptor)

    @staticmethod
    def _text(found: os.stat_result) -> bytes:
        return _MARK + b"%d %d %d\n" % (found.st_ino, found.st_size, found.st_mtime_ns)
