"""How long the slowest searches of a large store take: what many titles have, and what is long."""

import random
import time
from collections.abc import Callable

from corpus import Corpus

from citehub.index.filters import Filters
from citehub.library.library import Library
from citehub.library.query import parse
from citehub.library.search import BOTH, records, search_papers

_COMMON = 60  # the commonest words of a corpus


def _swapped(chance: random.Random, word: str) -> str:
    """Swap two letters of a word that has five or more."""
    if len(word) < 5:
        return word
    at = chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def slowest(library: Library, corpus: Corpus, count: int) -> dict[str, float]:
    """Return the seconds that the slowest of so many queries of each class takes, without a start.

    The commonest word of a corpus is in half of its titles.
    """
    chance = random.Random(1)
    common = corpus.commonest(_COMMON)
    long = [title for title in map(corpus.title, range(400)) if len(title.split()) > 11]
    classes: dict[str, Callable[[], list[str]]] = {
        "common": lambda: [chance.choice(common[:8])],
        "few common": lambda: chance.sample(common, chance.randint(2, 5)),
        "in one hub": lambda: chance.sample(common, chance.randint(1, 3)),
        "misspelt": lambda: [_swapped(chance, word) for word in chance.sample(common[10:], 2)],
        "long": lambda: [
            _swapped(chance, word) if at in (2, 5) else word
            for at, word in enumerate(chance.choice(long).split())
        ],
        "twelve": lambda: chance.sample(common, chance.randint(12, 16)),
        "200 words": lambda: [word for title in chance.sample(long, 12) for word in title.split()],
    }
    hubs = library.index.hub_count()
    filters: dict[str, Callable[[], Filters]] = {
        "in one hub": lambda: Filters(limit=10, hubs=(chance.randint(1, hubs),))
    }
    return {
        name: max(
            _seconds(library, " ".join(make()), filters.get(name, lambda: Filters(limit=10))())
            for _ in range(count)
        )
        for name, make in classes.items()
    }


def _seconds(library: Library, text: str, filters: Filters) -> float:
    query = parse(text)
    began = time.perf_counter()
    for _ in records(library, query, search_papers(library, query, BOTH, filters)):
        pass
    return time.perf_counter() - began
