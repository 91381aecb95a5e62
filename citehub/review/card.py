"""One paper of a review, with all that its screen shows. Pure, but for reading it."""

from typing import Any, NamedTuple

from citehub.hubs.explain import explain_paper
from citehub.index.filters import Filters
from citehub.index.place import PaperRow
from citehub.index.sql import Groups
from citehub.library.library import Library
from citehub.model import HAND, UNCLASSIFIED, Hub, Paper, named_contexts
from citehub.records import Record
from citehub.rules.ruleset import RuleSet

Spans = list[tuple[int, int]]
_KEPT = 8  # hubs whose records are kept at hand
_MOST_COPIES = 10_000


class Card(NamedTuple):
    """A paper of a queue: where it stands, its record, why it has its labels.

    `key` is what the queue knows it by, `number` its number in the index.
    `copies` are all the places (hub id, position) that a label goes to, its own the first.
    """

    key: object
    number: int
    hub: Hub
    position: int
    paper: Paper
    explained: Record
    copies: tuple[tuple[str, int], ...]

    def texts(self) -> list[tuple[str, str]]:
        """Return what the paper says beside its title, (name, text): summary, citing sentences."""
        said = [("summary", self.paper.summary), ("abstract", self.paper.abstract)]
        return [(k, t) for k, t in [*said, *named_contexts(self.paper.contexts).items()] if t]

    def spans(self, label: str, where: str) -> Spans:
        """Return the characters, [start, end), of one of its texts that rules for a label found."""
        rules = self.explained["labels"][label]["rules"]
        return [(rule["start"], rule["end"]) for rule in rules if rule["where"] == where]

    def proposed(self, label: str) -> str | None:
        """Return the value that Enter gives: what stands there, unless it is unclassified."""
        value: str = self.explained["labels"][label]["label"]
        return None if value == UNCLASSIFIED else value

    def evidence(self, label: str) -> dict[str, Any] | None:
        """Return what the label that stands there rests on."""
        evidence: dict[str, Any] | None = self.explained["labels"][label]["evidence"]
        return evidence

    def by_hand(self, label: str) -> bool:
        """Return whether the label in the store was given by hand."""
        evidence = self.evidence(label)
        return evidence is not None and evidence["rule"] == HAND


class Cards:
    """Makes cards of the rows of a queue; hubs that were read last are kept."""

    def __init__(self, library: Library, rules: RuleSet) -> None:
        self._library = library
        self._rules = rules
        self._hubs: dict[bytes, Hub] = {}

    def card(self, row: PaperRow, label: str) -> Card:
        """Read the paper of a row."""
        hub = self._hub(row.hub)
        return Card(
            key=row.words if label == "role" and row.words else row.number,
            number=row.number,
            hub=hub,
            position=row.position,
            paper=hub.papers[row.position - 1],
            explained=explain_paper(hub, row.position, self._rules),
            copies=self._copies(row, hub.id) if label == "role" else ((hub.id, row.position),),
        )

    def title(self, row: PaperRow) -> str:
        """Read the title of a row's paper."""
        return self._hub(row.hub).papers[row.position - 1].title or ""

    def _hub(self, number: int) -> Hub:
        place = self._library.known_place(number=number)
        if place.hash not in self._hubs:
            self._hubs[place.hash] = self._library.read(place)
            if len(self._hubs) > _KEPT:
                del self._hubs[next(iter(self._hubs))]
        return self._hubs[place.hash]

    def _copies(self, row: PaperRow, hub_id: str) -> tuple[tuple[str, int], ...]:
        """Return where the papers of this title stand: a role is the same in every hub."""
        here = (hub_id, row.position)
        groups: Groups = [[word] for word in dict.fromkeys(row.words.split())]
        if not groups:
            return (here,)
        found = self._library.ask(
            lambda index: [
                *index.papers.candidates(Filters(), "title_words", groups, most=_MOST_COPIES)
            ]
        )
        same = [PaperRow(other.number, other.title) for other in found if other.title == row.words]
        ids = {hub: self._library.known_place(number=hub).id for hub in {s.hub for s in same}}
        return (here, *((ids[s.hub], s.position) for s in same if s.number != row.number))
