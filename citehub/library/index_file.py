"""The index of a store as a file: opened, or replaced by one in memory; removed only if ours."""

import os
from contextlib import suppress

from citehub.errors import IndexBrokenError, IndexLockedError
from citehub.index.index import Index
from citehub.index.schema import is_ours
from citehub.store.store import Store

_IN_MEMORY = ":memory:"


def index_in_memory() -> Index:
    """Return an empty index that leaves no file."""
    return Index(_IN_MEMORY)


def foreign_index(store: Store) -> bool:
    """Return whether a file that is not citehub's stands where the index would be."""
    path = store.beside("index")
    return os.path.lexists(path) and not is_ours(path)


def open_index(store: Store, *, new_store: bool = False) -> Index:
    """Open the index of a store, one of this version, or an empty one in memory.

    In memory it is where there is no store yet and no `new_store` is about to be written, where
    the file is not ours, where another program holds it, and where it cannot be written.
    """
    path = store.beside("index")
    if foreign_index(store) or not (new_store or store.path.exists()):
        return index_in_memory()
    try:
        if not os.access(path.parent, os.W_OK):
            return _open_unwritable(store)
        try:
            return Index(store.make_beside("index"))
        except IndexBrokenError:
            remove_index(store)
            return Index(store.make_beside("index"))
    except (IndexBrokenError, IndexLockedError):
        return index_in_memory()


def _open_unwritable(store: Store) -> Index:
    """Open an index in a folder where nothing can be written, and so nothing changes."""
    log = store.beside("index-wal")  # what is in it is not in the file yet
    if log.exists() and log.stat().st_size:
        raise IndexBrokenError
    return Index(store.beside("index"), immutable=True)


def remove_index(store: Store) -> None:
    """Remove the index of a store, if it is ours and can be removed."""
    if is_ours(store.beside("index")):
        for ending in ("index", "index-wal", "index-shm"):
            with suppress(OSError):
                store.beside(ending).unlink(missing_ok=True)
