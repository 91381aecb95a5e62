"""The short form of `make crash`: some of the steps, and a few random instants."""

import random
from pathlib import Path

import pytest
from crash import COMMANDS, FORMATS, Command, break_at_steps, kill_at_random

_ONCE = ("part ingest", "join")  # their stores are written as others are: one format will do


@pytest.mark.parametrize(
    ("name", "ending"),
    [(name, ending) for name in COMMANDS for ending in FORMATS if name not in _ONCE]
    + [(name, FORMATS[0]) for name in _ONCE],
)
def test_a_command_that_is_broken_off_loses_and_doubles_nothing(
    tmp_path: Path, name: str, ending: str
) -> None:
    command = Command(tmp_path / "work", name, ending)
    every = 19 if name in ("label", "set") else 37  # no multiple of the ways to be broken off
    assert len(list(break_at_steps(command, every=every))) > 2
    assert len(list(kill_at_random(command, 1, random.Random()))) == 1


@pytest.mark.parametrize("name", ["label", "ingest"])
def test_what_was_put_in_place_outlives_a_power_cut(tmp_path: Path, name: str) -> None:
    command = Command(tmp_path / "work", name, "jsonl")
    steps = command.steps()
    after_rename = range(steps.index("rename") + 1, len(steps) + 1)
    assert len(list(break_at_steps(command, ("cut",), only=after_rename))) == len(after_rename) > 2
