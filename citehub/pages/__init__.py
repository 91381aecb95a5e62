"""Hub pages in, `HubPage` out: one door, and a reader for each form of page behind it.

Nothing here touches a disk or knows a store. The grammar was read off captures; nobody documents
it, so a line that fits nowhere is kept out of the hub and reported in `HubPage.notes`.
"""

import re

from citehub.errors import PageError
from citehub.model import HubPage
from citehub.pages import flat, spaced
from citehub.pages import site_json as json_form
from citehub.pages.grammar import numbered_lines

MOST_PAPERS = 200_000  # of a page
_BRACKET = re.compile(r"\s*[{\[]")


def decode(data: bytes) -> str:
    """Decode a page: UTF-8, or UTF-16 behind its byte order mark; PageError says where not."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason in ("unexpected end of data", "truncated data"):
            return data[: error.start].decode(encoding)  # the page was cut off inside a letter
        line = data[: error.start].count(b"\n") + 1
        raise PageError(
            f"line {line}: byte {error.start} is not {encoding[:6].upper().rstrip('-')} text; "
            "save the page as UTF-8"
        ) from None


def parse_page(text: str) -> HubPage:
    """Read a page of whichever form; PageError says why there is no cited work in it."""
    page = _read(text)
    if len(page.papers) > MOST_PAPERS:
        raise PageError(
            f"{len(page.papers):,} citing papers; a page may list {MOST_PAPERS:,}, save it in parts"
        )
    return page


def _read(text: str) -> HubPage:
    if _BRACKET.match(text):
        try:
            return json_form.read(text)
        except PageError as error:  # a lead can begin with a bracket, too
            try:
                return _read_text(text)
            except PageError:
                raise error from None
    return _read_text(text)


def _read_text(text: str) -> HubPage:
    lines = numbered_lines(text)
    if not lines:
        raise PageError("the file is empty")
    return spaced.read(lines) if spaced.is_spaced(text) else flat.read(lines)
