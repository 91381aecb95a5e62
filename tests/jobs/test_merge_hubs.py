"""Two hubs of one work made one: nothing that either knew or was called is lost."""

import os
from pathlib import Path
from typing import Any

import pytest
from conftest import asked, beside, flat_page, put, run, stored

from citehub.model import Capture, Hub, Paper

TEXTS = {
    "A Survey of Strings": "We review strings.",
    "On Tails": "Tails are long.",
    "Knots": "Knots hold.",
    "Reels": "Reels turn.",
    "Wind": "Wind is fast.",
}


def page(folder: Path, day: int, title: str, *papers: str, declared: int | None = None) -> Path:
    """Write a page that was saved on a day."""
    file = folder / f"{title}-{day}.txt"
    count = len(papers) if declared is None else declared
    file.write_text(flat_page(title, count, {name: TEXTS[name] for name in papers}))
    os.utime(file, (1_780_000_000 + day * 86_400,) * 2)
    return file


@pytest.fixture(params=["jsonl", "yaml"])
def ending(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(tmp_path: Path, ending: str) -> Path:
    """A store of a hub between two others, two of which are of one work: their days alternate."""
    path = tmp_path / f"hubs.{ending}"
    pages = (
        page(tmp_path, 1, "Kites", "A Survey of Strings", "On Tails", declared=9),
        page(tmp_path, 3, "Kites", "On Tails", "Knots", declared=9),
        page(tmp_path, 2, "Looms", "Reels"),
        page(tmp_path, 2, "Flying Kites", "On Tails", "Reels", declared=9),
        page(tmp_path, 4, "Flying Kites", "Knots", "Wind", declared=9),
    )
    for file in pages:
        assert run("ingest", file, store=path).exit_code == 0
    return path


def hub_of(store: Path, hub_id: str) -> Hub:
    return next(hub for hub in stored(store) if hub.id == hub_id)


def by_hand(hub: Hub) -> dict[tuple[str | None, str], tuple[str, str | None]]:
    found = {}
    for paper in hub.papers:
        for label in ("role", "citation_role", "citation_polarity"):
            evidence = getattr(paper, f"{label}_evidence")
            if evidence and evidence.rule == "hand":
                found[paper.title, label] = (getattr(paper, label), evidence.match)
    return found


def without_source(hub: Hub) -> tuple[Any, ...]:
    """Return what a hub knows but for what its pages were called."""
    captures = [c._replace(source="", sha256="", title=None) for c in hub.captures]
    return captures, hub.papers, hub.citing_count, hub.stated


def test_the_hub_is_what_it_had_been_had_all_pages_had_one_title(
    store: Path, tmp_path: Path, ending: str
) -> None:
    run("merge", "kites", "flying-kites", store=store)
    other = tmp_path / f"other.{ending}"
    (tmp_path / "pages").mkdir()
    pages = [
        page(tmp_path / "pages", 1, "Kites", "A Survey of Strings", "On Tails", declared=9),
        page(tmp_path / "pages", 2, "Kites", "On Tails", "Reels", declared=9),
        page(tmp_path / "pages", 3, "Kites", "On Tails", "Knots", declared=9),
        page(tmp_path / "pages", 4, "Kites", "Knots", "Wind", declared=9),
    ]
    run("ingest", *pages, store=other)
    assert without_source(hub_of(store, "kites")) == without_source(hub_of(other, "kites"))
    assert [hub.id for hub in stored(store)] == ["kites", "looms"]


def test_merging_two_hubs_keeps_every_label_by_hand(store: Path) -> None:
    run("label", "kites", "On Tails", "--cited-as", "method", "--why", "one", store=store)
    run("label", "kites", "Knots", "--role", "theory", "--why", "two", store=store)
    run("label", "flying", "Wind", "--role", "system", "--why", "three", store=store)
    run("label", "flying", "Reels", "--polarity", "support", "--why", "four", store=store)
    wanted = by_hand(hub_of(store, "kites")) | by_hand(hub_of(store, "flying-kites"))
    assert len(wanted) == 4
    (told,) = asked("merge", "kites", "flying-kites", store=store)
    assert by_hand(hub_of(store, "kites")) == wanted
    assert told["labels_by_hand"] == 4


def test_corrected_fields_of_either_hub_are_kept_the_first_ones_before_the_others(
    store: Path,
) -> None:
    run("set", "kites", "--year", "1901", store=store)
    run("set", "flying", "--year", "1902", "--authors", "A. Bell", store=store)
    run("merge", "kites", "flying-kites", store=store)
    hub = hub_of(store, "kites")
    assert (hub.year, hub.authors, hub.by_hand) == (1901, "A. Bell", ("year", "authors"))
    run("set", "kites", "--clear", store=store)
    assert (hub_of(store, "kites").year, hub_of(store, "kites").authors) == (None, None)


@pytest.mark.parametrize(
    "name",
    ["flying-kites", "flying", "Flying Kites", "kites flying", "Kites of the Air", "kites of"],
)
def test_what_the_other_hub_was_called_finds_the_hub(store: Path, name: str) -> None:
    run("set", "kites", "--title", "On Kites", store=store)
    run("set", "flying-kites", "--title", "Kites of the Air", store=store)
    run("merge", "kites", "flying-kites", store=store)
    for _ in range(2):
        assert asked("show", name, store=store)["id"] == "kites"
        assert asked("label", name, "wind", "--role", "theory", "--dry-run", store=store)
        beside(store, "index").unlink()
    assert "Kites of the Air" in asked("show", "kites", store=store)["former_names"]


def test_a_page_of_the_other_hub_updates_the_hub_and_the_same_page_changes_nothing(
    store: Path, tmp_path: Path
) -> None:
    run("merge", "kites", "flying-kites", store=store)
    before = store.read_bytes()
    old = [*tmp_path.glob("Flying*.txt"), *tmp_path.glob("Kites*.txt")]
    assert "4 pages: 4 unchanged" in run("ingest", *old, store=store).stderr
    assert store.read_bytes() == before
    later = page(tmp_path, 9, "Flying Kites", "A Survey of Strings", declared=9)
    assert "updated kites" in run("ingest", later, store=store).stderr
    assert len(hub_of(store, "kites").captures) == 5


def test_no_new_hub_gets_an_id_that_finds_another(store: Path, tmp_path: Path) -> None:
    run("merge", "kites", "flying-kites", store=store)
    run("ingest", page(tmp_path, 9, "Flying: Kites", "Reels"), store=store)
    assert asked("show", "flying-kites", store=store)["id"] == "kites"
    (new,) = [hub.id for hub in stored(store) if hub.page_title == "Flying: Kites"]
    assert new.startswith("flying-kites-")


@pytest.mark.parametrize("names", [("kites", "flying-kites"), ("flying-kites", "kites")])
def test_a_merge_is_said_before_it_is_done_and_taken_back_to_the_byte(
    store: Path, names: tuple[str, str]
) -> None:
    before = store.read_bytes()
    (said,) = asked("merge", *names, "--dry-run", store=store)
    assert store.read_bytes() == before
    assert said == {
        "hub": names[0],
        "title": asked("show", names[0], store=store)["title"],
        "other": names[1],
        "other_title": asked("show", names[1], store=store)["title"],
        "captures": 4,
        "papers": 5,
        "listed": 5,
        "shared": 2,
        "labels_by_hand": 0,
    }
    assert asked("merge", *names, store=store) == [said]
    assert store.read_bytes() != before
    assert {row["change"] for row in asked("undo", store=store)} == {"merge"}
    assert store.read_bytes() == before
    assert [hub["id"] for hub in asked("show", store=store)] == ["kites", "looms", "flying-kites"]


def test_the_index_of_a_merged_store_is_that_of_a_new_one(store: Path) -> None:
    run("merge", "flying-kites", "kites", store=store)

    def answers() -> list[Any]:
        return [
            asked("show", store=store),
            asked("search", "--sort", "hub", store=store),
            asked("related", "looms", store=store),
        ]

    kept = answers()
    beside(store, "index").unlink()
    assert answers() == kept
    assert asked("doctor", store=store) == []


def test_a_hub_of_an_earlier_version_can_be_merged(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    old = [
        Hub(
            name.lower(),
            name,
            name,
            captures=(Capture("a.txt", f"{at:064x}", when="2026-01-01T00:00:00Z"),),
            papers=(
                Paper("Knots", first_seen=1, last_seen=1),
                Paper(f"Of {name}", first_seen=1, last_seen=1),
            ),
        )
        for at, name in enumerate(("Kites", "Looms"))
    ]
    put(store, *old)
    run("merge", "kites", "looms", store=store)
    assert {paper.title for paper in hub_of(store, "kites").papers} == {
        *("Knots", "Of Kites", "Of Looms")
    }


def test_what_cannot_be_merged_is_refused(store: Path) -> None:
    before = store.read_bytes()
    for names, said in ((("kites", "kit"), "are one hub already"), (("kites", "kyte"), "no hub")):
        refused = run("merge", *names, store=store)
        assert (refused.exit_code, said in str(refused.exception)) == (1, True)
    assert store.read_bytes() == before
