"""Titles that are nearly the same, found among many without comparing each with each.

Two ways bring titles together. Sorted by their letters, without spaces, those that are written
apart or differ behind their beginnings stand side by side (the sorted neighbourhood method of
Hernández and Stolfo 1995, https://doi.org/10.1145/223784.223807). And titles of which all words but
one are the same have a key in common, the sum of those words' hashes.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain

from rapidfuzz import fuzz

LEAST = 90.0  # of 100: how much alike titles have to be
_NEAR = 8  # titles behind one in an order that it is compared to
_SAME = 4  # letters that titles begin with in common where they stand side by side
_SLOTS = 8  # for each word, to note which keys come twice: few share a slot
# What tells works of one series apart.
_NUMBER = re.compile(r"\b(?:\w*\d\w*|i{1,3}|iv|vi{0,3}|ix|x)\b")

Pair = tuple[int, int]  # places of titles, the first one first


def alike(titles: Sequence[str]) -> dict[Pair, float]:
    """Return the pairs of folded titles that are alike, by their places, with scores up to 100.

    The score is RapidFuzz's ratio of their letters. Titles with other numbers are not alike.
    """
    found: dict[Pair, float] = {}
    for one, other in chain(_side_by_side(titles), _with_one_other_word(titles)):
        pair = (one, other) if one < other else (other, one)
        if one != other and pair not in found and (score := _score(titles[one], titles[other])):
            found[pair] = score
    return found


def score_of(title: str, other: str) -> float:
    """Return how much alike two folded titles are, from 0 to 100."""
    return round(fuzz.ratio(_letters(title), _letters(other)), 1)


def _score(title: str, other: str) -> float:
    score = fuzz.ratio(_letters(title), _letters(other), score_cutoff=LEAST)
    return round(score, 1) if score and _NUMBER.findall(title) == _NUMBER.findall(other) else 0.0


def _letters(title: str) -> str:
    return title.replace(" ", "")


def _side_by_side(titles: Sequence[str]) -> Iterator[Pair]:
    """Yield pairs of titles that stand close to each other in the order of their letters."""
    before: deque[tuple[str, int]] = deque(maxlen=_NEAR)
    for at in sorted(range(len(titles)), key=lambda at: _letters(titles[at])):
        start = _letters(titles[at])[:_SAME]
        for other_start, other in before:
            if start == other_start:
                yield other, at
        before.append((start, at))


def _with_one_other_word(titles: Sequence[str]) -> Iterator[Pair]:
    """Yield pairs of titles with the same words except one that differs or is missing.

    Of many such titles, those whose other words stand close to each other in their order.
    """
    size = 1
    while size < _SLOTS * sum(title.count(" ") + 2 for title in titles):
        size *= 2
    once, twice = bytearray(size), bytearray(size)
    for title in titles:
        for key in _keys(title.split()):
            slot = key & (size - 1)
            if once[slot]:
                twice[slot] = 1
            once[slot] = 1
    members: dict[int, list[tuple[str, int]]] = {}
    for at, title in enumerate(titles):
        words = title.split()
        for key, word in zip(_keys(words), ("", *words), strict=True):
            if twice[key & (size - 1)]:
                members.setdefault(key, []).append((word, at))
    for group in members.values():
        group.sort()
        for number, (_, at) in enumerate(group):
            for _, other in group[number + 1 : number + 1 + _NEAR]:
                yield at, other


def _keys(words: list[str]) -> list[int]:
    """Return what titles of these words have in common: all words, and all but each in turn."""
    hashes = [*map(hash, words)]
    total = sum(hashes)
    return [total, *(total - one for one in hashes)]
