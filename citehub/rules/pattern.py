"""The pattern language of the rules.

    survey                 the word, whole; case and accents aside
    distill*               any word that begins so; `*bench`, any that ends so
    prove~                 words with the same stem: proves, proved, proving
    (a|an|our new)         one of these
    propose ..3 method     up to three words between
    ^ a survey             at the start of the field; `$` is its end
    "RAFT"                 exactly these capitals
    {name}                 a coined name: vOPD, BERT, GPT-4, AlphaZero
    {hub}                  the cited work's distinctive name
    {cite}                 where a citing sentence cites: [12], (Smith et al., 2020), Smith (2020)
    <use>                  any word of the list `use`, which a rules file has under `words`

Hyphens, punctuation and apostrophes part words, in patterns as in texts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from citehub.rules.text import CITE_WORD, HUB_WORD
from citehub.text.stems import stem
from citehub.text.words import tokens, words

LONGEST_GAP = 20  # words
WIDEST = 100  # words in all gaps of a pattern: what it takes in room and time

_PIECE = re.compile(
    r"""\s*(?:
      \.\.(?P<most>\d+)
    | (?P<start>\^) | (?P<end>\$)
    | (?P<open>\() | (?P<close>\)) | (?P<bar>\|)
    | "(?P<exact>[^"]+)"
    | \{(?P<place>\w*)\}
    | <(?P<list>[\w-]*)>
    | (?P<ending>\*)? (?P<word>(?:[^\s()|^$"{}<>*~.]|\.(?!\.))+) (?P<any>[*~])?
    )""",
    re.VERBOSE,
)


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


START_MARK = "\0start"  # stands before the first word
END_MARK = "\0end"  # and behind the last one


class Element(NamedTuple):
    """One thing a pattern asks for: a `key` of Node, a `gap`, or `either` of several ways."""

    kind: str
    value: str = ""
    ways: tuple[tuple["Element", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as it was read; `width` is the words in all its gaps."""

    elements: tuple[Element, ...]
    written: str = field(compare=False)  # as its author wrote it
    width: int = field(compare=False)


Lists = Mapping[str, Element]  # by name: any word of the list
_PLACES = {"hub": HUB_WORD, "cite": CITE_WORD, "name": "{name}"}


def parse_pattern(written: str, lists: Lists = MappingProxyType({})) -> Pattern:
    """Read a pattern; PatternError says what is wrong with it."""
    pieces = []
    pattern = written.strip()
    at = 0
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            raise PatternError(f"cannot read {pattern[at:]!r}")
        pieces.append(piece)
        at = piece.end()
    at_start = bool(pieces) and bool(pieces[0]["start"])
    at_end = bool(pieces) and bool(pieces[-1]["end"])
    inner = pieces[at_start : len(pieces) - at_end]
    ways, rest = _alternatives(inner, 0, lists, inside=False)
    if rest < len(inner):
        raise PatternError("a ')' without its '('")
    (elements,) = ways
    if _needs_no_word(elements):
        raise PatternError("nothing to look for")
    if (elements[0].kind == "gap" and not at_start) or (elements[-1].kind == "gap" and not at_end):
        raise PatternError("a gap at the start or end of a pattern says nothing; leave it out")
    width = sum(int(piece["most"]) for piece in inner if piece["most"])
    if width > WIDEST:
        raise PatternError(f"its gaps are more than {WIDEST} words long in all")
    before = (Element("key", START_MARK),) * at_start
    behind = (Element("key", END_MARK),) * at_end
    return Pattern((*before, *elements, *behind), written, width)


def _needs_no_word(elements: Iterable[Element]) -> bool:
    """Return whether elements in a row can match without any word."""
    return all(e.kind == "gap" or any(map(_needs_no_word, e.ways)) for e in elements)


def word_list(entries: Iterable[str]) -> Element:
    """Return what matches any entry of a word list; PatternError says which entry is no words."""
    ways = []
    for entry in entries:
        pattern = parse_pattern(entry)
        marks = (START_MARK, END_MARK)
        if not all(e.kind == "key" and e.value not in marks for e in pattern.elements):
            raise PatternError(f"{entry!r} is more than words, and a list holds words")
        ways.append(pattern.elements)
    if not ways:
        raise PatternError("a list without words")
    return Element("either", ways=tuple(ways))


def _alternatives(
    pieces: list[re.Match[str]], at: int, lists: Lists, *, inside: bool
) -> tuple[tuple[tuple[Element, ...], ...], int]:
    """Read elements in a row, or in brackets several rows parted by `|`, up to the bracket."""
    done: list[tuple[Element, ...]] = []
    row: list[Element] = []
    while at < len(pieces) and (kind := pieces[at].lastgroup) != "close":
        piece = pieces[at]
        if kind == "word" and (plain := piece[0].strip()).isascii() and plain.isalnum():
            row.append(Element("key", plain.lower()))  # most are
        elif kind == "bar":
            if not inside:
                raise PatternError("'|' stands between brackets only: (this|that)")
            done.append(tuple(row))
            row = []
        elif kind == "open":
            ways, at = _alternatives(pieces, at + 1, lists, inside=True)
            if at == len(pieces):
                raise PatternError("a '(' without its ')'")
            if not all(ways):
                raise PatternError("an empty alternative between brackets")
            row.append(Element("either", ways=ways))
        else:
            row += _elements(piece, lists)
        at += 1
    return (*done, tuple(row)), at


def _named(piece: re.Match[str], lists: Lists) -> Element:
    if (place := piece["place"]) is not None:
        if place not in _PLACES:
            known = ", ".join(f"{{{name}}}" for name in _PLACES)
            raise PatternError(f"{{{place}}} is unknown; there are {known}")
        return Element("key", _PLACES[place])
    if piece["list"] not in lists:
        known = ", ".join(f"<{name}>" for name in lists) or "none"
        raise PatternError(f"<{piece['list']}> is no list under 'words'; there are {known}")
    return lists[piece["list"]]


def _elements(piece: re.Match[str], lists: Lists) -> list[Element]:
    if piece["most"]:
        if len(piece["most"]) > 2 or not 0 < int(piece["most"]) <= LONGEST_GAP:
            raise PatternError(f"a gap is 1 to {LONGEST_GAP} words long")
        return [Element("gap", piece["most"])]
    if piece["exact"]:
        parts = tokens(piece["exact"])
        if not parts:
            raise PatternError(f"no word in {piece['exact']!r}")
        return [Element("key", f'"{part}"') for part in parts]
    if piece["place"] is not None or piece["list"] is not None:
        return [_named(piece, lists)]
    if piece["start"] or piece["end"]:
        raise PatternError("'^' stands first and '$' last in a pattern")
    plain = piece["word"]
    parts = [plain.lower()] if plain.isascii() and plain.isalnum() else words(plain)
    if not parts:
        raise PatternError(f"no word in {piece['word']!r}")
    if piece["any"] and piece["ending"]:
        raise PatternError("'*' or '~' stands at one end of a word, not at both")
    if piece["any"]:
        last = stem(parts[-1], 3) if piece["any"] == "~" else parts[-1]
        parts[-1] = f"{last}{piece['any']}"
    if piece["ending"]:
        parts[0] = f"*{parts[0]}"
    return [Element("key", part) for part in parts]
