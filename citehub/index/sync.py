"""Bring an index up to its store: records with a known hash are kept, the others read again."""

import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from typing import IO, NamedTuple

from citehub.index.digests import hash_of
from citehub.index.entry import Entry, entry_of
from citehub.index.index import Index, Progress
from citehub.index.intake import Intake
from citehub.index.place import Place
from citehub.parallel import processes_if
from citehub.parallel.in_order import in_order
from citehub.store.span import Span
from citehub.store.stamp import Stamp
from citehub.store.store import Store

LARGE = 8_000_000  # bytes of changed records from which on all processors read them


class _Record(NamedTuple):
    """Where a record stands that the index does not know; `behind` numbers the known one before."""

    offset: int
    line: int
    length: int
    behind: int


class _Numbers:
    """Numbers for hubs that are new or changed, so that the order of numbers is that of the store.

    A changed hub keeps its number. One that comes between two others gets a number between theirs,
    if there is one: a hub that was taken out, or renamed, has left it.
    """

    def __init__(self, free: dict[str, int], ends: dict[int, int]) -> None:
        self._free = free  # by id: numbers of hubs whose records are no longer there
        self._ends = ends  # of each known record, the number of the next one
        self._last: dict[int, int] = {}  # of each known record, the last number given behind it
        self._used: set[int] = set()

    def number(self, hub_id: str, behind: int) -> int | None:
        """Return the number of a hub that stands behind a known one; None for the next one."""
        number = self._free.get(hub_id)
        if number is None or number in self._used:
            number = self._last.get(behind, behind) + 1
            if number >= self._ends.get(behind, 0):
                return None
        self._used.add(number)
        self._last[behind] = number
        return number


def holds_all(index: Index, store: Store) -> bool:
    """Return whether the index knows the store as it is, whatever its times say.

    As in a copy, or after `chmod`. The records are hashed, but not read.
    """
    known = {(place.offset, place.hash) for place in index.places()}
    problems = {line for line, _ in index.problems()}
    with store.reading() as file:
        for span in store.codec.spans(file, 1):
            place = (span.offset, hash_of(span.data))
            if place in known:
                known.remove(place)
            elif span.line not in problems:
                return False
    return not known


def follow(index: Index, intake: Intake, store: Store, progress: Progress | None = None) -> None:
    """Take in what changed in the store, in a transaction of the index.

    `progress` hears how many bytes were read, of how many.
    """
    stamp = store.stamp()
    was_empty = not index.hub_count()
    intake.forget_problems()
    with store.reading() as file:
        clashes, next_line = _take(index, intake, store, file, progress)
        if not was_empty and (clashes or not index.in_order()):
            # Which of two records of one hub counts, and what number each has, must not hang on
            # what was known before.
            intake.clear()
            _, next_line = _take(index, intake, store, file, progress)
    intake.set_stamp(stamp, next_line)


def _take(
    index: Index, intake: Intake, store: Store, file: IO[bytes], progress: Progress | None
) -> tuple[bool, int]:
    """Index the records that are new, note where the known ones stand now, drop the rest.

    Return whether the wrong one of two records of a hub was there first, and the number of the line
    behind the last record.
    """
    known = index.hashes()
    changed: list[_Record] = []
    ends: dict[int, int] = {}
    behind = 0
    line = 1
    file.seek(0)
    for span in store.codec.spans(file, 1):
        line = span.line + span.data.count(b"\n")
        if span.torn:
            intake.note_problem(span.line, "the last record is torn, left out")
            continue
        place = known.pop(hash_of(span.data), None)
        if place is None:
            changed.append(_Record(span.offset, span.line, len(span.data), behind))
            continue
        if place.offset != span.offset:
            intake.move(place.number, span.offset)
        ends[behind] = place.number
        behind = place.number
    free = {place.id: place.number for place in known.values()}
    for gone in free.values():
        intake.remove(gone)
    numbers = _Numbers(free, ends)
    size = sum(record.length for record in changed)
    clashes = False
    done = 0
    if size > LARGE:
        index.expect_many()
    with processes_if(size > LARGE) as executor:
        texts = _reread(file, changed)
        entries = in_order(partial(_entry, store), texts, size=len, executor=executor)
        for record, (_, entry) in zip(changed, entries, strict=True):
            if isinstance(entry, Entry):
                number = numbers.number(entry.id, record.behind)
                clashes |= not _insert(index, intake, entry, record, number)
            else:
                intake.note_problem(record.line, f"a damaged record, left out: {entry}")
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


def _insert(
    index: Index, intake: Intake, entry: Entry, record: _Record, number: int | None
) -> bool:
    """Take in a record, or leave it out as a second one; False where it is the first of the two."""
    try:
        intake.insert(entry, record.offset, number)
    except sqlite3.IntegrityError:
        intake.note_problem(record.line, f"a second record of the hub {entry.id!r}, left out")
        there = (index.place(id=entry.id), index.place(page_title=entry.page_title))
        return all(place.offset < record.offset for place in there if place)
    return True


def add(index: Index, intake: Intake, entries: Iterable[tuple[Entry, Span]], stamp: Stamp) -> None:
    """Take in hubs just appended to the store, in a transaction of the index."""
    line = index.next_line()
    for entry, span in entries:
        intake.insert(entry, span.offset)
        line += span.data.count(b"\n")
    intake.set_stamp(stamp, line)


def exchange(
    index: Index,
    intake: Intake,
    store: Store,
    changed: Iterable[tuple[Place, Entry]],
    stamp: Stamp,
) -> None:
    """Take in hubs whose records were just replaced in the store, in a transaction of the index.

    Only where a record may have moved the lines of others is the store read again.
    """
    if store.codec.one_line:
        intake.exchange(changed)
        intake.set_stamp(stamp, index.next_line())
    else:
        follow(index, intake, store)
