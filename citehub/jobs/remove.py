"""A hub taken out of a store, or a paper out of a hub."""

from typing import NamedTuple

from citehub.hubs.by_hand import hand_labels
from citehub.library.changing import changing
from citehub.library.library import Library
from citehub.library.names import find_hub, find_paper
from citehub.library.writer import rewrite
from citehub.model import Hub, Paper
from citehub.store.journal import HubChange, Journal


class Removed(NamedTuple):
    """A hub that was taken out, or a paper of it; how many labels by hand went with it."""

    hub: str
    title: str | None
    papers: int
    labels_by_hand: int


def remove_hub(library: Library, name: str, *, dry_run: bool = False) -> Removed:
    """Take a hub with all its papers out of the store, and say what that takes out.

    NoMatchError where the name fits none or several. Its page brings it back when it is ingested.
    """
    with library.held():
        place = library.ask(lambda _: find_hub(library, name, guess=False))
        record = library.record(place)
        if not dry_run:
            behind = library.ask(lambda index: index.id_before(place))
            note = HubChange(place.id, record, None, behind)
            Journal(library.store).note("remove", [note])
            rewrite(library, {place: b""})
    hub = library.store.decode(record)
    return _removed(hub, hub.title, hub.papers)


def remove_paper(library: Library, name: str, paper: str, *, dry_run: bool = False) -> Removed:
    """Take a paper out of a hub, and say what that takes out.

    NoMatchError where a name fits none or several. A later page that lists it brings it back.
    """
    with changing(library, "remove", dry_run=dry_run) as hubs:
        hub = hubs.get(library.ask(lambda _: find_hub(library, name, guess=False)))
        at = find_paper(hub, paper) - 1
        hubs.put(hub._replace(papers=hub.papers[:at] + hub.papers[at + 1 :]))
    return _removed(hub, hub.papers[at].title, hub.papers[at : at + 1])


def _removed(hub: Hub, title: str | None, papers: tuple[Paper, ...]) -> Removed:
    by_hand = hand_labels(hub._replace(papers=papers))
    return Removed(hub.id, title, len(papers), len(by_hand))
