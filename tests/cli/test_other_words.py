"""Words that other programs use for commands, and options before the command."""

from pathlib import Path

import pytest
from conftest import asked, run

from citehub import __version__

OTHERS = {
    "list": "citehub show",
    "ls": "citehub show",
    "find": "citehub search",
    "add": "citehub ingest",
    "rm": "citehub remove HUB",
    "export": "-f csv",
    "status": "citehub doctor",
    "help": "--help",
    "version": "citehub --version",
}


@pytest.mark.parametrize("word", OTHERS)
def test_a_word_of_another_program_is_answered_with_the_command_to_use(
    store: Path, word: str
) -> None:
    before = store.read_bytes()
    for arguments in ((word,), (word, "almanacs", "--json")):
        result = run(*arguments, store=store)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"there is no command '{word}'; use: " in result.stderr
        assert OTHERS[word] in result.stderr
    assert store.read_bytes() == before


def test_what_a_word_is_answered_with_is_there() -> None:
    for answer in OTHERS.values():
        if answer.startswith("citehub ") and "--" not in answer:
            assert run(*answer.split()[1:], "--help").exit_code == 0


def test_both_short_forms_of_the_version_say_it() -> None:
    assert run("-V").stdout == run("--version").stdout == f"citehub {__version__}\n"


def test_options_stand_before_or_behind_command_and_arguments(store: Path) -> None:
    show = ["show", "almanacs"]
    options = ["--store", str(store), "--sort", "-year", "--limit", "3", "-f", "json"]
    told = run(*show, *options).stdout
    assert told.count('"position"') == 3
    assert run(*options, *show).stdout == told
    assert run("show", *options, "almanacs").stdout == told
    assert run(*options[:2], "show", *options[2:6], "almanacs", *options[6:]).stdout == told
    rules = run("rules", "list", "--json").stdout
    assert run("--json", "rules", "list").stdout == run("rules", "--json", "list").stdout == rules


def test_a_value_that_is_called_as_a_command_is_a_value(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "show").write_bytes(store.read_bytes())
    assert run("--store", "show", "search", "--json", "-n", "1").stdout.startswith("[\n{")
    assert asked("search", "show", store=store) == []


def test_an_option_before_a_command_that_does_not_take_it_is_refused(store: Path) -> None:
    result = run("--dry-run", "show", store=store)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No such option: --dry-run" in result.stderr
