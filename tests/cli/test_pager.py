"""A pager on a terminal, where a screen is not enough, and nowhere else."""

from pathlib import Path

import pytest
from conftest import citehub, on_terminal

MARKED = "sed s/^/PAGED:/"


@pytest.mark.parametrize("command", ["search", "show clocks", "explain clocks 1"])
def test_what_a_screen_cannot_hold_goes_through_the_pager(store: Path, command: str) -> None:
    sent = on_terminal(*command.split(), store=store, LINES="5", PAGER=MARKED).decode()
    lines = sent.splitlines()
    assert len(lines) > 5
    assert all(line.startswith("PAGED:") for line in lines)
    whole = on_terminal(*command.split(), "--no-pager", store=store, LINES="5", PAGER=MARKED)
    assert sent.replace("PAGED:", "") == whole.decode()


@pytest.mark.parametrize(
    "command",
    ["search -n 2", "search --json", "search -f csv", "show --no-pager", "rules list -f md"],
)
def test_no_pager_for_what_fits_nor_for_data_nor_where_none_is_wanted(
    store: Path, command: str
) -> None:
    lines = "100" if command == "search -n 2" else "5"
    sent = on_terminal(*command.split(), store=store, LINES=lines, PAGER=MARKED)
    assert b"PAGED:" not in sent


@pytest.mark.parametrize(
    "env",
    [
        {"PAGER": ""},
        {"PAGER": "cat"},
        {"PAGER": "no-such-pager"},
        {"PAGER": MARKED, "TERM": "dumb"},
    ],
)
def test_no_pager_where_there_is_none(store: Path, env: dict[str, str]) -> None:
    sent = on_terminal("search", store=store, exit_code=0, LINES="5", **env)
    assert b"27 of 27 citing papers shown" in sent
    assert b"PAGED:" not in sent


def test_no_pager_in_a_pipe(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", MARKED)
    monkeypatch.setenv("LINES", "5")
    done = citehub("search", store=store)
    assert (done.returncode, done.stderr) == (0, "")
    assert "PAGED:" not in done.stdout


def test_a_pager_that_is_left_early_is_no_failure(store: Path) -> None:
    sent = on_terminal("search", store=store, LINES="5", PAGER="head -n 1").decode()
    assert len(sent.splitlines()) == 1


def test_what_a_pager_gets_keeps_its_colours_and_has_no_links(store: Path) -> None:
    sent = on_terminal("search", store=store, LINES="5", PAGER=MARKED, KITTY_WINDOW_ID="1")
    assert b"\x1b[1m" in sent
    assert b"\x1b]8" not in sent
