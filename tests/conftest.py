"""What the tests share: the cases, the program itself, pages and hubs made at will."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from citehub.cli import app
from citehub.errors import CitehubError
from citehub.index.filters import Filters
from citehub.library.library import Library
from citehub.library.query import parse
from citehub.library.search import records, search_papers
from citehub.library.writer import writing
from citehub.model import UNCLASSIFIED, Capture, Evidence, Hub, HubPage, Paper, Tallies, Variant
from citehub.records import Record
from citehub.store.store import Store
from citehub.text.words import one_line

pytest_plugins = ["small_library"]  # fixtures `store` and `papers`

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
USER_PAGE = ROOT / "seeds" / "000_051ae697ebc19333.txt"


# ---- pages ---------------------------------------------------------------------------------------


def _said(value: Any) -> Any:
    """Leave out of a record what no page said."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        items = {key: _said(item) for key, item in value.items() if not key.endswith("_evidence")}
        return {
            key: item
            for key, item in items.items()
            if item is not False and item not in (None, "", UNCLASSIFIED, {}, [])
        }
    return [_said(item) for item in value] if isinstance(value, list | tuple) else value


def page_record(page: HubPage) -> dict[str, Any]:
    """Return a parsed page as plain data: what the page said, and nothing else."""
    record: dict[str, Any] = _said(page._asdict() | {"complete": page.complete})
    return record


def flat_page(title: str, declared: int, papers: dict[str, str]) -> str:
    """Write a flat page that lists papers (title: summary), the first one as representative."""
    entries = "".join(f"-\n{name}\n" + f"{text}\n" * bool(text) for name, text in papers.items())
    lead = next(filter(None, papers.values()), "Nobody has summed this up.")
    citing = "1 Pith paper" if declared == 1 else f"{declared} Pith papers"
    return (
        f"{lead}\nhub\n{title}\n"
        f"{citing} cite this work. Polarity classification is still indexing.\n"
        f"hub tools\nrepresentative citing papers\nciting papers explorer\n{entries}"
    )


def spaced_page(title: str, papers: list[dict[str, Any]], declared: int | None = None) -> str:
    """Write a spaced page; a paper has a title and of field, date, verdict, novelty, refs, summary.

    One with `representative: False` is listed in the explorer alone.
    """
    count = len(papers) if declared is None else declared
    head = [
        "pith. papers sign in",
        "hub",
        title,
        f"{count} Pith papers cite this work. Polarity classification is still indexing.",
        f"{count} Pith papers citing it",
        "hub tools",
        "representative citing papers",
    ]
    chosen = [_entry(paper) for paper in papers if paper.get("representative", True)]
    others = [_entry(paper) for paper in papers if not paper.get("representative", True)]
    return "\n\n".join([*head, *chosen, "citing papers explorer", *others]) + "\n"


def _entry(paper: dict[str, Any]) -> str:
    parts = [paper.get(key) for key in ("field", "date", "verdict")]
    parts.append(f"novelty {paper['novelty']}" if "novelty" in paper else None)
    parts.append(f"{paper['refs']} refs" if "refs" in paper else None)
    meta = " · ".join(filter(None, parts))
    return "\n\n".join(filter(None, (paper["title"], meta, paper.get("summary"))))


def json_page(title: str, *items: dict[str, Any]) -> str:
    """Write a page in the JSON form; items have the site's own keys."""
    return json.dumps({"work": {"title": title}, "total": len(items), "items": items})


# ---- the program ---------------------------------------------------------------------------------


def run(
    *arguments: str | Path, store: Path | None = None, stdin: str | None = None, **env: str
) -> Result:
    """Run the program in this process, off a terminal; a problem is left in `exception`."""
    known = {"CITEHUB_STORE": str(store)} if store else {}
    result = CliRunner().invoke(app, [*map(str, arguments)], input=stdin, env=known | env)
    if not isinstance(result.exception, CitehubError | SystemExit | None):
        raise result.exception
    return result


def asked(*arguments: str | Path, store: Path | None = None) -> Any:
    """Run a command that has to succeed, and return the data it prints as JSON."""
    result = run(*arguments, "--json", store=store)
    assert result.exit_code == 0, result.exception or result.stderr
    return json.loads(result.stdout)


def ingest(store: Path, *pages: str) -> None:
    """Take pages into a store, each from a file next to it."""
    files = [store.with_name(f"{store.stem}-{number}.txt") for number in range(len(pages))]
    for file, page in zip(files, pages, strict=True):
        file.write_text(page, "utf-8")
    result = run("ingest", *files, store=store)
    assert result.exit_code == 0, result.stderr


def citehub(
    *arguments: str | Path, store: Path, python: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run the program on a store, off a terminal."""
    return subprocess.run(
        [sys.executable, *python, "-m", "citehub", *map(str, arguments)],
        env={**os.environ, "CITEHUB_STORE": str(store), "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        encoding="utf-8",
        capture_output=True,
        check=False,
    )


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the program as it is: what measures coverage would load modules and write files too."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


def on_terminal(*arguments: str, store: Path, exit_code: int = 0, **env: str) -> bytes:
    """Run the program on a terminal; return what that was sent."""
    terminal, side = pty.openpty()
    known = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-m", "citehub", *arguments, "--store", store],
        cwd=ROOT,
        env=known | {"TERM": "xterm-256color", "COLUMNS": "200", "PAGER": "cat"} | env,
        stdout=side,
        stderr=side,
    ) as process:
        os.close(side)
        sent = b""
        while chunk := _read_terminal(terminal):
            sent += chunk
    os.close(terminal)
    assert process.returncode == exit_code
    return sent


def _read_terminal(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux tells that the other side is closed
        return b""


@contextmanager
def opened(path: Path, heard: list[str] | None = None) -> Iterator[Library]:
    """Open a store with an index that is up to date; `heard` collects what a user is told."""
    library = Library(path, (heard if heard is not None else []).append)
    try:
        library.refresh()
        yield library
    finally:
        library.close()


def hits_of(
    library: Library, text: str, within: str | tuple[str, ...] = "title", **filters: Any
) -> list[Record]:
    """Return what a search of an open library finds."""
    query = parse(text)
    places = (within,) if isinstance(within, str) else within
    found = search_papers(library, query, places, Filters(**filters))
    return list(records(library, query, found))


def put(path: Path, *hubs: Hub) -> None:
    """Store hubs as an ingest does."""
    with opened(path) as library, writing(library) as writer:
        for hub in hubs:
            writer.put(hub)


def beside(store: Path, ending: str) -> Path:
    """Return the path of a file that goes with a store."""
    return store.with_name(f"{store.name}.{ending}")


def stored(path: Path) -> list[Hub]:
    """Read a store that is whole, without its index."""
    store = Store(path)
    with store.reading() as file:
        return [store.decode(span.data) for span in store.codec.spans(file, 1)]


def problem(*arguments: str | Path, store: Path) -> str:
    """Run a command that has to fail for a reason the user can mend; return what it says."""
    result = citehub(*arguments, store=store)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    return result.stderr


# ---- hubs at random ------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(one_line)
names = texts.filter(bool)
some_text = st.none() | names
counts = st.integers(0, 10**6)
some_count = st.none() | counts
tallies = st.builds(
    Tallies,
    *[st.dictionaries(names, counts, max_size=3)] * 5,
    background_share=st.none() | st.integers(0, 100),
)
evidence = st.none() | st.builds(
    Evidence,
    rule=names,
    match=some_text,
    where=some_text,
    confidence=st.none() | st.floats(0, 1),
    margin=st.none() | st.floats(0, 100),
    runner_up=some_text,
    by=some_text,
    when=some_text,
)
labels = st.just(UNCLASSIFIED) | names
numbers = st.sampled_from(["1", "1-3 5", "7 2-4"])
variants = st.builds(
    Variant,
    captures=numbers,
    said=st.fixed_dictionaries(
        {},
        optional={
            "title": some_text,
            "representative": st.booleans(),
            "contexts": st.lists(names, max_size=2).map(tuple),
            "citation_role": labels,
            "citation_role_evidence": evidence,
        },
    ),
)
papers = st.builds(
    Paper,
    title=some_text,
    summary=some_text,
    representative=st.booleans(),
    role=labels,
    role_evidence=evidence,
    citation_role=labels,
    citation_role_evidence=evidence,
    citation_polarity=labels,
    citation_polarity_evidence=evidence,
    field=some_text,
    date=some_text,
    year=some_count,
    verdict=some_text,
    novelty=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    reference_count=some_count,
    arxiv_id=some_text,
    doi=some_text,
    venue=some_text,
    url=some_text,
    work_type=some_text,
    authors=st.lists(names, max_size=2).map(tuple),
    abstract=some_text,
    contexts=st.lists(names, max_size=2).map(tuple),
    first_seen=some_count,
    last_seen=some_count,
    dropped=st.booleans(),
    seen=st.none() | numbers,
    variants=st.lists(variants, max_size=2).map(tuple),
)
captures = st.builds(
    Capture,
    source=names,
    sha256=st.binary(min_size=32, max_size=32).map(bytes.hex),
    when=some_text,
    declared=some_count,
    listed=counts,
    complete=st.booleans(),
    filtered=st.booleans(),
    site=some_text,
    page=tallies,
    title=some_text,
    tier=some_text,
    standing=some_text,
    status=some_text,
    order=st.none() | numbers,
    unsure=st.booleans(),
)
hubs = st.builds(
    Hub,
    id=names,
    title=names,
    page_title=names,
    tier=some_text,
    standing=some_text,
    status=some_text,
    citing_count=some_count,
    authors=some_text,
    year=some_count,
    doi=some_text,
    arxiv_id=some_text,
    url=some_text,
    by_hand=st.lists(names, max_size=2).map(tuple),
    former_names=st.lists(names, max_size=2).map(tuple),
    page_authors=some_text,
    page_year=some_count,
    rules=some_text,
    page=tallies,
    abstract=some_text,
    captures=st.lists(captures, max_size=2).map(tuple),
    stated=st.dictionaries(names, counts, max_size=2),
    papers=st.lists(papers, max_size=3).map(tuple),
)
