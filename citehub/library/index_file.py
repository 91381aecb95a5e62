"""The index of a store as a file: opened, or replaced by one in memory; removed only if ours."""

import os
from collections.abc import Callable
from contextlib import suppress

from citehub.errors import IndexBrokenError, IndexLockedError
from citehub.index.index import Index
from citehub.index.schema import is_ours
from citehub.index.seal import Seal
from citehub.store.store import Store

Say = Callable[[str], None]

_OF_SQLITE = ("-journal", "-wal", "-shm")  # the endings of what other programs leave next to it


def foreign_index(store: Store) -> bool:
    """Return whether a file that is not citehub's stands where the index would be."""
    path = store.beside("index")
    return os.path.lexists(path) and not is_ours(path)


def seal_of(store: Store, say: Say) -> Seal:
    """Return the seal of a store's index."""
    waiting = f"waiting for another citehub to bring the index of {store.path} up to date"
    return Seal(store.beside("index"), store.mode(), lambda: say(waiting))


def open_index(store: Store, say: Say, *, new_store: bool = False) -> Index:
    """Open the index of a store, a new one where it is missing, damaged, or not as we left it.

    It is one in memory where there is no store yet and no `new_store` is about to be written, where
    the file is not ours, where another program holds it, and where it cannot be written.
    """
    if not (new_store or store.path.exists()):
        return Index()
    seal = seal_of(store, say)
    try:
        with suppress(IndexLockedError, IndexBrokenError), seal.held(alone=False):
            return open_sealed(store, seal)
        with seal.held(alone=True):
            with suppress(IndexBrokenError):
                return open_sealed(store, seal)  # made by another process in the meantime
            return _make_index(store, seal)
    except (IndexLockedError, OSError):
        if foreign_index(store):
            say(f"{store.beside('index')}: not an index of citehub, so it is left alone")
        return Index()


def open_sealed(store: Store, seal: Seal) -> Index:
    """Open an index whose seal is whole, and held; IndexBrokenError where it is not.

    IndexLockedError where another program is writing it.
    """
    path = store.beside("index")
    if not seal.is_whole():
        raise IndexBrokenError("the index is damaged, or was changed by another program")
    if any(path.with_name(path.name + ending).exists() for ending in _OF_SQLITE):
        raise IndexLockedError
    return Index(path, seal)


def _make_index(store: Store, seal: Seal) -> Index:
    """Put an empty index in the place of one that is worth nothing, or of none."""
    if foreign_index(store):
        raise IndexLockedError
    remove_index(store)
    path = store.beside("index")
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, store.mode()))
    try:
        index = Index(path, seal)
    except (IndexBrokenError, IndexLockedError):
        remove_index(store)
        raise IndexLockedError from None
    seal.renew(index.inode)
    return index


def remove_index(store: Store) -> None:
    """Remove the index of a store, if it is ours and can be removed."""
    path = store.beside("index")
    if is_ours(path):
        for ending in ("", *_OF_SQLITE):
            with suppress(OSError):
                path.with_name(path.name + ending).unlink(missing_ok=True)
