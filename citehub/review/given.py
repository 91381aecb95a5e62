"""The labels by hand of a library, or of one review, with what the rules had proposed."""

from citehub.hubs.by_hand import hand_labels
from citehub.library.library import Library
from citehub.model import GIVEN, UNCLASSIFIED
from citehub.review.card import Card
from citehub.review.session import Review
from citehub.review.stats import Reviewed
from citehub.text.words import words


def given_in(library: Library) -> list[Reviewed]:
    """Return the labels by hand of which it is known what the rules proposed.

    The role of a paper that cites many hubs counts once.
    """
    found: dict[object, Reviewed] = {}
    for number in library.ask(lambda index: index.review.hubs_by_hand()):
        hub = library.read(library.known_place(number=number))
        for paper, label, value in hand_labels(hub):
            evidence = getattr(paper, f"{label}_evidence")
            if evidence.proposed is None:
                continue
            title = words(paper.title or "") if label == "role" else []
            key: object = (label, *title) if title else len(found)
            day = evidence.when[:10] if evidence.when else None
            found[key] = Reviewed(label, value, evidence.proposed, evidence.order, day)
    return [*found.values()]


def given_by(review: Review) -> list[Reviewed]:
    """Return the labels of a review, except those that a page had stated."""
    return [
        Reviewed(review.label, answer.value, proposed, review.queue.order, None)
        for answer in review.labelled()
        if (proposed := _proposed(answer.card, review.label)) is not None
    ]


def _proposed(card: Card, label: str) -> str | None:
    evidence = card.evidence(label)
    if evidence is None or evidence["rule"] not in GIVEN:
        return card.proposed(label) or UNCLASSIFIED
    return evidence.get("proposed")
