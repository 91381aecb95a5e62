"""What a search has to find: every title under the exact scorer of citehub, without any index."""

from array import array
from collections.abc import Sequence
from itertools import chain

from citehub.search import most_missing, rank, similar_words
from citehub.text import words


class Oracle:
    """Ranks folded titles as `citehub.search.rank` over all of them does.

    A title may lack so many words of a query and no more, so it has one of any so many and one
    more: it is enough to rank the titles that have one of the rarest, or a word that is like it.
    At a million titles that is a thousandth of the work.
    """

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self._having: dict[str, array[int]] = {}  # by word: the titles that have it
        for at, title in enumerate(titles):
            for word in set(title.split()):
                self._having.setdefault(word, array("l")).append(at)
        self._words = list(self._having)

    def best(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Return the best titles for a query, each with its score."""
        asked = list(dict.fromkeys(words(query)))
        like = (similar_words(word, self._words, most=None) for word in asked)
        having = [set(chain.from_iterable(map(self._having.__getitem__, group))) for group in like]
        rarest = sorted(having, key=len)[: most_missing(len(asked)) + 1]
        titles = [self._titles[at] for at in sorted(set().union(*rarest))]
        return [(titles[at], score) for at, score in rank(asked, titles)[:limit]]
