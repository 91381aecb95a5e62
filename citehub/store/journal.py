"""The last changes of a store, next to it, so that they can be taken back.

JSON Lines: a change is a line `{"change": WHAT, "when": TIME}`, and a line for each hub in it:
`id`, `before` (its record, null where the hub is new), `after` (the hash of its record, in
hexadecimal, null where the hub is removed) and `behind` (the hub before it in the store, null for
none). The lines are on the disk before the store changes: whether a change was carried out is seen
by the hashes.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import NamedTuple

from citehub.errors import StoreError
from citehub.store.disk import flush, is_plain, write_whole
from citehub.store.store import Store

MOST = 64 << 20  # bytes of one change, and of all that are kept
_HEAD = b'{"change":'
_TOO_LARGE = b'{"too_large":true}\n'


class HubChange(NamedTuple):
    """What happened to a hub: its record before, the hash of the one after, None for no record.

    `behind` is the id of the hub that stood before it in the store.
    """

    id: str
    before: bytes | None
    after: bytes | None
    behind: str | None = None


class Change(NamedTuple):
    """A change: what it was, when (UTC), what happened to each hub; None where too much did."""

    what: str
    when: str
    hubs: tuple[HubChange, ...] | None


class Journal:
    """The journal of a store that is held for writing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._path = store.beside("journal")
        self._size = 0  # of the change that is being written, 0 for none

    def note(self, what: str, hubs: Iterable[HubChange]) -> None:
        """Note what is about to happen to hubs, durably; the first call begins the change.

        StoreError where it cannot be written.
        """
        if self._size > MOST:
            return
        try:
            self._store.make_beside("journal")
            if not is_plain(self._path):
                raise StoreError(
                    f"{self._path}: a link, folder, pipe or device; move it away, "
                    "the last changes are kept there"
                )
            if not self._size:
                self._make_room()
            with self._path.open("ab") as file:
                if not self._size:
                    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
                    self._size += file.write(_line({"change": what, "when": now}))
                for hub in hubs:
                    self._size += file.write(_line(_row(hub)))
                    if self._size > MOST:
                        file.write(_TOO_LARGE)
                        break
                flush(file)
        except OSError as error:
            raise StoreError(f"{self._path}: cannot write: {error.strerror}") from None

    def _make_room(self) -> None:
        """Drop a torn last line, and the oldest changes where they take too much room."""
        changes = self._changes()
        kept: list[bytes] = []
        for change in reversed(changes):
            if sum(map(len, kept)) + len(change) > MOST:
                break
            kept.insert(0, change)
        data = b"".join(kept)
        if len(data) != self._path.stat().st_size:
            write_whole(self._path, data)

    def _changes(self) -> list[bytes]:
        """Return the whole lines of each change, the oldest first."""
        found: list[list[bytes]] = []
        if is_plain(self._path):
            for line in self._path.read_bytes().splitlines(keepends=True):
                if line.startswith(_HEAD):
                    found.append([])
                if found and line.endswith(b"\n"):
                    found[-1].append(line)
        return [b"".join(lines) for lines in found]

    def changes(self) -> list[Change]:
        """Return the changes that are kept, the oldest first; StoreError where one is damaged."""
        try:
            return [_change(data) for data in self._changes()]
        except OSError as error:
            raise StoreError(f"{self._path}: cannot read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise StoreError(
                f"{self._path}: damaged, so nothing can be undone; delete it"
            ) from None

    def drop_last(self) -> None:
        """Forget the last change."""
        write_whole(self._path, b"".join(self._changes()[:-1]))


def _row(hub: HubChange) -> dict[str, str | None]:
    return {
        "id": hub.id,
        "before": None if hub.before is None else hub.before.decode(),
        "after": None if hub.after is None else hub.after.hex(),
        "behind": hub.behind,
    }


def _line(row: dict[str, str | None]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _change(data: bytes) -> Change:
    head, *lines = data.splitlines()
    said = json.loads(head)
    if data.endswith(_TOO_LARGE):
        return Change(said["change"], said["when"], None)
    hubs = []
    for line in lines:
        row = json.loads(line)
        before = None if row["before"] is None else row["before"].encode()
        after = None if row["after"] is None else bytes.fromhex(row["after"])
        hubs.append(HubChange(row["id"], before, after, row["behind"]))
    return Change(said["change"], said["when"], tuple(hubs))
