"""How much one word is like another, and which words of a vocabulary a misspelt one may stand for.

Two words are the same, or forms of one word, or alike apart from typing errors as RapidFuzz counts
them (OSA: a letter more, less, other, or two swapped).
"""

import sys
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from typing import Any

from citehub.text.stems import stem

FORM = 0.95  # how much a word is like another form of it, at least
_HALF_TYPED = 0.85  # and like one that begins so
_LEAST = 0.5  # below it, two words have nothing in common

_MOST_SIMILAR = 40  # words of the vocabulary taken for one word of the query

_PREFIX_LENGTH = 4  # from so many letters on, the beginning of any word stands for it


def _errors_allowed(word: str) -> int:
    """Return the typing errors to forgive where all else fits."""
    if any(letter.isdigit() for letter in word):
        return 0
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def _most_errors(word: str) -> int:
    """Return the typing errors to forgive where nothing else was found: to half of the letters."""
    return 0 if any(letter.isdigit() for letter in word) else min(4, len(word) // 2)


@cache
def _rapidfuzz() -> tuple[Callable[..., int], Callable[..., Any]]:
    """Return what counts typing errors, and what finds the nearest of many words."""
    from rapidfuzz import distance, process  # noqa: PLC0415 - slow to load, only for a typo

    return distance.OSA.distance, process.extract


def is_begun(word: str, other: str, *, last: bool) -> bool:
    """Return whether a word is another one half typed: a long one, or the `last` of a query."""
    return (
        (last or len(word) >= _PREFIX_LENGTH)
        and other.startswith(word)
        and not any(letter.isdigit() for letter in word)
    )


def similar_words(word: str, vocabulary: list[str], *, last: bool, loose: bool) -> list[str]:
    """Return the words of a sorted vocabulary that a word may be meant as, nearest first."""
    distance, extract = _rapidfuzz()
    errors = _most_errors(word) if loose else _errors_allowed(word)
    found = extract(word, vocabulary, scorer=distance, score_cutoff=errors, limit=_MOST_SIMILAR)
    near = [str(choice) for choice, _, _ in found]
    start = bisect_left(vocabulary, word)
    behind = bisect_left(vocabulary, word + chr(sys.maxunicode), lo=start)
    longer = (known for known in vocabulary[start:behind] if is_begun(word, known, last=last))
    near += sorted(longer, key=len)[:_MOST_SIMILAR]
    return list(dict.fromkeys(near))


class Forms(dict[str, float]):
    """How much one word of a query is like other words: 0 to 1, each worked out once.

    Here a word is like its other forms. `last` is for the last word of a query, which may be half
    typed.
    """

    def __init__(self, word: str, *, last: bool) -> None:
        super().__init__()
        self.word = word
        self.last = last
        self._stem = stem(word)

    def __missing__(self, other: str) -> float:
        alike = self[other] = self._of(other)
        return alike

    def _of(self, other: str) -> float:
        if self.word == other:
            return 1.0
        is_form = other[:1] == self.word[:1] and stem(other) == self._stem  # which begin alike
        return 0.98 if is_form else 0.0


class Likeness(Forms):
    """Like the forms of a word, and what it may be a typing error of, or the beginning."""

    def __init__(self, forms: Forms) -> None:
        super().__init__(forms.word, last=forms.last)
        self._forms = forms
        self._allowed = _errors_allowed(self.word)

    def _of(self, other: str) -> float:
        if form := self._forms[other]:
            return form
        if is_begun(self.word, other, last=self.last):
            return _HALF_TYPED
        return _but_for_errors(self.word, other, self._allowed, len(self.word))


class LooseLikeness(Forms):
    """The same with more errors forgiven, for what else would find nothing."""

    def __init__(self, likeness: Likeness) -> None:
        super().__init__(likeness.word, last=likeness.last)
        self._likeness = likeness
        self._most = _most_errors(self.word)

    def _of(self, other: str) -> float:
        if strict := self._likeness[other]:
            return strict
        letters = max(len(self.word), len(other))
        alike = _but_for_errors(self.word, other, self._most, letters)
        return alike if alike >= _LEAST else 0.0


def _but_for_errors(word: str, other: str, allowed: int, letters: int) -> float:
    """Return how much a word of so many letters is like another, 0 for too many typing errors."""
    if not allowed:
        return 0.0
    errors = _rapidfuzz()[0](word, other, score_cutoff=allowed)
    return min(0.94, 1 - errors / letters) if errors <= allowed else 0.0
