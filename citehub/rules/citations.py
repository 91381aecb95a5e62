"""Where a citing sentence cites: the citations in it, in the forms that papers write them in.

[12]   [3, 4]   [7-9]                         numbers in square brackets
(16)   (12, 14)                               numbers in round ones; (1) to (9) count a list
(Smith et al., 2020; Lee 2019)                names and years
Smith (2020)   Smith and Lee [12]             authors who are part of the sentence
{cite}                                        a mark for the cited work, which some data has
"""

import re
from typing import NamedTuple

MARK = "{cite}"

_YEAR = r"(?:1[6-9]|20)\d\d[a-z]?"
_NAME = r"[A-Z][^\W\d_][\w’'-]*"
# A bracket holds at most this many characters, none of them a bracket: linear on any text.
_BRACKET = re.compile(r"\(([^()\[\]]{1,400})\)|\[([^()\[\]]{1,400})\]")
_NUMBERS = re.compile(r"\s*\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*\s*")
_LIST_SIGN = re.compile(r"\s*\d\s*")
_YEARS = re.compile(rf"\s*{_YEAR}(?:\s*[,;]\s*(?:{_YEAR}|[a-z]))*(?:\s*[,:]\s*p+\.?\s*[\d–-]+)?\s*")
_HAS_YEAR = re.compile(rf"\b{_YEAR}(?!\w)")
_PLAIN = re.compile(r"\b[a-z]{3,}\b")  # a word that is no name
# Words that stand in a citation with names: "see also Smith, 2020, for a review".
_BESIDE_NAMES = {"see", "also", "and", "for", "review", "press", "von", "van", "der", "the"}
_MOST_PLAIN = 2  # other words, above which a bracket holds a remark that cites on the way
_AUTHORS = re.compile(
    rf"{_NAME}(?:\s*,?\s*(?:and|&)\s+(?:{_NAME}|colleagues|coworkers))?"
    r"(?P<others>\s*,?\s+et\s+al\s*\.?)?(?:\s*[’']s?)?\s*$"
)
_NO_AUTHOR = re.compile(
    r"(?:eqs?|eqns?|equations?|figs?|figures?|tables?|sections?|sect?|steps?|lemmas?|theorems?"
    r"|cases?|models?|conditions?|hypothes[ei]s)\s*\.?\s*$",
    re.IGNORECASE,
)
_LONGEST_AUTHORS = 80  # characters
_BETWEEN = re.compile(r"[\s,;–-]*")


class Citation(NamedTuple):
    """Characters [start, end) of a text that cite; `marked` where `{cite}` is among them."""

    start: int
    end: int
    marked: bool


def citations(text: str) -> list[Citation]:
    """Return the citations of a text, in order; those next to each other count as one."""
    found: list[Citation] = []
    at = 0
    for bracket in _BRACKET.finditer(text):
        found += _marks(text, at, bracket.start())
        at = bracket.end()
        if MARK in bracket[0]:
            inner = _marks(text, bracket.start(), at)
            whole = _is_citation(bracket[0].replace(MARK, "Marked, 2000")[1:-1])
            found += [Citation(*bracket.span(), True)] if whole else inner
        elif (start := _start(text, bracket)) is not None:
            found.append(Citation(start, at, False))
    found += _marks(text, at, len(text))
    return _joined(text, found)


def _marks(text: str, start: int, end: int) -> list[Citation]:
    found = []
    while (at := text.find(MARK, start, end)) >= 0:
        start = at + len(MARK)
        found.append(Citation(at, start, True))
    return found


def _is_citation(inner: str) -> bool:
    """Return whether what a bracket holds is names and years, and hardly anything else."""
    if not _HAS_YEAR.search(inner) or not re.search(_NAME, inner):
        return False
    return sum(word not in _BESIDE_NAMES for word in _PLAIN.findall(inner)) <= _MOST_PLAIN


def _start(text: str, bracket: re.Match[str]) -> int | None:
    """Return where the citation begins that a bracket is or ends; None where it is none."""
    inner = bracket[1] or bracket[2]
    begin = bracket.start()
    before = text[max(0, begin - _LONGEST_AUTHORS) : begin]
    authors = _AUTHORS.search(before)
    from_authors = begin - len(before) + authors.start() if authors else begin
    if _YEARS.fullmatch(inner):
        return from_authors
    if _NUMBERS.fullmatch(inner):
        if authors and authors["others"]:
            return from_authors
        is_round = bracket[1] is not None
        no_citation = is_round and (_LIST_SIGN.fullmatch(inner) or _NO_AUTHOR.search(before))
        return None if no_citation else begin
    return begin if _is_citation(inner) else None


def _joined(text: str, found: list[Citation]) -> list[Citation]:
    joined: list[Citation] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and last.marked == one.marked and _BETWEEN.fullmatch(text, last.end, one.start):
            joined[-1] = last._replace(end=one.end)
        else:
            joined.append(one)
    return joined
