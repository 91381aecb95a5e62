"""A page as a hub of its own, and pages of one work joined to one hub. Pure.

A hub is a function of its captures in the order of their times, whatever the order in which they
were ingested. Only a complete page says that a paper it does not list is gone; a partial one (a
filtered view, one page of several, a page cut off) adds to what is known and says nothing of the
rest. A list of another site says nothing of papers that it may never have had.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from citehub.hubs.by_hand import correct_hub, uncorrect_hub
from citehub.hubs.join import STANDING, STATED, Joined
from citehub.hubs.listing import listed_first, listings_of, said_of, with_labels_of
from citehub.hubs.match import ids_of
from citehub.model import Capture, Hub, HubPage, Paper
from citehub.text.ranges import numbers
from citehub.text.titles import page_key, slug


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
        cut=page.cut,
        site=page.site,
        page=page.tallies,
        title=page_key(page.title),
        tier=page.tier,
        standing=page.standing,
        status=page.status,
    )
    return Hub(
        id=slug(page.title),
        title=page_key(page.title),
        page_title=page_key(page.title),
        citing_count=page.citing_count,
        page=page.tallies,
        captures=(capture,),
        papers=tuple(listed_first(paper, 1) for paper in _unique(page.papers)),
        **{name: getattr(page, name) for name in (*STATED, *STANDING)},
    )


def _unique(papers: tuple[Paper, ...]) -> Iterator[Paper]:
    """Yield the papers of a page, one that it lists twice under one id only once."""
    known: set[tuple[str, str]] = set()
    for paper in papers:
        ids = ids_of(paper)
        if known.isdisjoint(ids):
            known.update(ids)
            yield paper


def other_ids(hub: Hub) -> Iterator[str]:
    """Yield ids for a hub whose own is taken by another: ever longer, the same on every machine."""
    digest = hashlib.sha256(hub.page_title.encode()).hexdigest()
    for length in (8, 16, 32, 64):
        yield f"{hub.id}-{digest[:length]}"
    yield from (f"{hub.id}-{digest}-{number}" for number in count(2))


def merge(known: Hub, *pages: Hub) -> Hub:
    """Return a hub with pages of it, each as its `hub_of`, joined to it.

    The order of the pages does not matter, nor which of them the hub had before: their times tell
    which counts, and their bytes where the times are the same. Papers keep the labels they had; all
    are to be labelled again.
    """
    bare, later = uncorrect_hub(known), sorted(pages, key=_time)
    if later and _is_in_order(bare) and _time(bare) < _time(later[0]):
        joined = Joined(bare)
    else:
        first, *later = sorted((*_pages_of(bare), *later), key=_time)
        joined = Joined(first)
    for page in later:
        joined.add(page)
    # Pages may call one work by several names: the first one that was stored stays.
    hub = joined.hub()._replace(
        id=known.id,
        title=bare.title,
        page_title=bare.page_title,
        former_names=known.former_names,
        rules=known.rules,
    )
    by_hand = {name: getattr(known, name) for name in known.by_hand}
    return correct_hub(hub, by_hand) if by_hand else hub


def unite(known: Hub, other: Hub) -> Hub:
    """Return a hub with all captures of another hub of the same work joined to it.

    Labels by hand of both stay, of two of one paper the later. So do corrected fields, the first
    hub's before the other's. What the other was called finds the hub.
    """
    missing = {name: getattr(other, name) for name in other.by_hand if name not in known.by_hand}
    corrected = correct_hub(known, missing) if missing else known
    hub = merge(corrected, *_pages_of(uncorrect_hub(other)))
    names = (*known.former_names, other.id, *other.former_names)
    titles = [other.title] if other.title not in (hub.title, other.page_title) else []
    return hub._replace(former_names=tuple(dict.fromkeys((*names, *titles))))


def _time(hub: Hub) -> tuple[str, str]:
    """Return what puts a hub's last capture in order: its time, then its content."""
    return hub.captures[-1].when or "", hub.captures[-1].sha256


def _is_in_order(hub: Hub) -> bool:
    """Return whether a hub keeps all that its captures said, in the order of their times."""
    if not hub.captures:
        return False
    times = [(capture.when or "", capture.sha256) for capture in hub.captures]
    return times == sorted(times) and all(capture.title for capture in hub.captures)


def _pages_of(hub: Hub) -> Iterator[Hub]:
    """Yield for each capture of a hub the hub that it alone tells of, labels by hand included.

    What an earlier version stored of several captures is taken for the last one's, and a hub that
    came from no page, written by hand, for a capture of its own.
    """
    if not hub.captures:
        hub = hub._replace(captures=(_capture_by_hand(hub),))
    last = len(hub.captures)
    listed: list[dict[int, Paper]] = [{} for _ in hub.captures]  # by position
    for at, paper in enumerate(hub.papers, start=1):
        found = [*_listings(hub, paper)]
        bearer = _bearer(found)
        for number, said in found:
            listed[number - 1][at] = with_labels_of(said, paper) if number == bearer else said
    for number, (capture, papers) in enumerate(zip(hub.captures, listed, strict=True), start=1):
        stated = [name for name in STATED if hub.stated.get(name, last) == number]
        told: dict[str, Any] = {name: getattr(hub, name) for name in stated}
        facts: dict[str, Any] = {"order": None}
        if capture.title is None:
            facts |= {"title": page_key(hub.page_title), "unsure": True}
            if number == last:
                facts |= {name: getattr(hub, name) for name in STANDING}
        yield Hub(
            id=hub.id,
            title=hub.page_title,
            page_title=hub.page_title,
            captures=(capture._replace(**facts),),
            papers=tuple(listed_first(papers[at], 1) for at in _in_order(papers, capture.order)),
            **told,
        )


def _capture_by_hand(hub: Hub) -> Capture:
    digest = hashlib.sha256(hub.page_title.encode()).hexdigest()
    return Capture("written by hand", digest, listed=len(hub.papers), page=hub.page, unsure=True)


def _listings(hub: Hub, paper: Paper) -> list[tuple[int, Paper]]:
    """Return the captures that are known to list a paper, each with what it said.

    Of unsure captures the first and the last are. Where none is known, the paper was written into
    the store by hand: the last one stands for that.
    """
    every = [n for n in numbers(paper.captures) if n <= len(hub.captures)]
    known = {n for n in every if n in (every[0], every[-1]) or hub.captures[n - 1].title}
    found = [
        (number, said)
        for captures, said in listings_of(paper)
        for number in numbers(captures)
        if number in known
    ]
    return found or [(len(hub.captures), said_of(paper))]


def _bearer(listings: list[tuple[int, Paper]]) -> int:
    """Return the capture whose listing bears a paper's labels by hand: the newest with an id.

    Should captures that are ingested later part what was one paper, they go with the surest.
    """
    newest = max(number for number, _ in listings)
    return max((number for number, said in listings if ids_of(said)), default=newest)


def _in_order(papers: dict[int, Paper], order: str | None) -> Iterable[int]:
    """Return the positions of papers as a capture orders them."""
    if order is None:
        return papers
    return dict.fromkeys((*(at for at in numbers(order) if at in papers), *papers))
