"""Print how often a search finds a paper whose title is typed otherwise than it stands.

    python tools/bench/quality.py [--queries 300] [--class NAME] [--missed]

The titles are the first of data/labelled/roles.jsonl, none of a real paper. A query is 2, 3 or
5 words of one, side by side, or all of it, with the mistake of its class (see mistakes.py). A hit
counts where the paper is the first, or among the first ten. The references are token_set_ratio,
WRatio and partial_ratio of RapidFuzz over all titles; each class is held against the best of them.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mistakes import ANY_LENGTH, WHOLE
from rapidfuzz import fuzz, process

import citehub
from citehub.library.writer import writing
from citehub.model import Hub, Paper
from citehub.text.words import words

TITLES = Path(__file__).parents[2] / "data" / "labelled" / "roles.jsonl"
MOST = 1620  # titles
LENGTHS = (2, 3, 5, 0)  # words of a query; 0 is the whole title
BEYOND = 0.02  # how far behind the best reference a class may be
SCORERS = (fuzz.token_set_ratio, fuzz.WRatio, fuzz.partial_ratio)
Ask = Callable[[str], list[str]]


class Query(NamedTuple):
    """What is typed, and the title that is meant."""

    text: str
    title: str


def papers_of(file: Path) -> list[Paper]:
    """Return the papers; the summary says what capitals in a title stand for."""
    chance = random.Random(5)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()[:MOST]]
    known = sorted({word for row in rows for word in words(row["title"]) if len(word) > 4})
    papers = []
    for row in rows:
        summary = row["summary"]
        if capitals := re.search(r"\b[A-Z]{3,5}\b", row["title"]):
            chosen = [[w for w in known if w[0] == c.lower()] or ["x"] for c in capitals[0]]
            spelt = " ".join(chance.choice(of).capitalize() for of in chosen)
            summary += f" It rests on {spelt} ({capitals[0]})."
        papers.append(Paper(row["title"], summary))
    return papers


def _windows(chance: random.Random, papers: Sequence[Paper], length: int) -> Iterator[Query]:
    """Yield endless runs of so many words of titles."""
    while True:
        title = chance.choice(papers).title or ""
        found = words(title)
        if len(found) >= max(length, 2):
            at = chance.randrange(len(found) - length + 1) if length else 0
            yield Query(" ".join(found[at : at + length] if length else found), title)


def queries(papers: Sequence[Paper], kind: str, length: int, count: int) -> list[Query]:
    """Return different queries of a class, as many as asked or as there are."""
    chance = random.Random(f"{kind} {length}")
    mistake = (ANY_LENGTH | WHOLE)[kind]
    asked: dict[str, Query] = {}
    for query, _ in zip(_windows(chance, papers, length), range(40 * count), strict=False):
        changed = mistake(chance, query.text.split())
        if changed:
            text = " ".join(changed)
            asked.setdefault(text, Query(text, query.title))
        if len(asked) == count:
            break
    return list(asked.values())


def without_hyphens(papers: Sequence[Paper], length: int, count: int) -> list[Query]:
    """Return runs of words with the two parts of a hyphened one written as one."""
    chance = random.Random(7)
    asked: dict[str, Query] = {}
    for query, _ in zip(_windows(chance, papers, length), range(200 * count), strict=False):
        for one, two in re.findall(r"\b([A-Za-z]+)-([A-Za-z]+)\b", query.title):
            apart = f"{one} {two}".lower()
            if apart in query.text and len(asked) < count:
                text = query.text.replace(apart, apart.replace(" ", ""))
                asked.setdefault(text, Query(text, query.title))
    return list(asked.values())


def written_out(papers: Sequence[Paper], length: int, count: int) -> list[Query]:
    """Return titles with capitals written out as the summary says."""
    asked = []
    for paper in papers:
        said = re.search(r"It rests on (.*) \((\w+)\)\.$", paper.summary or "")
        if said and paper.title:
            at = (found := words(paper.title)).index(said[2].lower())
            first = max(0, at - (length or 99) + 1)
            around = found[first:at] + words(said[1]) + found[at + 1 :][: (length or 99) - 1]
            asked.append(Query(" ".join(around), paper.title))
    return asked[:count]


def classes(papers: Sequence[Paper], count: int) -> Iterator[tuple[str, list[Query]]]:
    """Yield each class of queries by name."""
    for kind in ANY_LENGTH:
        for length in LENGTHS:
            yield _name(kind, length), queries(papers, kind, length, count)
    for length in LENGTHS:
        yield _name("hyphen left out", length), without_hyphens(papers, length, count)
    for length in (2, 3, 0):
        yield _name("capitals written out", length), written_out(papers, length, count)
    for kind in WHOLE:
        yield _name(kind, 0), queries(papers, kind, 0, count)


def _name(kind: str, length: int) -> str:
    return f"{kind}, {f'{length} words' if length else 'title'}"


class Recall(NamedTuple):
    """How often a paper is the first, how often among the first ten, and the seconds a query."""

    first: float
    ten: float
    seconds: float


def recall(ask: Ask, asked: Sequence[Query], missed: Callable[[Query], None]) -> Recall:
    """Ask all the queries of a class."""
    first = ten = 0
    began = time.perf_counter()
    for query in asked:
        found = ask(query.text)[:10]
        first += found[:1] == [query.title]
        ten += query.title in found
        if query.title not in found:
            missed(query)
    return Recall(first / len(asked), ten / len(asked), (time.perf_counter() - began) / len(asked))


def reference(scorer: Callable[..., float], titles: Sequence[str]) -> Ask:
    """Return what ranks all titles by a scorer of RapidFuzz."""
    folded = [" ".join(words(title)) for title in titles]

    def ask(text: str) -> list[str]:
        return [titles[at] for _, _, at in process.extract(text, folded, scorer=scorer, limit=10)]

    return ask


def main() -> None:
    """Print a row for each class, and name those that are behind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--queries", type=int, default=300, help="queries of each class")
    parser.add_argument(
        "--class", dest="kind", default="", help="only classes with this in the name"
    )
    parser.add_argument("--missed", action="store_true", help="name what was not among the ten")
    options = parser.parse_args()
    papers = papers_of(TITLES)
    references = [reference(scorer, [paper.title or "" for paper in papers]) for scorer in SCORERS]
    behind = 0
    print(f"{'':38}{'first':>14}{'of ten':>16}{'time':>8}")
    with (
        tempfile.TemporaryDirectory() as folder,
        citehub.open_library(Path(folder, "hubs.jsonl")) as library,
    ):
        with writing(library.library) as writer:
            hubs = [
                Hub(f"h{n}", f"Hub {n}", f"Hub {n}", papers=tuple(papers[n : n + 20]))
                for n in range(0, len(papers), 20)
            ]
            for hub in hubs:
                writer.put(hub)

        def ours(text: str) -> list[str]:
            return [hit["title"] for hit in library.search(text, limit=10)]

        for name, asked in classes(papers, options.queries):
            if options.kind not in name or not asked:
                continue
            told = (lambda query: print(f"    {query}")) if options.missed else (lambda _: None)
            mine = recall(ours, asked, told)
            theirs = [recall(ask, asked, lambda _: None) for ask in references]
            first, ten = max(r.first for r in theirs), max(r.ten for r in theirs)
            is_behind = mine.first < first - BEYOND or mine.ten < ten - BEYOND
            behind += is_behind
            row = f"{name:38}{mine.first:6.2f} / {first:.2f}{mine.ten:8.2f} / {ten:.2f}"
            print(
                f"{row}{mine.seconds * 1000:5.1f} ms{'  behind' if is_behind else ''}", flush=True
            )
    print(f"{behind} classes behind the best of RapidFuzz by more than {BEYOND}")


if __name__ == "__main__":
    main()
