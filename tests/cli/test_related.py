"""Hubs by shared citing papers, compared with the same worked out from what `search` lists."""

import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from conftest import asked, ingest, json_page, run

Papers = dict[str, set[str]]  # the titles that each hub lists


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty hubs that draw their papers from the same forty, and one that has none of those."""
    path = tmp_path_factory.mktemp("related") / "hubs.jsonl"
    chance = random.Random(4)
    kinds = ("A Survey of Moss {}", "We Prove Moss {}", "Moss {}")
    titles = [kinds[n % 3].format(n) for n in range(40)]
    pages = [
        json_page(
            f"Hub {n}",
            *({"paper_title": title} for title in chance.sample(titles, chance.randint(1, 12))),
        )
        for n in range(30)
    ]
    ingest(path, *pages, json_page("Alone", {"paper_title": "Lichen"}, {"paper_title": None}))
    return path


def papers_by_hub(store: Path, *chosen: str) -> Papers:
    found: Papers = defaultdict(set)
    for paper in asked("search", *chosen, store=store):
        for hub in paper["hubs"]:
            found[hub].add(paper["title"])
    return found


def figures(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {r["id"]: (r["shared"], r["jaccard"], r["association_strength"]) for r in rows}


@pytest.mark.parametrize(
    "chosen", [(), ("--role", "survey"), ("--grep", "moss 1", "--role", "!theory")]
)
def test_shared_papers_and_both_scores_are_those_worked_out_by_hand(
    store: Path, chosen: tuple[str, ...]
) -> None:
    papers, seen = papers_by_hub(store, *chosen), set[str]()
    for hub in [f"hub-{n}" for n in range(0, 30, 4)]:
        mine, wanted = papers[hub], {}
        for other, theirs in papers.items():
            if other != hub and (both := len(mine & theirs)):
                scores = both / len(mine | theirs), both / (len(mine) * len(theirs))
                wanted[other] = (both, *(float(f"{score:.4g}") for score in scores))
        assert figures(asked("related", hub, *chosen, store=store)) == wanted
        seen |= set(wanted)
    assert len(seen) > 5


def test_the_closest_hubs_come_first_and_the_limit_is_one_of_hubs(store: Path) -> None:
    rows = asked("related", "hub-3", store=store)
    order = [(-row["jaccard"], -row["shared"]) for row in rows]
    assert len(order) > 5
    assert order == sorted(order)
    assert asked("related", "hub-3", "-n", "4", store=store) == rows[:4]
    assert "the first 4 shown" in run("related", "hub-3", "-n", "4", store=store).stdout


def test_the_papers_that_cite_both_are_listed_as_the_hub_lists_them(store: Path) -> None:
    papers = papers_by_hub(store)
    for other in ("hub-1", "hub-2", "hub-9"):
        rows = asked("related", "hub-3", other, store=store)
        assert {row["title"] for row in rows} == papers["hub-3"] & papers[other]
        assert {row["hub"] for row in rows} <= {"hub-3"}
        assert [row["position"] for row in rows] == sorted(row["position"] for row in rows)
        assert all({"hub-3", other} <= {*row["hubs"]} for row in rows)
    sorted_rows = asked("related", "hub-3", "hub-1", "--sort", "-title", store=store)
    titles = [row["title"].lower() for row in sorted_rows]
    assert titles == sorted(titles, reverse=True)


def test_a_graph_has_an_edge_to_either_hub(store: Path) -> None:
    shared = asked("related", "hub-3", "hub-1", store=store)
    drawn = run("related", "hub-3", "hub-1", "-f", "graphml", store=store).stdout
    assert drawn.count("<edge") == 2 * len(shared) > 0


def test_papers_of_one_title_and_other_arxiv_ids_are_not_shared(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ids = {"Salt": "2401.00001", "Sand": "2401.00002", "Silt": "2401.00001"}
    pages = (
        json_page(title, {"paper_title": "Notes", "citing_arxiv_id": id})
        for title, id in ids.items()
    )
    ingest(store, *pages)
    assert [row["id"] for row in asked("related", "salt", store=store)] == ["silt"]
    assert asked("related", "salt", "sand", store=store) == []


def test_a_paper_that_a_hub_lists_twice_counts_once(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    twice = [{"paper_title": "Notes", "one_line_summary": f"Note {n}."} for n in range(2)]
    ingest(store, json_page("Salt", *twice), json_page("Sand", {"paper_title": "Notes"}))
    (row,) = asked("related", "sand", store=store)
    assert (row["shared"], row["jaccard"]) == (1, 1.0)


def test_a_hub_that_shares_nothing_has_no_related_hubs(store: Path) -> None:
    assert asked("related", "alone", store=store) == []
    assert "0 related hubs" in run("related", "alone", store=store).stdout


def test_what_cannot_be_is_refused(store: Path) -> None:
    assert run("related", "alone", "--sort", "year", store=store).exit_code == 2
    refused = run("related", "alone", "alo", store=store)
    assert (refused.exit_code, "are one hub: alone" in str(refused.exception)) == (1, True)
