"""The one way text is compared: folded words."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from citehub.text.patterns import regex

# Vowel signs and the like are part of a word where letters carry them, though `\w` leaves them out:
# the scripts of India, Tibet and South-East Asia, without their punctuation, and voiced kana.
_SIGNS = (
    "\u0900-\u0963\u0971-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ece\u0f35\u0f37\u0f39"
    "\u0f71-\u0f84\u0f86-\u0fbc\u102b-\u103e\u1056-\u109d\u1712-\u1715\u1732-\u1734\u17b4-\u17d3\u17dd"
    "\u1a17-\u1a1b\u1a55-\u1a7f\u1b00-\u1b4b\u1b80-\u1baf\u3099\u309a"
)
_WORD = regex(rf"[^\W_][^\W_{_SIGNS}]*(?:[{_SIGNS}]+[^\W_]*)*")

_PARTS_WORDS = regex(rf"[^\w{_SIGNS}]")

# Scripts written without spaces, whose titles are to be found by a part: a letter with its signs.
_UNSPACED = regex(
    "[\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e01-\u0e46\u0e81-\u0ec6\u1000-\u102a\u1780-\u17b3]"
    f"[{_SIGNS}]*"
)

# What is neither letter nor digit parts words: three times as fast as the pattern, where it serves.
_ASCII = "".join(c if c.isalnum() else " " for c in map(chr, range(128)))

_ASCII_FOLDED = _ASCII.lower()

_LATEX_ACCENT = regex(r"\\[\"'`^~=.cuvHk]\s*\{?\s*([A-Za-z])\s*\}?")

_LATEX_STYLE = regex(
    r"\\(?:emph|text(?:bf|it|rm|sc|sf|tt)?|math(?:bb|bf|cal|frak|it|rm|sf)|operatorname)\b"
)


def one_line(text: str) -> str:
    """Join the words of text by single spaces; every kind of white space and line break goes.

    Lone surrogates, which no UTF-8 file can hold, become U+FFFD.
    """
    joined = " ".join(text.split())
    if joined.isascii():
        return joined
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_NOT_ASCII = regex(r"[^\x00-\x7f]+")

_SIGN = regex(f"[{_SIGNS}]")

_JOINERS = regex(
    "[\u200c\u200d\ufe00-\ufe0f]+"
)  # and variation selectors: they show, and say nothing

_GREEK = regex("[\u0370-\u03ff]")


@lru_cache(maxsize=4096)
def _fold_run(run: str) -> str:
    """Fold a run of characters that are not ASCII: case and accents off, Greek letters by name."""
    caseless = unicodedata.normalize("NFKC", run).casefold()
    letters = _JOINERS.sub("", unicodedata.normalize("NFD", caseless))
    plain = "".join(c for c in letters if not unicodedata.combining(c) or _SIGN.match(c))
    return unicodedata.normalize("NFC", _GREEK.sub(_greek_name, plain))


@lru_cache(maxsize=4096)
def _fold_run_of_words(run: str) -> str:
    """Fold a run of characters that are not ASCII, with a space for what is part of no word."""
    folded = _fold_run(run)
    return folded if folded.isalnum() or not folded else _PARTS_WORDS.sub(" ", folded)


def _greek_name(letter: re.Match[str]) -> str:
    """Return what a Greek letter is called: "τ" is "tau"."""
    name = unicodedata.name(letter[0], "").split()
    if name[:1] == ["GREEK"] and "LETTER" in name:
        return name[name.index("LETTER") + 1].lower()
    return letter[0]


def fold(text: str) -> str:
    r"""Fold case, accents, width and LaTeX away: `$\tau$-Bench` and `τ-bench` are one text."""
    plain = _without_latex(text)
    return plain.lower() if plain.isascii() else _folded(plain, _fold_run)


def _without_latex(text: str) -> str:
    return _LATEX_STYLE.sub(" ", _LATEX_ACCENT.sub(r"\1", text)) if "\\" in text else text


def _folded(text: str, fold_run: Callable[[str], str]) -> str:
    return _NOT_ASCII.sub(lambda run: fold_run(run[0]), text).lower()


def words(text: str) -> list[str]:
    """Return the folded words of text: runs of letters and digits, in order."""
    plain = _without_latex(text)
    if not plain.isascii():
        plain = _folded(plain, _fold_run_of_words)
    return plain.translate(_ASCII_FOLDED).split() if plain.isascii() else _WORD.findall(plain)


def search_words(text: str) -> list[str]:
    """Return the words that a text is searched by: those of a script without spaces cut up.

    "知识蒸馏" is four, so that a title is found by a part of it.
    """
    if text.isascii():
        return words(text)
    return [part for word in words(text) for part in cut(word)]


def cut(word: str) -> list[str]:
    """Return a folded word in the parts that it is searched by."""
    return [word] if word.isascii() else _UNSPACED.sub(r" \g<0> ", word).split()


def tokens(text: str) -> list[str]:
    """Return the words of text as they are written."""
    return text.translate(_ASCII).split() if text.isascii() else _WORD.findall(text)


def one_is_cut(one: str, other: str) -> bool:
    """Return whether one of two texts is the other, cut off."""
    return one.startswith(other) or other.startswith(one)


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each of the tokens stands: [start, end), in characters."""
    return (found.span() for found in _WORD.finditer(text))


def span_of_tokens(text: str, start: int, end: int) -> tuple[int, int]:
    """Return which characters the tokens [start, end) of a text take up, gaps included."""
    if not text.isascii():
        spans = [*islice(token_spans(text), start, end)]
        return spans[0][0], spans[-1][1]
    spaced = text.translate(_ASCII)
    from_start = spaced.split(None, start)[start]  # all of the text from there on
    behind = from_start.split(None, end - start)
    size = len(from_start) - (len(behind[-1]) if len(behind) > end - start else 0)
    first = len(spaced) - len(from_start)
    return first, first + len(from_start[:size].rstrip())
