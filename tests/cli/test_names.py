"""How a command names a hub and a paper."""

import json
from pathlib import Path

import pytest
from conftest import (
    asked,
    citehub,
    flat_page,
    ingest,
    problem,
)


@pytest.mark.parametrize(
    "name",
    [
        *("clocks-of-lubeck", "clocks", "c", "Clocks of Lübeck", "CLOCKS OF LUBECK", "lubeck"),
        *("of clocks", "cloks lübek", "Lubeck, clocks"),
    ],
)
def test_a_hub_is_its_id_the_start_of_it_or_words_of_its_title(store: Path, name: str) -> None:
    assert asked("show", name, store=store)["id"] == "clocks-of-lubeck"


def test_an_ambiguous_name_is_refused_and_all_it_may_mean_are_named(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(flat_page(f"Mills {kind}", 1, {"P": "S."}) for kind in ("Wind", "Water")))
    for name in ("mills", "mil", "Milsl"):
        told = problem("show", name, store=store)
        assert "fits more than one hub" in told
        assert "mills-wind  Mills Wind" in told
        assert "mills-water  Mills Water" in told
        refused = problem("set", name, "--title", "T", store=store)
        assert refused == told or name == "Milsl"
    assert asked("show", "mill water", store=store)["id"] == "mills-water"


def test_of_many_candidates_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    papers = {f"Mill {n}": "It turns." for n in range(14)}
    ingest(store, *(flat_page(f"Mills {n}", 14, papers) for n in range(12)))
    for name in ("mills", "mill"):
        told = problem("show", name, store=store).splitlines()
        assert (len(told), told[-1]) == (7, "  and 7 more")
    told = problem("label", "mills-3", "mill", "--role", "survey", store=store).splitlines()
    assert (told[1], told[-1], len(told)) == ("  1  Mill 0", "  and 9 more", 7)


def test_a_name_that_only_resembles_a_title_is_told_and_never_changed(store: Path) -> None:
    before = store.read_bytes()
    shown = citehub("show", "cloks lübek", "--json", store=store)
    assert json.loads(shown.stdout)["id"] == "clocks-of-lubeck"
    assert "no hub named 'cloks lübek'; the nearest is:\n  clocks-of-lubeck  Clocks" in shown.stderr
    for command in (("set", "cloks lübek", "--year", "1999"), ("label", "cloks", "1", "--role=x")):
        assert "did you mean:\n  clocks-of-lubeck" in problem(*command, store=store)
    assert store.read_bytes() == before


def test_a_paper_is_its_position_or_words_of_its_title_as_they_are_written(store: Path) -> None:
    (hub,) = (hub for hub in asked("show", store=store) if hub["id"] == "clocks-of-lubeck")
    titles = [paper["title"] for paper in asked("show", hub["id"], store=store)["papers"]]
    for name in ("-1", "+1", "0", str(len(titles) + 1), "9" * 40):
        told = problem("explain", hub["id"], "--", name, store=store)
        assert "has papers 1 to" in told or len(name) == 40
    wrong = titles[0][:-1] + "x"
    assert f"did you mean:\n  1  {titles[0]}" in problem("explain", hub["id"], wrong, store=store)


def test_a_whole_title_names_its_hub_though_others_begin_so(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(flat_page(title, 1, {"P": "S."}) for title in ("Mills of Kent", "Mills")))
    assert asked("show", "Mills", store=store)["title"] == "Mills"
    assert asked("show", "mills", store=store)["title"] == "Mills"
