"""Two hubs of one work made one."""

from typing import NamedTuple

from citehub.errors import CitehubError
from citehub.hubs.by_hand import hand_labels
from citehub.hubs.classify import classify_hub
from citehub.hubs.merge import unite
from citehub.index.digests import hash_of
from citehub.library.library import Library
from citehub.library.names import find_hub
from citehub.library.writer import rewrite
from citehub.rules.ruleset import RuleSet
from citehub.store.journal import HubChange, Journal


class Merged(NamedTuple):
    """A hub, and another one that was joined to it.

    `captures` and `papers` are what the hub has then, `listed` how many of those papers no newer
    complete page leaves out, `shared` how many both hubs had, and `labels_by_hand` how many labels
    the user gave.
    """

    hub: str
    title: str
    other: str
    other_title: str
    captures: int
    papers: int
    listed: int
    shared: int
    labels_by_hand: int


def merge_hubs(
    library: Library, name: str, other: str, rules: RuleSet, *, dry_run: bool = False
) -> Merged:
    """Join a hub to another one, which stays, and say what that makes of it.

    NoMatchError where a name fits none or several, CitehubError where both mean one hub.
    """
    with library.held():
        here, there = library.ask(
            lambda _: [find_hub(library, each, guess=False) for each in (name, other)]
        )
        if here == there:
            raise CitehubError(f"{name!r} and {other!r} are one hub already: {here.id}")
        records = [library.record(place) for place in (here, there)]
        known, joined = map(library.store.decode, records)
        hub = classify_hub(unite(known, joined), rules)
        if not dry_run:
            data = library.store.encode(hub)
            behind = library.ask(lambda index: index.id_before(there))
            changes = [
                HubChange(here.id, records[0], hash_of(data)),
                HubChange(there.id, records[1], None, behind),
            ]
            Journal(library.store).note("merge", changes)
            rewrite(library, {here: data, there: b""})
    return Merged(
        hub=hub.id,
        title=hub.title,
        other=joined.id,
        other_title=joined.title,
        captures=len(hub.captures),
        papers=len(hub.papers),
        listed=len(hub.listed),
        shared=len(known.papers) + len(joined.papers) - len(hub.papers),
        labels_by_hand=len(hand_labels(hub)),
    )
