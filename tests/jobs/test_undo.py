"""Each change of a store can be taken back, to the byte, and no change after it is overwritten."""

import json
import random
from pathlib import Path

import pytest
from conftest import asked, beside, flat_page, ingest, run

from citehub.store import journal

PAPERS = {"A Survey of Strings": "We review strings.", "On Tails": "Tails are long."}
CHANGES = (
    ("label", "kites", "1", "--role", "theory", "--why", "read it"),
    ("label", "kites", "1", "--clear"),
    ("set", "looms", "--title", "Looms and Their Weft"),
    ("set", "kites", "--year", "1999"),
    ("remove", "kites", "2"),
    ("remove", "kites"),
    ("remove", "looms"),
    ("remove", "masts"),
)


def papers_of(title: str) -> dict[str, str]:
    """Return papers that no other hub lists, so that their labels are its own."""
    return {f"{name} for {title}": text for name, text in PAPERS.items()}


@pytest.fixture(params=["jsonl", "yaml"])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / f"hubs.{request.param}"
    ingest(path, *(flat_page(title, 2, papers_of(title)) for title in ("Kites", "Looms", "Masts")))
    return path


def undo(store: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = asked("undo", store=store)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_are_taken_back_one_by_one_to_the_byte(store: Path, seed: int) -> None:
    chance = random.Random(seed)
    was = [store.read_bytes()]
    for number in range(8):
        if chance.random() < 0.3:
            ingest(store, flat_page(f"Oars {number}", 1, {"On Oars": "Oars."}))
        else:
            run(*chance.choice(CHANGES), store=store)  # a hub that is gone changes nothing
        if store.read_bytes() != was[-1]:
            was.append(store.read_bytes())
    assert len(was) > 3
    for before in reversed(was[:-1]):
        assert undo(store)
        assert store.read_bytes() == before
        assert [hub["id"] for hub in asked("show", store=store)] == [
            id for id in ("kites", "looms", "masts") if f"{id}" in before.decode()
        ] + [hub["id"] for hub in asked("show", store=store) if hub["id"].startswith("oars")]


def test_an_ingest_is_taken_back_with_all_its_hubs_and_those_it_changed(store: Path) -> None:
    before = store.read_bytes()
    more = {**papers_of("Kites"), "On Knots": "Knots hold."}
    ingest(store, flat_page("Kites", 3, more), flat_page("Oars", 1, {"On Oars": "Oars."}))
    done = {row["hub"]: row["does"] for row in undo(store)}
    assert done == {"kites": "as before", "oars": "removed"}
    assert store.read_bytes() == before


def test_the_last_hub_comes_back_into_an_empty_store(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("Kites", 2, PAPERS))
    before = store.read_bytes()
    run("remove", "kites", store=store)
    assert store.read_bytes() == b""
    undo(store)
    assert store.read_bytes() == before


def test_a_hub_that_was_changed_since_is_not_overwritten(store: Path) -> None:
    run("label", "kites", "1", "--role", "theory", store=store)
    store.write_bytes(store.read_bytes().replace(b"On Tails", b"On Tales"))
    edited = store.read_bytes()
    refused = run("undo", store=store)
    assert refused.exit_code == 1
    assert "changed since then: kites" in str(refused.exception)
    assert store.read_bytes() == edited


def test_what_a_removal_takes_out_is_said_before_and_after(store: Path) -> None:
    run("label", "kites", "1", "--role", "theory", store=store)
    before = store.read_bytes()
    row = {"hub": "kites", "title": "Kites", "papers": 2, "labels_by_hand": 1}
    assert asked("remove", "kites", "--dry-run", store=store) == [row]
    assert store.read_bytes() == before
    assert asked("remove", "kites", store=store) == [row]
    assert [hub["id"] for hub in asked("show", store=store)] == ["looms", "masts"]


def test_a_dry_run_of_undo_changes_no_byte(store: Path) -> None:
    run("remove", "kites", store=store)
    files = {path: path.read_bytes() for path in (store, beside(store, "journal"))}
    assert asked("undo", "--dry-run", store=store)[0]["does"] == "put back"
    assert {path: path.read_bytes() for path in files} == files


def test_a_change_that_never_happened_is_passed_over(store: Path) -> None:
    run("label", "kites", "1", "--role", "theory", store=store)
    noted = beside(store, "journal").read_bytes()
    before = store.read_bytes()
    undo(store)
    run("label", "looms", "1", "--role", "theory", store=store)
    with beside(store, "journal").open("ab") as file:  # as a crash before the store's change leaves
        file.write(noted[noted.rindex(b'{"change"') :])
    assert [row["hub"] for row in undo(store)] == ["looms"]
    assert store.read_bytes() != before


def test_a_torn_journal_is_no_problem_and_a_damaged_one_is_named(store: Path) -> None:
    run("label", "kites", "1", "--role", "theory", store=store)
    kept = beside(store, "journal").read_bytes()
    beside(store, "journal").write_bytes(kept + b'{"change":"la')
    run("label", "looms", "1", "--role", "theory", store=store)
    assert [row["change"] for row in asked("undo", "--list", store=store)][:2] == ["label"] * 2
    beside(store, "journal").write_bytes(kept + b"nonsense\n")
    refused = run("undo", store=store)
    assert (refused.exit_code, "damaged" in str(refused.exception)) == (1, True)


def test_only_so_much_is_kept(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST", 9000)
    for number in range(40):
        run("label", "kites", "1", "--role", f"kind-{number}", "--new-value", store=store)
    assert beside(store, "journal").stat().st_size < 12_000
    assert 1 < len(asked("undo", "--list", store=store)) < 40
    before = store.read_bytes()
    undo(store)
    assert store.read_bytes() != before
    papers = {f"Paper {n}": "Text. " * 40 for n in range(60)}
    ingest(store, flat_page("Kites", 60, papers))
    run("label", "kites", "1", "--role", "theory", store=store)
    refused = run("undo", store=store)
    assert (refused.exit_code, "larger than" in str(refused.exception)) == (1, True)


def test_a_file_that_is_not_ours_is_not_written_to(store: Path, tmp_path: Path) -> None:
    beside(store, "journal").unlink()
    (tmp_path / "mine").write_text("mine")
    beside(store, "journal").symlink_to(tmp_path / "mine")
    before = store.read_bytes()
    refused = run("label", "kites", "1", "--role", "theory", store=store)
    assert (refused.exit_code, "move it away" in str(refused.exception)) == (1, True)
    assert (tmp_path / "mine").read_text() == "mine"
    assert store.read_bytes() == before


def test_the_journal_is_lines_of_json(store: Path) -> None:
    run("label", "kites", "1", "--role", "theory", store=store)
    rows = [json.loads(line) for line in beside(store, "journal").read_text().splitlines()]
    assert [row["change"] for row in rows if "change" in row] == ["ingest", "label"]
    assert rows[-1]["id"] == "kites"
