"""What --help lists."""

import re
from pathlib import Path

import pytest
from conftest import on_terminal, run

from citehub.model import LABELS, VALUES


@pytest.mark.parametrize("group", [(), ("rules",)])
def test_the_list_of_commands_says_what_each_command_says(group: tuple[str, ...]) -> None:
    _, _, listed = run(*group, "--help").stdout.partition("Commands:\n")
    lines = dict(re.findall(r"^  (\w+) +(\S.*)$", listed, re.M))
    assert len(lines) > 3
    for name, line in lines.items():
        assert run(*group, name, "--help").stdout.split("\n\n")[1].strip() == line


def test_help_is_as_wide_as_the_terminal(store: Path) -> None:
    for columns in (60, 160):
        sent = on_terminal("show", "--help", store=store, COLUMNS=str(columns)).decode()
        widest = max(map(len, sent.splitlines()))
        assert 0.7 * columns < widest <= columns


def test_label_names_the_values_that_it_knows() -> None:
    said = " ".join(run("label", "--help").stdout.split())
    assert all(", ".join(VALUES[label]) in said for label in LABELS)
