"""The pattern language of the rules.

    survey                 the word, whole; case and accents aside
    distill*               any word that begins so; `*bench`, any that ends so
    (a|an|our new)         one of these
    propose ..3 method     up to three words between
    ^ a survey             at the start of the field; `$` is its end
    "RAFT"                 exactly these capitals
    {name}                 a coined name: vOPD, BERT, GPT-4, AlphaZero
    {hub}                  the cited work's distinctive name

Hyphens, punctuation and apostrophes part words, in patterns as in texts.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from citehub.rules.text import HUB_WORD
from citehub.text.words import tokens, words

LONGEST_GAP = 20  # words

_PIECE = re.compile(
    r"""\s*(?:
      \.\.(?P<most>\d+)
    | (?P<start>\^) | (?P<end>\$)
    | (?P<open>\() | (?P<close>\)) | (?P<bar>\|)
    | "(?P<exact>[^"]+)"
    | \{(?P<place>\w*)\}
    | (?P<ending>\*)? (?P<word>(?:[^\s()|^$"{}*.]|\.(?!\.))+) (?P<any>\*)?
    )""",
    re.VERBOSE,
)


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


END_MARK = "\0end"  # stands behind the last word


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a pattern asks for: a `key` of Node, a `gap`, or `either` of several ways."""

    kind: str
    value: str = ""
    ways: tuple[tuple["Element", ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as it was read."""

    elements: tuple[Element, ...]
    at_start: bool


@lru_cache(maxsize=4096)  # a rules file is read twice: to find its faults, and to compile it
def parse_pattern(pattern: str) -> Pattern:
    """Read a pattern; PatternError says what is wrong with it."""
    pieces = []
    at = 0
    pattern = pattern.strip()
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            raise PatternError(f"cannot read {pattern[at:]!r}")
        pieces.append(piece)
        at = piece.end()
    at_start = bool(pieces) and bool(pieces[0]["start"])
    at_end = bool(pieces) and bool(pieces[-1]["end"])
    inner = pieces[at_start : len(pieces) - at_end]
    ways, rest = _alternatives(inner, 0, inside=False)
    if rest < len(inner):
        raise PatternError("a ')' without its '('")
    (elements,) = ways
    if all(element.kind == "gap" for element in elements):
        raise PatternError("nothing to look for")
    if (elements[0].kind == "gap" and not at_start) or (elements[-1].kind == "gap" and not at_end):
        raise PatternError("a gap at the start or end of a pattern says nothing; leave it out")
    return Pattern((*elements, Element("key", END_MARK)) if at_end else elements, at_start)


def _alternatives(
    pieces: list[re.Match[str]], at: int, *, inside: bool
) -> tuple[tuple[tuple[Element, ...], ...], int]:
    """Read elements in a row, or in brackets several rows parted by `|`, up to the bracket."""
    done: list[tuple[Element, ...]] = []
    row: list[Element] = []
    while at < len(pieces) and not pieces[at]["close"]:
        piece = pieces[at]
        if piece["bar"]:
            if not inside:
                raise PatternError("'|' stands between brackets only: (this|that)")
            done.append(tuple(row))
            row = []
        elif piece["open"]:
            ways, at = _alternatives(pieces, at + 1, inside=True)
            if at == len(pieces):
                raise PatternError("a '(' without its ')'")
            if not all(ways):
                raise PatternError("an empty alternative between brackets")
            row.append(Element("either", ways=ways))
        else:
            row += _elements(piece)
        at += 1
    return (*done, tuple(row)), at


def _elements(piece: re.Match[str]) -> list[Element]:
    if piece["most"]:
        if len(piece["most"]) > 2 or not 0 < int(piece["most"]) <= LONGEST_GAP:
            raise PatternError(f"a gap is 1 to {LONGEST_GAP} words long")
        return [Element("gap", piece["most"])]
    if piece["exact"]:
        parts = tokens(piece["exact"])
        if not parts:
            raise PatternError(f"no word in {piece['exact']!r}")
        return [Element("key", f'"{part}"') for part in parts]
    if piece["place"] == "hub":
        return [Element("key", HUB_WORD)]
    if piece["place"] == "name":
        return [Element("key", "{name}")]
    if piece["place"] is not None:
        raise PatternError(f"{{{piece['place']}}} is unknown; there are {{hub}} and {{name}}")
    if piece["start"] or piece["end"]:
        raise PatternError("'^' stands first and '$' last in a pattern")
    plain = piece["word"]
    parts = [plain.lower()] if plain.isascii() and plain.isalnum() else words(plain)
    if not parts:
        raise PatternError(f"no word in {piece['word']!r}")
    if piece["any"] and piece["ending"]:
        raise PatternError("'*' stands at one end of a word, not at both")
    if piece["any"]:
        parts[-1] = f"{parts[-1]}*"
    if piece["ending"]:
        parts[0] = f"*{parts[0]}"
    return [Element("key", part) for part in parts]
