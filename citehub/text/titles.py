"""Titles of works: the id that one gives, when two are the same, what looks wrong with one."""

import re
import unicodedata

from citehub.text.patterns import regex
from citehub.text.words import one_line, words

_SLUG_LIMIT = 60


def slug(title: str) -> str:
    """Return a readable name for a title, at most 60 characters, the same everywhere.

    Letters of every script are kept, so that titles in Chinese or Russian have names too. A title
    without a letter or digit is "untitled".
    """
    name = ""
    for word in words(title):
        if name and len(name) + len(word) + 1 > _SLUG_LIMIT:
            break
        name += f"-{word}" if name else word
    return unicodedata.normalize("NFC", name[:_SLUG_LIMIT]) or "untitled"


_NAME = regex(r"[^\W\d_a-z][\w.'’-]*")

_PARTICLES = {
    *("van", "von", "der", "den", "de", "da", "di", "del", "la", "le", "el", "al", "bin", "ten"),
    *("ter", "dos", "du"),
}

_LIST_ENDS = regex(r",?\s+(?:and|&)\s+|,\s*|\s*;\s*")


def _is_name(words: list[str]) -> bool:
    """Return whether words look like a person's name: Jan van der Berg, A.-M. O'Neil."""
    known = all(word in _PARTICLES or _NAME.fullmatch(word) for word in words)
    return known and 2 <= len(words) <= 5 and words[-1] not in _PARTICLES


# How instructions to a language model begin, or what marks parts of one.
_PROMPT = regex(
    r"you are (?:a|an|the) (?:[\w-]+ ){0,4}(?:assistant|expert|judge|evaluator|agent|model|ai)\b"
    r"|your task is\b"
    r"|please (?:answer|provide|read|write|output|rate|select|choose|respond|think|give)\b"
    r"|answer the (?:following )?question"
    r"|(?:respond|reply) (?:with|in|only)\b"
    r"|(?:output|return) (?:only|your|the answer|a json)\b"
    r"|(?:given|based on|read) the (?:following|above|text below)\b"
    r"|(?:let'?s )?think step by step\W*$"
    r"|do not (?:include|output|explain|provide)\b"
    r"|(?:system|user|assistant|human|instructions?|prompt)\s*:"
    r"|.*(?:<\||\[/?inst\]|###)",
    re.IGNORECASE,
)


def is_author_list(title: str) -> bool:
    """Return whether a title is a list of persons' names."""
    parts = [part for part in _LIST_ENDS.split(title) if part and part not in {"et al", "et al."}]
    names = [part for part in parts if _is_name(part.split())]
    return len(parts) >= 2 and len(names) == len(parts) and ("," in title or ";" in title)


def title_note(hub_id: str, title: str) -> str | None:
    """Return what looks wrong with a title and how to correct it, or None."""
    if is_author_list(title):
        what = "this is a list of authors, not a title"
    elif _PROMPT.match(title):
        what = "this is a part of a prompt, not a title"
    elif re.search(r"arXiv preprint|arXiv:\d{4}\.\d", title):
        what = "this title has a reference glued to it"
    elif title.endswith((",", ";", ":")):
        what = f"this title ends in a stray {title[-1]!r}"
    else:
        return None
    return f"{what}; give the real one with: citehub set {hub_id} --title 'TITLE'"


def page_key(title: str) -> str:
    """Return what two pages of one hub share: the exact title, white space and encoding aside.

    An accent can be a character of its own (NFD) or part of its letter's (NFC).
    """
    return unicodedata.normalize("NFC", one_line(title))
