"""Measure citehub as a store grows, each command as a whole process, with a reference run.

    python tools/bench/scale.py [--svg FILE] 1000 10000 100000 1000000

The references: the start of any Typer program; a plain script that reads the same pages and writes
their text as JSON lines; RapidFuzz over all titles read from the JSON store. Ratios are within one
run. How well a search finds is measured by quality.py.
"""

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import Corpus
from cost import CITEHUB, Cost, cost_of
from reviewing import PROMPT, Terminal
from slowest import slowest

from citehub.index.filters import Filters
from citehub.library.library import Library

TYPER = (sys.executable, "-c", "import typer")
COPY = """
import json, sys
from pathlib import Path
with open(sys.argv[2], "w", encoding="utf-8") as copy:
    for page in sorted(Path(sys.argv[1]).rglob("*.txt")):
        text = page.read_text("utf-8")
        copy.write(json.dumps({"source": str(page), "text": text}, ensure_ascii=False) + "\\n")
"""
COPY_STORE = """
import os, shutil, sys
shutil.copyfile(*sys.argv[1:])
with open(sys.argv[2], "rb") as copy:
    os.fsync(copy.fileno())
"""
BRUTE_FORCE = """
import json, sys
from rapidfuzz import fuzz, process
with open(sys.argv[1], encoding="utf-8") as store:
    titles = [p["title"] for line in store for p in json.loads(line)["papers"] if "title" in p]
for title, score, at in process.extract(sys.argv[2], titles, scorer=fuzz.token_set_ratio, limit=10):
    print(score, title)
"""
ROOT = Path(__file__).parents[2]
USER_PAGE = next((ROOT / "seeds").glob("*.txt"))


def run(*command: str | Path, store: Path) -> Cost:
    """Measure a command that has to succeed."""
    cost = cost_of(*command, store=store)
    if cost.code:
        raise SystemExit(f"{' '.join(map(str, command))}: exit {cost.code}: {cost.said}")
    return cost


def median(times: int, *command: str | Path, store: Path) -> float:
    """Return the median of the seconds that a command takes."""
    return statistics.median(run(*command, store=store).seconds for _ in range(times))


def queries(titles: Sequence[str], count: int) -> list[str]:
    """Return titles with a typing error, two words swapped, or a word missing, in turn."""
    chance = random.Random(11)
    asked: list[str] = []
    while len(asked) < count:
        title = chance.choice(titles).split()[:9]
        if len(title) < 3:
            continue
        at = chance.randrange(len(title) - 1)
        if len(asked) % 3 == 0:
            at = max(range(len(title)), key=lambda n: len(title[n]))
            letter = chance.randrange(1, len(title[at]))
            title[at] = title[at][:letter] + title[at][letter + 1 :]
        elif len(asked) % 3 == 1:
            title[at], title[at + 1] = title[at + 1], title[at]
        else:
            del title[at]
        asked.append(" ".join(title))
    return asked


Point = dict[str, float]


def opening(store: Path) -> float:
    """Return the seconds until a review asks about the first paper."""
    started = time.perf_counter()
    with Terminal("review", "--plain", store=store) as terminal:
        terminal.until(PROMPT)
        return time.perf_counter() - started


def edit_first(store: Path) -> None:
    """Change one word of the store's first record, as a user's hand does."""
    with store.open("r+b") as file:
        line = file.readline()
        assert b'"tier":"hub"' in line
        file.seek(0)
        file.write(line.replace(b'"tier":"hub"', b'"tier":"HUB"', 1))


def measure(papers: int, folder: Path, small: Point, say: Callable[[str], None]) -> Point:
    """Measure everything at one size; `small` are the `starts` to hold it against."""
    corpus = Corpus(papers)
    pages, store = folder / "pages", folder / "hubs.jsonl"
    say(f"{papers:,} papers: writing {corpus.pages:,} pages")
    for _ in corpus.write(pages):
        pass
    extra, later = folder / "one.txt", folder / "later.txt"
    extra.write_text(corpus.page(corpus.pages), "utf-8")  # the next one: a hub that is not there
    later.write_text(corpus.page(0) + "\n", "utf-8")  # another page of a hub that is
    index = store.with_name(store.name + ".index")
    copy = run(sys.executable, "-c", COPY, pages, folder / "copy.jsonl", store=store)
    say("ingest")
    took = run(*CITEHUB, "ingest", "-q", pages, store=store)
    again = run(*CITEHUB, "ingest", "-q", pages, store=store)
    one = run(*CITEHUB, "ingest", "-q", extra, store=store)
    joined = run(*CITEHUB, "ingest", "-q", later, store=store)
    copied = run(sys.executable, "-c", COPY_STORE, store, folder / "copy.jsonl", store=store)
    say("search, show")
    library = Library(store, say)
    library.refresh()
    titles = [row.words for row in library.index.papers.listed(Filters())]
    slow = slowest(library, corpus, 100)
    found = [
        run(*CITEHUB, "search", q, "--json", "-n", "10", store=store) for q in queries(titles, 9)
    ]
    brute = [
        run(sys.executable, "-c", BRUTE_FORCE, store, q, store=store) for q in queries(titles, 2)
    ]
    with store.open(encoding="utf-8") as records:
        hub = json.loads(records.readline())["id"]
    shown = median(5, *CITEHUB, "show", hub, "--json", store=store)
    listed = [
        median(5, *CITEHUB, "search", *filters, "--json", "-n", "100", store=store)
        for filters in (("--role", "survey"), ("--role", "theory", "--representative"))
    ]
    say("label, diff, related, count, review")
    asked = {
        "diff": median(3, *CITEHUB, "diff", hub, "--json", store=store),
        "related": median(3, *CITEHUB, "related", hub, "--json", store=store),
        "count": median(3, *CITEHUB, "count", "--by", "role", "--json", store=store),
        "review": statistics.median(opening(store) for _ in range(3)),
        "label": run(*CITEHUB, "label", hub, "1", "--role", "survey", store=store).seconds,
    }
    edit_first(store)
    edited = run(*CITEHUB, "show", hub, "--json", store=store)
    library.close()
    del titles
    say("rebuild")
    size = index.stat().st_size
    index.unlink()
    rebuilt = run(*CITEHUB, "show", hub, "--json", store=store)
    return {
        "papers": float(papers),
        "ingest_pages_s": corpus.pages / took.seconds,
        "ingest_x_copy": took.seconds / copy.seconds,
        "unchanged_pages_s": corpus.pages / again.seconds,
        "one_page_s": one.seconds,
        "one_page_x_first": one.seconds / small["ingest"],
        "joined_s": joined.seconds,
        "joined_x_copy": joined.seconds / copied.seconds,
        "label_s": asked["label"],
        "label_x_copy": asked["label"] / copied.seconds,
        **{f"{name}_s": asked[name] for name in ("diff", "related", "count", "review")},
        "search_s": statistics.median(r.seconds for r in found),
        "search_worst_s": max(r.seconds for r in found),
        **{f"slow_{name}_s": seconds for name, seconds in slow.items()},
        "brute_force_s": min(r.seconds for r in brute),
        "search_x_brute": statistics.median(r.seconds for r in found)
        / min(r.seconds for r in brute),
        "show_s": shown,
        "show_x_small": shown / small["show --json"],
        "list_s": max(listed),
        "list_x_small": max(listed) / small["show --json"],
        "edit_s": edited.seconds,
        "rebuild_s": rebuilt.seconds,
        "index_mb": size / 1e6,
        "store_mb": store.stat().st_size / 1e6,
        "ingest_mb": took.peak / 1e6,
        "search_mb": max(r.peak for r in found) / 1e6,
        "rebuild_mb": rebuilt.peak / 1e6,
    }


def starts(folder: Path) -> Point:
    """Measure commands on the user's page, and the start of Typer; in seconds."""
    store = folder / "user.jsonl"
    firsts = []
    for _ in range(5):
        for file in folder.iterdir():
            file.unlink()
        firsts.append(run(*CITEHUB, "ingest", "-q", USER_PAGE, store=store).seconds)
    commands: dict[str, tuple[str | Path, ...]] = {
        "import typer": TYPER,
        "--version": (*CITEHUB, "--version"),
        "show --json": (*CITEHUB, "show", "yoshua", "--json"),
        "search --json": (*CITEHUB, "search", "distillation", "--json"),
        "search typo --json": (*CITEHUB, "search", "polciy distilation", "--json"),
        "show, a table": (*CITEHUB, "show", "yoshua"),
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(15):
        for name, command in commands.items():
            taken[name].append(run(*command, store=store).seconds)
    return {name: statistics.median(seconds) for name, seconds in taken.items()} | {
        "ingest": statistics.median(firsts)
    }


ROWS = (
    ("papers", "papers", "{:,.0f}"),
    ("ingest_pages_s", "ingest, pages a second", "{:,.0f}"),
    ("ingest_x_copy", "  × a plain copy of the pages", "{:.1f}"),
    ("unchanged_pages_s", "unchanged pages a second", "{:,.0f}"),
    ("one_page_s", "one page more, s", "{:.2f}"),
    ("one_page_x_first", "  × one into an empty store", "{:.2f}"),
    ("joined_s", "one page of a hub that is there, s", "{:.2f}"),
    ("joined_x_copy", "  × a copy of the store, on the disk", "{:.1f}"),
    ("label_s", "a label by hand, s", "{:.2f}"),
    ("label_x_copy", "  × that copy", "{:.1f}"),
    ("diff_s", "diff HUB --json, s", "{:.2f}"),
    ("related_s", "related HUB --json, s", "{:.2f}"),
    ("count_s", "count --by role --json, s", "{:.2f}"),
    ("review_s", "review --plain asks, s", "{:.2f}"),
    ("search_s", "search --json -n 10, s", "{:.2f}"),
    ("search_worst_s", "  the slowest of nine, s", "{:.2f}"),
    ("slow_common_s", "slowest of 100, s: half of all titles", "{:.2f}"),
    ("slow_few common_s", "  two to five common words", "{:.2f}"),
    ("slow_in one hub_s", "  common words in one hub", "{:.2f}"),
    ("slow_misspelt_s", "  two misspelt common words", "{:.2f}"),
    ("slow_twelve_s", "  twelve common words or more", "{:.2f}"),
    ("slow_long_s", "  long titles, two misspelt words", "{:.2f}"),
    ("slow_200 words_s", "  some 200 words", "{:.2f}"),
    ("brute_force_s", "  RapidFuzz over all titles, s", "{:.2f}"),
    ("search_x_brute", "  search × that", "{:.2f}"),
    ("show_s", "show HUB --json, s", "{:.2f}"),
    ("show_x_small", "  × the user's page", "{:.2f}"),
    ("list_s", "a list of 100 by filters, s", "{:.2f}"),
    ("list_x_small", "  × showing the user's page", "{:.2f}"),
    ("edit_s", "show after an edit by hand, s", "{:.1f}"),
    ("rebuild_s", "index rebuilt, s", "{:.1f}"),
    ("index_mb", "index, MB", "{:,.0f}"),
    ("store_mb", "store, MB", "{:,.0f}"),
    ("ingest_mb", "memory, MB: ingest", "{:.0f}"),
    ("search_mb", "  search", "{:.0f}"),
    ("rebuild_mb", "  index rebuilt", "{:.0f}"),
)


def table(points: list[Point]) -> str:
    lines = []
    for key, label, form in ROWS:
        cells = "".join(f"{form.format(point[key]):>12}" for point in points)
        lines.append(f"{label:<36}{cells}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure citehub as a store grows.")
    parser.add_argument("papers", nargs="+", type=int)
    parser.add_argument("--svg", type=Path)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="citehub-bench-"))
    try:
        began = starts(Path(tempfile.mkdtemp(dir=folder)))
        for name, seconds in began.items():
            print(f"{name:<22}{seconds * 1000:6.0f} ms  {seconds / began['import typer']:5.2f} ×")
        points = []
        for papers in arguments.papers:
            work = folder / str(papers)
            work.mkdir()
            points.append(measure(papers, work, began, lambda text: print(text, file=sys.stderr)))
            shutil.rmtree(work)
        print(table(points))
        if arguments.svg:
            from plot import plot  # noqa: PLC0415

            arguments.svg.write_text(plot(points), "utf-8")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
