"""A text as rules see it: its words, with the cited work's name as one of them."""

import re
from itertools import islice

from citehub.text.words import fold, token_spans, tokens, words

# No word of a text holds a NUL: these are no words, and no beginning or ending fits them.
HUB_WORD = "\0hub"  # the hub's name


class Text:
    """A text cut into words, the hub's name counting as one of them."""

    def __init__(self, text: str, hub_names: tuple[tuple[str, ...], ...] = ()) -> None:
        self.text = text
        self.words = tokens(text)
        self._longer: dict[int, int] = {}  # by position: how many words the hub's name has there
        if hub_names:
            self._name_the_hub(hub_names)

    def _name_the_hub(self, names: tuple[tuple[str, ...], ...]) -> None:
        folded = [fold(word) for word in self.words]
        at = 0
        while at < len(folded):
            for name in names:
                if folded[at] == name[0] and tuple(folded[at : at + len(name)]) == name:
                    self.words[at : at + len(name)] = [HUB_WORD]
                    self._longer[at] = len(name)
                    folded[at : at + len(name)] = [HUB_WORD]
                    break
            at += 1

    @property
    def names_hub(self) -> bool:
        """Return whether the hub is named here."""
        return HUB_WORD in self.words

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters that the words [start, end) take up."""
        first, last = self._token(start), self._token(end)
        spans = [*islice(token_spans(self.text), first, last)]
        return spans[0][0], spans[-1][1]

    def _token(self, word: int) -> int:
        """Return at which token of the text a word begins."""
        return word + sum(length - 1 for at, length in self._longer.items() if at < word)

    def passage(self, start: int, end: int) -> str:
        """Return the original text of the words [start, end)."""
        first, last = self.span(start, end)
        return self.text[first:last]


def is_coined(word: str) -> bool:
    """Return whether a word has a capital behind its first letter: vOPD, BERT, AlphaZero."""
    return word[1:] != word[1:].lower()


_BRACKETED = re.compile(r"\(([^()\s]{2,20})\)")


def hub_names(title: str) -> tuple[tuple[str, ...], ...]:
    """Return the distinctive names of a work: `GSPO` in brackets, the part before a colon, all.

    A part before a colon of one common word ("Attention: …") is distinctive only when coined.
    """
    names = [found for found in _BRACKETED.findall(title) if is_coined(found)]
    head = title.split(":", 1)[0] if ":" in title else ""
    coined = bool(head) and any(map(is_coined, tokens(head)))
    if head and (coined or 2 <= len(words(head)) <= 4):
        names.append(head)
    if len(words(title)) >= 3:
        names.append(title)
    return tuple(dict.fromkeys(tuple(words(name)) for name in names if words(name)))
