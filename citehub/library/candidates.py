"""What to ask the index for, so that it finds each paper that a query may mean, and few others."""

from collections.abc import Iterator, Mapping, Set
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from citehub.index.sql import Groups, Term
from citehub.index.words import Words
from citehub.library import ranking
from citehub.library.spelling import similar_words

_MOST_ASKED = 40  # words of a query that the index is asked for, the longest

_MOST_LOOKED_UP = 12  # and those that similar words are looked for

_SHORT = 6  # words of a query in which known words, too, may be typing errors of others

_MANY = 3000  # papers; words that more have are asked for together with others


class Level(NamedTuple):
    """Groups of terms: of each group, a paper has one; and the least score of what is meant.

    `meant` has for a word which words of the query it may stand for, by their places, and `weights`
    what each of those weighs.
    """

    groups: Groups
    least: float
    meant: Mapping[str, frozenset[int]] = MappingProxyType({})
    weights: tuple[int, ...] = ()

    def fits(self, text: str) -> bool:
        """Return whether a text has a term of each group."""
        words = {*text.split()}
        return all(any(_is_there(term, words) for term in group) for group in self.groups)

    def weight_of(self, text: str) -> int:
        """Return how much of the query a text has, by the weights of the words."""
        meant = self.meant
        found = frozenset[int]().union(*[meant[word] for word in text.split() if word in meant])
        return sum(map(self.weights.__getitem__, found))


def _is_there(term: Term, words: Set[str]) -> bool:
    if not isinstance(term, str):
        return words >= {*term}
    if term.endswith("*"):
        return any(word.startswith(term[:-1]) for word in words)
    return term in words


class Candidates:
    """The levels of a query, looser each time; the next is for where one finds nothing.

    Each finds all papers of its tier in `ranking`, if those are not too many to look at. `column`
    is the one of the index that is searched.
    """

    def __init__(self, words: Words, query: list[str], column: str) -> None:
        self._words = words
        self._column = column
        self._query = query
        by_length = sorted(range(len(query)), key=lambda at: -ranking.weight(query[at]))
        self._asked = sorted(by_length[:_MOST_ASKED])
        doubtful = (
            by_length
            if len(query) <= _SHORT
            else [at for at in by_length if not words.knows(query[at])]
        )
        self._looked_up = set(doubtful[:_MOST_LOOKED_UP])
        self._runs = {}
        for joined, places in ranking.runs(query):
            if words.knows(joined):
                self._runs[joined] = places

    def levels(self) -> Iterator[Level]:
        """Yield the levels: all words in some form, with typing errors, and most words."""
        for ask, least in ((self._forms, ranking.ALL_WORDS), (self._misspelt, ranking.MISSPELT)):
            groups = [ask(at) for at in self._asked]
            if all(groups):
                yield Level(groups, least)
        terms = {at: self._misspelt(at, loose=True) for at in self._asked}
        groups = self._rarest(terms)
        if groups:
            weights = tuple(map(ranking.weight, self._query))
            yield Level(groups, 0.0, _meant(terms), weights)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return self._words.vocabulary()

    def _forms(self, at: int) -> list[Term]:
        """Return the terms that a word of the query may be written as."""
        word = self._query[at]
        known = self._words.knows
        forms: list[Term] = [*self._words.forms(word)]
        forms += [joined for joined, places in self._runs.items() if _covers(places, at)]
        for part in ranking.parts(word):
            one, two = part.split()
            if known(one) and known(two):
                forms.append((one, two))
        if at == len(self._query) - 1 and ranking.is_half_typed(self._query):
            forms.append(f"{word}*")
        return list(dict.fromkeys(forms))

    def _misspelt(self, at: int, *, loose: bool = False) -> list[Term]:
        """Return the terms that a word of the query may have been meant as."""
        if at not in self._looked_up:
            return self._forms(at)
        last = at == len(self._query) - 1
        near = similar_words(self._query[at], self._vocabulary, last=last, loose=loose)
        return list(dict.fromkeys([*self._forms(at), *near]))

    def _rarest(self, terms: dict[int, list[Term]]) -> Groups:
        """Return one or two groups of rare words; a title without any has not enough of the query.

        What all words but these weigh is less than `ranking.enough`.
        """
        often = {
            at: self._words.frequency(self._column, [found], _MANY) if found else 0
            for at, found in terms.items()
        }
        left = sorted(self._asked, key=lambda at: (often[at], -ranking.weight(self._query[at])))
        first, many = self._heavy(left, terms), 0
        for at in self._asked:
            many += often[at] if at not in left else 0
        second = self._heavy(left, terms) if many >= _MANY else []
        return [group for group in (first, second) if group]

    def _heavy(self, left: list[int], terms: dict[int, list[Term]]) -> list[Term]:
        """Take words off what is left, so heavy that a title needs one; return their terms."""
        weights = [ranking.weight(word) for word in self._query]
        spared = (1 - ranking.enough(len(weights))) * sum(weights[at] for at in self._asked)
        found: dict[Term, None] = {}
        taken = 0.0
        while taken <= spared:
            if not left:
                return []
            at = left.pop(0)
            taken += weights[at]
            found.update(dict.fromkeys(terms[at]))
        return list(found)


def _meant(terms: dict[int, list[Term]]) -> dict[str, frozenset[int]]:
    """Return for each word of terms which words of the query it may stand for.

    Of two words that stand for one, the first does.
    """
    places: dict[str, set[int]] = {}
    for at, found in terms.items():
        for term in found:
            places.setdefault(term if isinstance(term, str) else term[0], set()).add(at)
    return {word: frozenset(stands_for) for word, stands_for in places.items()}


def _covers(places: list[ranking.Run], at: int) -> bool:
    return any(first <= at < behind for first, behind, _ in places)
