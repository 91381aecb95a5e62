"""The program with streams that are closed, full, narrow or of another alphabet."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, asked, flat_page, on_terminal, run

from citehub.cli.settings import ANY_FORMAT
from citehub.formats import OF_WORKS

FORMS = ("table", *ANY_FORMAT)
READING = ("show", "show lund", "search grün", "search", "explain lund 1")
CHANGING = ("label lund 1 --role survey --dry-run", "classify --dry-run")
LISTING = (*READING, *CHANGING, "rules list")
SILENT = ("ingest seeds", "set lund --year 1900", "rules check citehub/rules/default.yaml")
# Nothing of Python's own that would make streams easier.
BARE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
LETTERS = "Grün 中 ★ 😀"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pipes") / "hubs.jsonl"
    page = path.with_name("page.txt")
    title = f"A Survey of {LETTERS}"
    page.write_text(flat_page("Lund", 2, {title: f"We say {LETTERS}.", "Calm": "Calm."}), "utf-8")
    assert run("ingest", page, store=path).exit_code == 0
    return path


def shell(command: str, store: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which CITEHUB is the program; what it tells ends up in `stderr`."""
    done = subprocess.run(
        ["bash", "-c", command.replace("CITEHUB", f"{sys.executable} -m citehub")],
        env=BARE | {"CITEHUB_STORE": str(store), "PYTHONUTF8": "0"} | env,
        cwd=ROOT,
        encoding="utf-8",
        errors="replace",  # of a table in Latin-1
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    for word in ("Traceback", "Exception ignored", "lost sys.stderr"):
        assert word not in done.stderr + done.stdout
    return done


EACH = (
    *LISTING,
    *(f"show lund -f {form}" for form in (*ANY_FORMAT, *OF_WORKS)),
)  # one of them in all formats


# ---- stdout and stderr that are not there --------------------------------------------------------


@pytest.mark.parametrize("command", EACH)
def test_data_for_a_closed_stdout_is_a_problem_that_is_told(store: Path, command: str) -> None:
    done = shell(f"CITEHUB {command} >&-", store)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "citehub: stdout: Bad file descriptor\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("command", EACH)
def test_data_for_a_full_disk_is_a_problem_that_is_told(store: Path, command: str) -> None:
    done = shell(f"CITEHUB {command} > /dev/full", store)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "citehub: stdout: No space left on device\n"


@pytest.mark.parametrize("to", [">&-", "2>&-", ">&- 2>&-", "> /dev/full", "2> /dev/full"])
@pytest.mark.parametrize("command", SILENT)
def test_a_command_without_data_needs_no_stdout_and_no_stderr(
    tmp_path: Path, store: Path, command: str, to: str
) -> None:
    copy = tmp_path / "hubs.jsonl"
    copy.write_bytes(store.read_bytes())
    assert shell(f"CITEHUB {command} {to}", copy).returncode == 0
    hubs = {hub["id"]: hub for hub in asked("show", store=copy)}
    assert len(hubs) == (2 if command.startswith("ingest") else 1)
    assert hubs["lund"]["year"] == (1900 if command.startswith("set") else None)


@pytest.mark.parametrize("command", ["show lund", "search", "classify --dry-run", "rules list"])
def test_data_needs_no_stderr(store: Path, command: str) -> None:
    whole = shell(f"CITEHUB {command} --json", store).stdout
    assert isinstance(json.loads(whole), list | dict)
    done = shell(f"CITEHUB {command} --json 2>&-", store)
    assert (done.returncode, done.stdout) == (0, whole)


@pytest.mark.parametrize("to", ["2>&-", ">&- 2>&-", "2> /dev/full"])
def test_a_problem_has_its_exit_code_though_nobody_hears_of_it(store: Path, to: str) -> None:
    assert shell(f"CITEHUB show nothing {to}", store).returncode == 1
    assert shell(f"CITEHUB nosuch {to}", store).returncode == 2


def test_a_closed_stdin_is_an_empty_page(store: Path) -> None:
    done = shell("CITEHUB ingest - <&-", store)
    assert done.returncode == 1
    assert done.stderr.startswith("citehub: stdin: problem: the file is empty\n")


@pytest.mark.parametrize("command", EACH)
def test_a_reader_that_leaves_is_no_error_to_tell(store: Path, command: str) -> None:
    assert shell(f"CITEHUB {command} | true", store).stderr == ""


@pytest.mark.parametrize("command", [*EACH, "--help", "--version", "show --help"])
def test_a_reader_that_leaves_is_no_failure(store: Path, command: str) -> None:
    done = shell(f"CITEHUB {command} | true; echo ${{PIPESTATUS[0]}}", store)
    assert (done.stdout, done.stderr) == ("0\n", "")


# ---- other alphabets, narrow and dumb terminals --------------------------------------------------

ALPHABETS = (
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
)


@pytest.mark.parametrize("env", ALPHABETS, ids=lambda env: " ".join(env.values()))
def test_data_is_utf_8_whatever_the_locale(store: Path, env: dict[str, str]) -> None:
    for form in ("json", "csv", "md"):
        done = shell(f"CITEHUB search --fields title -f {form}", store, **env)
        assert (done.returncode, done.stderr) == (0, "")
        assert LETTERS in done.stdout


@pytest.mark.parametrize("command", ["show lund", "search", "rules list"])
@pytest.mark.parametrize("env", ALPHABETS, ids=lambda env: " ".join(env.values()))
def test_a_table_has_escapes_for_letters_that_the_locale_lacks(
    store: Path, env: dict[str, str], command: str
) -> None:
    done = shell(
        f"CITEHUB {command.replace('grün', 'survey')} | iconv -f latin1 -t utf8", store, **env
    )
    assert (done.returncode, done.stderr) == (0, "")
    if command != "rules list":
        assert r"\u4e2d \u2605 \U0001f600" in done.stdout


@pytest.mark.parametrize("env", ALPHABETS, ids=lambda env: " ".join(env.values()))
def test_a_problem_is_told_in_any_locale(store: Path, env: dict[str, str]) -> None:
    done = shell("CITEHUB show $'\\xe4\\xb8\\xad'", store, **env)
    assert done.returncode == 1
    assert "no hub named" in done.stderr
    assert shell("CITEHUB show $'\\xff'", store, **env).returncode == 1


@pytest.mark.parametrize("command", ["show lund", "search", "show", "rules list"])
def test_a_width_off_a_terminal_cuts_nothing(store: Path, command: str) -> None:
    plain = shell(f"CITEHUB {command}", store, PYTHONUTF8="1").stdout
    narrow = shell(f"CITEHUB {command}", store, PYTHONUTF8="1", COLUMNS="20", TERM="dumb").stdout
    assert narrow == plain


@pytest.mark.parametrize("command", LISTING)
def test_a_dumb_terminal_gets_no_escape(store: Path, command: str) -> None:
    assert b"\x1b" not in on_terminal(*command.split(), store=store, TERM="dumb")


@pytest.mark.parametrize("command", ["show lund", "search", "show"])
def test_a_narrow_terminal_gets_every_letter(store: Path, command: str) -> None:
    for columns, term in (("20", "xterm"), ("60", "xterm"), ("20", "dumb")):
        sent = on_terminal(*command.split(), store=store, COLUMNS=columns, TERM=term).decode()
        words = set(re.sub(r"\x1b\[[0-9;]*m", "", sent).split())
        assert words >= ({"Lund"} if command == "show" else {*LETTERS.split()})


# ---- fields that are not there -------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["search zzzz", "search --role zzzz", "show lund --role zzzz", "show", "rules list"]
)
def test_an_unknown_field_is_refused_also_where_nothing_is_found(
    tmp_path: Path, store: Path, command: str
) -> None:
    at = tmp_path / "none.jsonl" if command == "show" else store
    for form in FORMS:
        at.touch()
        done = run(*command.split(), "--fields", "nonsense", "-f", form, store=at)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "unknown field 'nonsense'; fields: " in str(done.exception)


def test_a_known_field_is_taken_where_nothing_is_found(store: Path) -> None:
    for command, fields in (("search zzzz", "score,title"), ("show lund --role zzzz", "title")):
        assert asked(*command.split(), "--fields", fields, store=store) == []


def test_fields_of_one_hub_are_those_of_its_papers(store: Path) -> None:
    papers = asked("show", "lund", "--fields", "position,role", store=store)
    assert papers == [
        {"position": 1, "role": "survey"},
        {"position": 2, "role": "unclassified"},
    ]


# ---- Ctrl-C --------------------------------------------------------------------------------------


def test_ctrl_c_says_so_and_exits_130(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    with subprocess.Popen(
        [sys.executable, "-m", "citehub", "ingest", "-", "--store", str(store)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        while process.poll() is None and not list(tmp_path.iterdir()):
            time.sleep(0.01)  # until it is at work
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert (process.returncode, told) == (130, "citehub: interrupted\n")


def test_ctrl_c_while_the_program_is_being_loaded_says_the_same() -> None:
    late = (
        "import os, signal, sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from citehub.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", late], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (130, "citehub: interrupted\n")


def test_a_page_from_stdin_is_stored_also_where_the_index_is_damaged(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    command = [sys.executable, "-m", "citehub", "ingest", "-", "--store", str(store)]
    for title in ("Lighthouses", "Foghorns"):
        page = flat_page(title, 1, {f"On {title}": "It asks what they are for."})
        done = subprocess.run(command, cwd=ROOT, input=page, encoding="utf-8", check=False)
        assert done.returncode == 0
        index = store.with_name("hubs.jsonl.index")
        data = bytearray(index.read_bytes())
        data[4096:] = bytes(len(data) - 4096)
        index.write_bytes(data)
    assert [hub["title"] for hub in asked("show", store=store)] == ["Lighthouses", "Foghorns"]
