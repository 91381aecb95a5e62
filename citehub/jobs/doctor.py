"""What is wrong with a store and its files, and how to repair it with no byte lost.

A record that cannot be served goes, as it is, into a file next to the store. What only hinders
other readers of the file (a byte order mark, carriage returns, a line without its end) is mended.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from typing import IO, NamedTuple

from citehub.errors import IndexBrokenError, IndexLockedError, NewerRecordError, StoreError
from citehub.library.index_file import foreign_index, open_sealed, remove_index, seal_of
from citehub.store.disk import leftovers
from citehub.store.span import BOM, Span, clean_line, lines_of
from citehub.store.stamp import Stamp
from citehub.store.store import Store
from citehub.text.titles import title_note

Say = Callable[[str], None]
_Served = set[tuple[str, int, int]]  # id, offset and length of each record that counts

_MOST_ODD = 1000  # hubs with odd titles that are named

_TORN = "torn"  # the endings of the files that hold what was put aside
_DAMAGED = "damaged"
_LOCKED = "the index cannot be used: another program holds it, or the disk is full"
_ASIDE = "put it aside"
_DROP = "leave the first one"
_REMOVE = "remove it"


class Fault(NamedTuple):
    """What is wrong, where, and how `--fix` repairs it; null where only the user can."""

    file: str
    line: int | None
    fault: str
    fix: str | None
    fixed: bool = False


def examine(store: Store, say: Say) -> list[Fault]:
    """Return what is wrong, in the order of the store, while nobody writes it."""
    _refuse_nothing(store)
    with store.at_rest(say):
        odd: list[str] = []
        faults = _examine(store, say, odd)[0]
    _say_odd(odd, say)
    return faults


def repair(store: Store, say: Say) -> list[Fault]:
    """Mend what can be mended, put the rest aside; return what was wrong, and what still is."""
    _refuse_nothing(store)
    with store.writing(say):
        seen = store.stamp()
        faults, bad = _examine(store, say, [])
        wrong = [fault for fault in faults if fault.fix]
        if wrong:
            if bad:
                _refuse_foreign(store)
            _repair_store(store, bad, seen)
            _remove_files(store, {fault.file for fault in wrong})
        odd: list[str] = []
        left = _examine(store, say, odd)[0]
        _say_odd(odd, say)
        return [*(fault._replace(fixed=True) for fault in wrong if fault not in left), *left]


def _say_odd(odd: list[str], say: Say) -> None:
    """Name the hubs with odd titles: no fault of the store, but hard to find."""
    for note in odd[:_MOST_ODD]:
        say(f"note: {note}")
    if len(odd) > _MOST_ODD:
        say(f"note: {len(odd) - _MOST_ODD:,} more hubs with odd titles")


def _refuse_nothing(store: Store) -> None:
    """Let no mistyped name pass for a store without a fault."""
    if not store.path.exists():
        raise StoreError(f"{store.path}: there is no such file")


def _refuse_foreign(store: Store) -> None:
    """Leave a file alone that would lose records though nothing in it looks like a hub."""
    with store.reading() as file:
        if not any(_may_be_hub(store, span) for span in store.codec.spans(file, 1)):
            raise StoreError(
                f"{store.path}: nothing in this file looks like a hub, so nothing was changed; "
                "name the file of a store"
            )


def _may_be_hub(store: Store, span: Span) -> bool:
    if store.codec.looks_like_hub(span.data):
        return True
    try:
        return bool(store.decode(span.data))
    except ValueError:
        return False


def _examine(
    store: Store, say: Say, odd: list[str]
) -> tuple[list[Fault], list[tuple[Span, Fault]]]:
    """Return all faults, and those that are a record's with its record."""
    served: _Served = set()
    with store.reading() as file:
        bad = list(_bad_records(store, file, served, odd))
        file.seek(0)
        lines = list(_bad_lines(store, file, any(span.torn for span, _ in bad)))
    of_store = [*(fault for _, fault in bad), *lines]
    of_store.sort(key=lambda fault: fault.line or 0)
    return [*of_store, *_bad_files(store), *_bad_index(store, served, say)], bad


def _bad_records(
    store: Store, file: IO[bytes], served: _Served, odd: list[str]
) -> Iterator[tuple[Span, Fault]]:
    """Yield the records that are not served, and why; take note of those that are, and odd ones."""
    first: dict[str, bytes] = {}  # of each id, what its first record hashes to
    titles: set[str] = set()
    for span in store.codec.spans(file, 1):
        fix: str | None = _ASIDE
        digest = _hash(span.data)
        try:
            hub = None if span.torn else store.decode(span.data)
        except NewerRecordError as error:
            fault, fix = f"not for this version: {error}", None
        except ValueError as error:
            fault = f"a damaged record: {error}"
        else:
            if hub is None:
                fault = "the last record is torn"
            elif hub.id not in first and hub.page_title not in titles:
                first[hub.id] = digest
                titles.add(hub.page_title)
                served.add((hub.id, span.offset, len(span.data)))
                if "title" not in hub.by_hand and (note := title_note(hub.id, hub.title)):
                    odd.append(f"{hub.id}: {note}")
                continue
            elif first.get(hub.id) == digest:
                fault, fix = f"a second record of the hub {hub.id!r}, the same once more", _DROP
            elif hub.id in first:
                fault = f"a second record of the hub {hub.id!r}"
            else:
                fault = f"the hub {hub.id!r} is a second one of the page {hub.page_title!r}"
        yield span, Fault(str(store.path), span.line, fault, fix)


def _hash(record: bytes) -> bytes:
    """Return what a record hashes to, however its lines end."""
    lines = map(clean_line, record.splitlines(keepends=True))
    return sha256(b"".join(lines).strip()).digest()


def _bad_lines(store: Store, file: IO[bytes], is_torn: bool) -> Iterator[Fault]:
    """Yield what is wrong with the text of the file, each once, at the first line that has it."""
    marks: list[int] = []
    returns: list[int] = []
    number, data = 0, b"\n"
    for number, data in enumerate(lines_of(file), start=1):
        if data.startswith(BOM):
            marks.append(number)
        if data.endswith(b"\r\n"):
            returns.append(number)
    where = str(store.path)
    if marks:
        yield Fault(where, marks[0], "a byte order mark", "take it off")
    if returns:
        yield Fault(where, returns[0], f"{len(returns):,} × CRLF for a line end", "make it LF")
    if not (data.endswith(b"\n") or is_torn):
        yield Fault(where, number, "the last line has no end", "end it")


def is_put_aside(store: Store, fault: Fault) -> bool:
    """Return whether a fault only names what was put aside for the user, and breaks nothing."""
    return fault.file in (str(store.beside(_TORN)), str(store.beside(_DAMAGED)))


def _bad_files(store: Store) -> Iterator[Fault]:
    """Yield the files next to the store that are left over, or wait for the user."""
    for new in leftovers(store.path):
        yield Fault(str(new), None, "temporary file of an interrupted run", _REMOVE)
    for ending in (_TORN, _DAMAGED):
        if (aside := store.beside(ending)).exists():
            fault = (
                f"{aside.stat().st_size:,} bytes were put aside here; "
                "take from them what you need, then delete the file"
            )
            yield Fault(str(aside), None, fault, None)


def _bad_index(store: Store, served: _Served, say: Say) -> Iterator[Fault]:
    """Yield what is wrong with the index, where it says anything but what is served."""
    path = store.beside("index")
    if not os.path.lexists(path) or not os.access(path.parent, os.W_OK):  # where nobody uses it
        return
    if foreign_index(store):
        foreign = "not an index of citehub; citehub works without one until you move it away"
        yield Fault(str(path), None, foreign, None)
        return
    fault: str | None = None
    fix: str | None = f"{_REMOVE}; the next command rebuilds it"
    seal = seal_of(store, say)
    try:
        with seal.held(alone=False), closing(open_sealed(store, seal)) as index:
            known = {(place.id, place.offset, place.length) for place in index.places()}
            if not index.is_whole():
                fault = "the index is damaged"
            elif index.is_at(store.stamp()):
                fault = None if known == served else "the index is not of this store"
            elif known and served and not {k[0] for k in known} & {s[0] for s in served}:
                fault = "the index is of another store"
    except IndexLockedError:
        fault, fix = _LOCKED, None
    except IndexBrokenError:
        fault = "the index is damaged, of another version, or not as citehub left it here"
    except sqlite3.DatabaseError as error:
        fault, fix = (_LOCKED, None) if "locked" in str(error) else (f"the index: {error}", fix)
    if fault:
        yield Fault(str(path), None, fault, fix)


def _repair_store(store: Store, bad: list[tuple[Span, Fault]], seen: Stamp) -> None:
    """Take what is not served out of the store, and write the rest as citehub does."""
    if aside := [span.data for span, fault in bad if fault.fix == _ASIDE]:
        store.put_aside(_DAMAGED, aside)
    if gone := {span.offset: (len(span.data), bytes) for span, fault in bad if fault.fix}:
        store.replace(gone, seen=seen)
    store.mend_tail()
    seen = store.stamp()
    with store.reading() as file:
        is_clean = all(line == clean_line(line) for line in lines_of(file))
    if not is_clean:
        store.clean_lines(seen=seen)


def _remove_files(store: Store, files: set[str]) -> None:
    for new in leftovers(store.path):
        if str(new) in files:
            new.unlink(missing_ok=True)
    if str(store.beside("index")) in files:
        remove_index(store)
