"""What words mean to patterns: which keys fit a word."""

from collections.abc import Iterable, Iterator
from sys import intern

from citehub.rules.pattern import Element, Pattern
from citehub.rules.text import OTHER_CITE_WORD, is_coined
from citehub.text.stems import stem
from citehub.text.words import fold

MOST_WORDS = 200_000  # words whose symbols one alphabet remembers (memory)


class Alphabet(dict[str, str]):
    """The symbol of each word that was met: the keys of patterns that fit it, a line each.

    A symbol is worked out once, from the keys of all patterns that were added until then.
    """

    def __init__(self) -> None:
        super().__init__()
        self._added: list[Pattern] = []  # patterns whose keys are not known as yet
        self._keys: set[str] = set()
        self._beginnings: set[int] = set()  # how long those of `distill*` are
        self._ends: set[int] = set()  # and those of `*bench`

    def add(self, pattern: Pattern) -> None:
        """Take in the keys of a pattern."""
        self._added.append(pattern)
        self.clear()

    def __missing__(self, word: str) -> str:
        if self._added:
            self._read_added()
        if len(self) > MOST_WORDS:
            self.clear()
        symbol = self[word] = self._symbol(word)
        return symbol

    def _read_added(self) -> None:
        added = self._added  # first, and emptied last: another thread may ask for a word meanwhile
        self._keys = self._keys.union(*(_keys(pattern.elements) for pattern in added))
        self._beginnings = {len(key) - 1 for key in self._keys if key.endswith("*")}
        self._ends = {len(key) - 1 for key in self._keys if key.startswith("*")}
        self._added = []

    def _symbol(self, word: str) -> str:
        if word == OTHER_CITE_WORD:
            return word  # as it is: no gap goes across it
        folded = fold(word)
        size = len(folded)
        keys = [folded, f'"{word}"', f"{stem(folded, 3)}~"]
        keys += [f"{folded[:n]}*" for n in self._beginnings if n <= size]
        keys += [f"*{folded[-n:]}" for n in self._ends if n <= size]
        if is_coined(word):
            keys.append("{name}")
        return intern("\n".join(filter(self._keys.__contains__, keys)))


def _keys(elements: Iterable[Element]) -> Iterator[str]:
    """Yield the keys that elements ask for."""
    for element in elements:
        if element.kind == "key":
            yield element.value
        for way in element.ways:
            yield from _keys(way)
