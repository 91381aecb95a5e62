"""Captures joined to a hub, each newer than those before it. Pure, except that the hub grows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from citehub.hubs.listing import (
    listed_again,
    listed_first,
    listings_of,
    said_alone,
    said_of,
    united,
    with_labels_of,
)
from citehub.hubs.match import PaperFinder
from citehub.model import Capture, Hub, Paper, Tallies
from citehub.text.ranges import numbers, ranges

# What the newest page counts for that states it, each by itself.
STATED = ("authors", "year", "doi", "arxiv_id", "url", "abstract")
# What is shown as one page has it.
STANDING = ("tier", "standing", "status")


class Joined:
    """A hub to which newer and newer captures are joined."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._captures = list(hub.captures)
        self._stated = {name: hub.stated.get(name, len(hub.captures)) for name in STATED}
        self._header = {name: getattr(hub, name) for name in STATED}
        self._papers = list(hub.papers)
        self._look_again()

    def _look_again(self) -> None:
        """Take note of what all papers are found by."""
        self._finder = PaperFinder()
        for at, paper in enumerate(self._papers):
            for _, said in listings_of(paper):
                self._finder.add(at, said)

    def add(self, page: Hub) -> None:
        """Join a page, which is newer than all before it."""
        (capture,) = page.captures
        number = len(self._captures) + 1
        for name in STATED:
            if (value := getattr(page, name)) is not None:
                self._header[name], self._stated[name] = value, number
        listed = self._list(page.papers, number)
        if listed != sorted(listed):
            capture = capture._replace(order=ranges(at + 1 for at in listed))
        self._captures.append(capture)

    def _list(self, papers: tuple[Paper, ...], number: int) -> list[int]:
        """Take what a capture says of its papers; return where they stand, from 0."""
        has_chosen = any(paper.representative for paper in papers)
        said = [said_alone(paper) for paper in papers]
        self._unite(said)
        places = []
        for paper, raw, found in zip(said, papers, self._find(said), strict=True):
            at = len(self._papers) if found is None else found
            places.append(at)
            if found is None:
                self._papers.append(listed_first(paper, number))
                self._finder.add(at, paper)
            else:
                known = self._papers[at]
                joined = listed_again(known, paper, number, has_chosen=has_chosen)
                self._papers[at] = joined
                if joined.variants != known.variants or said_of(joined) != said_of(known):
                    self._finder.add(at, paper)
            self._papers[at] = with_labels_of(self._papers[at], raw)
        return places

    def _unite(self, said: list[Paper]) -> None:
        """Make one of papers that a capture shows to be one, unless a capture lists both.

        It gives one paper the ids of both, or the title of the one and the summary of the other.
        """
        gone: dict[int, int] = {}
        before = self._papers
        chosen: frozenset[int] | None = None
        self._finder.next_capture()
        for paper in said:
            alike = self._finder.by_id(paper) or self._finder.halves(paper)
            first, *others = sorted({_last(gone, at) for at in alike}) or [0]
            for other in others:
                one, two = self._papers[first], self._papers[other]
                if set(numbers(one.captures)).isdisjoint(numbers(two.captures)):
                    if chosen is None:
                        chosen, self._papers = _chosen(before), list(before)
                    self._papers[first] = united(one, two, chosen)
                    gone[other] = first
        if gone:
            self._remove(gone, before)
            self._look_again()

    def _remove(self, gone: dict[int, int], before: list[Paper]) -> None:
        """Take out papers that became part of others, and keep the captures' orders true."""
        left = [at for at in range(len(before)) if at not in gone]
        self._papers = [self._papers[at] for at in left]
        places = {old + 1: new for new, old in enumerate(left, start=1)}
        places |= {at + 1: places[_last(gone, at) + 1] for at in gone}
        touched = {number for at in gone for number in numbers(before[at].captures)}
        for n, capture in enumerate(self._captures):
            order = numbers(capture.order) if capture.order else ()
            if not order and n + 1 in touched:
                listed = enumerate(before, start=1)
                order = tuple(at for at, paper in listed if n + 1 in numbers(paper.captures))
            moved = [places[at] for at in order if at in places]
            in_order = ranges(moved) if moved != sorted(moved) else None
            self._captures[n] = capture._replace(order=in_order)

    def _find(self, said: list[Paper]) -> list[int | None]:
        """Find the papers of a capture among the known ones: the surest ways first.

        Those alike in all that they are found by go in the order of what they say, not of the page.
        """
        found: list[int | None] = [None] * len(said)
        for n, paper in enumerate(said):
            for at in self._finder.by_id(paper)[:1]:
                found[n] = at
                self._finder.take(at)
        order = sorted(
            (n for n in range(len(said)) if found[n] is None),
            key=lambda n: (said[n].title or "", said[n].summary or ""),
        )
        ways = (
            lambda paper: self._finder.by_title(paper, alike=True),
            lambda paper: self._finder.by_title(paper, alike=False),
            self._finder.by_summary,
        )
        for way in ways:
            for n in order:
                if found[n] is None and (place := way(said[n])) is not None:
                    found[n] = place
                    self._finder.take(place)
        return found

    def hub(self) -> Hub:
        """Return the hub as it is by now."""
        last = len(self._captures)
        return self._hub._replace(
            **self._header,
            **_told_by(self._captures),
            captures=tuple(self._captures),
            stated={
                name: number
                for name, number in self._stated.items()
                if number != last and self._header[name] is not None
            },
            papers=tuple(_without_gone(self._papers, self._captures)),
        )


def _last(gone: dict[int, int], at: int) -> int:
    """Return what a paper became part of, by positions."""
    while at in gone:
        at = gone[at]
    return at


def _chosen(papers: Iterable[Paper]) -> frozenset[int]:
    """Return the captures that name representative papers."""
    return frozenset(
        number
        for paper in papers
        for captures, said in listings_of(paper)
        if said.representative
        for number in numbers(captures)
    )


def _without_gone(papers: list[Paper], captures: list[Capture]) -> Iterator[Paper]:
    """Yield papers, marked where they are gone."""
    for paper, is_gone in zip(papers, which_are_gone(papers, captures), strict=True):
        yield paper if paper.dropped == is_gone else paper._replace(dropped=is_gone)


def which_are_gone(papers: Iterable[Paper], captures: Sequence[Capture]) -> Iterator[bool]:
    """Yield whether each paper is gone by the last of these captures, the first ones of a hub.

    One is gone where each site that listed it has listed all of its papers since, but not this one.
    """
    narrowed = narrowed_lists(captures)
    complete = {
        capture.site: number
        for number, capture in enumerate(captures, start=1)
        if capture.complete and not capture.filtered and number not in narrowed
    }
    known: dict[str, bool] = {}  # by captures, which most papers share
    for paper in papers:
        listed_by = paper.captures
        if listed_by not in known:
            last = {captures[n - 1].site: n for n in numbers(listed_by) if n <= len(captures)}
            known[listed_by] = bool(last) and all(
                n < complete.get(site, 0) for site, n in last.items()
            )
        yield known[listed_by]


def narrowed_lists(captures: Iterable[Capture]) -> set[int]:
    """Return which captures (from 1) are lists of another site with fewer papers than earlier ones.

    Such a site counts what was asked for, and does not say what that was: the works of
    `cites:W…,type:review` are counted as all of `cites:W…` are.
    """
    narrowed = set()
    most: dict[str, int] = {}
    for number, capture in enumerate(captures, start=1):
        if capture.site is not None and capture.declared is not None:
            most[capture.site] = max(most.get(capture.site, 0), capture.declared)
            if capture.declared < most[capture.site]:
                narrowed.add(number)
    return narrowed


def _told_by(captures: list[Capture]) -> dict[str, Any]:
    """Return what captures, in the order of their times, tell of the hub as a whole.

    Tier, standing and status are those of one page, the newest that has a status; so are the
    tallies; those of a page cut off, or of a filtered view, only where no other page has any.
    """
    told: dict[str, Any] = {"tier": None, "standing": None, "status": None}
    for capture in sorted(captures, key=lambda capture: not capture.cut):
        said = {name: getattr(capture, name) for name in STANDING}
        if capture.status is None:
            said = {name: value for name, value in said.items() if value is not None}
        told |= said
    citing_count, page = counts_of(captures)
    title = captures[-1].title
    return told | {"citing_count": citing_count, "title": title, "page_title": title, "page": page}


def counts_of(captures: Collection[Capture]) -> tuple[int | None, Tallies]:
    """Return the count of citing papers and the tallies that captures, oldest first, tell of a hub.

    The count is the largest of the newest counts of each site, for no site knows all papers.
    """
    declared: dict[str | None, int] = {}
    tallied: dict[tuple[bool, bool], Tallies] = {}
    narrowed = narrowed_lists(captures)
    for number, capture in enumerate(captures, start=1):
        if capture.declared is not None and number not in narrowed:
            declared[capture.site] = capture.declared
        if capture.page != Tallies():
            tallied[capture.cut, capture.filtered] = capture.page
    page = tallied[min(tallied)] if tallied else Tallies()
    return max(declared.values(), default=None), page
