"""Filters, sorts and limits, compared with the same done by hand."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import (
    asked,
    flat_page,
    ingest,
    run,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from small_library import Records

from citehub.text.words import words

FILTERS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "--role survey": lambda paper: paper["role"] == "survey",
    "--role survey --role theory": lambda paper: paper["role"] in ("survey", "theory"),
    "--cited-as method": lambda paper: paper["citation_role"] == "method",
    "--cited-as unclassified": lambda paper: paper["citation_role"] == "unclassified",
    "--polarity support": lambda paper: paper["citation_polarity"] == "support",
    "--field cs.AI": lambda paper: paper["field"] == "cs.AI",
    "--field math.OC --field cs.CL": lambda paper: paper["field"] in ("math.OC", "cs.CL"),
    "--year 2025": lambda paper: paper["year"] == 2025,
    "--year 2024 --year 2026": lambda paper: paper["year"] in (2024, 2026),
    "--role survey,theory": lambda paper: paper["role"] in ("survey", "theory"),
    "--role !survey": lambda paper: paper["role"] != "survey",
    "--field !cs.AI": lambda paper: paper["field"] != "cs.AI",
    "--year 2024-2025": lambda paper: paper["year"] in (2024, 2025),
    "--year >2024": lambda paper: (paper["year"] or 0) > 2024,
    "--year <=2024,2026": lambda paper: paper["year"] in (2024, 2026),
    "--since 2025": lambda paper: (paper["date"] or "") >= "2025",
    "--since 2025-05-12": lambda paper: (paper["date"] or "") >= "2025-05-12",
    "--verdict conditional": lambda paper: paper["verdict"] == "conditional",
    "--verdict UNVERDICTED": lambda paper: paper["verdict"] == "unverdicted",
    "--representative": lambda paper: paper["representative"],
    "--grep tide": lambda paper: "tide" in f"{paper['title']} {paper['summary']}".lower(),
    "--grep says-MAPS,old": lambda paper: (
        "says maps old" in " ".join(words(paper["summary"] or ""))
    ),
}


@pytest.mark.parametrize("chosen", FILTERS)
def test_each_filter_lists_what_it_says(store: Path, papers: Records, chosen: str) -> None:
    by_hand = list(filter(FILTERS[chosen], papers))
    assert 0 < len(by_hand) < len(papers)
    assert asked("search", *chosen.split(), store=store) == by_hand


@given(chosen=st.sets(st.sampled_from(sorted(FILTERS)), min_size=2, max_size=3))
@settings(deadline=None, max_examples=40)
def test_filters_combine_here_and_in_a_hub(store: Path, papers: Records, chosen: set[str]) -> None:
    singles = {option.split()[0]: option for option in sorted(chosen)}  # one of each option
    options = [word for option in singles.values() for word in option.split()]
    by_hand = [p for p in papers if all(FILTERS[option](p) for option in singles.values())]
    assert asked("search", *options, store=store) == by_hand
    in_hub = [
        {key: value for key, value in paper.items() if key != "hubs"}
        for paper in by_hand
        if paper["hub"] == "clocks-of-lubeck"
    ]
    assert asked("show", "clocks", *options, store=store)["papers"] == in_hub


SORTS = ("position", "title", "role", "field", "date", "year", "verdict", "novelty", "hub")


@pytest.mark.parametrize("back", ["", "-"])
@pytest.mark.parametrize("key", SORTS)
def test_sort_both_ways_and_what_is_unknown_last(
    store: Path, papers: Records, key: str, back: str
) -> None:
    titles = {hub["id"]: hub["title"] for hub in asked("show", store=store)}
    listed = [paper | {"hub_title": titles[paper["hub"]]} for paper in papers]
    name = "hub_title" if key == "hub" else key
    known = [paper for paper in listed if paper[name] is not None]
    known.sort(key=lambda paper: paper[name], reverse=bool(back))
    by_hand = [*known, *(paper for paper in listed if paper[name] is None)]
    found = asked("search", "--sort", back + key, store=store)
    assert [(p["hub"], p["position"]) for p in found] == [
        (p["hub"], p["position"]) for p in by_hand
    ]


@pytest.mark.parametrize("limit", [1, 3, 27, 100])
def test_limit_takes_the_first_so_many(store: Path, papers: Records, limit: int) -> None:
    assert asked("search", "--limit", str(limit), store=store) == papers[:limit]


def test_limit_0_is_no_limit_and_json_has_none(tmp_path: Path) -> None:
    page = flat_page("Pebbles", 70, {f"Pebble {n}": f"It is grey, says {n}." for n in range(70)})
    store = tmp_path / "hubs.jsonl"
    ingest(store, page)
    for command in (("search",), ("show", "pebbles")):
        table = run(*command, store=store).stdout
        assert re.match("50 of 70 citing papers shown; .*--limit 0", table.splitlines()[-1])
        table = run(*command, "--limit", "0", store=store).stdout
        assert table.splitlines()[-1] == "70 of 70 citing papers shown"
    assert len(asked("search", store=store)) == len(asked("show", "pebbles", store=store)["papers"])
    assert len(asked("search", "pebble", store=store)) == 70


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ("search -n 2", 2),
        ("search --field cs.AI -n 2", 2),
        ("search --field math.OC", None),
        ("search says --in summary -n 4", 4),
        ("show almanacs", None),
    ],
)
def test_a_tables_last_line_says_how_many_of_how_many(
    store: Path, arguments: str, shown: int | None
) -> None:
    found = asked(*arguments.split(), "--limit", "0", store=store)
    total = len(found["papers"] if isinstance(found, dict) else found)
    last = run(*arguments.split(), store=store).stdout.splitlines()[-1]
    assert last.startswith(f"{shown or total} of {total} citing papers shown")
    assert ("--limit 0" in last) == (shown is not None)


def test_the_table_of_hubs_says_how_many_of_how_many(store: Path) -> None:
    assert run("show", store=store).stdout.splitlines()[-1] == "3 of 3 hubs shown"
    last = run("show", "--limit", "1", store=store).stdout.splitlines()[-1]
    assert re.match("1 of 3 hubs shown; .*--limit 0", last)


@pytest.mark.parametrize("wrong", ["--year=10000", "--year=2026-2024", "--since=May", "--year=x"])
def test_a_year_or_date_that_is_none_is_refused(store: Path, wrong: str) -> None:
    result = run("search", wrong, store=store)
    assert result.exit_code == 2
    assert wrong.split("=")[1] in result.stderr


def test_a_value_that_no_paper_has_names_the_nearest(store: Path) -> None:
    result = run("search", "--role", "surwey,unclassified", store=store)
    assert "no paper has the role 'surwey'; did you mean 'survey'?" in result.stderr
    assert "unclassified" in result.stdout


def test_by_hand_and_dropped_list_what_they_say(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("Pebbles", 2, {"Flint": "It is hard.", "Chalk": "It is soft."}))
    assert run("label", "pebbles", "1", "--role", "survey", store=store).exit_code == 0
    assert [p["title"] for p in asked("search", "--by-hand", store=store)] == ["Flint"]
    assert asked("search", "--dropped", store=store) == []
    later = flat_page("Pebbles", 1, {"Chalk": "It is soft."})
    (tmp_path / "later.txt").write_text(later, "utf-8")
    assert run("ingest", tmp_path / "later.txt", store=store).exit_code == 0
    assert [p["title"] for p in asked("search", "--dropped", store=store)] == ["Flint"]
    assert [p["title"] for p in asked("show", "pebbles", "--by-hand", store=store)["papers"]] == [
        "Flint"
    ]
