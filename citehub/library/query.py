"""What a user types to search, as words to find, phrases to have, and words to be without. Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from citehub.errors import CitehubError
from citehub.text.patterns import regex
from citehub.text.words import search_words

_PART = regex(r'(?P<sign>(?<!\S)[-\u2212](?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_OPERATOR = regex(r"\b(?:OR|AND|NOT)\b|(?<=\w\w)\|(?=\w\w)")
_PATTERN = regex(
    r"\.[*+]|\\[bBdDsSwW](?![A-Za-z])|\[\^?\w-\w[^\]]*\][*+?]?|\w{3}\*(?!\S)|\(\?[:=!i]"
    r"|(?<!\S)\*\w{2}|\w{2}[*?]\w"
)
_DASH = regex(r'(?<!\S)[\u2013\u2014](?=["\w])\S*')  # what word processors make of a minus
_THERE_IS = (
    'search knows words, "a phrase" and -without; all words have to be there, in any form, and the '
    "last may be half typed"
)


class Query(NamedTuple):
    """A query: folded words, each once; phrases, and words or phrases that must not be there.

    `is_blank` where nothing was typed: then every paper is an answer.
    """

    is_blank: bool = True
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def parse(text: str | Iterable[str]) -> Query:
    """Read a query, one text or several arguments; CitehubError for an operator or a pattern."""
    typed = text if isinstance(text, str) else " ".join(text)
    _refuse(typed)
    words: dict[str, None] = {}
    phrases, without = [], []
    for part in _PART.finditer(typed):
        found = search_words(part["word"] if part["phrase"] is None else part["phrase"])
        if part["sign"] and found:
            without.append(" ".join(found))
        else:
            words.update(dict.fromkeys(found))
            if part["phrase"] is not None and len(found) > 1:
                phrases.append(" ".join(found))
    return Query(not typed.strip(), tuple(words), tuple(phrases), tuple(without))


def _refuse(typed: str) -> None:
    """Refuse what other programs read as an operator or a pattern."""
    if typed.islower() and typed.replace(" ", "").isalnum():
        return  # plain words, as most queries are, need no expressions compiled
    outside = re.sub(r"\$[^$]*\$|\"[^\"]*\"", '""', typed)  # of formulas and phrases
    operator = _OPERATOR.search(outside)
    if operator and not typed.isupper():
        raise CitehubError(f"{operator[0]!r} is no operator here: {_THERE_IS}")
    if pattern := _PATTERN.search(outside):
        before, behind = outside[: pattern.start()].split(" "), outside[pattern.end() :].split(" ")
        word = f"{before[-1]}{pattern[0]}{behind[0]}"
        raise CitehubError(f"{word!r}: there are no patterns here: {_THERE_IS}")
    if dash := _DASH.search(outside):
        raise CitehubError(
            f"{dash[0]!r}: a dash leaves nothing out; type a minus, as in -survey, or a space "
            "behind the dash"
        )
