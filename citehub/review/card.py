"""One paper of a review, with all that its screen shows. Pure, except for reading it."""

from typing import Any, NamedTuple

from citehub.hubs.explain import explain_paper
from citehub.index.place import PaperRow, hub_of_number
from citehub.library.library import Library
from citehub.model import HAND, UNCLASSIFIED, Hub, Paper, named_contexts
from citehub.records import Record, telling_places
from citehub.rules.ruleset import RuleSet

Spans = list[tuple[int, int]]
_KEPT = 8  # hubs whose records are kept at hand


class Card(NamedTuple):
    """A paper of a queue: where it stands, its record, why it has its labels.

    `key` is what the queue knows it by, `number` its number in the index.
    `others` counts the other hubs that a label goes to.
    """

    key: object
    number: int
    hub: Hub
    position: int
    paper: Paper
    explained: Record
    others: int

    def texts(self) -> list[tuple[str, str]]:
        """Return what the paper says, (name, text): its summary or abstract, citing sentences."""
        said = [("summary", self.paper.summary), ("abstract", self.paper.abstract)]
        return [(k, t) for k, t in [*said, *named_contexts(self.paper.contexts).items()] if t]

    def spans(self, label: str, where: str) -> Spans:
        """Return which characters, [start, end), of one of its texts speak for the best value."""
        return telling_places(self.explained["labels"][label], where)

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
            others=self._others(row) if label == "role" else 0,
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

    def _others(self, row: PaperRow) -> int:
        """Count the other hubs that list a paper: a role is the same in every hub."""
        listings = self._library.ask(lambda index: index.papers.listings(row.number))
        return len({hub_of_number(number) for number in listings} - {row.hub})
