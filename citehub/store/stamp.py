"""What tells one state of a file from another, without reading it."""

from typing import NamedTuple


class Stamp(NamedTuple):
    """Size, times (ns) and inode of a file.

    An edit may keep size and modification time, but then it changes ctime, which no program can
    set; a file that took the place of another has another inode.
    """

    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int


NO_FILE = Stamp(0, 0, 0, 0)  # of a store that is not there yet
UNKNOWN = Stamp(-1, 0, 0, 0)  # of no file: what was seen with it has to be looked at again
