"""Print what very large pages cost: seconds, and peak memory beside the size of the page.

Half a gigabyte of pages is made in a folder of its own that is gone afterwards.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

# In a small process of its own, for a new process starts with the peak of the one it came from.
_MEASURE = """
import os, subprocess, sys
process = subprocess.Popen([sys.executable, "-m", "citehub", *sys.argv[1:]])
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""

HEAD = """We introduce the first of many.
hub
A Hub of Many
{} Pith papers cite this work. Polarity classification is still indexing.
hub tools
representative citing papers
citing papers explorer
"""


class Cost(NamedTuple):
    """What an ingest took: its exit code and last words, seconds, bytes of memory at the peak."""

    code: int
    said: str
    seconds: float
    peak: int


def cost_of_ingest(page: Path, store: Path) -> Cost:
    """Take a page into a store in a process of its own."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, "ingest", page, "--store", store],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    seconds = time.monotonic() - started
    code, peak = map(int, done.stdout.split())
    said = done.stderr.splitlines()[0].split(": ", 2)[-1]
    return Cost(code, said, seconds, peak * (1 if sys.platform == "darwin" else 1024))


def papers(count: int) -> Iterator[str]:
    """Yield a flat page of papers, each as long as those of a real page: 500 bytes."""
    yield HEAD.format(count)
    for n in range(count):
        title = f"Paper {n}: A Survey of Methods for Many Things, of Which {n * 7919 % 99991} Count"
        summary = f"We introduce a benchmark of {n} things and show that {n * 31} of them are so. "
        yield f"-\n{title}\n{(summary * 6)[:410].rstrip()}.\n"


def repeated(text: str, size: int) -> Iterator[str]:
    """Yield a text again and again, `size` characters of it."""
    piece = text * (100_000 // len(text))
    for _ in range(size // len(piece)):
        yield piece


def main() -> None:
    """Print a row for each large page."""
    one_paper = HEAD.format(9) + "-\nT\n"
    pages: dict[str, Iterator[str]] = {
        "100,000 papers": papers(100_000),
        "130,000, and one emoji": chain(papers(130_000), ["-\n😀\n"]),
        "a million lines": chain([one_paper], (f"This is line {n}\n" for n in range(1_000_000))),
        "800,000 lines": chain([one_paper], (f"This is line {n}\n" for n in range(799_000))),
        "60 MB in one line": chain([one_paper], repeated("word ", 60_000_000)),
        "100 MB in one line": chain([one_paper], repeated("word ", 100_000_000)),
        "60 MB of JSON": chain(
            ['{"work":{"title":"T"},"items":['], repeated("{},", 60_000_000), ["{}]}"]
        ),
    }
    print(f"{'page':24}{'MB':>6}{'seconds':>9}{'peak MB':>9}{'ratio':>7}  what became of it")
    for name, parts in pages.items():
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "page.txt")
            with page.open("w", encoding="utf-8") as file:
                file.writelines(parts)
            size = page.stat().st_size
            cost = cost_of_ingest(page, Path(folder, "hubs.jsonl"))
        row = f"{name:24}{size / 1e6:6.1f}{cost.seconds:9.1f}{cost.peak / 1e6:9.0f}"
        print(f"{row}{cost.peak / size:7.1f}  {cost.said}", flush=True)


if __name__ == "__main__":
    main()
