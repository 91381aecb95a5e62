"""Labels given by hand, as data to test rules on."""

from citehub.errors import CitehubError
from citehub.hubs.by_hand import hand_labels
from citehub.library.library import Library
from citehub.rules.measure import Labelled


def labelled_by_hand(library: Library) -> list[Labelled]:
    """Return the texts whose labels the user gave; CitehubError where there are none to test on."""
    rows: list[Labelled] = []
    given = 0
    for place in library.ask(lambda index: index.places()):
        for paper, label, gold in hand_labels(library.read(place)):
            given += 1
            names = ("title", "summary") if label == "role" else ("context",)
            fields = {name: text for name in names if (text := getattr(paper, name))}
            if fields:
                rows.append(Labelled(fields, gold, label))
    store = library.store.path
    if not given:
        raise CitehubError(f"{store} holds no labels by hand; give some with: citehub label")
    if not rows:
        raise CitehubError(
            f"{store}: {given} by hand, but none with a text that rules read: that is a title or "
            "summary for a role, a citing sentence for the other labels"
        )
    return rows
