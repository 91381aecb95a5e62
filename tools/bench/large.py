"""Print what very large pages cost: seconds, and peak memory compared with the size of the page.

Half a gigabyte of pages is made in a folder of its own that is gone afterwards.
"""

import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from cost import CITEHUB, cost_of

HEAD = """We introduce the first of many.
hub
A Hub of Many
{} Pith papers cite this work. Polarity classification is still indexing.
hub tools
representative citing papers
citing papers explorer
"""


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
            cost = cost_of(*CITEHUB, "ingest", page, store=Path(folder, "hubs.jsonl"))
        row = f"{name:24}{size / 1e6:6.1f}{cost.seconds:9.1f}{cost.peak / 1e6:9.0f}"
        said = cost.said.splitlines()[0].split(": ", 2)[-1]
        print(f"{row}{cost.peak / size:7.1f}  {said}", flush=True)


if __name__ == "__main__":
    main()
