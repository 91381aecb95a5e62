"""A page made ready to be stored: the hub that it would be if it were the first of its hub.

Pure but for the rules file, which each process reads once: any process can do it.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from citehub.classify import classify_hub
from citehub.entry import Entry, entry_of
from citehub.errors import PageError
from citehub.merge import hub_of
from citehub.model import Hub
from citehub.pages import decode, parse_page
from citehub.rules.load import load
from citehub.rules.ruleset import RuleSet
from citehub.sources import PageFile
from citehub.store import Store


class Draft(NamedTuple):
    """A hub of one page: its record, what the index keeps of it, and what to tell the user."""

    data: bytes
    entry: Entry
    message: str
    notes: tuple[str, ...]


@lru_cache(maxsize=1)
def rules_of(path: Path | None) -> RuleSet:
    """Read the rules, once in each process."""
    return load(path)


def prepare(file: PageFile, store: Store, rules: Path | None) -> Draft | str:
    """Read a page and label its papers; where it is no hub page, return why."""
    try:
        page = parse_page(decode(file.data))
    except PageError as error:
        return str(error)
    hub = classify_hub(hub_of(page, file.source, file.sha256, file.when), rules_of(rules))
    data = store.encode(hub)
    left_out = tuple(f"line {note.line}: left out: {note.text[:80]}" for note in page.notes)
    return Draft(data, entry_of(hub, data), counts(hub), left_out)


def counts(hub: Hub) -> str:
    """Say how many of its citing papers a hub lists."""
    listed = len(hub.listed)
    if hub.complete:
        return f"all {listed} citing papers"
    declared = "an unknown number" if hub.citing_count is None else hub.citing_count
    return f"incomplete: lists {listed} of {declared}"
