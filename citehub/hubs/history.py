"""What changed in a hub between two of its captures. Pure.

A capture's number stands for all that was known by then: the captures up to it. 0 is before the
first.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from citehub.hubs.join import counts_of, which_are_gone
from citehub.hubs.listing import listings_of
from citehub.model import Capture, Hub, Paper
from citehub.text.ranges import numbers

_SAID = (
    *("title", "summary", "citation_role", "citation_polarity", "field", "date", "verdict"),
    *("novelty", "arxiv_id", "doi", "venue"),
)


class Difference(NamedTuple):
    """One thing that is other than before.

    `change` is `new`, `gone` or `back` of a paper, `changed` of what a page says of one, `count` of
    what it counts; `what` names the key that changed, with its value before and after.
    """

    hub: str
    change: str
    position: int | None = None
    title: str | None = None
    what: str | None = None
    before: Any = None
    after: Any = None


def differences(hub: Hub, first: int, last: int) -> Iterator[Difference]:
    """Yield what changed from one capture of a hub to another."""
    was, now = _listed(hub, first), _listed(hub, last)
    if sum(was) != sum(now):
        yield Difference(hub.id, "count", what="listed", before=sum(was), after=sum(now))
    yield from _counts(hub, first, last)
    for at, paper in enumerate(hub.papers):
        known = numbers(paper.captures)
        if now[at] and not was[at]:
            change = "back" if any(n <= first for n in known) else "new"
            yield Difference(hub.id, change, at + 1, paper.title)
        elif was[at] and not now[at]:
            yield Difference(hub.id, "gone", at + 1, paper.title)
        elif was[at] and now[at] and any(first < n <= last for n in known):
            yield from _changed(hub, at, first, last)


def _listed(hub: Hub, number: int) -> list[bool]:
    """Return whether each paper is listed by a capture's time."""
    captures = hub.captures[:number]
    return [
        not is_gone and any(n <= number for n in numbers(paper.captures))
        for paper, is_gone in zip(hub.papers, which_are_gone(hub.papers, captures), strict=True)
    ]


def newly_listed(hub: Hub) -> set[int]:
    """Return the positions, from 1, of papers that are listed by now, and were not one capture ago.

    Of a hub with one capture there are none: nothing was known before.
    """
    return {at for at, (was, now) in enumerate(_last_two(hub), 1) if now > was}


def newly_gone(hub: Hub) -> set[int]:
    """Return the positions, from 1, of papers that were listed one capture ago, and no longer."""
    return {at for at, (was, now) in enumerate(_last_two(hub), 1) if now < was}


def _last_two(hub: Hub) -> Iterator[tuple[bool, bool]]:
    """Yield whether each paper was listed one capture ago, and is by now."""
    last = len(hub.captures)
    return zip(_listed(hub, max(last - 1, 1)), _listed(hub, last), strict=True)


def _changed(hub: Hub, at: int, first: int, last: int) -> Iterator[Difference]:
    """Yield what pages say otherwise of a paper; what a later page leaves out is no change."""
    paper = hub.papers[at]
    old, new = _said(paper, first), _said(paper, last)
    for name in _SAID:
        before, after = getattr(old, name), getattr(new, name)
        if after not in (None, before):
            yield Difference(hub.id, "changed", at + 1, paper.title, name, before, after)


def _said(paper: Paper, number: int) -> Paper:
    """Return what the newest capture up to a number says of a paper."""
    said = {n: one for captures, one in listings_of(paper) for n in numbers(captures)}
    return said[max(n for n in said if n <= number)]


def _counts(hub: Hub, first: int, last: int) -> Iterator[Difference]:
    was, now = _counted(hub.captures[:first]), _counted(hub.captures[:last])
    for name in [*was, *(name for name in now if name not in was)]:
        before, after = was.get(name), now.get(name)
        if before != after:
            yield Difference(hub.id, "count", what=name, before=before, after=after)


def _counted(captures: tuple[Capture, ...]) -> dict[str, int]:
    """Return what captures count: citing papers, and the tallies of the page."""
    citing_count, tallies = counts_of(captures)
    found = {} if citing_count is None else {"citing_count": citing_count}
    for name, tally in tallies._asdict().items():
        if isinstance(tally, dict):
            found |= {f"{name}.{value}": count for value, count in tally.items()}
    return found


class Growth(NamedTuple):
    """A capture of a hub: when it was saved, and how many papers were listed by then."""

    captured: str | None
    papers: int


def growth(hub: Hub) -> Iterator[Growth]:
    """Yield how many papers were listed by each capture of a hub, the oldest first."""
    for number, capture in enumerate(hub.captures, start=1):
        yield Growth(capture.when, sum(_listed(hub, number)))
