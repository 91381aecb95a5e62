"""The keys that scripts rely on, and what the user's own page has to give."""

from pathlib import Path
from typing import Any

import pytest
from conftest import USER_PAGE, asked, ingest, json_page, run, spaced_page

# What was promised first: these stay, whatever is added.
PROMISED_HUB = {
    *("id", "title", "tier", "standing", "status", "citing_count", "listed_count", "complete"),
    *("roles", "page", "abstract", "captures"),
}
PROMISED_PAPER = {
    *("title", "summary", "hub", "position", "representative", "role", "role_evidence"),
    *("citation_role", "citation_role_evidence", "citation_polarity"),
    *("citation_polarity_evidence", "field", "date", "year", "verdict", "novelty", "arxiv_id"),
    *("doi", "venue", "url", "work_type", "authors", "abstract", "contexts"),
    *("first_seen", "last_seen", "dropped"),
}

HUB = [
    *("id", "title", "page_title", "authors", "year", "doi", "arxiv_id", "url", "by_hand"),
    *("former_names", "tier", "standing", "status"),
    *("title_note", "citing_count", "listed_count", "complete", "roles", "page", "rules"),
    *("abstract", "captures"),
]
PAPER = [
    *("title", "summary", "hub", "position", "representative", "role", "role_evidence"),
    *("citation_role", "citation_role_evidence", "citation_polarity"),
    *("citation_polarity_evidence", "field", "date", "year", "verdict", "novelty"),
    *("reference_count", "arxiv_id", "doi", "venue", "url", "work_type", "authors", "abstract"),
    *("contexts", "first_seen", "last_seen", "dropped"),
]
PAGE = ["roles", "polarities", "fields", "years", "verdicts", "background_share"]
CAPTURE = [
    *("source", "sha256", "when", "declared", "listed", "complete", "filtered"),
    *("cut", "site", "page", "title", "tier", "standing", "status", "unsure"),
]
EVIDENCE = ["rule", "match", "where", "confidence", "margin", "runner_up"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the user's page, and of one that leaves out all that can be left out."""
    path = tmp_path_factory.mktemp("contract") / "hubs.jsonl"
    assert run("ingest", USER_PAGE, store=path).exit_code == 0
    ingest(path, json_page("Lighthouses Made of Salt", {"paper_title": "Fog"}))
    return path


def users_hub(store: Path) -> dict[str, Any]:
    hub: dict[str, Any] = asked("show", "yoshua", store=store)
    return hub


# ---- keys ----------------------------------------------------------------------------------------


def test_the_keys_are_those_promised_and_more() -> None:
    assert set(HUB) >= PROMISED_HUB
    assert set(PAPER) >= PROMISED_PAPER


def test_show_prints_an_array_of_hubs(store: Path) -> None:
    hubs = asked("show", store=store)
    assert [list(hub) for hub in hubs] == [HUB, HUB]
    assert [list(hub["page"]) for hub in hubs] == [PAGE, PAGE]


@pytest.mark.parametrize("name", ["yoshua", "lighthouses"])
def test_show_hub_prints_one_object_with_its_papers(store: Path, name: str) -> None:
    hub = asked("show", name, store=store)
    assert list(hub) == [*HUB, "papers"]
    assert {tuple(paper) for paper in hub["papers"]} == {tuple(PAPER)}
    assert [list(capture) for capture in hub["captures"]] == [CAPTURE]
    assert list(hub["captures"][0]["page"]) == PAGE


def test_search_prints_an_array_of_papers_with_score_and_matched_words(store: Path) -> None:
    hits = asked("search", "distillation", store=store)
    assert {tuple(hit) for hit in hits} == {(*PAPER, "hubs", "score", "matched")}
    assert {tuple(paper) for paper in asked("search", store=store)} == {(*PAPER, "hubs")}


def test_related_prints_hubs_with_three_scores_or_papers_as_search_does(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(json_page(title, {"paper_title": "Fog"}) for title in ("Salt", "Sand")))
    (hub,) = asked("related", "salt", store=store)
    assert list(hub) == [*HUB, "shared", "jaccard", "association_strength"]
    (paper,) = asked("related", "salt", "sand", store=store)
    assert list(paper) == [*PAPER, "hubs"]
    table = run("related", "salt", "-f", "csv", store=store).stdout
    assert table.splitlines()[0] == "id,title,shared,jaccard,association_strength"


def test_doctor_prints_doubles_of_hubs_and_papers_with_the_same_keys(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    names = ("Lighthouses Made of Salt", "Lighthouses Made of Sallt")
    ingest(store, *(json_page(name, {"paper_title": f"On {name}"}) for name in names))
    keys = ["what", "score", "title", "other_title", "hub", "position", "other_hub"]
    keys += ["other_position", "arxiv_id", "fix"]
    doubles = asked("doctor", "--doubles", store=store)
    assert [list(double) for double in doubles] == [keys, keys]
    assert [double["what"] for double in doubles] == ["hub", "paper"]


def test_evidence_has_every_key(store: Path) -> None:
    papers = users_hub(store)["papers"]
    shown = [paper["role_evidence"] for paper in papers if paper["role_evidence"]]
    assert {tuple(evidence) for evidence in shown} == {tuple(EVIDENCE)}


def test_evidence_by_hand_also_says_by_whom_and_when(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(store.read_bytes())
    run("label", "yoshua", "1", "--role", "system", store=copy)
    evidence = users_hub(copy)["papers"][0]["role_evidence"]
    assert list(evidence) == [*EVIDENCE, "by", "when", "proposed", "order"]


# ---- what a page did not say ---------------------------------------------------------------------


def test_what_a_page_did_not_say_of_a_hub_is_null(store: Path) -> None:
    hub = asked("show", "lighthouses", store=store)
    unsaid = ("tier", "standing", "status", "abstract", "authors", "year", "doi", "arxiv_id", "url")
    assert [hub[key] for key in unsaid] == [None] * len(unsaid)
    assert hub["page"] == {key: {} for key in PAGE[:-1]} | {"background_share": None}


def test_what_a_page_did_not_say_of_a_paper_is_null(store: Path) -> None:
    (paper,) = asked("show", "lighthouses", store=store)["papers"]
    unsaid = (
        *("summary", "field", "date", "year", "verdict", "novelty", "reference_count"),
        *("arxiv_id", "contexts", "doi", "venue", "url", "work_type", "authors", "abstract"),
        *("citation_role_evidence", "citation_polarity_evidence"),
    )
    assert [paper[key] for key in unsaid] == [None] * len(unsaid)
    assert paper["citation_role"] == paper["citation_polarity"] == "unclassified"


def test_a_citing_count_that_no_page_declares_is_null(tmp_path: Path) -> None:
    page = spaced_page("Salt", [{"title": "Fog", "summary": "Fog eats salt."}])
    share = "Canonical reference. 72% of citing Pith papers cite this work as background."
    status, count = page.split("\n\n")[3:5]
    ingest(tmp_path / "hubs.jsonl", page.replace(status, share).replace(f"{count}\n\n", ""))
    (hub,) = asked("show", store=tmp_path / "hubs.jsonl")
    assert (hub["citing_count"], hub["listed_count"], hub["complete"]) == (None, 1, False)
    assert (hub["standing"], hub["status"]) == ("Canonical reference", "classified")


def test_what_a_page_says_is_there(tmp_path: Path) -> None:
    said = {"field": "cs.AI", "date": "2026-05-27", "verdict": "conditional", "novelty": 7.5}
    ingest(tmp_path / "hubs.jsonl", spaced_page("Salt", [{"title": "Fog", **said}]))
    (paper,) = asked("show", "salt", store=tmp_path / "hubs.jsonl")["papers"]
    assert {key: paper[key] for key in said} == said
    assert paper["year"] == 2026


# ---- the user's page -----------------------------------------------------------------------------


def test_the_users_hub(store: Path) -> None:
    hub = users_hub(store)
    assert hub["title"] == "Yoshua Bengio, Jérôme Louradour, Ronan Collobert, and Jason Weston"
    assert (hub["tier"], hub["standing"], hub["status"]) == ("hub", None, "indexing")
    assert (hub["citing_count"], hub["listed_count"], hub["complete"]) == (20, 20, True)
    assert hub["page"]["roles"] == hub["page"]["polarities"] == {"background": 4}


def test_the_users_papers(store: Path) -> None:
    papers = users_hub(store)["papers"]
    assert [paper["position"] for paper in papers] == list(range(1, 21))
    assert all(paper["title"] and paper["summary"] for paper in papers)
    assert all(paper["representative"] for paper in papers)
    assert {paper["hub"] for paper in papers} == {users_hub(store)["id"]}


def test_the_page_says_nothing_of_single_papers_so_neither_do_we(store: Path) -> None:
    papers = users_hub(store)["papers"]
    assert {paper["citation_role"] for paper in papers} == {"unclassified"}
    assert {paper["year"] for paper in papers} == {None}


def test_the_roles_of_a_hub_count_its_papers(store: Path) -> None:
    hub = users_hub(store)
    roles = [paper["role"] for paper in hub["papers"]]
    assert hub["roles"] == {role: roles.count(role) for role in set(roles)}


def test_the_users_page_again_is_unchanged_to_the_last_byte(store: Path) -> None:
    before = store.read_bytes()
    result = run("ingest", USER_PAGE, store=store)
    assert "1 page: 1 unchanged" in result.stderr
    assert store.read_bytes() == before
