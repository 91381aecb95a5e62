"""Words that a misspelt word may have been meant as, by RapidFuzz."""

from collections.abc import Callable
from functools import cache
from typing import Any

_MOST_SIMILAR = 40  # words of the vocabulary taken for one word of the query

_PREFIX_LENGTH = 4  # from so many letters on, the beginning of a word stands for it


def _errors_allowed(word: str) -> int:
    """Return the typing errors (OSA: a letter more, less, other, or two swapped) to forgive."""
    if any(letter.isdigit() for letter in word):
        return 0
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


@cache
def _rapidfuzz() -> tuple[Callable[..., int], Callable[..., Any]]:
    """Return what counts typing errors, and what finds the nearest of many words."""
    from rapidfuzz import distance, process  # noqa: PLC0415 - slow to load, only for a typo

    return distance.OSA.distance, process.extract


def similar_words(word: str, vocabulary: list[str]) -> list[str]:
    """Return the words of a vocabulary that a word may have been meant as, nearest first."""
    distance, extract = _rapidfuzz()
    found = extract(
        word,
        vocabulary,
        scorer=distance,
        score_cutoff=_errors_allowed(word),
        limit=_MOST_SIMILAR,
    )
    near = [str(choice) for choice, _, _ in found]
    if len(word) >= _PREFIX_LENGTH:
        longer = [known for known in vocabulary if known.startswith(word)]
        near += sorted(longer, key=len)[:_MOST_SIMILAR]
    return list(dict.fromkeys(near))


def likeness(word: str, other: str) -> float:
    """Return how much one word of a query is like one of a title: 0 to 1."""
    if word == other:
        return 1.0
    if len(word) >= _PREFIX_LENGTH and other.startswith(word):
        return 0.9
    errors = _rapidfuzz()[0](word, other, score_cutoff=_errors_allowed(word))
    return 1 - errors / len(word) if errors <= _errors_allowed(word) else 0.0
