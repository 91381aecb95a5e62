"""Rank papers against a query: all words, then other forms, typing errors, most words. Pure.

A score is a number from 0 to 100: 100 the whole title, 91 to 95 its beginning, 80 to 90 all words
as written, 74 to 80 all words in other forms (plural, joined, split), 60 to 74 all words in title
and summary together, 40 to 60 all words of the title with typing errors, below that most words.
Titles with fewer other words come first. Only the tier of the best paper is listed, except that
those from 60 up are one list: once a paper has all words, none is offered that takes a typing
error to fit.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import pairwise
from typing import NamedTuple

from citehub.library.spelling import FORM, Forms, Likeness, LooseLikeness
from citehub.text.words import search_words

WHOLE = 100.0  # the score of a title that is the query

AS_WRITTEN = 80.0  # and the least for one that has all its words as they are written

IN_TITLE = 74.0  # the least for a title that has all words in some form

ALL_WORDS = 60.0  # the least for a paper that has all words, in title and summary together

MISSPELT = 40.0  # the least for a title that has all words with typing errors

_ENOUGH = (1.0, 0.65, 0.65, 0.55, 0.5, 0.42)  # see `enough`

_NEAR_THE_BEST = 0.8  # of the best score: what is listed of the titles that have not all words

_JOINED = 0.97  # how much a word is like the two that it joins, or the two like it

_CAPITALS = 0.9  # and the words that begin with its letters

_LONGEST = 40  # words of a query that are looked at; the others of a longer one have to be there


def folded(*names: str) -> str:
    """Return the names of one thing as `rank` reads them: folded words, a line for each name."""
    return "\n".join(" ".join(search_words(name)) for name in names)


def weight(word: str) -> int:
    """Return how much a word of a query counts: its letters, and more where it has digits."""
    return len(word) + (4 if any(letter.isdigit() for letter in word) else 0)


def enough(query_length: int) -> float:
    """Return how much of a query's weight a title has to have: of more words, less."""
    return _ENOUGH[min(query_length, len(_ENOUGH) - 1)]


class Hit(NamedTuple):
    """A text that answers a query: its position among those looked at, and how well it does."""

    at: int
    score: float
    text: str


class Scorer:
    """The words of a query, and how well a text answers them."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self._text = " ".join(words)
        last = [word is words[-1] for word in words]
        self._forms = [Forms(word, last=at) for word, at in zip(words, last, strict=True)]
        self._likeness = [Likeness(forms) for forms in self._forms]
        self._loose = [LooseLikeness(likeness) for likeness in self._likeness]
        self._weights = [weight(word) for word in words]
        self._weight = sum(self._weights)
        self._enough = enough(len(words))
        self._runs = dict(runs(words))
        self._parts = [[f" {part} " for part in parts(word)] for word in words]

    def score(self, text: str, least: float = 0.0) -> float:
        """Score a `folded` text by the best of its lines; 0 where too many words are missing.

        Also where the score is under the `least` of a tier: what it takes to know is left out.
        """
        lines = [line for line in text.split("\n") if line] if self.words else []
        as_written = max(map(self.as_written, lines), default=0.0)
        return as_written or max((self._otherwise(line, least) for line in lines), default=0.0)

    def as_written(self, line: str) -> float:
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

    def _otherwise(self, line: str, least: float) -> float:
        """Score a line that has not all of the words as they are written."""
        known = line.split()
        best = self._alike(self._forms, line, known)
        if min(best) >= FORM:
            together = 1 if self._side_by_side(self._forms, known) else 0
            return round(78.0 - 4 * self._spare(known) + together, 1)
        if self._is_half_typed(line):
            return round(78.0 - 4 * self._spare(known), 1)
        if least >= ALL_WORDS:
            return 0.0
        best = self._alike(self._likeness, line, known)
        if min(best) > 0:
            together = 1 if self._side_by_side(self._likeness, known) else 0
            return round(44.0 + 15 * self._share(best) - 5 * self._spare(known) + together, 1)
        if least >= MISSPELT:
            return 0.0
        share = self._share(self._alike(self._loose, line, known))
        return round(40.0 * share - 2 * self._spare(known), 1) if share >= self._enough else 0.0

    def _is_half_typed(self, line: str) -> bool:
        """Return whether a line has the query side by side, its last word half typed."""
        return is_half_typed(self.words) and f" {self._text}" in f" {line}"

    @staticmethod
    def _side_by_side(like: Sequence[Forms], known: list[str]) -> bool:
        """Return whether the words that are most like those of the query follow each other."""
        places = [max(range(len(known)), key=lambda at: of[known[at]]) for of in like]
        return all(behind - before == 1 for before, behind in pairwise(places))

    def in_both(self, title: str, summary: str) -> float:
        """Score a paper whose title and summary together have all words in some form, else 0.

        The more of them are in the title, the better.
        """
        one = self._alike(self._forms, title, title.split())
        two = self._alike(self._forms, summary, summary.split())
        if min(map(max, one, two)) < FORM:
            return 0.0
        in_title = [alike if alike >= FORM else 0.0 for alike in one]
        as_written = sum(max(pair) == 1 for pair in zip(one, two, strict=True)) / len(one)
        spare = self._spare(title.split())
        return round(61.0 + 10 * self._share(in_title) + 2 * as_written - spare, 1)

    def most(self, length: int, least: float, *, begins: bool) -> float:
        """Return a bound for the scores of titles of so many words, in the tier of a least one.

        It is that of words all as written, at the `begins` of the title or side by side.
        """
        spare = length / (length + len(self.words))
        if begins:
            return 95.0 - 4 * spare if length > len(self.words) else WHOLE
        return 90.0 - 5 * spare if least >= ALL_WORDS else 59.0 - 5 * spare

    def _alike(self, like: Sequence[Forms], line: str, known: list[str]) -> list[float]:
        """Return how much each word of the query is like the nearest of a line."""
        best = [max(map(of.__getitem__, known), default=0.0) for of in like]
        for word in self._runs.keys() & known:
            for first, behind, alike in self._runs[word]:
                for at in range(first, behind):
                    best[at] = max(best[at], alike)
        if min(best) < FORM:
            close, wide = line.replace(" ", ""), f" {line} "
            for at, word in enumerate(self.words):
                if best[at] < FORM and word in close and any(p in wide for p in self._parts[at]):
                    best[at] = _JOINED
        return best

    def _share(self, best: list[float]) -> float:
        """Return how much of the query is there, by the weights of its words."""
        alike = zip(best, self._weights, strict=True)
        return sum(one * weight for one, weight in alike) / self._weight

    def _spare(self, known: list[str]) -> float:
        """Return 1/2 for a line of as many words as the query has, 1 for one of very many."""
        return len(known) / (len(known) + len(self.words))

    def matched(self, line: str) -> Iterator[str]:
        """Yield the words of a line that answer the query, in the query's order."""
        known, wide = line.split(), f" {line} "
        all_there = (
            like
            for like in (self._forms, self._likeness)
            if min(self._alike(like, line, known)) > 0
        )
        for at, of in enumerate(next(all_there, self._loose)):
            alike, nearest = max(((of[other], other) for other in known), default=(0.0, ""))
            joined = [
                other
                for other in self._runs.keys() & known
                for first, behind, _ in self._runs[other]
                if first <= at < behind
            ]
            split = next((part for part in self._parts[at] if part in wide), None)
            if alike < FORM and (joined or split):
                yield from joined or (split or "").split()
            elif alike > 0:
                yield nearest


Run = tuple[int, int, float]  # [first, behind): words of a query, and how much they are like one


def runs(words: list[str]) -> Iterator[tuple[str, list[Run]]]:
    """Yield the words that stand for several of a query, side by side, and where those are.

    "mini" and "llm" may be written as one, and "group relative policy optimization" as GRPO.
    """
    found: dict[str, list[Run]] = {}
    words = words[:_LONGEST]
    for at, (one, two) in enumerate(pairwise(words)):
        found.setdefault(one + two, []).append((at, at + 2, _JOINED))
    for length in range(3, 7):
        for at in range(len(words) - length + 1):
            capitals = "".join(word[0] for word in words[at : at + length])
            if len(words[at]) > 3 and len(words[at + length - 1]) > 3:
                found.setdefault(capitals, []).append((at, at + length, _CAPITALS))
    yield from found.items()


def is_half_typed(words: Sequence[str]) -> bool:
    """Return whether the last word of a query may stand for longer ones where all else fits."""
    return len(words) > 1 and len(words[-1]) > 2 and words[-1].isalpha()


def parts(word: str) -> list[str]:
    """Return the ways to write a word as two."""
    return [f"{word[:at]} {word[at:]}" for at in range(1, len(word))]


def best(query: list[str], texts: Iterable[str], limit: int | None) -> tuple[list[Hit], int]:
    """Return the hits of the best tier, best first, up to a limit, and how many there are in all.

    `texts` are `folded`, and the lines of one are names of one thing, the best of which counts.
    They are looked at one by one: a word that half of all titles have takes no memory.
    """
    score_of = Scorer(query).score
    scored = ((at, text, score_of(text)) for at, text in enumerate(texts))
    found = [Hit(at, score, text) for at, text, score in scored if score]
    hits = of_best_tier(found)
    first = nsmallest(len(hits) if limit is None else limit, hits, key=lambda h: (-h.score, h.at))
    return first, len(hits)


def of_best_tier(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits of the best tier; of those without all words, the nearest to the best."""
    least = least_listed(max((hit.score for hit in hits), default=0.0))
    return [hit for hit in hits if hit.score >= least]


def rank(query: list[str], texts: Sequence[str]) -> list[tuple[int, float]]:
    """Return (position in `texts`, score) of all the hits, best first."""
    return [(hit.at, hit.score) for hit in best(query, texts, None)[0]]


def least_listed(best: float) -> float:
    """Return the least score that is listed where there is a best one."""
    if best >= ALL_WORDS:
        return ALL_WORDS
    return MISSPELT if best >= MISSPELT else best * _NEAR_THE_BEST


def matched(query: list[str], text: str) -> list[str]:
    """Return the words of a `folded` text that answer a query, in the query's order."""
    scorer = Scorer(query)
    line = max(text.split("\n"), key=scorer.score)
    return list(dict.fromkeys(scorer.matched(line)))
