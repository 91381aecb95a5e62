"""Cut each page at every character: nothing may come of it that the whole page does not say.

    python tools/cuts.py [PAGE...]

Without pages: those of tests/cases and seeds. Each cut is read with and without a line end behind
it, alone, and as a newer and an older capture of the whole page. Prints how many cuts were tried
and how long it took; exits 1 where a cut made something up, or changed what the whole page says.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from citehub.errors import PageError
from citehub.hubs.merge import hub_of, merge
from citehub.model import Hub, HubPage, Paper, Tallies
from citehub.pages import parse_page
from citehub.records import hub_summary, listed_papers

ROOT = Path(__file__).parents[1]
PAGES = [*sorted((ROOT / "tests" / "cases").glob("*.txt")), *sorted((ROOT / "seeds").glob("*.txt"))]
_HEADER = ("tier", "standing", "status", "citing_count", "authors", "year", "abstract")
_PLAIN = ("field", "date", "year", "verdict", "novelty", "reference_count", "arxiv_id")
_SHOWN = ("tier", "standing", "status", "citing_count", "authors", "abstract", "page", "roles")


def read(text: str) -> HubPage | None:
    """Read a page; None where it is none."""
    try:
        return parse_page(text)
    except PageError:
        return None


def faults(text: str, step: int = 1) -> Iterator[str]:
    """Yield what is wrong with the cuts of a page, at every so many characters."""
    whole = read(text)
    if whole is None:
        return
    for size in range(0, len(text), step):
        for end in ("", "\n"):
            part = read(text[:size] + end)
            if part is not None:
                for fault in (*made_up(part, whole), *changed(part, whole)):
                    yield f"cut at {size}{' with a line end' if end else ''}: {fault}"


def made_up(part: HubPage, whole: HubPage) -> Iterator[str]:
    """Yield what a cut page says, and the whole one does not."""
    if part.title != whole.title:
        yield f"title {part.title!r}"
    for name in _HEADER:
        if getattr(part, name) not in (None, getattr(whole, name)):
            yield f"{name} {getattr(part, name)!r}"
    if part.filtered > whole.filtered:
        yield "filtered"
    for name in Tallies._fields:
        said, known = getattr(part.tallies, name), getattr(whole.tallies, name)
        if not (
            said in (None, known) if name == "background_share" else said.items() <= known.items()
        ):
            yield f"{name} {said}"
    yield from _made_up_papers(part.papers, whole.papers)


def _made_up_papers(part: tuple[Paper, ...], whole: tuple[Paper, ...]) -> Iterator[str]:
    nth: Counter[str] = Counter()
    by_title: dict[tuple[str, int], Paper] = {}
    for paper in whole:
        if paper.title:
            by_title[paper.title, nth[paper.title]] = paper
            nth[paper.title] += 1
    summaries = {paper.summary for paper in whole}
    nth.clear()
    for paper in part:
        if not paper.title:
            if paper.summary not in summaries:
                yield f"a paper without a title: {paper.summary!r}"
            continue
        known_paper = by_title.get((paper.title, nth[paper.title]))
        nth[paper.title] += 1
        if known_paper is None:
            yield f"a paper {paper.title!r}"
        else:
            yield from _of_paper(paper, known_paper)


def _of_paper(paper: Paper, known: Paper) -> Iterator[str]:
    for name in _PLAIN:
        if getattr(paper, name) not in (None, getattr(known, name)):
            yield f"{name} {getattr(paper, name)!r} of {paper.title!r}"
    summary = paper.summary
    # A text that ends as a sentence does, at the end of a page, cannot be known to go on.
    if (
        summary
        and summary != known.summary
        and not (
            (known.summary or "").startswith(summary.rstrip("…"))
            and (summary[-1] in ".…!?" or len(summary) >= 280)
        )
    ):
        yield f"summary {summary!r} of {paper.title!r}"
    if paper.representative > known.representative:
        yield f"{paper.title!r} representative"


def changed(part: HubPage, whole: HubPage) -> Iterator[str]:
    """Yield what a cut page changes of what the whole one says, saved after or before it."""
    before = _hub(whole, 2)
    for when in (3, 1):
        after = merge(before, _hub(part, when))
        one, two = hub_summary(before), hub_summary(after)
        for name in _SHOWN:
            if one[name] != two[name]:
                yield f"{name} becomes {two[name]!r}"
        papers = [_values(hub) for hub in (before, after)]
        if len(papers[0]) != len(papers[1]):
            yield f"{len(papers[1])} papers in place of {len(papers[0])}"
        elif sorted(papers[0]) != sorted(papers[1]):
            yield f"papers become {sorted(set(papers[1]) - set(papers[0]))}"


def _hub(page: HubPage, when: int) -> Hub:
    return hub_of(page, "page.txt", sha256(bytes([when])).hexdigest(), f"2026-01-0{when}")


def _values(hub: Hub) -> list[str]:
    keys = ("title", "summary", "representative", "dropped", *_PLAIN)
    return [repr({key: paper[key] for key in keys}) for paper in listed_papers(hub)]


def main(pages: list[Path]) -> int:
    """Try the pages; return the exit code."""
    begin, cuts, wrong = time.perf_counter(), 0, 0
    for path in pages:
        text = path.read_text("utf-8")
        cuts += 2 * len(text) if read(text) else 0
        found = list(faults(text))
        wrong += len(found)
        for fault in found[:5]:
            print(f"{path.name}: {fault}")
    seconds = time.perf_counter() - begin
    print(f"{cuts:,} cuts of {len(pages)} pages, each read alone and joined twice: ", end="")
    print(f"{wrong} faults, {seconds:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or PAGES))
