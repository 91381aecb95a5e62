"""The file of hubs: read, append, replace, lock. The only module that writes the user's data.

JSON Lines (a hub a line), or a YAML stream (a hub a document) where the name ends in `.yaml` or
`.yml`. New hubs are appended and flushed to the disk; changed ones go into a new file next
to the old one, which it then replaces, so that after a crash each hub is there, whole.
"""

import errno
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from citehub.errors import StoreError
from citehub.model import Hub
from citehub.records import Record, hub_from_record, hub_to_record
from citehub.store.disk import copy_bytes, flush, flush_folder, is_plain, replace_file, write_all
from citehub.store.json_lines import JsonLines
from citehub.store.lock import locked
from citehub.store.span import Span, clean_line, line_end_of
from citehub.store.stamp import NO_FILE, UNKNOWN, Stamp
from citehub.store.yaml_stream import YamlStream
from citehub.text.patterns import regex

_CONFLICT = regex(rb"^(?:<{7}|={7}|>{7})", re.MULTILINE)

_ENDINGS = (
    "index",
    "index-seal",
    "journal",
    "lock",
    "torn",
    "damaged",
    "review",
    "review-lock",
    "rules",
    "part",
)  # of the files that go with a store


class Store:
    """One file of hubs."""

    def __init__(self, path: Path) -> None:
        try:
            # A link stays a link; format, lock and index go with the file.
            self.path = path.resolve()
            is_circle = self.path.is_symlink()  # how Python 3.13 leaves links in a circle
        except FileNotFoundError:
            raise StoreError(f"{path}: the current folder was deleted; go to another") from None
        except (OSError, RuntimeError):  # how those before it refuse them
            is_circle = True
        if is_circle:
            raise StoreError(f"{path}: cannot read the store: a link that leads nowhere")
        yaml = self.path.suffix.lower() in (".yaml", ".yml")
        self.codec: JsonLines | YamlStream = YamlStream() if yaml else JsonLines()

    def beside(self, ending: str) -> Path:
        """Return the path of a file next to the store that goes with it."""
        return self.path.with_name(f"{self.path.name}.{ending}")

    def make_beside(self, ending: str) -> Path:
        """Return the path of a file next to the store, made so that none but its readers read it.

        Where it cannot be made, opening it says why.
        """
        path = self.beside(ending)
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, self.mode()))
        return path

    def mode(self) -> int:
        """Return the mode of a file next to the store that none but its readers may read."""
        try:
            return self.path.stat().st_mode & 0o666
        except OSError:
            return 0o666

    def encode(self, hub: Hub) -> bytes:
        """Return a hub as it stands in the file."""
        return self.codec.encode(hub_to_record(hub))

    def decode(self, data: bytes) -> Hub:
        """Read a hub back; ValueError says what is wrong with the record."""
        try:
            return hub_from_record(self._record(data))
        except (TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a hub: {error}") from None

    def _record(self, data: bytes) -> Record:
        try:
            return self.codec.decode(data)
        except ValueError:
            if _CONFLICT.search(data):
                raise ValueError("a mark of a merge conflict in git; keep one side of it") from None
            raise

    def stamp(self) -> Stamp:
        """Return what changes whenever the file does."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return NO_FILE
        except OSError as error:
            raise StoreError(f"{self.path}: cannot read the store: {error.strerror}") from None
        return Stamp(found.st_size, found.st_mtime_ns, found.st_ino, found.st_ctime_ns)

    @contextmanager
    def reading(self) -> Iterator[IO[bytes]]:
        """Open the file for reading; where there is none yet, an empty one."""
        try:
            try:
                if self.path.exists() and not self.path.is_file():
                    raise StoreError(
                        f"{self.path}: not a store but a folder, a pipe or a device; name a file"
                    )
                file = self.path.open("rb")
            except FileNotFoundError:
                file = Path(os.devnull).open("rb")  # noqa: SIM115
        except OSError as error:
            raise StoreError(f"{self.path}: cannot read the store: {error.strerror}") from None
        with file:
            yield file

    @contextmanager
    def writing(self, say: Callable[[str], None]) -> Iterator[None]:
        """Hold the store for writing, alone; wait for another writer, and say so after a second."""
        if owner := self._other_file_of():
            raise StoreError(f"{self.path}: goes with the store {owner}, and is not a store itself")
        lock = self.beside("lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{lock}: cannot write here: {error.strerror}") from None
        with locked(lock, lambda: say(self._waiting)):
            yield

    def _other_file_of(self) -> Path | None:
        """Return the store whose lock, index or the like this file is by its name, if any."""
        stem, _, ending = self.path.name.rpartition(".")
        owner = self.path.with_name(stem) if stem and ending in _ENDINGS else None
        return owner if owner and owner.is_file() else None

    @property
    def _waiting(self) -> str:
        return f"waiting for another citehub to finish writing {self.path}"

    def is_one(self) -> bool:
        """Return whether the file may be written as a store.

        It may if it holds a readable hub, or no complete record.
        """
        whole = False
        with self.reading() as file:
            for span in self.codec.spans(file, 1):
                try:
                    self.decode(span.data)
                    return True
                except ValueError:
                    whole |= not span.torn
        return not whole

    @contextmanager
    def at_rest(self, say: Callable[[str], None]) -> Iterator[None]:
        """Keep writers out while the store is looked at; write nothing, not even a lock."""
        lock = self.beside("lock")
        if not os.access(lock, os.R_OK):  # nobody has written here, or nobody can
            yield
            return
        with locked(lock, lambda: say(self._waiting), shared=True):
            yield

    def append(self, records: Iterable[bytes]) -> tuple[list[Span], Stamp]:
        """Add records at the end, durably; return where each stands (line 0), and the new stamp.

        The stamp is `UNKNOWN` where another program wrote at the same time.
        """
        before = self.stamp()
        try:
            spans = []
            with self.path.open("ab", buffering=0) as file:
                offset = before.size
                for data in records:
                    write_all(file, data)
                    spans.append(Span(offset, 0, data))
                    offset += len(data)
                os.fsync(file.fileno())
            flush_folder(self.path)
        except BaseException as error:  # Ctrl-C too
            with suppress(OSError):
                self._undo_append(before)
            if isinstance(error, OSError):
                raise self._cannot_write(error) from None
            raise
        after = self.stamp()
        return spans, after if after.size == offset else UNKNOWN

    def _undo_append(self, before: Stamp) -> None:
        """Make the file what it was, to its time: what could not be written whole is removed."""
        if before == NO_FILE:
            self.path.unlink()
        else:
            os.truncate(self.path, before.size)
            os.utime(self.path, ns=(before.mtime_ns, before.mtime_ns))

    def mend_tail(self) -> str | None:
        """Make the file end in a whole record, before anything is appended to it.

        A whole record without its end gets one. A torn one is moved to a file next to the store;
        the message returned names it.
        """
        size = self.stamp().size
        if not size:
            return None
        try:
            with self.path.open("r+b") as file:
                file.seek(self.codec.last_start(file, size))
                last = next(iter(deque(self.codec.spans(file, 1), maxlen=1)), None)
                if last is not None and last.torn:
                    aside = self.put_aside("torn", [last.data])
                    file.truncate(last.offset)
                    flush(file)
                    return (
                        f"{self.path}: the last record was torn; "
                        f"its {len(last.data)} bytes are in {aside}"
                    )
                file.seek(size - 1)
                lacking = line_end_of(file.read())
        except OSError as error:
            raise self._cannot_write(error) from None
        if last is not None:
            lacking += self.codec.end_mark_of(last.data)
        if lacking:
            self.append([lacking])
        return None

    def put_aside(self, ending: str, records: Iterable[bytes]) -> Path:
        """Add bytes to a file next to the store, durably, each ending its line; return its path."""
        aside = self.make_beside(ending)
        if not is_plain(aside):
            raise StoreError(
                f"{aside}: a link, folder, pipe or device, so nothing was written to it"
            )
        try:
            with aside.open("ab") as file:
                for data in records:
                    file.write(data + line_end_of(data))
                flush(file)
            flush_folder(aside)
        except OSError as error:
            raise StoreError(f"{aside}: cannot write: {error.strerror}") from None
        return aside

    def replace(
        self,
        changes: Mapping[int, tuple[int, Callable[[], bytes]]],
        *,
        seen: Stamp,
        ready: Callable[[], None] = lambda: None,
    ) -> Stamp:
        """Put new records in place of old ones, all or none; return the new stamp.

        `changes` maps an old record's offset to its length and to what gives its new bytes. `seen`
        is the stamp of the file in which the offsets were found; StoreError where it is another
        file by now, also where it becomes one while the new one is written. `ready` is called when
        that is written, right before it takes the old one's place.
        """

        def write(old: IO[bytes], new: IO[bytes]) -> None:
            at = 0
            for offset in sorted(changes):
                length, data = changes[offset]
                copy_bytes(old, new, offset - at)
                new.write(data())
                at = old.seek(offset + length)
            copy_bytes(old, new, None)

        return self._rewrite(write, seen, ready)

    def clean_lines(self, *, seen: Stamp) -> None:
        """Take byte order marks and carriage returns off the lines, of all or none."""
        self._rewrite(lambda old, new: new.writelines(map(clean_line, old)), seen, lambda: None)

    def _rewrite(
        self,
        write: Callable[[IO[bytes], IO[bytes]], None],
        seen: Stamp,
        ready: Callable[[], None],
    ) -> Stamp:
        """Put a new file, written with the old one at hand, in the old one's place."""

        def check() -> None:
            if self.stamp() != seen:
                raise StoreError(
                    f"{self.path}: another program changed it in the meantime; "
                    "nothing was written over that; do this again"
                )

        def last_look() -> None:
            ready()
            check()

        check()
        try:
            with self.path.open("rb") as old:
                mode = os.fstat(old.fileno()).st_mode & 0o7777
                replace_file(self.path, lambda new: write(old, new), mode, last_look)
        except OSError as error:
            raise self._cannot_write(error) from None
        return self.stamp()

    def _cannot_write(self, error: OSError) -> StoreError:
        why = error.strerror
        if error.errno == errno.EBUSY:  # what rename(2) answers for a mount point
            why = f"{why}; a file that is mounted by itself cannot be replaced: mount its folder"
        return StoreError(f"{self.path}: cannot write: {why}")
