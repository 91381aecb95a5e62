"""JSON that is no list of citing papers: what it seems to be, for the message that refuses it."""

import re
from collections.abc import Callable

from citehub.pages.grammar import Line
from citehub.pages.json_values import Data, mappings_of, named, text_of
from citehub.pages.site_json import KEYS

_CITATIONS = (
    "citing papers have the address https://api.semanticscholar.org/graph/v1/paper/ID/citations"
)
_CITES = "citing works have the address https://api.openalex.org/works?filter=cites:W…"
_OPENALEX = {"A": "an author", "S": "a journal or other source", "I": "an institution"}
_OPENALEX |= {"T": "a topic", "C": "a concept", "P": "a publisher", "F": "a funder"}


_OF_PITH = re.compile(
    r"pith\b.*\bsign in$|read the original abstract$|Pith Number\b", re.IGNORECASE
)
_LISTS = (
    "its citing papers are listed on the page /citations/… of the work, and on /paper/… below "
    "'Forward citations'"
)


def _data_have(key: str) -> Callable[[Data], bool]:
    return lambda data: any(key in item for item in mappings_of(data, "data"))


def _openalex_kind(data: Data) -> str | None:
    address, _, id = str(data.get("id")).rpartition("openalex.org/")
    return _OPENALEX.get(id[:1]) if address.startswith("http") else None


_KINDS: tuple[tuple[Callable[[Data], object], str], ...] = (
    (_data_have("citedPaper"), f"what a paper of Semantic Scholar cites; {_CITATIONS}"),
    (_data_have("paperId"), f"a search result of Semantic Scholar; {_CITATIONS}"),
    (_data_have("authorId"), f"a list of authors of Semantic Scholar; {_CITATIONS}"),
    (lambda data: "authorId" in data, f"an author of Semantic Scholar; {_CITATIONS}"),
    (lambda data: "nodes" in data, f"a graph of works; {_LISTS}"),
    (
        lambda data: any("pith" in key for key in data),
        f"what Pith keeps of a paper; {_LISTS}",
    ),
    (lambda data: "meta" in data and "results" in data, f"another list of OpenAlex; {_CITES}"),
)


def what_text_is(lines: list[Line]) -> str | None:
    """Return what a text that is no hub page is, where it is another page of the site, or None."""
    if not any(_OF_PITH.match(line.text) for line in lines):
        return None
    return f"no hub page: this page of Pith lists no citing papers; {_LISTS}"


def what_it_is(data: Data) -> str:
    """Return what a JSON object seems to be, in a sentence for the user."""
    if error := text_of(data, "error") or text_of(data, "message"):
        return f"the site answered with an error in place of a page: {error:.200}"
    if kind := _openalex_kind(data):
        return f"no hub page: this seems to be {kind} of OpenAlex; {_CITES}"
    if kind := next((said for fits, said in _KINDS if fits(data)), None):
        return f"no hub page: this seems to be {kind}"
    found = ", ".join(map(named, data)) or "none"
    return f"no hub page: it has the keys {found:.200}; known are {', '.join(KEYS)}"
