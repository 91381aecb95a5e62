"""A page made ready to be stored: the hub that it would be if it were the first of its hub.

Pure, so that any process can do it, on any machine: the rules come as a text.
"""

import shlex
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from citehub.errors import NamelessPageError, PageError
from citehub.hubs.classify import classify_hub
from citehub.hubs.merge import hub_of
from citehub.index.entry import Entry, entry_of
from citehub.jobs.part import Part
from citehub.model import Hub, HubPage
from citehub.pages import decode, parse_page
from citehub.pages.files import PageFile
from citehub.pages.titles import title_of_text
from citehub.rules.load import compiled
from citehub.rules.ruleset import RuleSet
from citehub.rules.version import DEFAULT, SHIPPED, rules_bytes, shipped_bytes
from citehub.store.store import Store
from citehub.text.titles import page_key, slug

_MOST_NOTES = 100  # lines left out of one page that are named one by one


class Draft(NamedTuple):
    """A hub of one page: its record, what the index keeps of it, and what to tell the user."""

    data: bytes
    entry: Entry
    message: str
    notes: tuple[str, ...]


class RulesText(NamedTuple):
    """The bytes of a rules file, as they travel to a worker, and its name for messages.

    None stands for the shipped rules: each worker has those.
    """

    data: bytes | None = None
    source: str = SHIPPED


class How(NamedTuple):
    """How pages are prepared: for which store, by which rules.

    `title` is that of the work which a page that names none is about. With a `part`, only the pages
    of that part are prepared.
    """

    store: Store
    rules: RulesText
    title: str | None = None
    part: Part | None = None


def rules_text(path: Path | None) -> RulesText:
    """Read a rules file as it is; RulesError where that cannot be done."""
    return RulesText() if path in (None, DEFAULT) else RulesText(*rules_bytes(path))


@lru_cache(maxsize=1)
def rules_from(text: RulesText) -> RuleSet:
    """Compile rules, once in each process; RulesError has a line for each fault."""
    data = shipped_bytes() if text.data is None else text.data
    return compiled(data, text.source)


def rules_of(path: Path | None) -> RuleSet:
    """Read and compile a rules file; None stands for the shipped rules."""
    return rules_from(rules_text(path))


def prepare(file: PageFile, how: How) -> Draft | str | None:
    """Read a page and label its papers; where it is no hub page, return why.

    None stands for a page of another part. One without a title goes by its bytes.
    """
    title, part, key = how.title, how.part, file.sha256
    try:
        text = decode(file.data)
        if part and (found := title_of_text(text)):
            key = slug(found)
            if not part.has(key):
                return None
        page = parse_page(text, title)
        del text
        if part and not part.has(slug(page.title)):
            return None
    except PageError as error:
        return _problem(error, file.source) if part is None or part.has(key) else None
    left_out = (*_left_out(page), *_other_title(page.title, title))
    hub = hub_of(page, file.source, file.sha256, file.when)
    del page  # what is done with is let go: a page may be large
    hub = classify_hub(hub, rules_from(how.rules))
    data = how.store.encode(hub)
    return Draft(data, entry_of(hub, data), counts(hub), left_out)


def _problem(error: PageError, source: str) -> str:
    if not isinstance(error, NamelessPageError):
        return str(error)
    path = "-" if source == "stdin" else shlex.quote(source)
    return f"{error}; name it: citehub ingest {path} --hub 'TITLE'"


def _left_out(page: HubPage) -> Iterator[str]:
    if page.surplus:
        listed, declared = len(page.papers), page.citing_count
        yield f"lists {listed} papers and declares {declared}; it marks no paper as gone"
    for note in page.notes[:_MOST_NOTES]:
        yield f"line {note.line}: left out: {note.text[:80]}"
    if len(page.notes) > _MOST_NOTES:
        yield f"{len(page.notes) - _MOST_NOTES:,} more lines left out"


def _other_title(named: str, given: str | None) -> Iterator[str]:
    if given and page_key(named) != page_key(given):
        yield f"names its cited work, {named!r:.100}, so --hub is not used for it"


def counts(hub: Hub) -> str:
    """Say how many of its citing papers a hub lists."""
    listed = len(hub.listed)
    if hub.complete:
        return f"all {listed} citing papers"
    declared = "an unknown number" if hub.citing_count is None else hub.citing_count
    return f"incomplete: lists {listed} of {declared}"


def lists(hub: Hub) -> str:
    """Say how many of the papers that cite it a hub lists."""
    declared = "an unknown number" if hub.citing_count is None else hub.citing_count
    return f"lists {len(hub.listed)} of {declared}"
