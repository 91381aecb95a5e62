"""Labels given by hand, as data to test rules on."""

from citehub.errors import CitehubError
from citehub.hubs.by_hand import hand_labels
from citehub.library.library import Library
from citehub.model import named_contexts
from citehub.rules.measure import Labelled
from citehub.text.counted import counted


def labelled_by_hand(library: Library) -> list[Labelled]:
    """Return the texts whose labels the user gave; CitehubError where there are none to test on."""
    rows: list[Labelled] = []
    given = 0
    for place in library.ask(lambda index: index.places()):
        for paper, label, gold in hand_labels(library.read(place)):
            given += 1
            about = {"title": paper.title, "summary": paper.summary or paper.abstract}
            texts = about if label == "role" else named_contexts(paper.contexts)
            fields = {name: text for name, text in texts.items() if text}
            if fields:
                rows.append(Labelled(fields, gold, label))
    store = library.store.path
    if not given:
        raise CitehubError(f"{store} holds no labels by hand; give some with: citehub label")
    if not rows:
        raise CitehubError(
            f"{store}: {counted(given, 'label')} by hand, but no text to test on: a role needs a "
            "title or summary, the other labels a citing sentence"
        )
    return rows
