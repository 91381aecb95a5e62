"""A role by hand is a fact about the paper: every hub that lists it has it, now and later."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import asked, flat_page, ingest, json_page, run

from citehub import open_library

NOTES = {"Notes on Salt": "A note.", "On Brine": "Brine is wet."}


@pytest.fixture(params=["jsonl", "yaml"])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / f"hubs.{request.param}"
    more = {"Fog": "Fog is grey.", **NOTES}
    ingest(path, flat_page("Kites", 2, NOTES), flat_page("Looms", 3, more))
    return path


def roles(store: Path, title: str = "Notes on Salt") -> dict[str, tuple[str, str | None]]:
    """Return the role of a paper in each hub, and the reason that the user gave for it."""
    found = {}
    for hub in asked("show", store=store):
        for paper in asked("show", hub["id"], store=store)["papers"]:
            if paper["title"].lower() == title.lower():
                evidence = paper["role_evidence"] or {}
                is_by_hand = evidence.get("rule") == "hand"
                found[hub["id"]] = (paper["role"], evidence["match"] if is_by_hand else None)
    return found


def label(store: Path, *arguments: str) -> list[dict[str, Any]]:
    done: list[dict[str, Any]] = asked("label", *arguments, store=store)
    return done


def test_a_role_given_in_one_hub_holds_in_all_that_list_the_paper(store: Path) -> None:
    told = label(store, "kites", "1", "--role", "theory", "--why", "read it")
    changed = {(row["hub"], row["position"], row["new"]) for row in told}
    assert changed == {("kites", 1, "theory"), ("looms", 2, "theory")}
    assert roles(store) == {"kites": ("theory", "read it"), "looms": ("theory", "read it")}
    assert roles(store, "On Brine")["looms"][1] is None


def test_a_role_taken_back_in_one_hub_is_taken_back_in_all(store: Path) -> None:
    before = store.read_bytes()
    label(store, "kites", "1", "--role", "theory")
    label(store, "looms", "2", "--clear")
    assert store.read_bytes() == before


def test_a_citation_label_stays_in_its_hub(store: Path) -> None:
    told = label(store, "kites", "1", "--cited-as", "method", "--polarity", "support")
    assert {row["hub"] for row in told} == {"kites"}
    told = label(store, "kites", "1", "--role", "theory", "--cited-as", "dataset")
    assert {(row["hub"], row["label"]) for row in told} == {
        ("kites", "role"),
        ("kites", "citation_role"),
        ("looms", "role"),
    }


def test_rows_and_the_python_interface_give_a_role_in_all_hubs_too(
    store: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"hub": "looms", "paper": "fog", "role": "system"}) + "\n")
    with rows.open("a") as file:
        file.write(json.dumps({"hub": "looms", "position": 2, "role": "survey"}) + "\n")
    assert len(label(store, "--from", str(rows))) == 3
    assert roles(store)["kites"][0] == "survey"
    with open_library(store) as library:
        assert len(library.label("kites", 1, role="method")) == 2
    assert {role for role, _ in roles(store).values()} == {"method"}


def test_two_rows_that_give_one_paper_two_roles_in_two_hubs_are_refused(
    store: Path, tmp_path: Path
) -> None:
    before = store.read_bytes()
    rows = [
        {"hub": "kites", "position": 1, "role": "survey"},
        {"hub": "looms", "position": 2, "role": "method"},
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    refused = run("label", "--from", file, store=store)
    assert f"{file}:2: role 'method' of a paper that {file}:1 gives 'survey'" in str(
        refused.exception
    )
    assert store.read_bytes() == before


def test_of_two_rows_with_times_the_later_one_counts(store: Path, tmp_path: Path) -> None:
    rows = [
        {"hub": "kites", "position": 1, "role": "survey", "when": "2026-02-01T00:00:00Z"},
        {"hub": "looms", "position": 2, "role": "method", "when": "2026-01-01T00:00:00Z"},
    ]
    for order in (rows, rows[::-1]):
        file = tmp_path / "rows.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in order))
        run("label", "--from", file, store=store)
        assert {role for role, _ in roles(store).values()} == {"survey"}


def test_a_dry_run_names_all_hubs_and_changes_none(store: Path) -> None:
    before = store.read_bytes()
    told = label(store, "kites", "1", "--role", "theory", "--dry-run")
    assert {row["hub"] for row in told} == {"kites", "looms"}
    assert store.read_bytes() == before


def test_one_undo_takes_it_back_in_all_hubs(store: Path) -> None:
    before = store.read_bytes()
    label(store, "kites", "1", "--role", "theory")
    assert {row["hub"] for row in asked("undo", store=store)} == {"kites", "looms"}
    assert store.read_bytes() == before


def test_a_new_hub_and_a_new_page_of_a_known_one_take_the_role_over(store: Path) -> None:
    label(store, "kites", "1", "--role", "theory", "--why", "read it")
    label(store, "kites", "2", "--cited-as", "method")
    later = flat_page("Kites", 3, {"Wind": "Wind is fast.", **NOTES})
    ingest(
        store, flat_page("Masts", 2, {"notes on salt": "A note.", "On Brine": "It is wet."}), later
    )
    assert roles(store)["masts"] == ("theory", "read it")
    assert roles(store, "On Brine")["masts"][1] is None
    label(store, "kites", "wind", "--role", "survey")
    ingest(store, flat_page("Masts", 3, {"Wind": "Wind is fast.", **NOTES}))
    assert roles(store, "Wind")["masts"] == ("survey", None)
    assert roles(store, "Wind")["kites"][0] == "survey"


def test_a_role_that_a_hub_was_given_before_is_not_overwritten_by_a_page(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("Kites", 2, NOTES))
    label(store, "kites", "1", "--role", "theory")
    ingest(store, flat_page("Kites", 3, {"Wind": "Wind is fast.", **NOTES}))
    assert roles(store)["kites"][0] == "theory"


def test_papers_of_one_title_that_ids_tell_apart_have_roles_of_their_own(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ids = {"Salt": "2401.00001", "Sand": "2401.00002", "Silt": "2401.00001"}
    pages = [
        json_page(title, {"paper_title": "Notes", "citing_arxiv_id": id})
        for title, id in ids.items()
    ]
    ingest(store, *pages[:2])
    assert {row["hub"] for row in label(store, "salt", "1", "--role", "theory")} == {"salt"}
    ingest(store, pages[2])
    assert roles(store, "Notes")["silt"][0] == "theory"
    assert roles(store, "Notes")["sand"][0] != "theory"
