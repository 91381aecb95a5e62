"""What the tests of reviews share: a library of two hubs, and the program on a terminal."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from conftest import ROOT, flat_page, ingest, stored

from citehub.model import HAND

PROMPT = r"\? help"  # how a review in plain lines ends its question
FIRST = {f"Beds in Row {n}": f"A plot of number {n} by the wall." for n in range(12)}
FIRST["A Survey of Bulbs"] = "The paper surveys ways to plant bulbs."
SECOND = {"A Survey of Bulbs": "The paper surveys ways to plant bulbs."}
SECOND |= {f"Tubs {n}": f"A tub of number {n} by the door." for n in range(12)}


def library(folder: Path) -> Path:
    """Make a store of two hubs, 13 papers each, one of them in both."""
    store = folder / "hubs.jsonl"
    ingest(store, flat_page("Tulips", 13, FIRST), flat_page("Roses", 13, SECOND))
    return store


def by_hand(store: Path) -> dict[tuple[str, int], str]:
    """Return the roles that were given by hand, by hub and position."""
    return {
        (hub.id, position): paper.role
        for hub in stored(store)
        for position, paper in enumerate(hub.papers, start=1)
        if paper.role_evidence and paper.role_evidence.rule == HAND
    }


class Terminal:
    """The program on a terminal of its own, driven by keys."""

    def __init__(self, *arguments: str, store: Path, size: tuple[int, int] = (30, 100)) -> None:
        self._terminal, side = pty.openpty()
        self.shown = ""
        path = f"{os.environ.get('PYTHONPATH', '')}:{ROOT}"
        lines, columns = map(str, size)
        known = {"PYTHONPATH": path, "TERM": "xterm-256color", "LINES": lines, "COLUMNS": columns}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "citehub", *arguments, "--store", store],
            env=os.environ | known,
            stdin=side,
            stdout=side,
            stderr=side,
            start_new_session=True,
        )
        os.close(side)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.kill()
        os.close(self._terminal)

    def press(self, keys: str) -> None:
        """Send keys, as typed."""
        os.write(self._terminal, keys.encode())

    def until(self, pattern: str, seconds: float = 30) -> str:
        """Wait until what was printed since the last call has a match; return it up to there."""
        limit = time.monotonic() + seconds
        while not (match := re.search(pattern, self.shown)):
            ready, _, _ = select.select([self._terminal], [], [], 0.1)
            if ready:
                try:
                    self.shown += os.read(self._terminal, 65536).decode(errors="replace")
                except OSError:  # how Linux tells that the other side is closed
                    break
            assert time.monotonic() < limit, self.shown
        end = match.end() if match else len(self.shown)
        found, self.shown = self.shown[:end], self.shown[end:]
        return found

    def ended(self) -> int:
        """Wait for the end; return the exit code."""
        self.until(r"\Z(?!)")
        return self.process.wait(60)

    def kill(self) -> None:
        """Kill the program at once."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(60)
