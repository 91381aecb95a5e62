"""The file of hubs: read, append, replace, lock. The only module that writes the user's data.

JSON Lines (a hub a line), or a YAML stream (a hub a document) where the name ends in `.yaml` or
`.yml`. New hubs are appended and flushed to the disk; changed ones go into a new file beside the
old one that then takes its place, so that after a crash each hub is there, whole.
"""

import fcntl
import json
import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import IO, NamedTuple

from citehub.errors import StoreError
from citehub.json_text import read_json
from citehub.model import Hub
from citehub.records import Record, hub_from_record, hub_to_record

BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
_YAML_HEAD = b"---\nid: "  # how a document begins that citehub wrote
_YAML_END = b"...\n"  # and how it ends: without it, a last one is torn
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7})", re.MULTILINE)
_NO_FILE = (0, 0)  # the stamp of a store that is not there yet
_PATIENCE = 1.0  # seconds a writer waits for another before it says so
_AT_ONCE = 1000  # papers that are made one text
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Span(NamedTuple):
    """One record of a store: its bytes, where they start, and the number of its first line.

    The last one may be torn: written, but not to its end.
    """

    offset: int
    line: int
    data: bytes
    torn: bool = False


class JsonLines:
    """A hub a line."""

    def encode(self, record: Record) -> bytes:
        """Return a record as it stands in the file.

        Some papers at a time: one rare letter makes each letter of a text take four bytes.
        """
        papers = record.get("papers")
        if not papers:
            return _json(record) + b"\n"
        head = _json({key: value for key, value in record.items() if key != "papers"})
        pieces = [head[:-1], b',"papers":']
        for at in range(0, len(papers), _AT_ONCE):
            pieces += (b"," if at else b"[", _json(papers[at : at + _AT_ONCE])[1:-1])
        return b"".join((*pieces, b"]}\n"))

    def decode(self, data: bytes) -> Record:
        """Read one record; ValueError says what is wrong."""
        record = read_json(data)
        if not isinstance(record, dict):
            raise ValueError("not a JSON object")
        return record

    def spans(self, file: IO[bytes], line: int) -> Iterator[Span]:
        """Yield the records from where the file stands, its next line being number `line`."""
        offset = file.tell()
        for number, data in enumerate(file, start=line):
            bare = data.removeprefix(BOM)
            if bare.strip():
                torn = not bare.endswith(b"\n") and not self._is_record(bare)
                yield Span(offset + len(data) - len(bare), number, bare, torn)
            offset += len(data)

    def last_start(self, file: IO[bytes], size: int) -> int:
        """Return where the last record of a file of this size starts."""
        return _find_back(file, size, b"\n")

    def end_mark_of(self, data: bytes) -> bytes:
        """Return the mark that a whole last record lacks behind it: none."""
        return b""

    def _is_record(self, data: bytes) -> bool:
        try:
            self.decode(data)
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

        try:
            record = load(data)
        except ValueError as error:
            remedy = ", this is JSON; name the file .jsonl" if data.startswith(b"{") else ""
            raise ValueError(f"{error}{remedy}") from None
        if not isinstance(record, dict):
            raise ValueError("not a YAML mapping")
        return record

    def spans(self, file: IO[bytes], line: int) -> Iterator[Span]:
        """Yield the documents from where the file stands, its next line being number `line`."""
        offset = start = file.tell()
        first = line
        parts: list[bytes] = []
        ended = _ends_a_document(file, offset)  # whether what is before `start` has its `...`
        for number, data in enumerate(file, start=line):
            bare = data.removeprefix(BOM)
            mark = bare.rstrip()
            if mark == b"---" and parts:
                if any(map(_says_something, parts)):
                    yield Span(start, first, b"".join(parts))
                    ended = False
                parts = []
            if not parts and (mark == b"---" or _says_something(bare)):
                start, first = offset + len(data) - len(bare), number
                parts = [bare]
            elif parts:
                parts.append(data)  # to the byte, for its length is known by it
            if mark == b"..." and parts:
                if any(map(_says_something, parts)):
                    yield Span(start, first, b"".join(parts))
                ended, parts = True, []
            offset += len(data)
        last = b"".join(parts)
        # A document that a person wrote at the end may do without its `...`.
        torn = ended and (last.startswith(_YAML_HEAD) or _YAML_HEAD.startswith(last))
        if parts and (torn or any(map(_says_something, parts))):
            yield Span(start, first, last, torn)

    def last_start(self, file: IO[bytes], size: int) -> int:
        """Return where the last document of a file of this size starts, or one before it."""
        return _find_back(file, size, b"\n---\n")

    def end_mark_of(self, data: bytes) -> bytes:
        """Return the mark that a whole last record lacks behind it: its `...`, if any."""
        return b"" if data.rstrip().endswith(b"\n...") else _YAML_END


class Store:
    """One file of hubs."""

    def __init__(self, path: Path) -> None:
        try:
            # A link stays a link; format, lock and index go with the file.
            self.path = path.resolve()
        except (OSError, RuntimeError):  # links in a circle
            raise StoreError(f"{path}: cannot read the store: a link that leads nowhere") from None
        yaml = self.path.suffix.lower() in (".yaml", ".yml")
        self.codec: JsonLines | YamlStream = YamlStream() if yaml else JsonLines()

    def beside(self, ending: str) -> Path:
        """Return the path of a file beside the store that goes with it."""
        return self.path.with_name(f"{self.path.name}.{ending}")

    def make_beside(self, ending: str) -> Path:
        """Return the path of a file beside the store, made so that none but its readers read it.

        Where it cannot be made, opening it says why.
        """
        path = self.beside(ending)
        with suppress(OSError):
            mode = self.path.stat().st_mode & 0o666
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, mode))
        return path

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

    def stamp(self) -> tuple[int, int]:
        """Return size and modification time (ns), which change whenever the file does."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return _NO_FILE
        except OSError as error:
            raise StoreError(f"{self.path}: cannot read the store: {error.strerror}") from None
        return (found.st_size, found.st_mtime_ns)

    @contextmanager
    def reading(self) -> Iterator[IO[bytes]]:
        """Open the file for reading; where there is none yet, an empty one."""
        try:
            try:
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
        lock_path = self.beside("lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = lock_path.open("a")
        except OSError as error:
            raise StoreError(f"{lock_path}: cannot write here: {error.strerror}") from None
        with lock:
            self._wait_for(lock, fcntl.LOCK_EX, say)
            yield

    def is_one(self) -> bool:
        """Tell a store from any other file: it has a hub to read, or no record that is whole."""
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
        try:
            lock = self.beside("lock").open()
        except OSError:  # nobody has written here, or nobody can
            yield
            return
        with lock:
            self._wait_for(lock, fcntl.LOCK_SH, say)
            yield

    def _wait_for(self, lock: IO[str], kind: int, say: Callable[[str], None]) -> None:
        started = time.monotonic()
        told = False
        while True:
            try:
                fcntl.flock(lock, kind | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if not told and time.monotonic() - started > _PATIENCE:
                    say(f"waiting for another citehub to finish writing {self.path}")
                    told = True
                time.sleep(0.05)
            except OSError as error:
                raise StoreError(f"{lock.name}: cannot lock: {error.strerror}") from None

    def append(self, records: Iterable[bytes]) -> list[Span]:
        """Add records at the end, durably; return where each one stands (lines from 1 on: 0)."""
        before = self.stamp()
        try:
            spans = []
            with self.path.open("ab", buffering=0) as file:
                offset = before[0]
                for data in records:
                    _write_all(file, data)
                    spans.append(Span(offset, 0, data))
                    offset += len(data)
                os.fsync(file.fileno())
            _flush_folder(self.path)
        except BaseException as error:  # Ctrl-C too
            with suppress(OSError):
                self._undo_append(before)
            if isinstance(error, OSError):
                raise self._cannot_write(error) from None
            raise
        return spans

    def _undo_append(self, before: tuple[int, int]) -> None:
        """Make the file what it was, to its time: what could not be written whole is not there."""
        if before == _NO_FILE:
            self.path.unlink()
        else:
            os.truncate(self.path, before[0])
            os.utime(self.path, ns=(before[1], before[1]))

    def mend_tail(self) -> str | None:
        """Make the file end in a whole record, before anything is appended to it.

        A whole record without its end gets one. A torn one is moved to a file beside the store;
        the message returned names it.
        """
        size = self.stamp()[0]
        if not size:
            return None
        try:
            with self.path.open("r+b") as file:
                file.seek(self.codec.last_start(file, size))
                last = next(iter(deque(self.codec.spans(file, 1), maxlen=1)), None)
                if last is not None and last.torn:
                    aside = self.put_aside("torn", [last.data])
                    file.truncate(last.offset)
                    _flush(file)
                    return (
                        f"{self.path}: the last record was torn; "
                        f"its {len(last.data)} bytes are in {aside}"
                    )
                file.seek(size - 1)
                lacking = _line_end_of(file.read())
        except OSError as error:
            raise self._cannot_write(error) from None
        if last is not None:
            lacking += self.codec.end_mark_of(last.data)
        if lacking:
            self.append([lacking])
        return None

    def put_aside(self, ending: str, records: Iterable[bytes]) -> Path:
        """Add bytes to a file beside the store, durably, each ending its line; return its path."""
        aside = self.make_beside(ending)
        try:
            with aside.open("ab") as file:
                for data in records:
                    file.write(data + _line_end_of(data))
                _flush(file)
            _flush_folder(aside)
        except OSError as error:
            raise StoreError(f"{aside}: cannot write: {error.strerror}") from None
        return aside

    def replace(self, changes: Mapping[int, tuple[int, Callable[[], bytes]]]) -> None:
        """Put new records in place of old ones, all or none.

        `changes` maps an old record's offset to its length and to what gives its new bytes.
        """

        def write(old: IO[bytes], new: IO[bytes]) -> None:
            at = 0
            for offset in sorted(changes):
                length, data = changes[offset]
                _copy(old, new, offset - at)
                new.write(data())
                at = old.seek(offset + length)
            _copy(old, new, None)

        self._rewrite(write)

    def clean_lines(self) -> None:
        """Take byte order marks and carriage returns off the lines, of all or none."""
        self._rewrite(lambda old, new: new.writelines(map(clean_line, old)))

    def _rewrite(self, write: Callable[[IO[bytes], IO[bytes]], None]) -> None:
        """Put a new file, written with the old one at hand, in the old one's place."""
        path = self.beside("new")
        try:
            with self.path.open("rb") as old, path.open("wb") as new:
                # First, so that nobody reads here what is kept from them there.
                os.fchmod(new.fileno(), os.fstat(old.fileno()).st_mode & 0o7777)
                write(old, new)
                _flush(new)
            path.replace(self.path)
            _flush_folder(self.path)
        except BaseException as error:  # Ctrl-C too
            with suppress(OSError):
                path.unlink()
            if isinstance(error, OSError):
                raise self._cannot_write(error) from None
            raise

    def _cannot_write(self, error: OSError) -> StoreError:
        return StoreError(f"{self.path}: cannot write: {error.strerror}")


def clean_line(line: bytes) -> bytes:
    """Return a line without a byte order mark, and ending in a line feed alone."""
    bare = line.removeprefix(BOM)
    return bare[:-2] + b"\n" if bare.endswith(b"\r\n") else bare


def _line_end_of(data: bytes) -> bytes:
    """Return what data lacks to end its last line."""
    return b"" if data.endswith(b"\n") else b"\n"


def _ends_a_document(file: IO[bytes], offset: int) -> bool:
    """Tell whether the YAML before an offset has its `...`; leave the file standing there."""
    before = file.seek(max(0, offset - len(_YAML_END) - 1))
    return not offset or file.read(offset - before).rstrip().endswith(b"...")


def _json(value: object) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "backslashreplace")


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
    bare = line.removeprefix(BOM).strip()
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
