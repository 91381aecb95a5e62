"""How far a review is, and what it says of the rules."""

import re
from pathlib import Path

import pytest
from conftest import asked, citehub, run
from reviewing import Terminal, library

from citehub.review.stats import Reviewed, agreement
from citehub.rules.measure import wilson


def reviewed(value: str, proposed: str, order: str | None = None, day: str = "") -> Reviewed:
    return Reviewed("role", value, proposed, order, day or None)


def test_only_what_was_drawn_by_chance_says_how_good_the_rules_are() -> None:
    drawn = [reviewed("survey", "survey", "random")] * 8 + [reviewed("method", "survey", "random")]
    chosen = [reviewed("theory", "method", "margin")] * 5 + [reviewed("theory", "theory")]
    first, second, *rest = agreement([*drawn, *chosen])
    assert (first["part"], first["reviewed"], first["agreed"]) == ("random", 9, 8)
    assert [first["low"], first["high"]] == [round(bound, 4) for bound in wilson(8, 9)]
    assert (second["part"], second["reviewed"], second["agreed"]) == ("chosen", 6, 1)
    assert {row["rules_said"]: row["agreed"] for row in rest} == {
        "survey": 8,
        "method": 0,
        "theory": 1,
    }


def test_what_the_rules_left_open_is_counted_and_is_no_agreement() -> None:
    (row,) = agreement([reviewed("survey", "unclassified")])
    assert (row["reviewed"], row["unclassified"], row["agreed"]) == (1, 1, 0)
    assert row["share"] is row["low"] is row["high"] is None


def test_each_day_has_its_own_agreement() -> None:
    days = ["2026-01-02", "2026-01-01", "2026-01-02"]
    rows = [*agreement([reviewed("survey", "survey", day=day) for day in days])]
    assert [(r["part"], r["reviewed"]) for r in rows[2:]] == [("2026-01-01", 1), ("2026-01-02", 2)]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return library(tmp_path)


def test_stats_are_those_of_the_labels_in_the_store(store: Path) -> None:
    run("label", "tulips", "13", "--role", "method", store=store)
    run("label", "roses", "1", "--role", "method", store=store)  # the same paper
    run("label", "roses", "2", "--role", "method", store=store)
    with Terminal("review", "--plain", "--order", "random", store=store) as terminal:
        for key in "111q":
            terminal.until(r"\? help")
            terminal.press(key)
        said = terminal.until("rules eval --labels")
        terminal.until("rules suggest --labels")
        assert "3 papers labelled, 3 other than the rules had it" in said
        assert terminal.ended() == 0
    parts = {row["part"]: row for row in asked("review", "--stats", store=store)}
    assert parts["random"]["reviewed"] == 3
    assert (parts["chosen"]["reviewed"], parts["chosen"]["unclassified"]) == (2, 1)
    assert "role: 5 reviewed, 20 left" in citehub("review", "--stats", store=store).stderr


def test_stats_are_of_the_papers_that_pass_in_the_hub_that_is_named(store: Path) -> None:
    run("label", "tulips", "13", "--role", "method", store=store)
    run("label", "roses", "2", "--role", "method", store=store)

    def told(*arguments: str) -> tuple[int, int]:
        said = citehub("review", "--stats", *arguments, store=store).stderr
        ((done, left),) = re.findall(r" role: (\d+) reviewed, (\d+) left", said)
        return int(done), int(left)

    whole, tulips, roses = told(), told("tulips"), told("roses")
    assert (whole[0], tulips[0], roses[0]) == (2, 1, 2)  # one is of a paper that both list
    assert whole[1] == tulips[1] + roses[1]
    assert told("tulips", "--role", "method")[0] == 1
    assert told("tulips", "--role", "survey")[0] == 0
