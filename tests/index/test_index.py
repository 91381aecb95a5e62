import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count, permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import beside, citehub, hits_of, opened, put
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.errors import StoreError
from citehub.index.entry import entry_of
from citehub.index.filters import Filters
from citehub.library.library import Library
from citehub.model import Hub, Paper
from citehub.records import Record, hub_summary, listed_papers
from citehub.store.store import Store

WORDS = (
    *("graph", "Graphs", "graphic", "learning", "lerning", "Möbius", "mobius", "naïve"),
    *("τ-bench", r"$\tau$-Bench", "Straße", "STRASSE", "数据", "GPT-4", "x_1", "[b]"),
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
papers = st.builds(
    lambda title, summary, year: Paper(title=title, summary=summary, year=year),
    st.none() | texts,
    st.none() | texts,
    st.integers(1, 9),
)
numbered_hubs = st.builds(
    lambda n, year, listed: Hub(f"h{n}", f"Work {n}", f"Work {n}", year=year, papers=tuple(listed)),
    st.integers(0, 3),
    st.integers(1, 9),
    st.lists(papers, max_size=3),
)
later = count(4_000_000_000)  # a second of its own for each hand edit


def in_store(path: Path) -> list[Hub]:
    """Read the hubs without the index: of two with one id, the first one counts."""
    store = Store(path)
    found: dict[str, Hub] = {}
    with store.reading() as file:
        for span in store.codec.spans(file, 1):
            try:
                hub = store.decode(span.data)
            except ValueError:
                continue
            found.setdefault(hub.id, hub)
    return list(found.values())


def answered(path: Path) -> tuple[list[Record], list[Record], tuple[int, int]]:
    with opened(path) as library:
        rows = library.index.papers.listed(Filters())
        counts = library.index.hub_count(), library.index.papers.count(Filters())
        papers = list(library.papers(row.number for row in rows))
        return list(library.index.summaries()), papers, counts


def expected(path: Path) -> tuple[list[Record], list[Record], tuple[int, int]]:
    hubs = in_store(path)
    listed = [record for hub in hubs for record in listed_papers(hub)]
    return [hub_summary(hub) for hub in hubs], listed, (len(hubs), len(listed))


# ---- what can happen to a store and its index ----------------------------------------------------

Happening = Callable[[Path], None]


def by_hand(edit: Callable[[list[bytes]], object]) -> Happening:
    """Let a user edit the lines of the store."""

    def happen(path: Path) -> None:
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        edit(lines)
        path.write_bytes(b"".join(lines))
        os.utime(path, (second := next(later), second))

    return happen


def change_line(at: int, hub: Hub) -> Happening:
    """Rewrite the record of a line, which keeps its id."""

    def edit(lines: list[bytes]) -> None:
        if lines:
            store = Store(Path("hubs.jsonl"))
            n = at % len(lines)
            try:
                old = store.decode(lines[n])
            except ValueError:
                return
            lines[n] = store.encode(hub._replace(id=old.id, page_title=old.page_title))

    return by_hand(edit)


def append_line(hub: Hub) -> Happening:
    """Add the record of a new hub."""

    def edit(lines: list[bytes]) -> None:
        if not any(f'"id":"{hub.id}"'.encode() in line for line in lines):
            lines.append(Store(Path("hubs.jsonl")).encode(hub))

    return by_hand(edit)


def delete_line(at: int) -> Happening:
    return by_hand(lambda lines: lines.pop(at % len(lines)) if lines else None)


def damage_line(at: int) -> Happening:
    return by_hand(lambda lines: lines.insert(at % (len(lines) + 1), b"{ no hub\n"))


def delete_index(path: Path) -> None:
    beside(path, "index").unlink(missing_ok=True)


def garble_index(path: Path) -> None:
    head = beside(path, "index").read_bytes()[:100]
    beside(path, "index").write_bytes(head + b"no index at all\n" * 500)


def empty_index(path: Path) -> None:
    beside(path, "index").write_bytes(b"")


def cut_index(path: Path) -> None:
    data = beside(path, "index").read_bytes()
    beside(path, "index").write_bytes(data[: len(data) // 2])


def exchange_index(path: Path) -> None:
    other = path.with_name("other.jsonl")
    put(other, Hub("h1", "Another Work", "Another Work", papers=(Paper("Foreign"),)))
    beside(path, "index").write_bytes(beside(other, "index").read_bytes())


def age_index(path: Path) -> None:
    """Make the index one of another version, with other tables."""
    database = sqlite3.connect(beside(path, "index"))
    database.executescript("DROP TABLE problems; PRAGMA user_version = 4711;")
    database.close()


def ingest(hubs: list[Hub]) -> Happening:
    def happen(path: Path) -> None:
        with suppress(StoreError):  # nothing but damage is left: that is no store to write to
            put(path, *hubs)

    return happen


INDEX_ACCIDENTS = (delete_index, garble_index, empty_index, cut_index, exchange_index, age_index)
positions = st.integers(0, 5)
happenings = st.one_of(
    st.builds(ingest, st.lists(numbered_hubs, max_size=3)),
    st.builds(change_line, positions, numbered_hubs),
    st.builds(append_line, numbered_hubs),
    st.builds(delete_line, positions),
    st.builds(damage_line, positions),
    st.sampled_from(INDEX_ACCIDENTS),
)


# ---- the index follows ---------------------------------------------------------------------------


@given(st.lists(happenings, max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_happens_the_library_answers_what_the_store_holds(
    story: list[Happening],
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hubs.jsonl"
        put(path, Hub("h0", "Work 0", "Work 0", papers=(Paper("First"),)))
        for happen in story:
            happen(path)
            assert answered(path) == expected(path)


def test_an_edit_that_keeps_the_size_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "hubs.jsonl"
    hubs = [Hub(f"h{n}", f"Work {n}", f"Work {n}", year=1) for n in range(3)]
    put(path, *hubs)
    change_line(1, hubs[1]._replace(year=2))(path)
    assert answered(path) == expected(path)
    assert answered(path)[0][1]["year"] == 2


@pytest.mark.parametrize("accident", INDEX_ACCIDENTS)
def test_a_damaged_index_is_rebuilt(accident: Happening, tmp_path: Path) -> None:
    path = tmp_path / "hubs.jsonl"
    put(path, *(Hub(f"h{n}", f"Work {n}", f"Work {n}", papers=(Paper("P"),)) for n in range(50)))
    whole = answered(path)
    accident(path)
    assert answered(path) == whole == expected(path)
    database = sqlite3.connect(beside(path, "index"))
    assert database.execute("SELECT count(*) FROM hubs").fetchone() == (50,)
    database.close()


def test_a_store_without_a_folder_is_empty_and_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "none" / "hubs.jsonl"
    assert answered(path) == ([], [], (0, 0))
    assert not path.parent.exists()


# ---- words ---------------------------------------------------------------------------------------


@given(st.lists(numbered_hubs, max_size=4, unique_by=lambda hub: hub.id), st.lists(texts))
@settings(max_examples=40, deadline=None)
def test_a_search_finds_the_same_without_full_text(hubs: list[Hub], queries: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hubs.jsonl"
        put(path, *hubs)
        with opened(path) as library:
            assert library.index.words.full_text
            for query in [*queries, *WORDS, "work", "wrok 2", "grph lerning"]:
                for within in ("title", "summary", "hub", ("title", "summary")):
                    library.index.words.full_text = True
                    found = hits_of(library, query, within)
                    library.index.words.full_text = False
                    assert hits_of(library, query, within) == found


class WithoutFullText(sqlite3.Connection):
    """An SQLite that was built without FTS5."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if "fts5" in sql:
            raise sqlite3.OperationalError("no such module: fts5")
        return super().execute(sql, *values)


def test_an_sqlite_without_full_text_takes_in_and_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hubs(summary: str) -> list[Hub]:
        papers = (Paper("Learning Graphs", summary), Paper("Pears"))
        return [Hub(f"h{n}", f"Work {n}", f"Work {n}", papers=papers) for n in range(3)]

    def found(path: Path) -> list[Any]:
        put(path, *hubs("It begins."))
        put(path, *hubs("It goes on.")[:2])  # takes them out and in
        twin = Hub("h1", "Work 1", "Work 1", year=1)
        path.write_bytes(Store(path).encode(twin) + path.read_bytes())  # all is read again
        with opened(path) as library:
            asked = (("begins", "summary"), ("goes", "summary"), ("graph", "title"), ("1", "hub"))
            return [hits_of(library, query, within) for query, within in asked]

    with_it = found(tmp_path / "with.jsonl")
    monkeypatch.setattr("sqlite3.connect", partial(sqlite3.connect, factory=WithoutFullText))
    assert found(tmp_path / "without.jsonl") == with_it
    assert [len(records) for records in with_it] == [1, 1, 1, 0]


def test_of_two_records_with_one_id_the_first_shows_whatever_came_first(tmp_path: Path) -> None:
    path = tmp_path / "hubs.jsonl"
    put(path, Hub("h0", "Work 0", "Work 0"), Hub("h1", "Work 1", "Work 1"))
    twin = Store(path).encode(Hub("h1", "Work 1", "Work 1", year=1))
    by_hand(lambda lines: lines.__setitem__(0, twin))(path)
    followed = answered(path)
    delete_index(path)
    assert followed == answered(path) == expected(path)


def test_a_damaged_index_is_made_anew_by_the_command_that_meets_it(tmp_path: Path) -> None:
    path = tmp_path / "hubs.jsonl"
    put(path, *(Hub(f"h{n}", f"W {n}", f"W {n}", papers=(Paper("Pears"),)) for n in range(50)))
    whole = citehub("search", "pears", "--json", store=path).stdout
    data = beside(path, "index").read_bytes()
    for at in range(4096, len(data), 5 * 4096):
        beside(path, "index").write_bytes(data[:at] + bytes(4096) + data[at + 4096 :])
        found = citehub("search", "pears", "--json", store=path)
        assert (found.returncode, found.stdout) == (0, whole), at


def _trees(folder: Path) -> tuple[Path, list[bytes]]:
    """Return a store of three hubs, and its records."""
    path = folder / "hubs.jsonl"
    put(path, *(Hub(n.lower(), n, n, papers=(Paper("Moss"),)) for n in ("Ash", "Elm", "Oak")))
    return path, path.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("was_there", [True, False], ids=["in place of it", "where one was"])
@pytest.mark.parametrize(("old", "new"), [("moss", "moss"), ('"elm"', '"wych"'), ("lm", "lder")])
def test_a_record_between_others_is_read_and_no_other_one(
    tmp_path: Path, was_there: bool, old: str, new: str
) -> None:
    path, (ash, elm, oak) = _trees(tmp_path)
    read: list[int] = []
    library = Library(path, lambda message: None, lambda done, size: read.append(size))
    between = elm.replace(old.encode(), new.encode())
    for records in ([ash, elm, oak] if was_there else [ash, oak], [ash, between, oak]):
        path.write_bytes(b"".join(records))
        read.clear()
        library.refresh()
    places = [*library.index.places()]
    library.close()
    assert read == ([len(between)] if between != elm or not was_there else [])
    assert [place.offset for place in places] == [0, len(ash), len(ash + between)]


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_new_and_changed_records_between_others_are_all_found(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    path, (ash, elm, oak) = _trees(tmp_path)
    changed = [
        elm.replace(b"Moss", b"Fern"),
        *(elm.replace(b"lm", end) for end in (b"lder", b"bony")),
    ]
    with opened(path):
        pass
    path.write_bytes(b"".join([ash, *(changed[n] for n in order), oak]))
    with opened(path) as library:
        ids = [hub["id"] for hub in library.index.summaries()]
        assert library.index.problems() == []
    named = ("elm", "elder", "ebony")
    assert ids == ["ash", *(named[n] for n in order), "oak"]


# ---- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost_by", ["an error", "another program"])
def test_a_word_is_known_whatever_became_of_the_hub_that_had_it_first(
    tmp_path: Path, lost_by: str
) -> None:
    path = tmp_path / "hubs.jsonl"
    put(path, Hub("other", "Other", "Other"))
    hub = Hub("h", "Kilns", "Kilns")
    entry = entry_of(hub, Store(path).encode(hub))
    with opened(path) as library:
        index = library.index
        if lost_by == "an error":
            with suppress(ValueError), index.transaction() as intake:
                intake.insert(entry, 0)
                raise ValueError
        else:
            with index.transaction() as intake:
                intake.insert(entry, 0)
            with opened(path) as other, other.index.transaction() as intake:
                intake.clear()
        assert not index.words.knows("kilns")
        with index.transaction() as intake:
            intake.insert(entry, 0)
        assert index.words.knows("kilns")
