"""Identifiers and addresses of works, each in the one form by which two sources agree on it.

A DOI is case-insensitive and is cited with and without a resolver in front of it
(https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html). An arXiv id may carry a version, which
is the same work, and one from before April 2007 the subject class of its archive
(https://info.arxiv.org/help/arxiv_identifier.html). arXiv gives its works DOIs of their own, whose
last part is the arXiv id (https://info.arxiv.org/help/doi.html).
"""

import re

from citehub.text.patterns import regex

_RESOLVER = regex(r"(?:https?://)?(?:(?:dx|www)\.)?doi\.org/|doi:\s*", re.IGNORECASE)
# A prefix is 10. and a registrant's number, the suffix anything that is not a space.
_DOI = regex(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\x00-\x1f]{1,1000}")
_ARXIV_DOI = "10.48550/arxiv."
_ARXIV_PLACE = regex(
    r"(?:https?://)?(?:(?:www|export)\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*", re.IGNORECASE
)
_ARXIV = regex(
    r"(?P<id>[0-9]{4}\.[0-9]{4,5}|(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[a-z-]+)?/(?P<number>[0-9]{7}))"
    r"(?:v[0-9]+)?(?:\.pdf)?",
    re.IGNORECASE,
)


def doi(text: str | None) -> str | None:
    """Return a DOI in lower case without a resolver, or None where a text is no DOI."""
    if not text:
        return None
    start = _RESOLVER.match(text)
    found = _DOI.fullmatch(text[start.end() :] if start else text)
    return found[0].lower() if found else None


def arxiv_id(text: str | None) -> str | None:
    """Return an arXiv id (`2305.05010`, `hep-th/9901001`) without version, or None."""
    if not text:
        return None
    known = doi(text)
    if known and known.startswith(_ARXIV_DOI):
        text = known.removeprefix(_ARXIV_DOI)
    start = _ARXIV_PLACE.match(text)
    found = _ARXIV.fullmatch(text[start.end() :] if start else text)
    if not found:
        return None
    return f"{found['archive']}/{found['number']}".lower() if found["archive"] else found["id"]


def keys_of(*, doi_said: str | None, arxiv_said: str | None) -> list[tuple[str, str]]:
    """Return what two sources agree on that name one work: (kind, id), from what they say.

    A DOI that arXiv gave is an arXiv id.
    """
    found = {}
    if arxiv_said:
        found["arxiv"] = arxiv_id(arxiv_said) or arxiv_said.lower()
    if doi_said:
        if of_arxiv := arxiv_id(doi_said):
            found.setdefault("arxiv", of_arxiv)
        else:
            found["doi"] = doi(doi_said) or doi_said.lower()
    return list(found.items())


def web_address(text: str | None) -> str | None:
    """Return an address of the web, or None for any other, which may act on the user's machine."""
    return text if text and re.match(r"https?://[^\s/]", text, re.IGNORECASE) else None
