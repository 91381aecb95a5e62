"""A hub's title, authors and year, corrected by hand."""

import json
from pathlib import Path

import pytest
from conftest import (
    asked,
    flat_page,
    ingest,
    run,
)

AUTHORS = "Mary Somerville, Ada King, and Sophie Germain"


@pytest.fixture
def mended(tmp_path: Path) -> Path:
    """A store with a hub whose page gives authors for a title, corrected by hand."""
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page(AUTHORS, 3, {"Tides": "Tides are late."}))
    result = run("set", "mary", "--title", "On the Moon", "--year", "1831", store=store)
    assert result.exit_code == 0
    return store


def _corrected(store: Path) -> tuple[str, str, int | None, int]:
    (hub,) = asked("show", store=store)
    return hub["title"], hub["page_title"], hub["year"], hub["listed_count"]


def test_a_title_by_hand_is_shown_with_the_one_on_the_page(mended: Path) -> None:
    assert _corrected(mended) == ("On the Moon", AUTHORS, 1831, 1)
    assert asked("show", "moon", store=mended)["by_hand"] == ["title", "year"]
    assert f"on its page: {AUTHORS}" in run("show", "moon", store=mended).stdout


def test_a_title_by_hand_stays_when_the_page_comes_again_changed(mended: Path) -> None:
    ingest(mended, flat_page(AUTHORS, 3, {"Tides": "Tides are late.", "Ebb": "Ebb is early."}))
    assert _corrected(mended) == ("On the Moon", AUTHORS, 1831, 2)


def test_authors_by_hand_stay_until_they_are_cleared(mended: Path) -> None:
    run("set", "moon", "--authors", "M. Somerville", store=mended)
    page = flat_page(AUTHORS, 3, {"Tides": "Tides are late."})
    stating = page.replace("hub tools\n", "hub tools\nauthors\nSomebody Else\n")
    ingest(mended, stating)
    assert asked("show", "moon", store=mended)["authors"] == "M. Somerville"
    run("set", "moon", "--clear", store=mended)
    ingest(mended, stating + " ")
    assert asked("show", "mary", store=mended)["authors"] == "Somebody Else"


@pytest.mark.parametrize("name", ["On the Moon", "moon", AUTHORS, "somerville germain", "mary-s"])
def test_a_corrected_hub_is_found_by_either_title(mended: Path, name: str) -> None:
    assert asked("show", name, store=mended)["title"] == "On the Moon"


def test_clear_takes_corrections_back(mended: Path) -> None:
    assert run("set", "moon", "--clear", store=mended).exit_code == 0
    assert _corrected(mended) == (AUTHORS, AUTHORS, None, 1)
    assert asked("show", "mary", store=mended)["by_hand"] == []


def test_a_title_that_is_none_is_noted_until_it_is_corrected(mended: Path) -> None:
    assert asked("show", store=mended)[0]["title_note"] is None
    run("set", "moon", "--clear", store=mended)
    assert "list of authors" in asked("show", store=mended)[0]["title_note"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Dreams of Rivers,", "this title ends in a stray ','"),
        ("Dreams of Rivers. arXiv preprint arXiv:2601.00001", "a reference glued to it"),
        ("Dreams of Rivers", None),
    ],
)
def test_what_looks_wrong_with_a_title_is_said(
    tmp_path: Path, title: str, said: str | None
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page(title, 1, {"Tides": "Tides are late."}))
    note = asked("show", store=store)[0]["title_note"]
    assert (note and note.split(";")[0].removeprefix("this title has ")) == said


def test_clear_goes_back_to_the_authors_and_year_that_the_page_states(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    page = {"title": "Salt", "authors_text": "A. Wagner", "year": 1999}
    item = {"paper_title": "Fog"}

    def said() -> tuple[str | None, int | None]:
        hub = asked("show", "salt", store=store)
        return hub["authors"], hub["year"]

    ingest(store, json.dumps({"work": page, "total": 1, "items": [item]}))
    before = store.read_bytes()
    assert said() == ("A. Wagner", 1999)
    changes = asked("set", "salt", "--authors", "B. Vogel", "--year", "2001", store=store)
    assert [(c["hub"], c["field"], c["old"], c["new"]) for c in changes] == [
        ("salt", "authors", "A. Wagner", "B. Vogel"),
        ("salt", "year", 1999, 2001),
    ]
    asked("set", "salt", "--year", "2002", store=store)
    assert said() == ("B. Vogel", 2002)
    asked("set", "salt", "--clear", store=store)
    assert said() == ("A. Wagner", 1999)
    assert store.read_bytes() == before
    asked("set", "salt", "--authors", "B. Vogel", store=store)
    later = {"title": "Salt", "authors_text": "A. Wagner, C. Rabe", "year": 1998}
    ingest(store, json.dumps({"work": later, "total": 1, "items": [item]}))
    assert said() == ("B. Vogel", 1998)
    asked("set", "salt", "--clear", store=store)
    assert said() == ("A. Wagner, C. Rabe", 1998)


def test_a_dry_run_says_what_would_change_and_changes_nothing(mended: Path) -> None:
    before = mended.read_bytes()
    told = asked("set", "moon", "--year", "1832", "--dry-run", store=mended)
    assert [(c["field"], c["old"], c["new"]) for c in told] == [("year", 1831, 1832)]
    result = run("set", "moon", "--title", "On Tides", "--dry-run", store=mended)
    assert "would be 'On Tides' (1831)" in result.stderr
    assert mended.read_bytes() == before
