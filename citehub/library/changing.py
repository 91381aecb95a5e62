"""Hubs of a library changed by a command, all or none; or in a dry run, only as if."""

from collections.abc import Iterator
from contextlib import contextmanager

from citehub.index.place import Place
from citehub.library.library import Library
from citehub.library.writer import Writer, writing
from citehub.model import Hub


class DryRun:
    """Reads hubs as a `Writer` does, and stores none."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def get(self, place: Place) -> Hub:
        """Return the hub at a place."""
        return self._library.read(place)

    def put(self, hub: Hub, *, at: Place | None = None) -> None:
        """Forget a hub."""


Changing = Writer | DryRun


@contextmanager
def changing(library: Library, what: str, *, dry_run: bool) -> Iterator[Changing]:
    """Open a library to change its hubs, all or none; a dry run only reads."""
    if dry_run:
        library.refresh()
        yield DryRun(library)
    else:
        with writing(library, what, keep=False) as writer:
            yield writer
