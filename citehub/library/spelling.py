"""Words that a misspelt word may have been meant as, by RapidFuzz."""

from collections.abc import Callable
from functools import cache

_MOST_SIMILAR = 40  # words of the vocabulary taken for one word of the query

_PREFIX_LENGTH = 4  # from so many letters on, the beginning of a word stands for it


def _errors_allowed(word: str) -> int:
    """Return the typing errors (OSA: a letter more, less, other, or two swapped) to forgive."""
    if any(letter.isdigit() for letter in word):
        return 0
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


@cache
def _distance() -> Callable[..., int]:
    """Return RapidFuzz's count of typing errors; a title that has all the words needs none."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - slow to load

    return OSA.distance


def similar_words(word: str, vocabulary: list[str]) -> list[str]:
    """Return the words of a vocabulary that a word may have been meant as, nearest first."""
    from rapidfuzz import process  # noqa: PLC0415 - slow to load

    found = process.extract(
        word,
        vocabulary,
        scorer=_distance(),
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
    errors = _distance()(word, other, score_cutoff=_errors_allowed(word))
    return 1 - errors / len(word) if errors <= _errors_allowed(word) else 0.0
