"""What a search has to find: every title under the exact scorer of citehub, without any index."""

from array import array
from collections.abc import Sequence
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from citehub.library.ranking import most_missing, rank
from citehub.text.words import words

MOST_ERRORS = 2  # in a word; the scorer forgives no more


class Oracle:
    """Ranks folded titles as `citehub.search.rank` over all of them does.

    A title may lack so many words of a query and no more, so it has one of any so many and one
    more: it is enough to rank the titles that have one of the rarest, or a word that may be like
    it. At a million titles that is a thousandth of the work.
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
        having = [set(chain.from_iterable(self._like(word))) for word in asked]
        rarest = sorted(having, key=len)[: most_missing(len(asked)) + 1]
        titles = [self._titles[at] for at in sorted(set().union(*rarest))]
        return [(titles[at], score) for at, score in rank(asked, titles)[:limit]]

    def _like(self, word: str) -> list["array[int]"]:
        """Return, by word that may pass for this one, the titles that have it."""
        near = process.extract(
            word, self._words, scorer=OSA.distance, score_cutoff=MOST_ERRORS, limit=None
        )
        alike = {str(known) for known, _, _ in near}
        alike.update(known for known in self._words if known.startswith(word))
        return [self._having[known] for known in alike]
