"""What --help lists."""

import re

import pytest
from conftest import (
    run,
)


@pytest.mark.parametrize("group", [(), ("rules",)])
def test_the_list_of_commands_says_what_each_command_says(group: tuple[str, ...]) -> None:
    _, _, listed = run(*group, "--help").stdout.partition("Commands:\n")
    lines = dict(re.findall(r"^  (\w+) +(\S.*)$", listed, re.M))
    assert len(lines) > 3
    for name, line in lines.items():
        assert run(*group, name, "--help").stdout.split("\n\n")[1].strip() == line
