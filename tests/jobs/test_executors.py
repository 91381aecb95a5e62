"""Pages are prepared by whatever executor is given, and the store is the same."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import flat_page, stored

import citehub
from citehub.errors import RulesError
from citehub.jobs.draft import How, RulesText
from citehub.jobs.read import Pages, prepared
from citehub.pages.files import PageFile
from citehub.parallel.in_order import in_order
from citehub.parallel.processes import ProcessExecutor
from citehub.store.store import Store

RULES = """
extends: default
rules:
  - id: mine.slippery
    role: slippery
    match: slippery floors
    weight: 5
    why: the test says so
"""


def write_pages(folder: Path, count: int) -> Path:
    """Write pages of half as many hubs, the last of them no page."""
    folder.mkdir()
    for number in range(count):
        papers = {f"Slippery Floors {n}": f"There are {n} of them." for n in range(number % 7 + 1)}
        page = flat_page(f"Work {number // 2}", 9, papers)
        (folder / f"{number:03}.txt").write_text(page, "utf-8")
    (folder / "bad.txt").write_text("Dear diary", "utf-8")
    return folder


def spawned() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pages(tmp_path_factory.mktemp("executors") / "pages", 100)


def ingested(
    pages: Path, store: Path, executor: Executor | None, *, shared_disk: bool = False
) -> tuple[bytes, list[str]]:
    """Return the store that pages make, and what became of each of them."""
    rules = store.with_name("mine.yaml")
    rules.write_text(RULES, "utf-8")
    with citehub.open_library(store) as library:
        outcomes = library.ingest([pages], rules=rules, executor=executor, shared_disk=shared_disk)
    return store.read_bytes(), [outcome.status for outcome in outcomes]


@pytest.mark.parametrize("make", [lambda: ThreadPoolExecutor(3), ProcessExecutor, spawned])
@pytest.mark.parametrize("shared_disk", [False, True])
def test_any_executor_makes_the_same_store_byte_for_byte(
    make: Callable[[], Executor], shared_disk: bool, pages: Path, tmp_path: Path
) -> None:
    expected, statuses = ingested(pages, tmp_path / "one.jsonl", None)
    assert statuses.count("new") == statuses.count("updated") == 50
    assert b'"role":"slippery"' in expected
    with make() as executor:
        found = ingested(pages, tmp_path / "many.jsonl", executor, shared_disk=shared_disk)
        assert found == (expected, statuses)
        assert executor.submit(abs, -1).result() == 1  # it is left open


def test_rules_reach_a_worker_that_does_not_have_their_file(pages: Path, tmp_path: Path) -> None:
    rules = tmp_path / "mine.yaml"
    rules.write_text(RULES, "utf-8")

    class Elsewhere(ThreadPoolExecutor):
        """Runs what it is given when the rules file is gone."""

        def submit(self, *given, **named):  # type: ignore[no-untyped-def]
            rules.unlink(missing_ok=True)
            return super().submit(*given, **named)

    with Elsewhere(1) as executor, citehub.open_library(tmp_path / "hubs.jsonl") as library:
        library.ingest([pages], rules=rules, executor=executor)
    assert {paper.role for hub in stored(tmp_path / "hubs.jsonl") for paper in hub.papers} == {
        "slippery"
    }


def test_faulty_rules_are_refused_before_any_work(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("", "utf-8")  # and not taken for the shipped rules
    with (
        ThreadPoolExecutor(1) as executor,
        citehub.open_library(tmp_path / "hubs.jsonl") as library,
        pytest.raises(RulesError),
    ):
        library.ingest([pages], rules=tmp_path / "mine.yaml", executor=executor)
    assert not (tmp_path / "hubs.jsonl").exists()


def test_work_that_is_left_over_by_an_error_is_cancelled() -> None:
    first_is_there, go_on = threading.Event(), threading.Event()
    done: list[int] = []

    def work(item: int) -> int:
        if item == 0:
            raise KeyError(item)
        first_is_there.set()
        go_on.wait(30)
        done.append(item)
        return item

    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(KeyError):
            list(in_order(work, range(300), executor=executor))
        first_is_there.wait(1)
        go_on.set()
    assert len(done) <= 32  # what was under way, and no more


@pytest.mark.parametrize("shared_disk", [False, True])
def test_few_large_pages_are_read_before_the_first_is_prepared(
    shared_disk: bool, tmp_path: Path
) -> None:
    page = tmp_path / "large.txt"
    page.write_text("Dear diary\n" * 60_000, "utf-8")
    read = []

    def needed(file: PageFile) -> bool:
        read.append(file.source)
        return True

    how = How(Store(tmp_path / "hubs.jsonl"), RulesText())
    with ThreadPoolExecutor(2) as executor:
        next(prepared(Pages([page] * 60, shared_disk=shared_disk), how, needed, executor))
    assert len(read) < 20
