"""The one way text is compared: folded words."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")

# What is neither letter nor digit parts words: three times as fast as the pattern, where it serves.
_ASCII = "".join(c if c.isalnum() else " " for c in map(chr, range(128)))

_ASCII_FOLDED = _ASCII.lower()

_LATEX_ACCENT = re.compile(r"\\[\"'`^~=.cuvHk]\s*\{?\s*([A-Za-z])\s*\}?")

_LATEX_STYLE = re.compile(
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


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    """Fold one non-ASCII character: accents off, Greek letters by name ("τ" is "tau")."""
    if "\u0370" <= letter <= "\u03ff":
        name = unicodedata.name(letter, "").split()
        if name[:1] == ["GREEK"] and "LETTER" in name:
            return name[name.index("LETTER") + 1].lower()
    return "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))


def fold(text: str) -> str:
    r"""Fold case, accents, width and LaTeX away: `$\tau$-Bench` and `τ-bench` are one text."""
    if "\\" in text:
        text = _LATEX_STYLE.sub(" ", _LATEX_ACCENT.sub(r"\1", text))
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if c.isascii() else _fold_letter(c) for c in folded)


def words(text: str) -> list[str]:
    """Return the folded words of text: runs of letters and digits, in order."""
    if text.isascii() and "\\" not in text:
        return text.translate(_ASCII_FOLDED).split()
    return _WORD.findall(fold(text))


def tokens(text: str) -> list[str]:
    """Return the words of text as they are written."""
    return text.translate(_ASCII).split() if text.isascii() else _WORD.findall(text)


def one_is_cut(one: str, other: str) -> bool:
    """Return whether one of two texts is the other, cut off."""
    return one.startswith(other) or other.startswith(one)


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each of the tokens stands: [start, end), in characters."""
    return (found.span() for found in _WORD.finditer(text))
