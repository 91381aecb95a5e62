"""Rank titles against a query, in tiers: all words > all words misspelt > most words. Pure.

A score is a number from 0 to 100: 100 the whole title, 95 its beginning, 80 to 90 all words as
written, 50 to 75 all words with typing errors, up to 50 all words except one or two. Titles
with fewer other words come first. Only the tier of the best title is listed: once a title has all
words as written, none is offered that takes a typing error to fit.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

from citehub.library.spelling import likeness
from citehub.text.words import words

WHOLE = 100.0  # the score of a title that is the query

AS_WRITTEN = 80.0  # and the least for one that has all its words as they are written


def most_missing(query_length: int) -> int:
    """Return how many words of a query a title may lack: one of three, two of six, none of many."""
    return min(2, query_length // 3) if query_length <= 12 else 0


def folded(*names: str) -> str:
    """Return the names of one thing as `rank` reads them: folded words, a line for each name."""
    return "\n".join(" ".join(words(name)) for name in names)


class Hit(NamedTuple):
    """A text that answers a query: its position among those looked at, and how well it does."""

    at: int
    score: float
    text: str


class _Query:
    """The words of a query, and how well a text answers them."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self._text = " ".join(words)
        self.likeness = [_Likeness(word) for word in words]

    def score(self, text: str) -> float:
        """Score a `folded` text by the best of its lines; 0 where too many words are missing."""
        lines = [line for line in text.split("\n") if line] if self.words else []
        as_written = max(map(self._as_written, lines), default=0.0)
        return as_written or max(map(self._misspelt, lines), default=0.0)

    def _as_written(self, line: str) -> float:
        """Score a line that has all the words; 0 for any other."""
        known = line.split()
        if line == self._text:
            return WHOLE
        if line.startswith(f"{self._text} "):
            return round(95.0 - 4 * self._spare(known), 1)
        if all(map(known.__contains__, self.words)):
            together = f" {self._text} " in f" {line} "
            return round(86.0 - 5 * self._spare(known) + (4 if together else 0), 1)
        return 0.0

    def _misspelt(self, line: str) -> float:
        """Score a line that has not all of the words."""
        known = line.split()
        best = [max(map(like.__getitem__, known)) for like in self.likeness]
        missing = best.count(0)
        if missing > most_missing(len(self.words)):
            return 0.0
        alike = sum(best) / len(self.words)
        return round((55.0 * alike if missing else 45.0 + 30 * alike) - 5 * self._spare(known), 1)

    def _spare(self, known: list[str]) -> float:
        """Return 1/2 for a line of as many words as the query has, 1 for one of very many."""
        return len(known) / (len(known) + len(self.words))

    def matched(self, text: str) -> Iterator[str]:
        """Yield the words of a text that answer the query, in the query's order."""
        lines = text.split("\n")
        as_written = any(map(self._as_written, lines))
        known = max(lines, key=self._as_written if as_written else self.score).split()
        for word, like in zip(self.words, self.likeness, strict=True):
            if word in known:
                yield word
            else:
                alike, nearest = max((like[other], other) for other in known)
                if alike > 0:
                    yield nearest


class _Likeness(dict[str, float]):
    """How much one word of a query is like other words: 0 to 1, each worked out once."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word

    def __missing__(self, other: str) -> float:
        alike = self[other] = likeness(self._word, other)
        return alike


def best(query: list[str], texts: Iterable[str], limit: int | None) -> tuple[list[Hit], int]:
    """Return the hits of the best tier, best first, up to a limit, and how many there are in all.

    `texts` are `folded`, and the lines of one are names of one thing, the best of which counts.
    They are looked at one by one: a word that half of all titles have takes no memory.
    """
    score_of = _Query(query).score
    counts = [0, 0, 0, 0]

    def scored() -> Iterator[tuple[float, int, str]]:
        for at, text in enumerate(texts):
            if score := score_of(text):
                counts[_tier(score)] += 1
                yield -score, at, text

    found = sorted(scored()) if limit is None else nsmallest(limit, scored())
    tier = max((n for n, count in enumerate(counts) if count), default=0)
    hits = [Hit(at, -score, text) for score, at, text in found if _tier(-score) == tier]
    return hits, counts[tier]


def rank(query: list[str], texts: Sequence[str]) -> list[tuple[int, float]]:
    """Return (position in `texts`, score) of all the hits, best first."""
    return [(hit.at, hit.score) for hit in best(query, texts, None)[0]]


def _tier(score: float) -> int:
    """Return 3 for all words as written, 2 for all with typing errors, 1 for most, 0 for none."""
    return (score > 0) + (score >= 50) + (score >= AS_WRITTEN)


def matched(query: list[str], text: str) -> list[str]:
    """Return the words of a `folded` text that answer a query, in the query's order."""
    return list(dict.fromkeys(_Query(query).matched(text)))
