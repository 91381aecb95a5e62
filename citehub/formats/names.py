"""Names of authors, taken apart as formats of references want them."""

import re
from typing import NamedTuple

_PARTICLES = {
    *("van", "von", "der", "den", "de", "da", "di", "del", "della", "la", "le", "ten", "ter"),
    *("dos", "du", "zu", "zur", "af", "av", "bin", "ibn", "al", "el"),
}
_GROUP = re.compile(
    r"(?i)\b(?:collaboration|consortium|team|group|committee|organi[sz]ation|university|institute)\b"
)
_SUFFIX = re.compile(r"(?i)(?:jr|sr|ph\.? ?d)\.?|II|III|IV")
_INITIALS = re.compile(r"(?:\w\.[ -]*){1,4}|[A-Z]{1,3}")
_CJK = "\u2e80"  # from here on names are written family first, without a comma
_AND = re.compile(r"\s*(?:,|;)?\s+(?:and|&)\s+|\s*;\s*")
OTHERS = "et al."


class Name(NamedTuple):
    """A person's name in two parts; that of a group, or a lone word, is all `family`."""

    family: str
    given: str = ""

    def __str__(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


def name_of(text: str) -> Name:
    """Take one name apart, written `Jan van der Berg` or `van der Berg, Jan`."""
    if _GROUP.search(text):
        return Name(text)
    if "," in text:
        family, _, given = (part.strip() for part in text.partition(","))
        is_suffix = _SUFFIX.fullmatch(given) is not None
        return Name(text) if is_suffix or not (family and given) else Name(family, given)
    words = text.split()
    last = len(words) - 1
    if last > 1 and _SUFFIX.fullmatch(words[last]):
        last -= 1
    while last > 1 and words[last - 1].lower() in _PARTICLES and words[last - 1].islower():
        last -= 1
    return Name(" ".join(words[last:]), " ".join(words[:last]))


def names_in(text: str) -> list[Name]:
    """Take a list of authors apart as a page or a user writes it: `A. Bee, C. Dee, and E. Eff`.

    `Bee, A. and Dee, C.`, `Bee, A.; Dee, C.` and `Bee, A., Dee, C.` are read too. "et al." at the
    end is a name of its own.
    """
    plain = re.sub(r",?\s+et al\.?$", "", text.strip())
    more = [Name(OTHERS)] if plain != text.strip() else []
    parts = [part for part in _AND.split(plain) if part]
    if len(parts) > 1 and all(part.count(",") == 1 for part in parts):
        return [*map(name_of, parts), *more]
    items = [item.strip() for part in parts for item in part.split(",") if item.strip()]
    if _is_family_first(items):
        return [*(Name(*pair) for pair in zip(items[::2], items[1::2], strict=True)), *more]
    joined: list[str] = []
    for item in items:
        if joined and _SUFFIX.fullmatch(item):
            joined[-1] += f" {item}"
        else:
            joined.append(item)
    return [*map(name_of, joined), *more]


def _is_family_first(items: list[str]) -> bool:
    """Return whether a list goes family, given, family, given."""
    if not items or len(items) % 2:
        return False
    initials = all(map(_INITIALS.fullmatch, items[1::2]))
    return initials or (len(items) == 2 and " " not in items[0] and items[0] < _CJK)
