"""The title of a page's cited work without reading the rest of it, which takes 30 times as long."""

import re

from citehub.pages import html_text, paper_page
from citehub.pages.grammar import is_tier, status_of
from citehub.pages.spaced import is_bar
from citehub.text.words import one_line

_LINE = re.compile(r"[^\r\n]+")
_BRACKET = re.compile(r"\s*[{\[]")


def title_of_text(text: str) -> str | None:
    """Return the title of a hub page that is text, or None where the whole page has to be read.

    It is the line above the first status sentence. Where this returns a title, `parse_page` returns
    a page of that title, or finds a fault.
    """
    if _BRACKET.match(text) or html_text.is_html(text) or paper_page.may_claim(text):
        return None
    above = ""
    for found in _LINE.finditer(text):
        line = one_line(found[0])
        if status_of(line):
            return None if is_tier(above) or is_bar(above) else above or None
        above = line or above
    return None
