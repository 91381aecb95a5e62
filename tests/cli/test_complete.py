"""Completion, tried in each shell; a shell that is not there is left out."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, flat_page, ingest

PAPERS = [
    {
        "paper_title": "A Survey of Agents",
        "primary_cat": "cs.AI",
        "submitted_at": "2024-05-05T00:00Z",
    },
    {"paper_title": "Tides at Night", "primary_cat": "math.OC", "submitted_at": "2026-01-01"},
    {"paper_title": "Foam, Slowly"},
]
PAGE = json.dumps({"work": {"title": "Salt in Deep Water"}, "total": 3, "items": PAPERS})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store, and the program in `bin`."""
    folder = tmp_path_factory.mktemp("shells")
    ingest(
        folder / "data.jsonl",
        PAGE,
        flat_page("Almanacs", 1, {"Moons": "It lists moons."}),
        flat_page("Odd; $(touch owned) `touch owned` 'Titles'", 1, {"P": "S."}),
    )
    (folder / "citehub.toml").write_text('store = "data.jsonl"\n')
    (folder / "bin").mkdir()
    program = folder / "bin" / "citehub"
    start = "import sys; sys.argv[0] = 'citehub'; from citehub.__main__ import main; main()"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -c "{start}" "$@"\n')
    program.chmod(0o755)
    return folder


def _environment(folder: Path) -> dict[str, str]:
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "xterm"}


def _shell(folder: Path, *command: str) -> str:
    return subprocess.run(
        command, cwd=folder, env=_environment(folder), capture_output=True, text=True, check=True
    ).stdout


def _script(folder: Path, shell: str) -> Path:
    script = folder / f"completion.{shell}"
    program = f"_CITEHUB_COMPLETE=source_{shell} citehub"
    script.write_text(_shell(folder, "sh", "-c", program))
    return script


def in_bash(folder: Path, line: str) -> str:
    """Return what bash offers behind a line of words."""
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    return _shell(
        folder,
        *("bash", "--norc", "-c"),
        f"source {_script(folder, 'bash')}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; "
        "_citehub_completion citehub; printf '%s\\n' \"${COMPREPLY[@]}\"",
    )


def in_fish(folder: Path, line: str) -> str:
    """Return what fish offers behind a line."""
    script = _script(folder, "fish")
    return _shell(folder, "fish", "--no-config", "-c", f"source {script}; complete -C '{line}'")


def in_zsh(folder: Path, line: str) -> str:
    """Return what zsh shows when Tab is pressed behind a line."""
    terminal, side = pty.openpty()
    with subprocess.Popen(
        ["zsh", "-f", "-i"],
        cwd=folder,
        env=_environment(folder) | {"COLUMNS": "150", "LINES": "50"},
        stdin=side,
        stdout=side,
        stderr=side,
        start_new_session=True,
    ) as process:
        os.close(side)
        script = _script(folder, "zsh")
        setup = f"PS1='> '; autoload -U compinit; compinit -u -D; source {script}; echo rea''dy\n"
        os.write(terminal, setup.encode())
        _read_until(terminal, lambda sent: "ready" in sent)
        os.write(terminal, f"{line}\t\t".encode())
        sent = _read_until(terminal, lambda sent: False, quiet=3.0)
        process.kill()
        process.wait()
    os.close(terminal)
    return sent


def _read_until(terminal: int, done: Callable[[str], bool], quiet: float = 30.0) -> str:
    """Return what a terminal is sent, until that is all or nothing more has come for a while."""
    sent = b""
    end = time.monotonic() + 60
    while time.monotonic() < end and select.select([terminal], [], [], quiet)[0]:
        try:
            sent += os.read(terminal, 65536)
        except OSError:
            break
        if done(_plain(sent)):
            break
    return _plain(sent)


def _plain(sent: bytes) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", sent.decode(errors="replace"))


SHELLS = [
    pytest.param(
        ask, id=name, marks=pytest.mark.skipif(not shutil.which(name), reason=f"there is no {name}")
    )
    for name, ask in (("bash", in_bash), ("fish", in_fish), ("zsh", in_zsh))
]

LINES = {
    "citehub se": ("search",),
    "citehub show alm": ("almanacs",),
    "citehub show deep": ("deep-water",),  # from that word of the title on
    "citehub explain salt ti": ("tides-at-night",),
    "citehub label salt-in-deep-water sl": ("slowly",),
    "citehub search --role su": ("survey",),
    "citehub show salt --cited-as base": ("baseline",),
    "citehub count --by role --role survey,ben": ("survey,benchmark",),
    "citehub search --field math": ("math.OC",),
    "citehub search --year 202": ("2024", "2026"),
    "citehub search --sort ye": ("year",),
    "citehub search -f js": ("json", "jsonl"),
}


@pytest.mark.parametrize("ask", SHELLS)
@pytest.mark.parametrize("line", LINES)
def test_each_shell_offers_what_begins_as_typed(
    folder: Path, ask: Callable[[Path, str], str], line: str
) -> None:
    offered = ask(folder, line)
    assert all(word in offered for word in LINES[line])


@pytest.mark.parametrize("ask", SHELLS)
def test_a_title_does_nothing_to_a_shell(folder: Path, ask: Callable[[Path, str], str]) -> None:
    for line in ("citehub show odd", "citehub show touch", "citehub show Titles"):
        ask(folder, line)
    assert not (folder / "owned").exists()


@pytest.mark.parametrize("ask", SHELLS[:2])
def test_positions_are_offered_for_papers_and_nothing_where_there_is_no_store(
    folder: Path, ask: Callable[[Path, str], str]
) -> None:
    assert {*re.findall(r"^\d", ask(folder, "citehub explain salt "), re.M)} == {"1", "2", "3"}
    offered = ask(folder, "citehub --store none.jsonl show alm")
    assert "almanacs" not in offered  # fish has names of files then
    assert not (folder / "none.jsonl").exists()


def test_what_is_offered_names_its_hub_and_its_paper(folder: Path) -> None:
    for name in ("deep-water", "water", "in-deep-water"):
        shown = _shell(folder, "citehub", "show", name, "--json")
        assert json.loads(shown)["title"] == "Salt in Deep Water"
    explained = _shell(folder, "citehub", "explain", "deep-water", "at-night", "--json")
    assert json.loads(explained)["title"] == "Tides at Night"
