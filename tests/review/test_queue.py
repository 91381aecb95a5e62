"""Which papers a review asks about, and in which order."""

from pathlib import Path

import pytest
from conftest import flat_page, ingest, opened, run
from reviewing import library

from citehub.index.filters import Filters
from citehub.index.queue import ORDERS, Asked
from citehub.library.library import Library
from citehub.review.queue import Queue

SUMMARIES = {
    "Grubs": "Grubs at night.",
    "A Survey of Slugs": "The paper surveys slugs.",
    "Snails by Night": "We propose a method that counts snails; we find that they are many.",
    "Worms Prove It": "We prove that worms are long.",
    "A Shed": "We release a library for sheds, and study how it is used.",
}


def numbers(library: Library, asked: Asked, order: str, seed: int = 0) -> list[int]:
    """Return the whole queue."""
    queue = Queue(library, asked, order, seed)
    rows = [row for at in range(500) if (row := queue.get(at)) is not None]
    return [row.number for row in rows]


NAMING = {
    "Unlike": "Unlike BEDS, it digs.",
    "Grubs": "Grubs at night.",
    "Further": "It extends BEDS to sheds.",
    "With It": "We use BEDS to plant.",
}


@pytest.mark.parametrize(
    ("label", "summaries"),
    [("role", SUMMARIES), ("citation_role", NAMING)],
    ids=["role", "cited"],
)
def test_papers_without_a_label_come_first_then_the_smallest_lead(
    tmp_path: Path, label: str, summaries: dict[str, str]
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("BEDS: For Bulbs", len(summaries), summaries))
    with opened(store) as found:
        place = found.known_place(id="beds-for-bulbs")
        papers = found.read(place).papers
        leads = []
        for number in numbers(found, Asked(label), "margin"):
            paper = papers[number - (place.number << 24) - 1]
            evidence = getattr(paper, f"{label}_evidence")
            leads.append(-1.0 if evidence is None else evidence.margin or 0.0)
    assert leads == sorted(leads)
    assert leads[0] == -1.0
    assert len({*leads}) > 2


def test_every_order_has_the_same_papers_each_once(tmp_path: Path) -> None:
    store = library(tmp_path)
    run("label", "roses", "4", "--role", "survey", store=store)
    with opened(store) as found:
        queues = {order: numbers(found, Asked(), order) for order in ORDERS}
        assert {len(queue) for queue in queues.values()} == {24}  # one is by hand, one twice
        again = numbers(found, Asked(again=True), "margin")
        assert len(again) == 25
        cited = numbers(found, Asked("citation_role"), "margin")
        assert len(cited) == 26


def test_a_hub_and_filters_leave_the_rest_out_in_every_order(tmp_path: Path) -> None:
    store = library(tmp_path)
    with opened(store) as found:
        hub = found.known_place(id="roses").number
        for order in ORDERS:
            assert len(numbers(found, Asked(hub=hub), order)) == 13
            assert len(numbers(found, Asked(filters=Filters(grep=("door",))), order)) == 12


def test_by_chance_each_paper_comes_first_about_as_often(tmp_path: Path) -> None:
    store = library(tmp_path)
    with opened(store) as found:
        firsts = [Queue(found, Asked(), "random", seed).get(0) for seed in range(400)]
    seen = {row.number for row in firsts if row}
    assert len(seen) == 26  # the odds that one of them never comes: 4 in a million
