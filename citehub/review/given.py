"""The labels by hand of a library, or of one review, with what the rules had proposed."""

from itertools import groupby

from citehub.hubs.by_hand import is_by_hand
from citehub.index.filters import Filters
from citehub.index.place import first_number, hub_of_number
from citehub.library.library import Library
from citehub.model import GIVEN, LABELS, UNCLASSIFIED, Paper
from citehub.review.card import Card
from citehub.review.session import Review
from citehub.review.stats import Reviewed
from citehub.text.words import words


def given_in(library: Library, filters: Filters, hub: int | None = None) -> list[Reviewed]:
    """Return the labels by hand of which it is known what the rules proposed.

    Of the papers that pass, in one hub by its number, or in all. The role of a paper that cites
    many hubs counts once.
    """
    asked = filters._replace(by_hand=True)
    numbers = library.ask(lambda index: [n for n, _ in index.papers.listed(asked, hub=hub)])
    found: dict[object, Reviewed] = {}
    for at, some in groupby(numbers, key=hub_of_number):
        papers = library.hub_numbered(at).papers
        for paper in (papers[number - first_number(at) - 1] for number in some):
            for label in LABELS:
                if is_by_hand(paper, label):
                    _add(found, paper, label)
    return [*found.values()]


def _add(found: dict[object, Reviewed], paper: Paper, label: str) -> None:
    evidence = getattr(paper, f"{label}_evidence")
    if evidence.proposed is not None:
        title = words(paper.title or "") if label == "role" else []
        key: object = (label, *title) if title else len(found)
        day = evidence.when[:10] if evidence.when else None
        value = getattr(paper, label)
        found[key] = Reviewed(label, value, evidence.proposed, evidence.order, day)


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
