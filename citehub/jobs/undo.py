"""The last change of a store taken back, from its journal."""

from collections.abc import Mapping
from typing import NamedTuple

from citehub.errors import CitehubError
from citehub.index.digests import hash_of
from citehub.index.place import Place
from citehub.library.library import Library
from citehub.library.writer import rewrite
from citehub.store.journal import MOST, Change, HubChange, Journal

_NAMED = 5  # hubs that are named when the change cannot be taken back


class Undone(NamedTuple):
    """What taking a change back does to a hub: `removed`, `put back` or `as before`."""

    hub: str
    does: str
    change: str
    when: str


def changes(library: Library) -> list[Change]:
    """Return the changes that can be taken back, the last one first."""
    return Journal(library.store).changes()[::-1]


def undo_last(library: Library, *, dry_run: bool = False) -> list[Undone]:
    """Take the last change back, all of it or nothing; return what that does to each hub.

    One that was interrupted before it changed anything is passed over. CitehubError where there is
    none, where it was too large to be kept, or where one of its hubs was changed since, by hand or
    by another program.
    """
    with library.held():
        journal = Journal(library.store)
        for change in changes(library):
            edits, done = _plan(library, change)
            if done and dry_run:
                return done
            if edits:
                rewrite(library, edits)
            if not dry_run:
                journal.drop_last()
            if done:
                return done
        raise CitehubError(f"{library.store.path}: no change to undo")


def _plan(library: Library, change: Change) -> tuple[dict[Place | None, bytes], list[Undone]]:
    """Return the records to write, each in the place of another or at the end, and what it does."""
    if change.hubs is None:
        raise CitehubError(
            f"the last change ({change.what}, {change.when}) cannot be undone: "
            f"it is larger than the {MOST >> 20} MiB that are kept"
        )
    edits: dict[Place | None, bytes] = {}
    done: list[Undone] = []
    stale: list[str] = []
    for hub in _first_to_last(change.hubs):
        place = library.place(id=hub.id)
        now = place.hash if place else None
        if now == (hub.before and hash_of(hub.before)):
            continue  # it was not carried out, or was taken back already
        if now != hub.after or (place is None and _title_is_taken(library, hub, edits)):
            stale.append(hub.id)
        elif place is None:
            _put_back(library, hub, edits)
        else:
            edits[place] = hub.before or b""
        does = "removed" if hub.before is None else "as before" if place else "put back"
        done.append(Undone(hub.id, does, change.what, change.when))
    if stale:
        named = ", ".join(stale[:_NAMED])
        more = f" and {len(stale) - _NAMED:,} more" if len(stale) > _NAMED else ""
        raise CitehubError(
            f"the last change ({change.what}, {change.when}) cannot be undone: "
            f"changed since then: {named}{more}"
        )
    return edits, done


def _first_to_last(hubs: tuple[HubChange, ...]) -> list[HubChange]:
    """Return one change a hub, from what it was first to what it was last."""
    found: dict[str, HubChange] = {}
    for hub in hubs:
        first = found.get(hub.id, hub)
        found[hub.id] = first._replace(after=hub.after)
    return list(found.values())


def _title_is_taken(library: Library, hub: HubChange, edits: Mapping[Place | None, bytes]) -> bool:
    """Return whether another hub has the page title of one to put back, and is not to go itself."""
    page_title = library.store.decode(hub.before or b"").page_title
    place = library.place(page_title=page_title)
    return place is not None and edits.get(place) != b""


def _put_back(library: Library, hub: HubChange, edits: dict[Place | None, bytes]) -> None:
    """Plan to put a removed hub where it stood, or at the end where its neighbour is gone."""
    record = hub.before or b""
    first = next(library.ask(lambda index: index.places()), None)
    neighbour = library.place(id=hub.behind) if hub.behind else first
    there = edits.get(neighbour, library.record(neighbour) if neighbour else b"")
    edits[neighbour] = there + record if hub.behind else record + there
