"""A page as a hub of its own, and two hubs of one work joined. Pure.

Only a complete page says that a paper it does not list is gone; a partial one (a filtered view,
one page of several, a page cut off) adds to what is known and says nothing of the rest. A list of
another site says nothing of papers that it may never have had.
"""

import hashlib
from collections.abc import Iterator
from itertools import count

from citehub.hubs.match import PaperFinder
from citehub.model import HAND, LABELS, PAGE, Capture, Hub, HubPage, Paper, Tallies
from citehub.text.titles import page_key, slug

_STATED = (
    *("tier", "standing", "status", "citing_count", "authors", "year", "doi", "arxiv_id", "url"),
    "abstract",
)

_PLAIN = (
    *("field", "date", "year", "verdict", "novelty", "reference_count", "arxiv_id", "doi"),
    *("venue", "url", "work_type", "authors", "abstract"),
)


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
        site=page.site,
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
    alone = all(earlier.site == capture.site for earlier in known.captures)
    stated = {
        f"page_{name}" if name in known.by_hand else name: value
        for name in _STATED
        if (value := getattr(later, name)) is not None
    }
    if not alone and known.citing_count and later.citing_count:  # no site lists what all know
        stated["citing_count"] = max(known.citing_count, later.citing_count)
    return known._replace(
        **stated,
        page=_join_tallies(known.page, later.page, filtered=capture.filtered),
        captures=(*known.captures, capture),
        papers=_join_papers(known.papers, later.papers, capture, len(known.captures) + 1, alone),
    )


def _join_tallies(known: Tallies, later: Tallies, *, filtered: bool) -> Tallies:
    """Take a page's tallies where it has any; a filtered view only fills what is unknown."""
    said = {name: value for name, value in later._asdict().items() if value or value == 0}
    if filtered:
        said = {name: value for name, value in said.items() if not getattr(known, name)}
    return known._replace(**said)


def _join_papers(
    known: tuple[Paper, ...], later: tuple[Paper, ...], capture: Capture, number: int, alone: bool
) -> tuple[Paper, ...]:
    """Join lists of papers; `alone` is whether all captures so far are of the one site."""
    papers = list(known)
    listed = set()
    finder = PaperFinder(known)
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
    if capture.complete and not capture.filtered and alone:
        for at, paper in enumerate(papers):
            if at not in listed and not paper.dropped:
                papers[at] = paper._replace(dropped=True)
    return tuple(papers)


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
        if (value := getattr(listed, name)) not in (None, ()):
            changes[name] = value
    if listed.contexts:
        changes["contexts"] = tuple(dict.fromkeys((*known.contexts, *listed.contexts)))
    for label in LABELS:
        said, held = getattr(listed, f"{label}_evidence"), getattr(known, f"{label}_evidence")
        by_page = said is not None and said.rule == PAGE
        if by_page and not (held is not None and held.rule == HAND):
            changes |= {label: getattr(listed, label), f"{label}_evidence": said}
    return known._replace(**changes)  # type: ignore[arg-type]
