"""Ask citehub and other tools for one record among many, and print what each of them took.

    python tools/bench/other_tools.py [--papers N ...] [--venv DIR]

papis and cobib keep bibliographies: each has the records in its own form. ripgrep and fzf scan a
file of all titles. A tool that is neither in DIR nor on PATH is left out. Every answer is a whole
process, and the tools take turns: seconds are medians. Memory is that of the largest process, and
no less than the 12 MB of the one that measures. `found` says whether the answer has the record that
was asked for.
"""

import argparse
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import Corpus
from cost import CITEHUB, Cost, cost_of
from large import HEAD
from scale import run

from citehub import __version__

TITLE = "Marmalade and the Thermodynamics of Toast"
SUMMARY = HEAD.splitlines()[0]  # of the paper that its page calls representative
FIRST = "first, no cache yet"
RUNS = 5  # but of FIRST, which makes the caches
LIMIT = 60.0  # seconds after which a tool is stopped
SEARCHES = {  # two words of the title, and the typing errors in each (a swap counts for two)
    FIRST: ("marmalade", "thermodynamics", 0),
    "two words": ("marmalade", "thermodynamics", 0),
    "a letter missing": ("marmlade", "thermodynmics", 1),
    "two letters swapped": ("maramlade", "thermodyanmics", 2),
}
PAPIS = ("papis", "list", "--all", "--format")
PAPIS_SQLITE = ("papis", "--set", "database-backend", "sqlite", *PAPIS[1:])
COBIB = ("cobib", "--porcelain")
Command = tuple[str | Path, ...]


def search(one: str, two: str, errors: int, titles: Path) -> dict[str, Command]:
    """Return how each tool is asked for titles with two words, give or take errors if it can."""
    filters = ("--ignore-case", "--fuzziness", str(errors), "++title", one, "++title", two)
    return {
        "citehub": (*CITEHUB, "search", f"{one} {two}", "--json", "-n", "10"),
        "papis": (*PAPIS, "{doc[title]}", f"title:{one} title:{two}"),
        "papis, SQLite": (*PAPIS_SQLITE, "{doc[title]}", f"title:{one} title:{two}"),
        "cobib": (*COBIB, "list", *filters),
        "rg": ("rg", "--ignore-case", f"{one}.*{two}", titles),
        "fzf": ("fzf", "--filter", f"{one} {two}"),
    }


def show(key: str) -> dict[str, Command]:
    """Return how each tool that keeps records is asked for one by its name."""
    whole = ("{doc[title]}: {doc[abstract]}", f"papis_id:{key}")
    return {
        "citehub": (*CITEHUB, "show", "a-hub-of-many", "--json"),
        "papis": (*PAPIS, *whole),
        "papis, SQLite": (*PAPIS_SQLITE, *whole),
        "cobib": (*COBIB, "show", key),
    }


class Place:
    """Where the records are, in every tool's form: made-up papers, and one that is asked for."""

    def __init__(self, papers: int, folder: Path) -> None:
        self.folder, self.store = folder, folder / "hubs.jsonl"
        self.titles, self.key = folder / "titles.txt", f"paper{papers:07}"
        self._env = {"PAPIS_CONFIG_DIR": str(folder), "COBIB_CONFIG": str(folder / "cobib.py")}
        page = folder / "one.txt"
        page.write_text(f"{HEAD.format(1)}-\n{TITLE}\n{SUMMARY}\n", "utf-8")
        for _ in Corpus(papers).write(folder / "pages"):
            pass
        run(*CITEHUB, "ingest", "-q", folder / "pages", page, store=self.store)
        self.store.with_name(f"{self.store.name}.index").unlink()
        with self.store.open(encoding="utf-8") as hubs:
            listed = [paper for hub in hubs for paper in json.loads(hub)["papers"]]
        self._fill([(paper["title"], paper["summary"]) for paper in listed])

    def _fill(self, records: Sequence[tuple[str, str]]) -> None:
        """Write titles and summaries as papis, cobib and the scans read them, with settings."""
        library, caches, entries = map(self.folder.joinpath, ("papis", "caches", "cobib.yaml"))
        self.titles.write_text("".join(f"{title}\n" for title, _ in records), "utf-8")
        with entries.open("w", encoding="utf-8") as database:
            for number, record in enumerate(records):
                key = f"paper{number:07}"
                title, summary = (json.dumps(text, ensure_ascii=False) for text in record)
                info = library / key / "info.yaml"
                info.parent.mkdir(parents=True)
                info.write_text(f"papis_id: {key}\ntitle: {title}\nabstract: {summary}\n", "utf-8")
                entry = f"  ENTRYTYPE: article\n  title: {title}\n  abstract: {summary}\n"
                database.write(f"---\n{key}:\n{entry}...\n")
        (self.folder / "config").write_text(
            "[settings]\ndefault-library = others\n"
            f"cache-dir = {caches}\n[others]\ndir = {library}\n"
        )
        (self.folder / "cobib.py").write_text(
            "from cobib.config import config\n"
            f"config.database.file = {str(entries)!r}\n"
            f"config.database.cache = {str(caches)!r}\n"
            f"config.logging.logfile = {str(self.folder / 'cobib.log')!r}\n"
            "config.logging.version = None\n"
        )

    def ask(self, command: Command) -> tuple[Cost, bool]:
        """Run a tool; return what it took, and whether its answer has the record asked for."""
        answer = self.folder / "answer"
        cost = cost_of(
            *command, store=self.store, stdin=self.titles, stdout=answer, limit=LIMIT, **self._env
        )
        return cost, TITLE in answer.read_text("utf-8", "replace")


class Row(NamedTuple):
    """What became of a question to a tool: median seconds, and bytes at the highest peak."""

    asked: str
    tool: str
    outcome: str
    seconds: float
    peak: int


def compare(papers: int, folder: Path, path: str) -> Iterator[Row]:
    """Yield a row for each question and tool, citehub's first; the others are found on a path."""
    place = Place(papers, folder)
    questions = {asked: search(*words, place.titles) for asked, words in SEARCHES.items()}
    for asked, commands in (questions | {"show the record": show(place.key)}).items():
        answers: dict[str, list[tuple[Cost, bool]]] = {tool: [] for tool in commands}
        for _ in range(1 if asked == FIRST else RUNS):
            for tool, (name, *rest) in commands.items():
                program = shutil.which(name, path=path)
                if program and not any(cost.seconds > LIMIT for cost, _ in answers[tool]):
                    answers[tool].append(place.ask((program, *rest)))
        for tool, given in answers.items():
            yield row(asked, tool, given)


def row(asked: str, tool: str, answers: list[tuple[Cost, bool]]) -> Row:
    """Sum up a tool's answers to a question: what each took, and whether the record is in it."""
    if not answers:
        return Row(asked, tool, "not installed", math.nan, 0)
    slowest = max(cost.seconds for cost, _ in answers)
    outcome = "yes" if all(found for _, found in answers) else "no"
    return Row(
        asked,
        tool,
        f"stopped after {LIMIT:g} s" if slowest > LIMIT else outcome,
        statistics.median(cost.seconds for cost, _ in answers),
        max(cost.peak for cost, _ in answers),
    )


def version(program: str) -> str:
    """Return what in a program's word on its version looks like one."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\d+(\.\d+)+", said.stdout)
    return number[0] if number else "?"


def table(rows: Iterable[Row], path: str) -> Iterator[str]:
    """Yield the lines of a table, as the rows come in."""
    yield f"{'asked':22}{'tool':15}{'version':9}{'seconds':>9}{'× citehub':>11}{'MB':>6}  found"
    versions, reference = {"citehub": __version__}, math.nan
    for asked, tool, outcome, seconds, peak in rows:
        name = tool.split(",")[0]
        if name not in versions:
            program = shutil.which(name, path=path)
            versions[name] = version(program) if program else ""
        reference = seconds if name == "citehub" else reference
        known = f"{seconds:9.3f}{seconds / reference:11.2f}{peak / 1e6:6.0f}" if peak else " " * 26
        yield f"{asked:22}{tool:15}{versions[name]:9}{known}  {outcome}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask citehub and other tools for one record.")
    parser.add_argument("--papers", nargs="+", type=int, default=[1_000, 10_000])
    parser.add_argument("--venv", type=Path, help="where the other tools are, if not on PATH")
    arguments = parser.parse_args()
    path = os.environ.get("PATH", os.defpath)
    if arguments.venv:
        path = f"{arguments.venv.absolute() / 'bin'}{os.pathsep}{path}"
    for papers in arguments.papers:
        with tempfile.TemporaryDirectory(prefix="citehub-others-") as folder:
            print(f"one of {papers + 1:,} records")
            for line in table(compare(papers, Path(folder), path), path):
                print(line, flush=True)


if __name__ == "__main__":
    main()
