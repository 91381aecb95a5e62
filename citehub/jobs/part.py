"""Parts of a store: the hubs of each are those whose titles fall into it by a hash.

Each part is a store of its own, `hubs.part-3-of-8.jsonl` next to `hubs.jsonl`, so that parts can be
made at the same time, on any machines. Titles of one id fall into one part.
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from citehub.errors import CitehubError

_WRITTEN = re.compile(r"(\d{1,6})/(\d{1,6})")
_NAME = re.compile(r".+\.part-([1-9]\d{0,5})-of-([1-9]\d{0,5})(?:\.[^.]+)?")


class Part(NamedTuple):
    """One of so many parts, from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number} of {self.of}"

    def has(self, key: str) -> bool:
        """Return whether a key falls into this part, on every machine."""
        digest = sha256(key.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1

    def path(self, store: Path) -> Path:
        """Return the file of this part of a store."""
        return store.with_name(f"{store.stem}.part-{self.number}-of-{self.of}{store.suffix}")


def read_part(text: str) -> Part:
    """Read a part as it is written in a command: 3/8."""
    found = _WRITTEN.fullmatch(text)
    part = Part(int(found[1]), int(found[2])) if found else Part(0, 0)
    if not 1 <= part.number <= part.of:
        raise CitehubError(f"{text!r} is no part: give K/N, such as 3/8, with K from 1 to N")
    return part


def named_part(path: Path) -> Part | None:
    """Return which part a file is by its name, or None."""
    found = _NAME.fullmatch(path.name)
    return Part(int(found[1]), int(found[2])) if found else None
