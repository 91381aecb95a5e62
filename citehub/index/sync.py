"""Bring an index up to its store: records with a known hash are kept, the others read again."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, NamedTuple

from citehub.index.entry import Entry, entry_of, hash_of
from citehub.index.index import Index
from citehub.index.place import Place
from citehub.parallel import processes_if
from citehub.parallel.in_order import in_order
from citehub.store.span import Span
from citehub.store.stamp import Stamp
from citehub.store.store import Store

LARGE = 8_000_000  # bytes of changed records from which on all processors read them

Progress = Callable[[int, int], None]


class _Record(NamedTuple):
    """Where a record stands that the index does not know."""

    offset: int
    line: int
    length: int


def is_current(index: Index, store: Store) -> bool:
    """Return whether the store is as it was when it was last followed."""
    return store.stamp() == index.stamp()


def follow(index: Index, store: Store, progress: Progress | None = None) -> None:
    """Take in what changed in the store, inside `index.writing()`.

    `progress` hears how many bytes were read, of how many.
    """
    stamp = store.stamp()
    was_empty = not index.hub_count()
    index.forget_problems()
    with store.reading() as file:
        clashes, next_line = _take(index, store, file, progress)
        if not was_empty and (clashes or not index.in_order()):
            # Which of two records of one hub counts, and what number each has, must not hang on
            # what was known before.
            index.clear()
            _, next_line = _take(index, store, file, progress)
    index.set_stamp(stamp, next_line)


def _take(
    index: Index, store: Store, file: IO[bytes], progress: Progress | None
) -> tuple[bool, int]:
    """Index the records that are new, note where the known ones stand now, drop the rest.

    Return whether two records claim one hub, and the number of the line behind the last record.
    """
    known = index.hashes()
    changed: list[_Record] = []
    line = 1
    file.seek(0)
    for span in store.codec.spans(file, 1):
        line = span.line + span.data.count(b"\n")
        if span.torn:
            index.note_problem(span.line, "the last record is torn, left out")
            continue
        place = known.pop(hash_of(span.data), None)
        if place is None:
            changed.append(_Record(span.offset, span.line, len(span.data)))
        elif place.offset != span.offset:
            index.move(place.number, span.offset)
    free = {place.id: place.number for place in known.values()}  # an edited hub keeps its number
    for number in free.values():
        index.remove(number)
    size = sum(record.length for record in changed)
    clashes = False
    done = 0
    with processes_if(size > LARGE) as executor:
        texts = _reread(file, changed)
        entries = in_order(partial(_entry, store), texts, executor=executor)
        for record, (_, entry) in zip(changed, entries, strict=True):
            if isinstance(entry, Entry):
                clashes |= not _insert(index, entry, record, free.get(entry.id))
            else:
                index.note_problem(record.line, f"a damaged record, left out: {entry}")
            done += record.length
            if progress:
                progress(done, size)
    return clashes, line


def _reread(file: IO[bytes], records: Iterable[_Record]) -> Iterator[bytes]:
    for record in records:
        file.seek(record.offset)
        yield file.read(record.length)


def _entry(store: Store, data: bytes) -> Entry | str:
    """Read a record for the index, or say what is wrong with it."""
    try:
        return entry_of(store.decode(data), data)
    except ValueError as error:
        return str(error)


def _insert(index: Index, entry: Entry, record: _Record, number: int | None) -> bool:
    """Take in a record; False where its hub is there already."""
    try:
        index.insert(entry, record.offset, number)
    except sqlite3.IntegrityError:
        index.note_problem(record.line, f"a second record of the hub {entry.id!r}, left out")
        return False
    return True


def add(index: Index, entries: Iterable[tuple[Entry, Span]], stamp: Stamp) -> None:
    """Take in hubs just appended to the store, inside `index.writing()`."""
    line = index.next_line()
    for entry, span in entries:
        index.insert(entry, span.offset)
        line += span.data.count(b"\n")
    index.set_stamp(stamp, line)


def exchange(
    index: Index, store: Store, changed: Iterable[tuple[Place, Entry]], stamp: Stamp
) -> None:
    """Take in hubs whose records were just replaced in the store, inside `index.writing()`.

    Only where a record may have moved the lines of others is the store read again.
    """
    if store.codec.one_line:
        index.exchange(changed)
        index.set_stamp(stamp, index.next_line())
    else:
        follow(index, store)
