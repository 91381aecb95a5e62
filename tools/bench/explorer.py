"""Measure the page of `-f html` with 20,000 papers in Chromium; exit 1 where a goal is missed.

    python tools/bench/explorer.py [PAPERS]

The goals: a file of at most twice the JSON of its papers, here without nulls and white space; a
first paint within a second; and 100 ms for a key, from the key to the changed page laid out. Each
time is the least of five runs, as what else the machine does only adds to it. The first search is
one right after the page is there, which has to fold all texts first.
"""

import json
import random
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from chromium import chromium
from corpus import Corpus
from cost import CITEHUB, cost_of
from playwright.sync_api import Browser

HUBS = 1000  # so many values has the largest facet
QUERY = "deep learning for"
FIELDS = ("cs.LG", "cs.CL", "cs.CV", "stat.ML", "math.OC", "cs.AI")
TIMED_KEY = """(text) => {
    const box = document.getElementById("query");
    box.value = text;
    const start = performance.now();
    box.dispatchEvent(new Event("input"));
    document.body.getBoundingClientRect();
    return performance.now() - start;
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def item(corpus: Corpus, number: int, chance: random.Random) -> dict[str, Any]:
    """Return a paper as the site's JSON has it."""
    title, summary = corpus.paper(number)
    return {
        "paper_title": f"{title} {number}",
        "one_line_summary": summary,
        "primary_cat": chance.choice(FIELDS),
        "submitted_at": f"{chance.randint(2015, 2026)}-05-01T00:00:00Z",
        "verdict": chance.choice(("unverdicted", "conditional", "accept")),
        "novelty_score": chance.randint(12, 18) / 2,
        "citing_arxiv_id": f"{chance.randint(1501, 2612)}.{number:05}",
    }


def page_of(papers: int, folder: Path) -> tuple[Path, int]:
    """Make a library and its page; return its path, and the bytes of the papers' JSON."""
    chance, corpus, store = random.Random(1), Corpus(papers), folder / "hubs.jsonl"
    for hub in range(HUBS):
        items = [item(corpus, number, chance) for number in range(hub, papers, HUBS)]
        page = {"work": {"title": f"Hub Number {hub}"}, "total": len(items), "items": items}
        (folder / f"{hub}.txt").write_text(json.dumps(page), "utf-8")
    assert cost_of(*CITEHUB, "ingest", folder, store=store).code == 0
    texts = {}
    for form in ("html", "json"):
        file = folder / f"library.{form}"
        cost = cost_of(*CITEHUB, "search", "-f", form, store=store, stdout=file)
        assert cost.code == 0, cost.said
        texts[form] = file
    records = json.loads(texts["json"].read_text("utf-8"))
    told = [{key: value for key, value in record.items() if value} for record in records]
    compact = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return texts["html"], len(compact.encode())


class Times(NamedTuple):
    """Milliseconds: to the first paint, to the rows, of a first search, of keys after it."""

    paint: float
    rows: float
    fold: float
    key: float
    slowest_key: float


def times(browser: Browser, file: Path) -> Times:
    """Open the page, search, and return what it took."""
    page = browser.new_page()
    page.goto(file.as_uri(), wait_until="commit")
    page.wait_for_selector("#list tbody tr")
    rows = page.evaluate("performance.now()")
    fold = page.evaluate(TIMED_KEY, "x")
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)
    keys = [page.evaluate(TIMED_KEY, QUERY[:end]) for end in range(1, len(QUERY) + 1)]
    paint = page.evaluate(PAINT)
    page.close()
    return Times(paint, rows, fold, statistics.median(keys), max(keys))


def main(papers: int) -> int:
    """Print the figures; return 1 where a goal is missed."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file, size = page_of(papers, Path(folder))
        ratio = file.stat().st_size / size
        measured = [times(browser, file) for _ in range(5)]
    took = Times(*map(min, zip(*measured, strict=True)))
    print(f"{papers:,} papers: {ratio:.2f} x the size of their JSON ({size / 1e6:.1f} MB)")
    print(f"first paint {took.paint:.0f} ms, rows {took.rows:.0f} ms")
    print(f"first search {took.fold:.0f} ms, a key {took.key:.0f} ms")
    print(f"the slowest of {len(QUERY)} keys {took.slowest_key:.0f} ms")
    return int(ratio > 2 or took.paint > 1000 or took.slowest_key > 100)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
