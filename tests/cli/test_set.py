"""A hub's title, authors and year, corrected by hand."""

import json
from pathlib import Path

import pytest
from conftest import (
    asked,
    beside,
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


# ---- ids -----------------------------------------------------------------------------------------


@pytest.fixture(params=["jsonl", "yaml"])
def hubs(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A store of three hubs, the second one named after authors."""
    store = tmp_path / f"hubs.{request.param}"
    pages = ("Salt", AUTHORS, "Sand")
    ingest(store, *(flat_page(title, 1, {f"On {title}": "A text."}) for title in pages))
    return store


def _ids(store: Path) -> list[str]:
    return [hub["id"] for hub in asked("show", store=store)]


_OLD = "mary-somerville-ada-king-and-sophie-germain"


def test_a_hub_named_after_authors_gets_an_id_of_its_title_and_the_old_one_finds_it(
    hubs: Path,
) -> None:
    changes = asked("set", "mary", "--title", "On the Moon", store=hubs)
    assert [(c["field"], c["old"], c["new"]) for c in changes] == [
        ("id", _OLD, "on-the-moon"),
        ("title", AUTHORS, "On the Moon"),
    ]
    assert _ids(hubs) == ["salt", "on-the-moon", "sand"]
    for name in (_OLD, "mary-s", AUTHORS):
        assert asked("show", name, store=hubs)["id"] == "on-the-moon"
        assert asked("label", name, "1", "--role", "theory", "--dry-run", store=hubs)
    beside(hubs, "index").unlink()
    assert asked("show", _OLD, store=hubs)["former_names"] == [_OLD]


def test_that_id_stays_when_the_title_is_set_again_or_cleared(hubs: Path) -> None:
    for options in (("--title", "On the Moon"), ("--title", "On Tides"), ("--clear",)):
        assert run("set", "mary-s", *options, store=hubs).exit_code == 0
        assert _ids(hubs)[1] == "on-the-moon"


def test_an_old_id_that_the_user_keeps_stays(hubs: Path) -> None:
    asked("set", "mary", "--title", "On the Moon", "--id", _OLD, store=hubs)
    asked("set", "mary", "--title", "On Tides", store=hubs)
    assert _ids(hubs)[1] == _OLD


def test_an_id_by_hand_goes_before_one_of_the_title(hubs: Path) -> None:
    asked("set", "mary", "--title", "On the Moon", "--id", "moon", store=hubs)
    assert _ids(hubs)[1] == "moon"


def test_a_hub_that_is_not_named_after_authors_keeps_its_id(hubs: Path) -> None:
    asked("set", "salt", "--title", "On Salt", store=hubs)
    assert _ids(hubs)[0] == "salt"


def test_an_id_of_a_title_that_is_taken_gets_longer(hubs: Path) -> None:
    asked("set", "salt", "--id", "on-the-moon", store=hubs)
    asked("set", "mary", "--title", "On the Moon", store=hubs)
    assert _ids(hubs)[1].startswith("on-the-moon-")


def test_every_id_that_a_hub_had_finds_it(hubs: Path) -> None:
    for new in ("brine", "brine-2", "salt", "lye"):
        asked("set", "salt", "--id", new, store=hubs)
        assert asked("show", "salt", store=hubs)["id"] == new
    assert asked("show", "lye", store=hubs)["former_names"] == ["brine", "brine-2", "salt"]
    assert {asked("show", name, store=hubs)["id"] for name in ("brine", "brine-2")} == {"lye"}
    page = flat_page("Salt", 2, {"On Salt": "A text.", "More": "More text."})
    ingest(hubs, page)
    assert _ids(hubs) == ["lye", _OLD, "sand"]


def test_a_new_hub_does_not_get_an_id_that_another_had(hubs: Path) -> None:
    asked("set", "salt", "--id", "lye", store=hubs)
    ingest(hubs, flat_page("Salt!", 1, {"On Salt": "A text."}))
    assert asked("show", "salt", store=hubs)["id"] == "lye"
    assert _ids(hubs)[3].startswith("salt-")


@pytest.mark.parametrize("hub", ["salt", "mary", "sand"])
def test_a_new_id_is_taken_back_to_the_byte(hubs: Path, hub: str) -> None:
    before = hubs.read_bytes()
    asked("set", hub, "--id", "lye", "--year", "1999", store=hubs)
    assert asked("undo", store=hubs)
    assert hubs.read_bytes() == before
    assert _ids(hubs) == ["salt", _OLD, "sand"]


def test_a_dry_run_says_the_new_id_and_changes_nothing(hubs: Path) -> None:
    before = hubs.read_bytes()
    result = run("set", "mary", "--title", "On the Moon", "--dry-run", store=hubs)
    assert f"on-the-moon: {_OLD} finds it, too" in result.stderr
    assert hubs.read_bytes() == before


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("sand", "the id sand belongs to the hub sand"),
        ("Sea Salt", "'Sea Salt' cannot be an id, but 'sea-salt' can"),
        ("dune", "the id dune belongs to the hub sand, which had it before"),
    ],
)
def test_an_id_that_is_none_or_finds_another_hub_is_refused(
    hubs: Path, new: str, said: str
) -> None:
    asked("set", "sand", "--id", "dune", store=hubs)
    asked("set", "dune", "--id", "sand", store=hubs)
    before = hubs.read_bytes()
    refused = run("set", "salt", "--id", new, store=hubs)
    assert (refused.exit_code, str(refused.exception)) == (1, said)
    assert hubs.read_bytes() == before


# ---- titles that another hub has -----------------------------------------------------------------


@pytest.mark.parametrize("title", ["Sand", "SAND!", "Dunes"])
def test_two_hubs_cannot_get_one_title_unseen(hubs: Path, title: str) -> None:
    asked("set", "sand", "--title", "Dunes", store=hubs)
    before = hubs.read_bytes()
    refused = run("set", "salt", "--title", title, store=hubs)
    assert refused.exit_code == 1
    assert "the hub sand has this title" in str(refused.exception)
    assert "citehub merge salt sand" in str(refused.exception)
    assert hubs.read_bytes() == before
    assert run("set", "sand", "--title", title, store=hubs).exit_code == 0


def test_a_page_with_a_title_that_another_hub_was_given_is_a_new_hub_and_that_is_said(
    hubs: Path,
) -> None:
    asked("set", "sand", "--title", "Dunes", store=hubs)
    file = hubs.with_name("dunes.txt")
    file.write_text(flat_page("Dunes", 1, {"On Dunes": "A text."}))
    said = run("ingest", file, store=hubs).stderr
    assert "you gave sand this title; if both are one work: citehub merge sand dunes" in said
    assert len(_ids(hubs)) == 4
