"""Likely doubles: two spellings are listed, what only looks alike is not, none is joined."""

import cProfile
import pstats
import random
import string
from pathlib import Path
from typing import Any

import pytest
from conftest import asked, ingest, json_page, run

from citehub.library.alike import LEAST, alike

TITLE = "A Survey of Large Language Models for the Pruning of Trees"
SPELLINGS = {
    "a letter swapped": "A Survey of Lagre Language Models for the Pruning of Trees",
    "a letter dropped": "A Survey of Large Languge Models for the Pruning of Trees",
    "a word joined": "A Survey of LargeLanguage Models for the Pruning of Trees",
    "a word split": "A Sur vey of Large Language Models for the Prun ing of Trees",
    "a word missing": "A Survey of Large Language Models for Pruning of Trees",
    "another ending": "A Survey of Large Language Models for the Pruning of Treess",
}
OTHERS = (
    "A Survey of Large Language Models for the Grafting of Vines in Winter",
    "Bounds on the Pruning of Trees",
    "A Survey of Kites",
)


def doubles(store: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked("doctor", "--doubles", store=store)
    return found


def paper(title: str, arxiv_id: str | None = None) -> dict[str, str | None]:
    return {"paper_title": title, "citing_arxiv_id": arxiv_id}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_paper_of_two_spellings_in_two_hubs_is_found(tmp_path: Path, spelling: str) -> None:
    store = tmp_path / "hubs.jsonl"
    others = [paper(title) for title in OTHERS]
    ingest(store, json_page("Salt", paper(TITLE), *others), json_page("Sand", paper(spelling)))
    before = store.read_bytes()
    (found,) = doubles(store)
    assert (found["title"], found["other_title"]) == (TITLE, spelling)
    assert [found[key] for key in ("hub", "position", "other_hub", "other_position")] == [
        *("salt", 1, "sand", 1)
    ]
    assert (found["what"], LEAST <= found["score"] <= 100, found["fix"]) == ("paper", True, None)
    assert store.read_bytes() == before


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_hub_of_two_spellings_is_found_with_the_command_that_joins_them(
    tmp_path: Path, spelling: str
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(json_page(name, paper(f"On {name}")) for name in (TITLE, *OTHERS)))
    ingest(store, json_page(spelling, paper("Lichen")))
    (found,) = [row for row in doubles(store) if row["what"] == "hub"]
    ids = [hub["id"] for hub in asked("show", store=store)]
    assert found["fix"] == f"citehub merge {ids[0]} {ids[-1]}"
    assert run(*found["fix"].split()[1:], store=store).exit_code == 0
    assert doubles(store) == []


def test_a_title_by_hand_and_the_title_of_a_page_are_doubles_too(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, json_page("A. Bell, B. Cole, and C. Dorn", paper("Moss")))
    run("set", "bell", "--title", TITLE, store=store)
    ingest(store, json_page(TITLE, paper("Lichen")))
    (found,) = doubles(store)
    assert (found["what"], found["score"]) == ("hub", 100)


def test_doubles_in_one_hub_are_told_where_they_stand_and_how_to_take_one_out(
    tmp_path: Path,
) -> None:
    store = tmp_path / "hubs.jsonl"
    both = [paper(OTHERS[0]), paper(SPELLINGS["a letter swapped"]), paper(TITLE)]
    ingest(store, json_page("Sand", paper(TITLE)), json_page("Salt", *both))
    (found,) = doubles(store)
    places = [found[key] for key in ("hub", "position", "other_hub", "other_position")]
    assert places == ["salt", 3, "salt", 2]
    run(*found["fix"].split()[1:], store=store)
    assert doubles(store) == []


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Kites and Strings, Part I", "Kites and Strings, Part II"),
        ("Report of the Kite Society 2023", "Report of the Kite Society 2024"),
        ("On the Flight of Kites", "On the Weight of Looms"),
    ],
)
def test_works_of_one_series_and_other_works_are_no_doubles(
    tmp_path: Path, title: str, other: str
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, json_page(title, paper(title)), json_page(other, paper(other)))
    assert doubles(store) == []


def test_ids_speak_for_and_against_doubles(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    swapped = SPELLINGS["a letter swapped"]
    ingest(
        store,
        json_page("Salt", paper(TITLE, "2401.00001"), paper("Moss", "2401.00009")),
        json_page("Sand", paper(swapped, "2401.00002"), paper("On Bryophytes", "2401.00009")),
    )
    (found,) = doubles(store)
    assert (found["title"], found["other_title"]) == ("Moss", "On Bryophytes")
    assert (found["arxiv_id"], found["score"] < LEAST) == ("2401.00009", True)


def test_the_most_alike_come_first_hubs_before_papers(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    names = [TITLE, *SPELLINGS.values()]
    ingest(store, *(json_page(f"{name} Again", paper(name)) for name in names))
    rows = doubles(store)
    assert len(rows) > 10
    assert rows == sorted(rows, key=lambda row: (row["what"], -row["score"]))


def test_doubles_are_no_faults_and_nothing_repairs_them(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    names = (TITLE, SPELLINGS["a word split"])
    ingest(store, *(json_page(name, paper("Moss")) for name in names))
    assert asked("doctor", store=store) == []
    assert run("doctor", "--doubles", store=store).exit_code == 0
    refused = run("doctor", "--doubles", "--fix", store=store)
    assert refused.exit_code == 2
    nowhere = run("doctor", "--doubles", "--store", tmp_path / "none.jsonl")
    assert nowhere.exit_code == 1


def _misspelt(chance: random.Random, title: str) -> str:
    at = chance.randrange(3, len(title) - 1)
    return title[:at] + chance.choice(string.ascii_lowercase) + title[at:]


def test_no_double_is_lost_among_many_titles_that_begin_and_end_alike() -> None:
    chance = random.Random(8)
    words = ["".join(chance.choices(string.ascii_lowercase, k=7)) for _ in range(300)]
    titles = [
        f"a survey of {' '.join(chance.sample(words, 3))} in large language models"
        for _ in range(3000)
    ]
    titles = [*dict.fromkeys(titles)]
    misspelt = [_misspelt(chance, title) for title in titles[::10]]
    found = alike([*titles, *misspelt])
    pairs = {(10 * n, len(titles) + n) for n in range(len(misspelt))}
    assert pairs <= set(found)


def test_twice_the_titles_take_twice_the_work() -> None:
    """Even where nearly all words are common to all: each with each would be a square."""

    def calls(count: int) -> int:
        chance = random.Random(2)
        names = ["".join(chance.choices(string.ascii_lowercase, k=9)) for _ in range(count)]
        profile = cProfile.Profile()
        profile.runcall(alike, [f"a survey of {name} models" for name in names])
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    assert calls(4000) < 2.2 * calls(2000)
