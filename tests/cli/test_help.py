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


def commands() -> list[str]:
    """Return every command, as it is typed behind `citehub`."""
    found = []
    for group in ((), ("rules",)):
        _, _, listed = run(*group, "--help").stdout.partition("Commands:\n")
        names = re.findall(r"^  (\w+)  ", listed, re.M)
        found += [" ".join((*group, name)) for name in names if name != "rules"]
    return found


def test_what_most_people_need_comes_first() -> None:
    sections = re.split(r"\n\n(?=\w[\w ]*:\n)", run("--help").stdout)
    names = [re.findall(r"^  (\w+)  ", section, re.M) for section in sections]
    assert next(filter(None, names)) == ["ingest", "show", "search"]


def test_the_help_of_each_command_ends_with_an_example() -> None:
    assert len(commands()) >= 11
    for command in commands():
        help_of = " ".join(run(*command.split(), "--help").stdout.split())
        example = help_of.partition(" Example: ")[2]
        assert example.startswith(f"citehub {command} "), command
        assert all(name in help_of for name in re.findall(r"--\w+", example))
