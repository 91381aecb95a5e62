"""A page as a hub of its own, and two hubs of one work joined. Pure.

Only a complete page says that a paper it does not list is gone; a partial one (a filtered view,
one page of several, a page cut off) adds to what is known and says nothing of the rest.
"""

import hashlib
from collections.abc import Iterator
from itertools import count, islice

from citehub.model import (
    HAND,
    LABELS,
    PAGE,
    Capture,
    Hub,
    HubPage,
    Paper,
    Tallies,
    page_key,
)
from citehub.text import fold, slug

_ENOUGH = 60  # characters of a summary that tell it from others
_MOST_ALIKE = 50  # known summaries with one beginning that are looked at for one cut off
_STATED = ("tier", "standing", "status", "citing_count", "authors", "year", "abstract")
_PLAIN = ("field", "date", "year", "verdict", "novelty", "arxiv_id", "context")


def hub_of(page: HubPage, source: str, sha256: str, when: str | None) -> Hub:
    """Return the hub that a page alone tells of, its papers unlabelled.

    `sha256` is that of the page's bytes, `when` the time (UTC) at which it was saved.
    """
    capture = Capture(
        source=source,
        sha256=sha256,
        when=when,
        declared=page.citing_count,
        listed=len(page.papers),
        complete=page.complete,
        filtered=page.filtered,
        page=page.tallies,
    )
    return Hub(
        id=slug(page.title),
        title=page.title,
        page_title=page_key(page.title),
        page=page.tallies,
        captures=(capture,),
        papers=tuple(paper._replace(first_seen=1, last_seen=1) for paper in page.papers),
        **{name: getattr(page, name) for name in _STATED},
    )


def other_ids(hub: Hub) -> Iterator[str]:
    """Yield ids for a hub whose own is taken by another: ever longer, the same on every machine."""
    digest = hashlib.sha256(hub.page_title.encode()).hexdigest()
    for length in (8, 16, 32, 64):
        yield f"{hub.id}-{digest[:length]}"
    yield from (f"{hub.id}-{digest}-{number}" for number in count(2))


def merge(known: Hub, later: Hub) -> Hub:
    """Return a hub with a later page of it, as its `hub_of`, joined to it as one more capture.

    Papers keep the labels they had; those that are new or changed are to be labelled anew.
    """
    (capture,) = later.captures
    stated = {
        name: value
        for name in _STATED
        if (value := getattr(later, name)) is not None and name not in known.by_hand
    }
    return known._replace(
        **stated,
        page=_join_tallies(known.page, later.page, filtered=capture.filtered),
        captures=(*known.captures, capture),
        papers=_join_papers(known.papers, later.papers, capture, len(known.captures) + 1),
    )


def _join_tallies(known: Tallies, later: Tallies, *, filtered: bool) -> Tallies:
    """Take a page's tallies where it has any; a filtered view only fills what is unknown."""
    said = {name: value for name, value in later._asdict().items() if value or value == 0}
    if filtered:
        said = {name: value for name, value in said.items() if not getattr(known, name)}
    return known._replace(**said)


def _join_papers(
    known: tuple[Paper, ...], later: tuple[Paper, ...], capture: Capture, number: int
) -> tuple[Paper, ...]:
    papers = list(known)
    listed = set()
    finder = _Finder(known)
    has_chosen = any(paper.representative for paper in later)
    for paper in later:
        at = finder.find(paper)
        if at is None:
            listed.add(len(papers))
            papers.append(paper._replace(first_seen=number, last_seen=number))
        else:
            listed.add(at)
            joined = _join_paper(papers[at], paper, has_chosen)
            papers[at] = joined._replace(last_seen=number, dropped=False)
    if capture.complete and not capture.filtered:
        for at, paper in enumerate(papers):
            if at not in listed and not paper.dropped:
                papers[at] = paper._replace(dropped=True)
    return tuple(papers)


class _Finder:
    """Finds a listed paper among the known ones, each of them once.

    Where thousands have one title or begin alike, none of them is passed over again and again.
    """

    def __init__(self, known: tuple[Paper, ...]) -> None:
        self._known = known
        self._found: set[int] = set()
        # Positions, the first one last, so that those found can go from the end.
        self._by_both: dict[tuple[str | None, str], list[int]] = {}
        self._by_title: dict[str, list[int]] = {}
        self._by_start: dict[str, list[int]] = {}
        self._by_summary: dict[tuple[bool, str], list[int]] = {}  # and whether it has a title
        for at in reversed(range(len(known))):
            title, start = _tells(known[at])
            self._by_both.setdefault((title, start), []).append(at)
            if title is not None:
                self._by_title.setdefault(title, []).append(at)
            if start:
                self._by_start.setdefault(start, []).append(at)
                whole = title is not None, known[at].summary or ""
                self._by_summary.setdefault(whole, []).append(at)

    def find(self, paper: Paper) -> int | None:
        """Return the position of the same paper: same title, or same summary where one has none."""
        at = next(self._candidates(paper), None)
        if at is not None:
            self._found.add(at)
        return at

    def _candidates(self, paper: Paper) -> Iterator[int]:
        title, start = _tells(paper)
        if title is not None:
            yield from self._left(self._by_both.get((title, start)))[-1:]
            yield from self._left(self._by_title.get(title))[-1:]
        if start:
            for titled in (False,) if title is not None else (False, True):
                yield from self._left(self._by_summary.get((titled, paper.summary or "")))[-1:]
            untitled = self._by_both.get((None, start))
            alike = self._left(self._by_start.get(start) if title is None else untitled)
            for at in islice(reversed(alike), _MOST_ALIKE):
                summary = self._known[at].summary or ""
                if at not in self._found and _one_is_cut(summary, paper.summary or ""):
                    yield at

    def _left(self, places: list[int] | None) -> list[int]:
        """Return a list without what is found at its end."""
        while places and places[-1] in self._found:
            places.pop()
        return places or []


def _tells(paper: Paper) -> tuple[str | None, str]:
    """Return what a paper is found by: its folded title, and how its summary begins."""
    title = fold(paper.title) if paper.title else None
    return title, (paper.summary or "")[:_ENOUGH]


def _one_is_cut(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _join_paper(known: Paper, listed: Paper, has_chosen: bool) -> Paper:
    """Take what the page says anew; keep the longer of two summaries where one is the other's cut.

    `has_chosen` tells whether the page lists representative papers, and so who is none.
    """
    changes: dict[str, object] = {}
    if listed.title is not None and known.title is None:
        changes["title"] = listed.title
    if listed.summary and not (known.summary or "").startswith(listed.summary):
        changes["summary"] = listed.summary
    if has_chosen:
        changes["representative"] = listed.representative
    for name in _PLAIN:
        if (value := getattr(listed, name)) is not None:
            changes[name] = value
    for label in LABELS:
        said, held = getattr(listed, f"{label}_evidence"), getattr(known, f"{label}_evidence")
        by_page = said is not None and said.rule == PAGE
        if by_page and not (held is not None and held.rule == HAND):
            changes |= {label: getattr(listed, label), f"{label}_evidence": said}
    return known._replace(**changes)  # type: ignore[arg-type]
