"""A capture joined to what is known of its hub. Pure.

Only a complete page says that a paper it does not list is gone; a partial one (a filtered view,
one page of several, a page cut off) adds to what is known and says nothing of the rest.
"""

from collections.abc import Iterator
from dataclasses import fields, replace

from citehub.model import HAND, LABELS, PAGE, Capture, Hub, HubPage, Paper, Tallies, page_key
from citehub.text import fold

_ENOUGH = 60  # characters of a summary that tell it from others
_PLAIN = ("field", "date", "year", "verdict", "novelty", "arxiv_id", "context")


def merge(known: Hub | None, page: HubPage, capture: Capture, new_id: str) -> Hub:
    """Return the hub with the page joined to it as one more capture, its papers unlabelled."""
    hub = known or Hub(id=new_id, title=page.title, page_title=page_key(page.title))
    number = len(hub.captures) + 1
    stated = {
        name: value
        for name in ("tier", "standing", "status", "citing_count", "authors", "year", "abstract")
        if (value := getattr(page, name)) is not None and name not in hub.by_hand
    }
    return replace(
        hub,
        **stated,
        page=_join_tallies(hub.page, page),
        captures=(*hub.captures, capture),
        papers=_join_papers(hub.papers, page, number),
    )


def capture_of(page: HubPage, source: str, sha256: str, when: str | None) -> Capture:
    """Return what a hub remembers of a page it was told by."""
    return Capture(
        source=source,
        sha256=sha256,
        when=when,
        declared=page.citing_count,
        listed=len(page.papers),
        complete=page.complete,
        filtered=page.filtered,
        page=page.tallies,
    )


def _join_tallies(known: Tallies, page: HubPage) -> Tallies:
    """Take the page's tallies where it has any; a filtered view only fills what is unknown."""
    said = {
        item.name: value
        for item in fields(Tallies)
        if (value := getattr(page.tallies, item.name)) or value == 0
    }
    if page.filtered:
        said = {name: value for name, value in said.items() if not getattr(known, name)}
    return replace(known, **said)


def _join_papers(known: tuple[Paper, ...], page: HubPage, number: int) -> tuple[Paper, ...]:
    papers = list(known)
    listed = set()
    finder = _Finder(known)
    has_chosen = any(paper.representative for paper in page.papers)
    for paper in page.papers:
        at = finder.find(paper)
        if at is None:
            listed.add(len(papers))
            papers.append(paper._replace(first_seen=number, last_seen=number))
        else:
            listed.add(at)
            joined = _join_paper(papers[at], paper, has_chosen)
            papers[at] = joined._replace(last_seen=number, dropped=False)
    if page.complete and not page.filtered:
        for at, paper in enumerate(papers):
            if at not in listed and not paper.dropped:
                papers[at] = paper._replace(dropped=True)
    return tuple(papers)


class _Finder:
    """Finds a listed paper among the known ones, each of them once."""

    def __init__(self, known: tuple[Paper, ...]) -> None:
        self._known = known
        self._by_title: dict[str, list[int]] = {}
        self._by_summary: dict[str, list[int]] = {}
        for at, paper in enumerate(known):
            if paper.title:
                self._by_title.setdefault(fold(paper.title), []).append(at)
            if paper.summary:
                self._by_summary.setdefault(paper.summary[:_ENOUGH], []).append(at)
        self._found: set[int] = set()

    def find(self, paper: Paper) -> int | None:
        """Return the position of the same paper: same title, or same summary where one has none."""
        for at in self._candidates(paper):
            if at not in self._found:
                self._found.add(at)
                return at
        return None

    def _candidates(self, paper: Paper) -> Iterator[int]:
        if paper.title:
            yield from self._by_title.get(fold(paper.title), ())
        if paper.summary:
            for at in self._by_summary.get(paper.summary[:_ENOUGH], ()):
                known = self._known[at]
                untitled = paper.title is None or known.title is None
                if untitled and _one_is_cut(known.summary or "", paper.summary):
                    yield at


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
