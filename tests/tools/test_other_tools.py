"""`make bench` asks other tools, too: which are there differs from machine to machine."""

import shutil
import time
from pathlib import Path

import other_tools
import pytest
from cost import Cost, cost_of
from other_tools import SEARCHES, compare, row, table

ASKED = [*SEARCHES, "show the record"]


@pytest.fixture(autouse=True)
def _asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_tools, "RUNS", 1)


def test_citehub_finds_the_record_and_a_tool_that_is_not_installed_is_named(tmp_path: Path) -> None:
    rows = list(compare(40, tmp_path, path=""))
    by_tool = {tool: [row for row in rows if row.tool == tool] for tool in ("citehub", "papis")}
    assert [(row.asked, row.outcome) for row in by_tool["citehub"]] == [(q, "yes") for q in ASKED]
    assert {row.outcome for row in rows if row.tool != "citehub"} == {"not installed"}
    lines = list(table(rows, path=""))
    assert len(lines) == 1 + len(rows)
    assert [line.endswith("  not installed") for line in lines[1:7]] == [False] + [True] * 5


@pytest.mark.parametrize(("tool", "found"), [("rg", "yes yes no no"), ("fzf", "yes yes yes no")])
def test_a_scan_of_the_titles_finds_what_it_can(tmp_path: Path, tool: str, found: str) -> None:
    program = shutil.which(tool)
    if not program:
        pytest.skip(f"{tool} is not installed")
    (tmp_path / tool).symlink_to(program)
    rows = compare(40, tmp_path, path=str(tmp_path))
    assert " ".join(row.outcome for row in rows if row.tool == tool) == found


def test_papis_and_cobib_are_given_every_record(tmp_path: Path) -> None:
    place = other_tools.Place(40, tmp_path)
    titles = place.titles.read_text("utf-8").splitlines()
    assert len(titles) == 41
    assert titles[-1] == other_tools.TITLE
    assert (tmp_path / "cobib.yaml").read_text("utf-8").count("\n---\n") == 40
    assert len(list((tmp_path / "papis").iterdir())) == 41
    assert other_tools.TITLE in (tmp_path / "papis" / place.key / "info.yaml").read_text("utf-8")


def test_a_tool_that_takes_too_long_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    ticks = tmp_path / "ticks"
    four_seconds = f"for n in $(seq 200); do echo >>{ticks}; sleep 0.02; done & wait"
    cost = cost_of("sh", "-c", four_seconds, store=tmp_path / "hubs.jsonl", limit=0.5)
    assert cost.code < 0
    assert cost.seconds > 0.5
    ticked = ticks.stat().st_size
    time.sleep(0.2)
    assert 0 < ticks.stat().st_size == ticked < 100


def test_a_row_says_that_a_tool_was_stopped() -> None:
    slow = Cost(-9, "", other_tools.LIMIT + 0.1, 1_000_000)
    assert row("two words", "fzf", [(slow, False)]).outcome == "stopped after 60 s"
