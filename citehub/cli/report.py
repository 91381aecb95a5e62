"""What an ingest says on stderr while it runs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from citehub.cli.streams import say
from citehub.hubs.sums import Sums
from citehub.text.counted import counted

if TYPE_CHECKING:  # slow to load
    from rich.progress import Progress

    from citehub.jobs.ingest import Outcome

_LINES = 50  # pages up to which each has a line of its own
_MOST_NOTES = 100  # of more pages than that


class Report:
    """Says what became of each page: a line each, or a bar and the totals for many."""

    def __init__(self, quiet: bool, pages: int) -> None:
        self.counts = {"new": 0, "updated": 0, "unchanged": 0, "problem": 0}
        self._sums = Sums()
        self._odd = 0  # titles, which are not named one by one
        self._quiet = quiet
        self._lines = not quiet and pages <= _LINES
        self._pages = pages
        self._notes = 0
        self._bar: Progress | None = None

    def __enter__(self) -> "Report":
        if self._pages > _LINES and not self._quiet and sys.stderr.isatty():
            from citehub.screen.progress import progress  # noqa: PLC0415 - Rich is slow to load

            self._bar = progress(sys.stderr)
            self._task = self._bar.add_task("pages", total=self._pages)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def add(self, outcome: "Outcome") -> None:
        """Say what became of a page."""
        self.counts[outcome.status] += 1
        self._sums = Sums(*map(sum, zip(self._sums, outcome.sums, strict=True)))
        self._odd += outcome.is_odd and not self._lines
        if self._bar is not None:
            self._bar.advance(self._task)
        if outcome.status == "problem":
            say(f"{outcome.source}: problem: {outcome.message}")
        elif self._lines:
            about = f" {outcome.hub}: {outcome.message}" if outcome.hub else ""
            say(f"{outcome.source}: {outcome.status}{about}")
        if not self._quiet:
            for note in outcome.notes:
                self._note(f"{outcome.source}: note: {note}")

    def _note(self, note: str) -> None:
        self._notes += 1
        if self._lines or self._notes <= _MOST_NOTES:
            say(note)

    def total(self, store: Path) -> int:
        """Say the totals, and what was written; return how many pages had a problem."""
        problems = self.counts["problem"]
        parts = [f"{n:,} {what}" for what, n in self.counts.items() if n and what != "problem"]
        if problems:
            parts.append(counted(problems, "problem"))
        if not self._lines and self._notes > _MOST_NOTES:
            left = counted(self._notes - _MOST_NOTES, "more note")
            say(f"{left}; to read those of a page, take it alone into another store")
        if not self._quiet:
            papers = f" ({self._sums})" if self.counts["updated"] else ""
            is_written = self.counts["new"] or self.counts["updated"]
            where = f"; written to {from_here(store)}" if is_written else ""
            done = sum(self.counts.values())
            of = "" if done == self._pages else f"{done:,} of "  # the others are of other parts
            parts = parts or ["nothing to do"]
            say(f"{of}{counted(self._pages, 'page')}: {', '.join(parts)}{papers}{where}")
            if self._odd:
                say(f"{counted(self._odd, 'page')} with an odd title: citehub doctor names them")
        return problems


def from_here(path: Path) -> Path:
    """Return a path as it is named from the working folder, where it lies below that."""
    try:
        return path.relative_to(Path.cwd())
    except (ValueError, OSError):
        return path
