"""What changed in a hub between any two of its captures."""

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import asked, flat_page, run

SUMMARIES = {
    "A Survey of Strings": "We review strings.",
    "On Tails": "Tails are long.",
    "Knots": "Knots hold.",
    "Reels": "Reels turn.",
}


def capture(folder: Path, day: int, *titles: str, hub: str = "Kites") -> Path:
    """Write a complete page that was saved on a day of May."""
    page = folder / f"{hub}-{day}.txt"
    page.write_text(flat_page(hub, len(titles), {name: SUMMARIES[name] for name in titles}))
    when = datetime(2026, 5, day, tzinfo=timezone.utc).timestamp()
    os.utime(page, (when, when))
    return page


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "hubs.jsonl"
    pages = [
        capture(tmp_path, 9, "A Survey of Strings", "On Tails", "Reels"),
        capture(tmp_path, 1, "A Survey of Strings", "On Tails"),
        capture(tmp_path, 5, "A Survey of Strings", "Knots"),
        capture(tmp_path, 1, "Reels", hub="Looms"),
    ]
    assert run("ingest", *pages, store=path).exit_code == 0
    return path


def papers(store: Path, *arguments: str) -> set[tuple[str, str]]:
    rows = asked("diff", *arguments, store=store)
    return {(row["change"], row["title"]) for row in rows if row["title"]}


def test_the_last_two_captures_are_compared(store: Path) -> None:
    changed = {("back", "On Tails"), ("gone", "Knots"), ("new", "Reels")}
    assert papers(store) == papers(store, "kites") == changed


def test_any_two_captures_are_compared(store: Path) -> None:
    between = ("kites", "--from", "1", "--to", "2")
    assert papers(store, *between) == {("gone", "On Tails"), ("new", "Knots")}
    assert papers(store, "kites", "--from", "1", "--to", "3") == {("new", "Reels")}
    assert papers(store, "kites", "--from", "2", "--to", "2") == set()


def test_a_day_stands_for_what_was_known_at_its_end(store: Path) -> None:
    assert papers(store, "--from", "2026-05-01", "--to", "2026-05-06") == {
        ("gone", "On Tails"),
        ("new", "Knots"),
    }
    assert papers(store, "--since", "2026-05-09") == papers(store)
    all_new = {("new", name) for name in ("A Survey of Strings", "On Tails", "Reels")}
    assert papers(store, "kites", "--since", "2026-01-01") == all_new


def test_counts_are_told_before_and_after(store: Path) -> None:
    rows = asked("diff", "kites", store=store)
    counts = {row["what"]: (row["before"], row["after"]) for row in rows if row["what"]}
    assert counts == {"listed": (2, 3), "citing_count": (2, 3)}


def test_the_count_is_the_one_that_show_tells_whatever_the_newest_page_counts(
    store: Path, tmp_path: Path
) -> None:
    found = {"id": "https://openalex.org/W1", "display_name": "Reels", "referenced_works": []}
    page = tmp_path / "one.json"
    page.write_text(json.dumps({"meta": {"count": 1}, "results": [found]}))
    assert run("ingest", page, "--hub", "Kites", store=store).exit_code == 0
    assert asked("show", "kites", store=store)["citing_count"] == 3
    rows = asked("diff", "kites", store=store)
    assert [row for row in rows if row["what"] == "citing_count"] == []


def test_what_a_page_says_otherwise_of_a_paper_is_told(store: Path, tmp_path: Path) -> None:
    page = capture(tmp_path, 12, "A Survey of Strings", "On Tails", "Reels")
    page.write_text(page.read_text().replace("Reels turn.", "Reels turn, and jam."))
    os.utime(page, (4e9, 4e9))
    assert run("ingest", page, store=store).exit_code == 0
    (row,) = [row for row in asked("diff", "kites", store=store) if row["change"] == "changed"]
    assert (row["title"], row["what"]) == ("Reels", "summary")
    assert (row["before"], row["after"]) == ("Reels turn.", "Reels turn, and jam.")


@pytest.mark.parametrize(("option", "changes"), [("--new", {"new", "back"}), ("--gone", {"gone"})])
def test_show_lists_the_papers_that_the_last_two_captures_differ_in(
    store: Path, option: str, changes: set[str]
) -> None:
    wanted = {title for change, title in papers(store, "kites") if change in changes}
    shown = asked("show", "kites", option, store=store)["papers"]
    assert {paper["title"] for paper in shown} == wanted
    assert asked("show", "kites", option, "--role", "survey", store=store)["papers"] == []
    first = asked("show", "kites", option, "-n", "1", store=store)["papers"]
    assert first == shown[:1] != []


def test_of_one_capture_nothing_is_new_or_gone_and_that_is_said(store: Path) -> None:
    for option in ("--new", "--gone"):
        assert asked("show", "looms", option, store=store)["papers"] == []
        assert "looms has one capture" in run("show", "looms", option, store=store).stderr


def test_show_lists_the_captures_of_a_hub_with_the_numbers_that_diff_takes(store: Path) -> None:
    rows = asked("show", "kites", "--captures", store=store)
    of_hub = asked("show", "kites", store=store)["captures"]
    assert rows == [{"number": n} | capture for n, capture in enumerate(of_hub, start=1)]
    table = run("show", "kites", "--captures", "-f", "csv", store=store).stdout.splitlines()
    assert table[0] == "number,when,source,declared,listed,complete,filtered,cut,site"
    assert [line.split(",")[0] for line in table[1:]] == ["1", "2", "3"]
    assert len(asked("show", "kites", "--captures", "-n", "2", store=store)) == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "--new"), 2),
        (("show", "--captures"), 2),
        (("show", "kites", "--new", "--gone"), 2),
        (("show", "kites", "--captures", "--role", "survey"), 2),
        (("show", "kites", "--captures", "-f", "bibtex"), 1),
    ],
)
def test_captures_that_cannot_be_shown_so_are_refused(
    store: Path, arguments: tuple[str, ...], code: int
) -> None:
    assert run(*arguments, store=store).exit_code == code


def test_the_exit_code_says_whether_anything_changed_where_it_is_asked_for(store: Path) -> None:
    assert run("diff", store=store).exit_code == 0
    assert run("diff", "--exit-code", store=store).exit_code == 1
    assert run("diff", "--exit-code", "--since", "2027-01-01", store=store).exit_code == 0


def test_a_hub_of_one_capture_has_nothing_to_compare(store: Path) -> None:
    assert "one capture" in run("diff", "looms", store=store).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kites", "--from", "9"), "has captures 1 to 3, no 9"),
        (("--from", "2"), "'2' is not a day"),
        (("--since", "yesterday"), "'yesterday' is not a day"),
        (("-f", "svg"), "name it: citehub diff HUB -f svg"),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    store: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = run("diff", *arguments, store=store)
    assert (refused.exit_code, said in str(refused.exception)) == (1, True)


def test_the_growth_of_a_hub_is_drawn_a_bar_for_each_capture(store: Path) -> None:
    drawn = ElementTree.fromstring(run("diff", "kites", "-f", "svg", store=store).stdout)
    bars = [node.text for node in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert bars[0] == "Citing papers listed by each capture"
    assert [bar for bar in bars if bar and ": " in bar] == [
        "2026-05-01T00:00:00Z: 2",
        "2026-05-05T00:00:00Z: 2",
        "2026-05-09T00:00:00Z: 3",
    ]
