"""The same captures, in any order, in one call or many, are the same hub."""

from hashlib import sha256
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from citehub.hubs.by_hand import clear_labels, label_paper
from citehub.hubs.match import ids_of
from citehub.hubs.merge import hub_of, merge
from citehub.model import HAND, LABELS, PAGE, UNCLASSIFIED, Evidence, Hub, HubPage, Paper, Tallies
from citehub.records import Record, hub_from_record, hub_summary, hub_to_record, listed_papers

WHOLE = (
    "Anvils ring at a pitch that tells the smith how much of the face is still sound to the eye."
)
STATED = Evidence(PAGE, where=PAGE)


def paper_said(stated: str | None, **said: Any) -> Paper:
    """Return a paper as a page lists it, with a citation role where it states one."""
    evidence = STATED if stated else None
    return Paper(citation_role=stated or UNCLASSIFIED, citation_role_evidence=evidence, **said)


listed = st.builds(
    paper_said,
    st.sampled_from([None, None, "method", "baseline"]),
    title=st.sampled_from([None, "Anvils", "ANVILS", "Bellows", "Bellowz", "Coal"]),
    summary=st.sampled_from([None, WHOLE, WHOLE[:70], WHOLE[:80] + " or not", "It burns."]),
    representative=st.booleans(),
    field=st.sampled_from([None, "cs.AI", "cs.RO"]),
    verdict=st.sampled_from([None, "accept", "conditional"]),
    reference_count=st.sampled_from([None, 3, 4]),
    arxiv_id=st.sampled_from([None, None, None, "2601.00001", "2601.00001v2", "2601.00002"]),
    doi=st.sampled_from([None, None, None, "10.1000/a", "10.1000/b", "10.48550/arxiv.2601.00002"]),
    contexts=st.sampled_from([(), (), ("We use it.",), ("We do not.", "We use it.")]),
)


def page_said(**said: Any) -> HubPage:
    """Return a page of the one hub of these tests."""
    return HubPage("Forges", **said)


pages = st.builds(
    page_said,
    tier=st.sampled_from([None, "hub", "mega hub"]),
    standing=st.sampled_from([None, "Canonical reference"]),
    status=st.sampled_from([None, "indexing", "classified"]),
    citing_count=st.sampled_from([None, 1, 2, 9]),
    authors=st.sampled_from([None, "Ann Vil", "Bell Ows"]),
    abstract=st.sampled_from([None, "Old.", "New."]),
    filtered=st.sampled_from([False, False, False, True]),
    tallies=st.sampled_from([Tallies(), Tallies(roles={"method": 3}), Tallies(years={"2026": 1})]),
    papers=st.lists(listed, max_size=4).map(tuple),
)
days = st.sampled_from([None, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"])


def captures_of(drawn: list[tuple[HubPage, str | None]]) -> list[Hub]:
    """Return the hubs that pages alone tell of; no two have the same bytes."""
    return [
        hub_of(page, f"{n}.txt", sha256(bytes([n])).hexdigest(), when)
        for n, (page, when) in enumerate(drawn)
    ]


some_captures = st.lists(st.tuples(pages, days), min_size=1, max_size=6).map(captures_of)


def view(hub: Hub) -> tuple[Record, list[Record]]:
    """Return all that a user sees of a hub."""
    return hub_summary(hub), listed_papers(hub)


def in_calls(captures: list[Hub], cuts: list[bool]) -> Hub:
    """Join captures in this order, in a new call where `cuts` says so; store it between calls."""
    hub, *rest = captures
    group: list[Hub] = []
    for capture, is_cut in zip(rest, cuts, strict=False):
        group.append(capture)
        if is_cut:
            hub, group = through_the_store(merge(hub, *group)), []
    return merge(hub, *group)


def through_the_store(hub: Hub) -> Hub:
    return hub_from_record(hub_to_record(hub))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_order_and_grouping_of_captures_change_nothing(data: st.DataObject) -> None:
    captures = data.draw(some_captures)
    order = data.draw(st.permutations(captures))
    cuts = data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    first, *rest = captures
    assert view(in_calls(order, cuts)) == view(merge(first, *rest))


BY_ME = Evidence(HAND, where="stated by you", by="me", when="2026-02-01T00:00:00Z")
LABELLED = Paper("Coal", arxiv_id="2601.09999", summary="Coal from the north face burns slower.")


def without_other_coal(page: HubPage) -> HubPage:
    """Leave out what could be the labelled paper, and prove to be another later."""
    papers = tuple(p for p in page.papers if p.title and not (p.title == "Coal" and ids_of(p)))
    return page._replace(papers=papers)


others = pages.map(without_other_coal)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_label_by_hand_stays_with_its_paper_whatever_is_ingested_before_or_after(
    data: st.DataObject,
) -> None:
    listing = data.draw(st.lists(st.booleans(), min_size=4, max_size=4))
    assume(any(listing))
    drawn = [
        (page._replace(papers=(*page.papers, LABELLED) if lists else page.papers), when)
        for lists in listing
        for page, when in [data.draw(st.tuples(others, days))]
    ]
    order = data.draw(st.permutations(captures_of(drawn)))
    at = data.draw(st.integers(0, len(order) - 1))

    def labelled(hub: Hub) -> Hub:
        for n, paper in enumerate(hub.papers, start=1):
            if paper.arxiv_id == LABELLED.arxiv_id:
                given_labels = {"role": "survey", "citation_role": "extension"}
                return hub.with_paper(n, label_paper(paper, given_labels, BY_ME))
        return hub

    hub = order[0]
    for n, capture in enumerate(order):
        hub = merge(hub, capture) if n else hub
        if n >= at:
            hub = labelled(hub)
    # What was proposed when the label was given depends on when that was: all else does not.
    assert unproposed(hub) == unproposed(labelled(merge(*captures_of(drawn))))


def unproposed(hub: Hub) -> tuple[Record, list[Record]]:
    """Return what a user sees of a hub but for what was proposed for labels by hand."""
    head, papers = view(hub)
    for paper in papers:
        for label in LABELS:
            if paper[f"{label}_evidence"]:
                paper[f"{label}_evidence"].pop("proposed", None)
    return head, papers


@given(some_captures, st.data())
@settings(max_examples=80, deadline=None)
def test_a_label_by_hand_that_is_taken_back_leaves_the_hub_as_it_was(
    captures: list[Hub], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(captures))
    known = merge(order[0])
    assume(known.papers)
    at = data.draw(st.integers(1, len(known.papers)))
    labelled = label_paper(known.papers[at - 1], {"citation_role": "extension"}, BY_ME)
    hub = in_calls([known.with_paper(at, labelled), *order[1:]], [True] * len(order))
    for n, paper in enumerate(hub.papers, start=1):
        hub = hub.with_paper(n, clear_labels(paper, LABELS))
    assert view(hub) == view(merge(*captures))


MINE = label_paper(Paper("Written by Me"), {"role": "survey"}, BY_ME)


@given(some_captures, st.booleans(), st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_paper_written_into_the_store_by_hand_is_never_lost(
    captures: list[Hub], has_captures: bool, is_numbered: bool
) -> None:
    known, *later = captures
    papers = (*known.papers, MINE)
    if not is_numbered:
        papers = tuple(paper._replace(first_seen=None, last_seen=None) for paper in papers)
    known = known._replace(papers=papers, captures=known.captures if has_captures else ())
    for hub in (merge(known, *later), in_calls([known, *later], [True] * len(later))):
        (mine,) = (paper for paper in hub.papers if paper.title == MINE.title)
        assert (mine.role, mine.role_evidence) == (MINE.role, MINE.role_evidence)
