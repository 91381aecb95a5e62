"""Rank titles against a query, in tiers: exact > prefix > all words > fuzzy words. Pure.

A score is a number from 0 to 100: 100 the whole title, 95 its beginning, 80 to 90 all words as
written, 50 to 75 all words give or take typing errors, 30 to 50 all words but one or two. Within a
tier, titles with fewer other words come first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from citehub.text import words

WHOLE = 100.0  # the score of a title that is the query
_MOST_SIMILAR = 40  # words of the vocabulary taken for one word of the query
_PREFIX_LENGTH = 4  # from so many letters on, the beginning of a word stands for it


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text answers a query: its score, 0 for not at all, and the words that do."""

    score: float
    matched: tuple[str, ...]


def _errors_allowed(word: str) -> int:
    """Return the typing errors (OSA: a letter more, less, other, or two swapped) to forgive."""
    if any(letter.isdigit() for letter in word):
        return 0
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def similar_words(word: str, vocabulary: list[str]) -> list[str]:
    """Return the words of a vocabulary that a word may have been meant as, nearest first."""
    found = process.extract(
        word,
        vocabulary,
        scorer=OSA.distance,
        score_cutoff=_errors_allowed(word),
        limit=_MOST_SIMILAR,
    )
    near = [str(choice) for choice, _, _ in found]
    if len(word) >= _PREFIX_LENGTH:
        longer = [known for known in vocabulary if known.startswith(word)]
        near += sorted(longer, key=len)[:_MOST_SIMILAR]
    return list(dict.fromkeys(near))


def _likeness(word: str, other: str) -> float:
    """Return how much one word of a query is like one of a title: 0 to 1."""
    if word == other:
        return 1.0
    if len(word) >= _PREFIX_LENGTH and other.startswith(word):
        return 0.9
    errors = OSA.distance(word, other, score_cutoff=_errors_allowed(word))
    return 1 - errors / len(word) if errors <= _errors_allowed(word) else 0.0


def match(query: list[str], text: str) -> Match:
    """Match the words of a query with a text; score 0 where more than two words are missing."""
    known = words(text)
    if not query or not known:
        return Match(0.0, ())
    best = [max((_likeness(word, other), other) for other in known) for word in query]
    missing = sum(likeness == 0 for likeness, _ in best)
    matched = tuple(dict.fromkeys(other for likeness, other in best if likeness > 0))
    if missing > most_missing(len(query)):
        return Match(0.0, ())
    spare = len(known) / (len(known) + len(query))  # 1/2 for as many words as asked, 1 for many
    likeness = sum(likeness for likeness, _ in best) / len(query)
    if known == query:
        score = WHOLE
    elif known[: len(query)] == query:
        score = 95.0 - 4 * spare
    elif likeness == 1:
        together = any(known[at : at + len(query)] == query for at in range(len(known)))
        score = 86.0 - 5 * spare + (4 if together else 0)
    elif not missing:
        score = 45.0 + 30 * likeness - 5 * spare
    else:
        score = 55.0 * likeness - 5 * spare
    return Match(round(score, 1), matched)


def most_missing(query_length: int) -> int:
    """Return how many words of a query a title may lack: one of three, two of six, none of many."""
    return min(2, query_length // 3) if query_length <= 12 else 0


def rank(query: list[str], texts: Iterable[str]) -> list[tuple[int, Match]]:
    """Return (position in `texts`, match) of the texts that match, best first.

    The lines of a text are names of one thing; the best of them counts.
    """
    scored = [
        (at, max((match(query, line) for line in text.split("\n")), key=lambda hit: hit.score))
        for at, text in enumerate(texts)
    ]
    return sorted(
        ((at, found) for at, found in scored if found.score > 0),
        key=lambda hit: (-hit[1].score, hit[0]),
    )
