"""Hub pages in, `HubPage` out: one door, and a reader for each form of page behind it.

Nothing here touches a disk or knows a store. A new form is a module with `claims` and `read`, and a
place in one of the tables below, whose first form that claims a page reads it. The grammar of text
was read off captures; nobody documents it, so a line that fits nowhere is kept out of the hub and
reported in `HubPage.notes`.
"""

import re
from typing import Protocol

from citehub.errors import NamelessPageError, PageError
from citehub.model import HubPage
from citehub.pages import flat, html_text, openalex, paper_page, semantic_scholar, site_json, spaced
from citehub.pages.contents import decode as decode
from citehub.pages.foreign import what_it_is, what_text_is
from citehub.pages.grammar import Line, NoHeaderError, numbered_lines
from citehub.pages.json_values import Data, Value, read_values

MOST_PAPERS = 200_000  # of a page
_BRACKET = re.compile(r"\s*[{\[]")


class TextForm(Protocol):
    """A form of page that is text."""

    def claims(self, text: str) -> bool:
        """Return whether a text has this form, where it is a page at all."""

    def read(self, lines: list[Line]) -> HubPage:
        """Read the lines of a page; PageError where it is none."""


class JsonForm(Protocol):
    """A form of page that is JSON: one object or several, read together."""

    def claims(self, data: Data) -> bool:
        """Return whether an object has this form."""

    def read(self, values: list[Value]) -> HubPage:
        """Read the objects of a page; PageError where they are none."""


TEXT_FORMS: tuple[TextForm, ...] = (paper_page, spaced, flat)
JSON_FORMS: tuple[JsonForm, ...] = (semantic_scholar, openalex, site_json)


def parse_page(text: str, title: str | None = None) -> HubPage:
    """Read a page of whichever form; PageError says why there is no cited work in it.

    `title` is that of the cited work, for a page that does not name it: NamelessPageError without.
    """
    page = _read(text)
    if len(page.papers) > MOST_PAPERS:
        raise PageError(
            f"{len(page.papers):,} citing papers; a page may list {MOST_PAPERS:,}, save it in parts"
        )
    if page.title:
        return page
    if not title:
        address = f" ({page.url})" if page.url else ""
        raise NamelessPageError(f"this list does not name the work that its papers cite{address}")
    return page._replace(title=title)


def _read(text: str) -> HubPage:
    if html_text.is_html(text):
        text = html_text.text_of(text)
    if _BRACKET.match(text):
        try:
            return _read_json(text)
        except PageError as error:  # a lead can begin with a bracket, too
            try:
                return _read_text(text)
            except PageError:
                raise error from None
    return _read_text(text)


def _read_json(text: str) -> HubPage:
    values = read_values(text)
    for form in JSON_FORMS:
        if form.claims(values[0].data):
            if other := next((value for value in values if not form.claims(value.data)), None):
                raise PageError(f"line {other.note('').line}: {what_it_is(other.data)}")
            return form.read(values)
    raise PageError(what_it_is(values[0].data))


def _read_text(text: str) -> HubPage:
    lines = numbered_lines(text)
    if not lines:
        raise PageError("the file is empty")
    form = next(form for form in TEXT_FORMS if form.claims(text))
    try:
        return form.read(lines)
    except NoHeaderError as error:
        raise PageError(what_text_is(lines) or str(error)) from None
