"""The file of hubs: read, append, replace, lock. The only module that writes the user's data.

JSON Lines (a hub a line), or a YAML stream (a hub a document) where the name ends in `.yaml` or
`.yml`. New hubs are appended and flushed to the disk; changed ones go into a new file beside the
old one that then takes its place, so that after a crash each hub is there, whole.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import IO, NamedTuple

from citehub.errors import StoreError
from citehub.model import Hub
from citehub.records import Record, hub_from_record, hub_to_record

_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
_YAML_END = b"...\n"  # YAML's own end of a document: without it, a last record is torn
_PATIENCE = 1.0  # seconds a writer waits for another before it says so


class Span(NamedTuple):
    """One record of a store: its bytes, where they start, and the number of its first line."""

    offset: int
    line: int
    data: bytes


class JsonLines:
    """A hub a line."""

    def encode(self, record: Record) -> bytes:
        """Return a record as it stands in the file."""
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        text += "\n"
        return text.encode("utf-8", "backslashreplace")

    def decode(self, data: bytes) -> Record:
        """Read one record; ValueError says what is wrong."""
        record = json.loads(data)
        if not isinstance(record, dict):
            raise ValueError("not a JSON object")
        return record

    def spans(self, file: IO[bytes], line: int) -> Iterator[Span]:
        """Yield the records from where the file stands, its next line being number `line`."""
        offset = file.tell()
        for number, data in enumerate(file, start=line):
            bare = data.removeprefix(_BOM) if offset == 0 else data
            if bare.strip():
                yield Span(offset + len(data) - len(bare), number, bare)
            offset += len(data)

    def last_start(self, file: IO[bytes], size: int) -> int:
        """Return where the last record of a file of this size starts."""
        return _find_back(file, size, b"\n")

    def is_whole(self, tail: bytes) -> bool:
        """Tell whether a last record was written to its end; a damaged line is whole, if wrong."""
        if tail.endswith(b"\n"):
            return True
        try:
            self.decode(tail)
        except ValueError:
            return False
        return True


class YamlStream:
    """A hub a document, each behind a line `---` and before a line `...`."""

    def encode(self, record: Record) -> bytes:
        """Return a record as it stands in the file."""
        from citehub.yaml_text import dump  # noqa: PLC0415 - YAML is slow to load

        return b"---\n" + dump(record).encode("utf-8") + _YAML_END

    def decode(self, data: bytes) -> Record:
        """Read one record; ValueError says what is wrong."""
        from citehub.yaml_text import load  # noqa: PLC0415

        record = load(data)
        if not isinstance(record, dict):
            raise ValueError("not a YAML mapping")
        return record

    def spans(self, file: IO[bytes], line: int) -> Iterator[Span]:
        """Yield the documents from where the file stands, its next line being number `line`."""
        offset = start = file.tell()
        first = line
        parts: list[bytes] = []
        says = False  # whether there is something between the marks, comments and blank lines
        for number, data in enumerate(file, start=line):
            if says and data.rstrip() == b"---":
                yield Span(start, first, b"".join(parts))
                start, first, parts, says = offset, number, [], False
            if parts or data.removeprefix(_BOM).strip():
                parts.append(data)
            else:
                start, first = offset + len(data), number + 1
            says = says or _says_something(data)
            offset += len(data)
        if says:
            yield Span(start, first, b"".join(parts))

    def last_start(self, file: IO[bytes], size: int) -> int:
        """Return where the last document of a file of this size starts."""
        return _find_back(file, size, b"\n---\n")

    def is_whole(self, tail: bytes) -> bool:
        """Tell whether a last document has its end; one that a person wrote may do without.

        What citehub writes begins with the id and ends with the papers and a line `...`.
        """
        return tail.rstrip().endswith(b"\n...") or not tail.startswith(b"---\nid: ")


class Store:
    """One file of hubs."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()  # a link stays a link; lock and index go with the file itself
        yaml = path.suffix.lower() in (".yaml", ".yml")
        self.codec: JsonLines | YamlStream = YamlStream() if yaml else JsonLines()

    def encode(self, hub: Hub) -> bytes:
        """Return a hub as it stands in the file."""
        return self.codec.encode(hub_to_record(hub))

    def decode(self, data: bytes) -> Hub:
        """Read a hub back; ValueError says what is wrong with the record."""
        try:
            return hub_from_record(self.codec.decode(data))
        except (TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a hub: {error}") from None

    def stamp(self) -> tuple[int, int]:
        """Return size and modification time (ns), which change whenever the file does."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return (0, 0)
        except OSError as error:
            raise StoreError(f"{self.path}: cannot read the store: {error.strerror}") from None
        return (found.st_size, found.st_mtime_ns)

    @contextmanager
    def reading(self) -> Iterator[IO[bytes]]:
        """Open the file for reading; where there is none yet, an empty one."""
        try:
            file = open(self.path if self.path.exists() else os.devnull, "rb")  # noqa: PTH123, SIM115
        except OSError as error:
            raise StoreError(f"{self.path}: cannot read the store: {error.strerror}") from None
        with file:
            yield file

    @contextmanager
    def writing(self, say: Callable[[str], None]) -> Iterator[None]:
        """Hold the store for writing, alone; wait for another writer, and say so after a second."""
        lock_path = self.path.with_name(self.path.name + ".lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = lock_path.open("a")
        except OSError as error:
            raise StoreError(f"{lock_path}: cannot write here: {error.strerror}") from None
        with lock:
            started = time.monotonic()
            told = False
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if not told and time.monotonic() - started > _PATIENCE:
                        say(f"waiting for another citehub to finish writing {self.path}")
                        told = True
                    time.sleep(0.05)
            yield

    def append(self, records: Iterable[bytes]) -> list[Span]:
        """Add records at the end, durably; return where each one stands (lines from 1 on: 0)."""
        try:
            size = self.stamp()[0]
            spans = []
            with self.path.open("ab", buffering=0) as file:
                offset = size
                for data in records:
                    _write_all(file, data)
                    spans.append(Span(offset, 0, data))
                    offset += len(data)
                os.fsync(file.fileno())
            _flush_folder(self.path)
        except OSError as error:
            with suppress(OSError):
                os.truncate(self.path, size)  # what could not be written whole is not there
            raise StoreError(f"{self.path}: cannot write: {error.strerror}") from None
        return spans

    def mend_tail(self) -> str | None:
        """Make the file end in a whole record, before anything is appended to it.

        A whole record without its line end gets one. A torn one is moved to a file beside the
        store; the message returned names it.
        """
        size = self.stamp()[0]
        if not size:
            return None
        with self.path.open("r+b") as file:
            start = self.codec.last_start(file, size)
            file.seek(start)
            tail = file.read()
            if self.codec.is_whole(tail):
                if not tail.endswith(b"\n"):
                    file.write(b"\n")
                    _flush(file)
                return None
            aside = self.path.with_name(self.path.name + ".torn")
            with aside.open("ab") as kept:
                kept.write(tail if tail.endswith(b"\n") else tail + b"\n")
                _flush(kept)
            file.truncate(start)
            _flush(file)
        return f"{self.path}: the last record was torn; its {len(tail)} bytes are in {aside}"

    def replace(self, changes: Mapping[int, tuple[int, Callable[[], bytes]]]) -> None:
        """Put new records in place of old ones, all or none.

        `changes` maps an old record's offset to its length and to what gives its new bytes.
        """
        new = self.path.with_name(f"{self.path.name}.new")
        try:
            with self.path.open("rb") as old, new.open("wb") as file:
                at = 0
                for offset in sorted(changes):
                    length, data = changes[offset]
                    _copy(old, file, offset - at)
                    file.write(data())
                    at = old.seek(offset + length)
                _copy(old, file, None)
                os.fchmod(file.fileno(), os.fstat(old.fileno()).st_mode & 0o7777)
                _flush(file)
            new.replace(self.path)
            _flush_folder(self.path)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise StoreError(f"{self.path}: cannot write: {error.strerror}") from None


def _copy(source: IO[bytes], target: IO[bytes], length: int | None) -> None:
    """Copy bytes from where one file stands to where the other does; all that is left by None."""
    while length is None or length > 0:
        data = source.read(_CHUNK if length is None else min(_CHUNK, length))
        if not data:
            return
        target.write(data)
        length = None if length is None else length - len(data)


def _says_something(line: bytes) -> bool:
    """Tell a line of a document from marks, comments and blank lines between documents."""
    bare = line.removeprefix(_BOM).strip()
    return bool(bare) and bare not in (b"---", b"...") and not bare.startswith(b"#")


def _find_back(file: IO[bytes], size: int, mark: bytes) -> int:
    """Return where the text behind the last mark starts, 0 without one, reading backwards.

    The mark's first line end belongs to what is before it; one at the very end does not count.
    """
    at, tail = size - 1, b""
    while at > 0:
        step = min(_CHUNK, at)
        at -= step
        file.seek(at)
        data = file.read(step) + tail
        found = data.rfind(mark)
        if found >= 0:
            return at + found + 1
        tail = data[: len(mark) - 1]
    return 0


def _write_all(file: FileIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """Make the file's name itself durable."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
