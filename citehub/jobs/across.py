"""Hubs of different parts that one run might have made otherwise, as they share an id of a work.

Titles of one id fall into one part, so only a DOI or an arXiv id can join hubs of two parts. Where
one does, the pages of all hubs that share ids are gone through in the order of one run. All other
hubs are as one run would have made them: a page goes by its title only where none of its ids is
known, and what knows the title is in its own part.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from citehub.hubs.classify import classify_hub
from citehub.hubs.merge import merge
from citehub.index.entry import keys_of_hub
from citehub.jobs.part_list import ListedHub
from citehub.model import Hub
from citehub.rules.ruleset import RuleSet


class InPart(NamedTuple):
    """A hub of a part, which goes by its place among the parts, from 0."""

    part: int
    hub: ListedHub


def across_parts(hubs: Sequence[InPart]) -> list[list[InPart]]:
    """Return the groups of hubs that have ids in common, directly or not, across parts."""
    groups = list(range(len(hubs)))  # of each hub another of its group, itself for the last
    first_with: dict[str, int] = {}

    def last(at: int) -> int:
        while groups[at] != at:
            groups[at] = groups[groups[at]]
            at = groups[at]
        return at

    for at, found in enumerate(hubs):
        for id in (id for page in found.hub.pages for id in page.ids):
            groups[last(at)] = last(first_with.setdefault(id, at))
    members: dict[int, list[InPart]] = {}
    for at, found in enumerate(hubs):
        members.setdefault(last(at), []).append(found)
    return [group for group in members.values() if len({found.part for found in group}) > 1]


def as_in_one_run(pages: Iterable[Hub], rules: RuleSet) -> Iterator[Hub]:
    """Yield the hubs that one run makes of pages, each as the hub that it alone tells of, in order.

    A page goes to the first hub that had an id of its work, else to the first that had its title.
    """
    found: list[list[Hub]] = []
    first_with: dict[str, int] = {}
    for page in pages:
        keys = (*keys_of_hub(page), f"title:{page.page_title}")
        at = next((first_with[key] for key in keys if key in first_with), len(found))
        if at == len(found):
            found.append([])
        found[at].append(page)
        for key in keys:
            first_with.setdefault(key, at)
    for first, *others in found:
        yield classify_hub(merge(first, *others), rules) if others else first
