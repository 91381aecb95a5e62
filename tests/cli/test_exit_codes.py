"""Exit codes 0, 1, 2 and 130, and what is said with each."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import (
    ROOT,
    USER_PAGE,
    citehub,
    flat_page,
    ingest,
    problem,
    run,
)

from citehub import __version__


@pytest.mark.parametrize(
    "arguments",
    ["show", "show almanacs", "search tides", "search", "explain almanacs 1", "rules list"],
)
def test_exit_code_0_on_success(store: Path, arguments: str) -> None:
    result = citehub(*arguments.split(), store=store)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments", ["search zzzz", "search --role unclassified zzzz", "search tides --year 1850"]
)
def test_exit_code_0_and_an_empty_array_when_nothing_matches(store: Path, arguments: str) -> None:
    result = citehub(*arguments.split(), "--json", store=store)
    assert (result.returncode, result.stdout, result.stderr) == (0, "[]\n", "")


@pytest.mark.parametrize("command", ["search", "show almanacs"])
@pytest.mark.parametrize(
    ("option", "column"),
    [("--role", "role"), ("--cited-as", "citation_role"), ("--field", "field")],
)
def test_a_filter_for_what_no_paper_has_is_named(
    store: Path, command: str, option: str, column: str
) -> None:
    result = citehub(*command.split(), option, "zzzz", "--json", store=store)
    assert result.returncode == 0
    assert result.stderr.startswith(f"citehub: no paper has the {column} 'zzzz'; the store has: ")


def test_a_search_of_an_empty_store_says_that_it_is_empty(tmp_path: Path) -> None:
    (tmp_path / "h.jsonl").touch()
    result = citehub("search", "tides", "--role", "survey", "--json", store=tmp_path / "h.jsonl")
    assert (result.returncode, result.stdout) == (0, "[]\n")
    assert result.stderr == (
        f"citehub: {tmp_path / 'h.jsonl'} holds no hubs yet; fill it with: citehub ingest PATH\n"
    )


@pytest.mark.parametrize("text", ["# Notes\n\nOn kites.", '{"title": "A", "label": "method"}\n'])
def test_a_file_that_is_no_store_is_not_written(tmp_path: Path, text: str) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text(text)
    for command in (("ingest", USER_PAGE), ("set", "a", "--year", "1999")):
        assert "no hub in it can be read, so nothing was written" in problem(*command, store=file)
        assert file.read_text() == text


def test_of_many_damaged_records_a_hundred_are_named(tmp_path: Path) -> None:
    file = tmp_path / "hubs.jsonl"
    file.write_text("no hub\n" * 250)
    told = citehub("show", store=file).stderr.splitlines()
    assert len([line for line in told if "a damaged record" in line]) == 100
    assert f"citehub: {file}: 150 more; citehub doctor names them all" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("show zzzz", "no hub named 'zzzz'"),
        ("show almanacs --fields title,colour", "'colour'"),
        ("explain almanacs 99", "papers 1 to 9"),
        ("explain almanacs zzzz", "no paper titled 'zzzz'"),
        ("label almanacs 99 --role survey", "papers 1 to 9"),
        ("set zzzz --title T", "no hub named"),
        ("ingest no/such/page.txt", "no/such/page.txt: problem: there is no such file"),
        ("classify --rules no.yaml", "no.yaml: cannot read"),
        ("show --rules no.yaml", "no.yaml: cannot read"),
        ("show almanacs --rules no.yaml", "no.yaml: cannot read"),
        ("rules check no.yaml", "no.yaml: cannot read"),
        ("rules eval no.jsonl", "no.jsonl: cannot be read"),
        ("rules eval --labels", "holds no labels by hand"),
        ("label --from no.jsonl", "no.jsonl: cannot be read"),
    ],
)
def test_exit_code_1_and_what_to_do_for_a_problem(store: Path, arguments: str, said: str) -> None:
    assert said in problem(*arguments.split(), store=store)


@pytest.mark.parametrize(
    "arguments",
    [
        *("nosuch", "show --nosuch", "ingest", "search --format xml", "search --sort colour"),
        *("search --year soon", "search --limit -1", "search --in body", "show --role survey"),
        *("set almanacs", "label almanacs", "label almanacs 1", "rules eval", "explain almanacs"),
    ],
)
def test_exit_code_2_for_a_wrong_command_line(store: Path, arguments: str) -> None:
    before = store.read_bytes()
    result = run(*arguments.split(), store=store)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage:" in result.stderr
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("set", "almanacs", "--title", " "), "cannot be blank"),
        (("label", "almanacs", "1", "--role", " "), "cannot be blank"),
        (("label", "almanacs", "--from", "labels.jsonl"), "--from cannot be combined with"),
        (("show", "--sort", "-year"), "citehub search --sort -year"),
        (("show", "--role", "method"), "citehub search --role"),
    ],
)
def test_exit_code_2_for_values_that_say_nothing_or_are_given_twice(
    store: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = store.read_bytes()
    result = run(*arguments, store=store)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert store.read_bytes() == before


def test_exit_code_130_on_ctrl_c(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "citehub", "ingest", "-", "--store", tmp_path / "hubs.jsonl"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while process.poll() is None and not list(tmp_path.glob("hubs.jsonl*")):
            time.sleep(0.01)  # until it is at work
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in told


def test_version_and_help() -> None:
    assert run("--version").stdout == f"citehub {__version__}\n"
    assert run("--help").exit_code == run("show", "-h").exit_code == 0


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "yaml", "table"])
def test_a_reader_that_leaves_early_causes_no_traceback(tmp_path: Path, form: str) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(
        store, flat_page("Sand", 900, {f"Grain {n}": f"Grey, says {n}. " * 20 for n in range(900)})
    )
    command = f"{sys.executable} -m citehub search -n 0 -f {form} --store {store} | head -1"
    result = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=True)
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_is_a_problem_and_no_traceback(store: Path) -> None:
    command = f"{sys.executable} -m citehub search --json --store {store} > /dev/full"
    result = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert result.returncode == 1
    assert b"No space left" in result.stderr
    assert b"Traceback" not in result.stderr
