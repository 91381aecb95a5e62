"""A text as rules see it: words, of which a citation is one, and the cited work's name another."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from citehub.rules.citations import citations
from citehub.text.words import fold, span_of_tokens, token_spans, tokens, words

# No word of a text holds a NUL: these are no words, and no beginning or ending fits them.
HUB_WORD = "\0hub"  # the hub's name
CITE_WORD = "\0cite"  # a citation of the cited work
OTHER_CITE_WORD = "\0other"  # a citation of another work, where a mark says which one is meant


class Text:
    """A text cut into words; the hub's name counts as one of them, and so does a citation."""

    def __init__(
        self, text: str, hub_names: tuple[tuple[str, ...], ...] = (), *, cites: bool = False
    ) -> None:
        """Cut a text; `cites` is whether to look for citations, as in a citing sentence."""
        self.text = text
        self.words = tokens(text)
        self._starts: Sequence[int] = range(len(self.words) + 1)  # by word: its first token
        joined = _cited(text) if cites else []
        if hub_names:
            joined += _named(self.words, hub_names)
        if joined:
            self._join(sorted(joined))

    def _join(self, joined: list[tuple[int, int, str]]) -> None:
        """Let a word stand for each run of tokens, [start, end); of two that overlap the first."""
        words: list[str] = []
        starts: list[int] = []
        at = 0
        for start, end, word in [*joined, (len(self.words), len(self.words), "")]:
            if start < at:
                continue
            words += self.words[at:start]
            starts += range(at, start)
            if word:
                words.append(word)
            starts.append(start)
            at = end
        self.words, self._starts = words, starts

    @property
    def names_hub(self) -> bool:
        """Return whether the hub is named here."""
        return HUB_WORD in self.words

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters that the words [start, end) take up."""
        return span_of_tokens(self.text, self._starts[start], self._starts[end])

    def passage(self, start: int, end: int) -> str:
        """Return the original text of the words [start, end)."""
        first, last = self.span(start, end)
        return self.text[first:last]


def _named(words: list[str], names: tuple[tuple[str, ...], ...]) -> list[tuple[int, int, str]]:
    """Return where a work is named, as runs of words."""
    folded = [fold(word) for word in words]
    found: list[tuple[int, int, str]] = []
    at = 0
    for start, word in enumerate(folded):
        if start < at:
            continue
        for name in names:
            if word == name[0] and tuple(folded[start : start + len(name)]) == name:
                at = start + len(name)
                found.append((start, at, HUB_WORD))
                break
    return found


def _cited(text: str) -> list[tuple[int, int, str]]:
    """Return where a text cites, as runs of tokens.

    Where marks say which work is meant, only they stand for the cited work.
    """
    found = citations(text)
    if not found:
        return []
    spans = [*token_spans(text)]
    starts = [start for start, _ in spans]
    marks = any(citation.marked for citation in found)
    return [
        (
            bisect_left(starts, citation.start),
            bisect_left(starts, citation.end),
            CITE_WORD if citation.marked or not marks else OTHER_CITE_WORD,
        )
        for citation in found
    ]


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
