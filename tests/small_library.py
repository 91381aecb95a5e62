"""A small library that tests of listings share: two hubs of dated papers, one of cited ones."""

from pathlib import Path
from typing import Any

import pytest
from conftest import (
    asked,
    ingest,
    json_page,
    spaced_page,
)

Records = list[dict[str, Any]]


TOPICS = ("Gears", "Maps, Old and New", "Tides | Waves", "Yeast")
KINDS = ("A Survey of {}", "We Prove a Bound for {}", "{} Under a Lens", "Learning {} by Heart")


def _papers(start: int, count: int) -> Records:
    """Return papers that differ in all that a filter looks at, and in what they leave out."""
    papers: Records = []
    for n in range(start, start + count):
        paper = {
            "title": f"{KINDS[n % 4].format(TOPICS[n % 3])} {n}",
            "summary": f'Number {n} says "{TOPICS[(n + 1) % 4]}", at length, and stops there.',
            "representative": n % 3 > 0,
        }
        said = {
            "field": ("cs.AI", "cs.CL", "math.OC")[n % 3],
            "date": f"{2024 + n % 3}-0{1 + n % 9}-11",
            "verdict": ("unverdicted", "conditional")[n % 2],
            "novelty": 6 + n % 5 / 2,
        }
        papers.append(paper | {key: said[key] for at, key in enumerate(said) if (n + at) % 5})
    return papers


CITED = json_page(
    "Steam for Beginners",
    {"paper_title": "Kettles", "top_context_role": "method", "submitted_at": "2025-05-05T00:00Z"},
    {"paper_title": "Pistons", "top_context_role": "background", "verdict": "accept"},
    {"paper_title": "Valves", "top_context_role": "method", "top_context_polarity": "support"},
    {"paper_title": None, "one_line_summary": "A boiler without a name.", "primary_cat": "cs.AI"},
)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "hubs.jsonl"
    pages = [spaced_page("Clocks of Lübeck", _papers(0, 14)), CITED]
    ingest(path, *pages, spaced_page("Almanacs", _papers(14, 9), 40))
    return path


@pytest.fixture(scope="session")
def papers(store: Path) -> Records:
    found: Records = asked("search", store=store)
    assert len(found) == 27
    return found


# What lists it, and some of the keys that each listing has.
LISTINGS = {
    "show": ("id", "title", "tier", "citing_count", "complete", "roles", "page"),
    "show clocks": ("position", "title", "role", "year", "representative", "summary"),
    "search tides": ("score", "matched", "hub", "title", "role_evidence"),
    "search --representative --sort -novelty": ("title", "novelty", "field", "verdict", "date"),
    "rules list": ("id", "label", "value", "weight", "why"),
}
