"""Kill citehub at random instants and at every step of its writing: nothing stored may be lost.

    python tools/crash.py [INSTANTS]

At each step the power is cut, too, or Ctrl-C comes, or the disk is full. After that every command
works, each hub is there once and whole, as it was or as it was to be, with its labels by hand; what
was said to be stored is stored; and the same command once more ends in what an undisturbed run ends
in. `tools/faulty.py` says what can befall a step.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import ROOT, flat_page, run
from faulty import BATCH, STRUCK

from citehub.hubs.by_hand import hand_labels
from citehub.jobs.part import Part
from citehub.model import Hub
from citehub.store.store import Store

COMMANDS = ("first ingest", "ingest", "part ingest", "join", "label", "set", "classify")
_FIRST = ("first ingest", "part ingest", "join")  # those that make the store
FORMATS = ("jsonl", "yaml")
WHATS = ("kill", "tear", "cut", "interrupt", "full")
# What is said of a full disk: of a file, or of all folders for temporary ones.
_FULL = re.compile("^citehub: (?:/.*No space left|TMPDIR: .*No usable temporary directory)")
_KNOWN, _NEW = 4, 12  # hubs there before, and pages of new ones
_RULES = """\
extends: default
rules:
  - {id: echo.title, role: echo, in: title, match: [echo*], weight: 90, why: It echoes.}
"""
_SAID = re.compile(r"(\S+\.txt): (?:new|updated) ")
_WHEN = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _page(work: int, papers: range) -> str:
    listed = {f"Echo {n} of {work}": f"It answers {n} — {'and on ' * 30}." for n in papers}
    return flat_page(f"Work {work}", 9, listed)


@dataclass
class Command:
    """A command on a store of a format, with all that it may leave behind."""

    folder: Path
    name: str
    ending: str
    arguments: list[str] = field(default_factory=list)
    allowed: set[bytes] = field(default_factory=set)  # what hubs may look like, times left out
    before: list[Hub] = field(default_factory=list)
    after: bytes = b""

    def __post_init__(self) -> None:
        whole = self.folder / f"hubs.{self.ending}"
        self.store = Part(1, 1).path(whole) if self.name == "part ingest" else whole
        self._kept = self.folder / "kept"
        self._kept.mkdir(parents=True)
        known = self._pages("known", {n: _page(n, range(3)) for n in range(_KNOWN)})
        if self.name not in _FIRST:
            _done("ingest", *known, store=self.store)
            for n in range(_KNOWN):
                _done("label", f"work-{n}", "2", "--role", "survey", store=self.store)
        for file in self.folder.glob("hubs.*"):
            shutil.copy2(file, self._kept)
        self.before = hubs_of(self.store)
        self._allow()
        pages = {n: _page(n, range(3)) for n in range(_KNOWN, _KNOWN + _NEW)}
        pages |= {100 + n: _page(n, range(2, 5)) for n in range(1, _KNOWN + 2)}  # second pages
        if self.name.endswith("ingest"):
            files = self._pages("pages", pages)
            self.arguments = ["ingest", *files]
            for page in files:  # one by one, for what the hubs look like on the way
                _done("ingest", page, store=self.store)
                self._allow()
            if self.name == "part ingest":
                self.arguments += ["--part", "1/1", "--store", str(whole)]
        elif self.name == "join":
            files = self._pages("pages", pages)
            parts = [self.folder / f"parts.part-{n}-of-2.{self.ending}" for n in (1, 2)]
            for n, _ in enumerate(parts, start=1):
                given = ("--store", str(self.folder / f"parts.{self.ending}"))
                _done("ingest", *files, "--part", f"{n}/2", *given, store=self.store)
            self.arguments = ["join", *map(str, parts)]
        elif self.name == "label":
            rows = self.folder / "rows.jsonl"
            row = {"paper": 1, "role": "theory", "why": "known"}
            lines = [json.dumps({"hub": f"work-{n}"} | row) for n in range(_KNOWN)]
            rows.write_text("\n".join(lines), encoding="utf-8")
            self.arguments = ["label", "--from", str(rows), "--json"]
        elif self.name == "set":
            self.arguments = ["set", "work-1", "--id", "first-work", "--json"]
        else:
            rules = self.folder / "rules.yaml"
            rules.write_text(_RULES, encoding="utf-8")
            self.arguments = ["classify", "--rules", str(rules), "--json"]
        self.restore()
        _done(*self.arguments, store=self.store)
        self._allow()
        self.after = self.bytes()

    def _pages(self, name: str, pages: dict[int, str]) -> list[str]:
        folder = self.folder / name
        folder.mkdir()
        files = []
        for n, text in pages.items():
            file = folder / f"{n:03}.txt"
            file.write_text(text, encoding="utf-8")
            os.utime(file, (n, n))
            files.append(str(file))
        return files

    def _allow(self) -> None:
        self.allowed |= {_timeless(hub) for hub in hubs_of(self.store)}

    def restore(self) -> None:
        """Make the store what it was before the command."""
        for file in self.folder.glob("hubs.*"):
            file.unlink()
        for file in self._kept.iterdir():
            shutil.copy2(file, self.folder)

    def bytes(self) -> bytes:
        """Return the store, whatever the time of day in it."""
        return _WHEN.sub(b"now", self.store.read_bytes())

    def start(self, *faulty: str) -> "subprocess.Popen[str]":
        """Start the program on the store as it was; `faulty` says what befalls it, and where."""
        self.restore()
        program = [str(ROOT / "tools" / "faulty.py"), *faulty] if faulty else ["-m", "citehub"]
        return subprocess.Popen(
            [sys.executable, *program, *self.arguments],
            env=os.environ | {"CITEHUB_STORE": str(self.store), "PYTHONPATH": str(ROOT)},
            cwd=self.folder,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def steps(self) -> list[str]:
        """Return the steps of its writing, in order."""
        _, said = self.start("list", "0").communicate()
        return re.findall(r"^step: (\w+)$", said, re.MULTILINE)

    def check(self, printed: str, said: str, batch: int) -> None:
        """Hold what a killed run left against what it said; a `batch` of hubs may be unsaid."""
        if self.store.exists():  # else a first ingest was broken off before it made one
            for arguments in (
                ["show", "--json"],
                ["search", "echo", "--json"],
                ["classify", "--dry-run", "--json"],
            ):
                _done(*arguments, store=self.store)
        assert run("doctor", "--json", store=self.store).exit_code in (0, 1)
        hubs = hubs_of(self.store)
        for hub in hubs[:1]:
            _done("show", hub.id, "--json", store=self.store)
            _done("explain", hub.id, "1", "--json", store=self.store)
            dry = ("--role", "method", "--dry-run", "--json")
            _done("label", hub.id, "1", *dry, store=self.store)

        ids = [hub.id for hub in hubs]
        assert len(ids) == len(set(ids)), "a hub is there twice"
        names = {name for hub in hubs for name in (hub.id, *hub.former_names)}
        assert {hub.id for hub in self.before} <= names, "a hub is gone"
        for hub in hubs:
            assert _timeless(hub) in self.allowed, f"{hub.id} is neither as before nor as after"
        given = {label for hub in hubs for label in _by_hand(hub)}
        assert {label for hub in self.before for label in _by_hand(hub)} <= given

        reported = set(_SAID.findall(said))
        sources = {hub.id: {capture.source for capture in hub.captures} for hub in hubs}
        assert reported <= set().union(*sources.values()), "what was said to be stored is not"
        known = {capture.source for hub in self.before for capture in hub.captures}
        new = [hub_id for hub_id in sources if sources[hub_id].isdisjoint(known)]
        if self.name != "join":  # which says nothing of single hubs
            assert sum(not sources[hub_id] & reported for hub_id in new) <= batch
        if printed:
            assert self.bytes() == self.after, "a change was printed, and is not stored"

        _done(*self.arguments, store=self.store)
        assert self.bytes() == self.after, "done again, it does not end in the same bytes"


def hubs_of(path: Path) -> list[Hub]:
    """Read every whole record of a store, without its index."""
    store = Store(path)
    with store.reading() as file:
        return [store.decode(span.data) for span in store.codec.spans(file, 1) if not span.torn]


def _timeless(hub: Hub) -> bytes:
    return _WHEN.sub(b"now", Store(Path("hubs.jsonl")).encode(hub))


def _by_hand(hub: Hub) -> set[tuple[str | None, str, str]]:
    return {(paper.title, label, value) for paper, label, value in hand_labels(hub)}


def _done(*arguments: str, store: Path) -> None:
    result = run(*arguments, store=store)
    assert result.exit_code == 0, f"{arguments[0]}: {result.exception!r} {result.stderr}"


def break_at_steps(
    command: Command,
    whats: tuple[str, ...] = WHATS,
    every: int = 1,
    only: range | None = None,
) -> Iterator[str]:
    """Let each of these befall a command at every step, or some; yield each once checked."""
    steps = command.steps()
    cases = [
        (what, at)
        for at, step in enumerate(steps, start=1)
        for what in whats
        if (step == "write" or what != "tear") and (only is None or at in only)
    ]
    for what, at in cases[::every]:
        name = f"{command.name}, {command.ending}: {what} at step {at}, {steps[at - 1]}"
        process = command.start(what, str(at))
        printed, said = process.communicate()
        _check(command, name, printed, said, BATCH)
        if STRUCK not in said:
            # An index that is found as it was left takes fewer steps, so the run ended before.
            assert (process.returncode, _problems(said)) == (0, []), name
        elif what == "interrupt":
            assert process.returncode == 130, name
            assert _problems(said) == [STRUCK, "citehub: interrupted"], name
        elif what == "full":
            problems = [line for line in _problems(said) if line != STRUCK]
            assert process.returncode == len(problems) <= 1, f"{name}: {said}"
            assert all(_FULL.search(line) for line in problems), name
        else:
            assert process.returncode == -signal.SIGKILL, f"{name}: not killed: {said}"
        yield name


def _problems(said: str) -> list[str]:
    """Return what was said, except what became of pages."""
    return [line for line in said.splitlines() if not _SAID.search(line) and " page" not in line]


def kill_at_random(command: Command, instants: int, chance: random.Random) -> Iterator[str]:
    """Kill a command at random instants of its time; yield each once checked."""
    started = time.monotonic()
    command.start().communicate()
    takes = time.monotonic() - started
    for _ in range(instants):
        after = chance.uniform(0, takes)
        process = command.start()
        time.sleep(after)
        process.kill()
        printed, said = process.communicate()
        name = f"{command.name}, {command.ending}: killed after {after:.4f} s"
        _check(command, name, printed, said, 500)
        yield name


def _check(command: Command, name: str, printed: str, said: str, batch: int) -> None:
    try:
        command.check(printed, said, batch)
    except AssertionError as error:
        raise AssertionError(f"{name}: {error}") from error


def main(instants: int) -> None:
    """Break off every command, on both formats, at its steps and at so many random instants."""
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    commands = [(name, ending) for name in COMMANDS for ending in FORMATS]
    for number, (name, ending) in enumerate(commands):
        with TemporaryDirectory() as folder:
            command = Command(Path(folder), name, ending)
            share = (instants + number) // len(commands)
            at_steps = sum(1 for _ in break_at_steps(command))
            at_random = sum(1 for _ in kill_at_random(command, share, chance))
        print(f"{name}, {ending}: {at_steps} times at a step, {at_random} at random: nothing lost")
    print(f"seed {seed}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
