r"""The README and the documents show what the program does.

The ```console blocks of each file are run in order, in a folder of its own with `seeds/` in it. A
block with a file's name behind its language (```yaml my-rules.yaml) becomes that file. In what a
command prints, a line `…` stands for any lines, `…` inside a line for any text, and every time of
day is the same.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT, USER_PAGE, citehub
from picture import draw
from review_picture import draw as draw_review

README = ROOT / "README.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").glob("*.md"))]
ALL = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
LEFT_OUT = "…"
# A command that needs one is left out where it is missing, and the test says so.
TOOLS = ("jq", "git", "pdflatex", "bibtex")

_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_OPTION = re.compile(r"(?<![\w-])--?[a-zA-Z][\w-]*")


class Example(NamedTuple):
    """A command of a document, and the lines that it shows below."""

    command: str
    shown: list[str]


def _examples(block: str) -> Iterator[Example]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.rstrip("\n").split("\n")
        end = next(
            n for n, line in enumerate(lines, start=1) if not line.endswith(("\\", "|", "&&"))
        )
        yield Example("\n".join(lines[:end]), lines[end:])


def _comparable(lines: list[str]) -> list[str]:
    return [_TIME.sub("2026-01-01T00:00:00Z", line.rstrip()) for line in lines]


def _agree(shown: list[str], printed: list[str]) -> bool:
    """Return whether lines are those printed, give or take what `…` leaves out."""
    parts = []
    for line in _comparable(shown):
        if line.strip() == LEFT_OUT:
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*".join(map(re.escape, line.split(LEFT_OUT))) + r"\n")
    return bool(re.fullmatch("".join(parts), "".join(f"{p}\n" for p in _comparable(printed))))


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of a user named ada, whose `citehub` is the one under test."""
    programs = folder / "bin"
    programs.mkdir()
    start = "import sys; sys.argv[0] = 'citehub'; from citehub.cli import main; main()"
    for name, options in {"citehub": f'-c "{start}"', "python": ""}.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {options} "$@"\n', "utf-8")
        program.chmod(0o755)
    return {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "LOGNAME": "ada",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
    }


def _run(command: str, folder: Path, environment: dict[str, str]) -> list[str]:
    """Run a command off a terminal; return the lines of stdout and stderr as a user sees them."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.removesuffix("\n").split("\n") if done.stdout else []


def _wanting(command: str) -> list[str]:
    """Return the tools that a command needs and that are not here."""
    needed = (tool for tool in TOOLS if re.search(rf"\b{tool} ", command))
    return [tool for tool in needed if not shutil.which(tool)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_example_prints_what_is_shown(document: Path, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    (folder / "seeds").mkdir(parents=True)
    shutil.copy(USER_PAGE, folder / "seeds")
    environment = _environment(tmp_path)
    wrong, left_out = [], []
    for language, name, text in _BLOCK.findall(document.read_text(encoding="utf-8")):
        if name:
            (folder / name).write_text(text, encoding="utf-8")
        for command, shown in _examples(text) if language == "console" else ():
            if missing := _wanting(command):
                left_out.append(f"{command.splitlines()[0]} (no {', '.join(missing)})")
                continue
            printed = _run(command, folder, environment)
            if not _agree(shown, printed):
                wrong.append("\n".join((f"$ {command}", *printed, "--- it shows", *shown)))
    assert not wrong, "\n\n".join(wrong)
    if left_out:
        pytest.skip("all others ran; left out: " + "; ".join(left_out))


@pytest.mark.parametrize(
    ("shown", "printed", "agree"),
    [
        (["a", "b"], ["a  ", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "…"], ["a", "b", "c"], True),
        (["a", "…", "c"], ["a", "c"], True),
        (["a", "…", "c"], ["a", "b"], False),
        (["a … c"], ["a b c"], True),
        (["a … c"], ["a b c d"], False),
        (["a.c"], ["abc"], False),
        (["at 2026-11-25T09:36:11Z"], ["at 2027-01-02T03:04:05Z"], True),
    ],
)
def test_only_what_is_left_out_may_differ(
    shown: list[str], printed: list[str], agree: bool
) -> None:
    assert _agree(shown, printed) is agree


def _help(*command: str) -> str:
    return citehub(*command, "--help", store=Path("none")).stdout


def _commands(*above: str) -> Iterator[tuple[str, ...]]:
    """Yield every command that `--help` lists, and those below it."""
    _, _, listed = _help(*above).partition("Commands:\n")
    for line in listed.splitlines():
        if found := re.match(r"  (\w+)", line):
            yield (*above, found[1])
            yield from _commands(*above, found[1])


def test_every_command_and_option_is_named() -> None:
    commands = list(_commands())
    assert ("show",) in commands
    assert ("rules", "list") in commands
    named = set(_OPTION.findall(ALL))
    missing = []
    for command in [(), *commands]:
        name = " ".join(("citehub", *command))
        if not re.search(rf"\b{name}\b", ALL):
            missing.append(name)
        _, _, options = _help(*command).partition("Options:\n")
        for line in options.splitlines():
            if line.startswith("  -"):
                names = line.strip().split("  ")[0]
                missing += [f"{name} {o}" for o in _OPTION.findall(names) if o not in named]
    assert not missing


def test_every_key_of_the_json_is_explained(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    citehub("ingest", USER_PAGE, store=store)
    hub = json.loads(citehub("show", "yoshua", "--json", store=store).stdout)
    (hit,) = json.loads(citehub("search", "a brief overview", "--json", store=store).stdout)
    keys = {*hub, *hub["page"], *hub["captures"][0], *hit, *hit["role_evidence"]}
    rows = re.findall(r"^\| (`.*?) \|", ALL, re.MULTILINE)
    explained = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert not keys - explained


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 200


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = [*DOCUMENTS, *(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md"))]
    for document in documents:
        for target in _LINK.findall(document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_test_that_a_document_names_is_there() -> None:
    safety = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    named = re.findall(r"\[`(test_\w+)`\]\(\.\./(\S+?)\)", safety)
    promises = [line for line in safety.splitlines() if re.match(r"\| (?!promise|---)", line)]
    assert len(named) >= len(promises) > 30
    for name, file in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}: {name}"


def test_the_pictures_are_what_the_program_draws() -> None:
    drawn = (ROOT / "README.svg").read_text(encoding="utf-8")
    assert drawn == draw(), "redraw it with: make picture"
    reviewed = (ROOT / "docs" / "review.svg").read_text(encoding="utf-8")
    assert reviewed == draw_review(), "redraw it with: make picture"
