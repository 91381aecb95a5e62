"""Many processes on one store: writers take turns, readers see whole hubs at every moment."""

import fcntl
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from conftest import ROOT, beside, citehub, flat_page, opened

from citehub.index.filters import Filters
from citehub.store.store import Store

WRITERS, READERS, PAGES = 8, 4, 8
LISTED = {f"Ferry {n}": f"It crosses {n} rivers — {'and back ' * 40}." for n in range(9)}


def started(*arguments: str, store: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "citehub", *arguments, "--store", str(store)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("ending", ["jsonl", "yaml"])
def test_eight_writers_and_four_readers_lose_and_break_nothing(tmp_path: Path, ending: str) -> None:
    store = tmp_path / f"hubs.{ending}"
    titles = {n: [f"River {n} {page}" for page in range(PAGES)] for n in range(WRITERS)}
    for n, works in titles.items():
        (tmp_path / str(n)).mkdir()
        for page, title in enumerate(works):
            text = flat_page(title, len(LISTED), LISTED)
            (tmp_path / str(n) / f"{page}.txt").write_text(text, encoding="utf-8")
    over = Event()

    def read_on(number: int) -> list[int]:
        seen = [0]
        while not over.is_set():
            asked = ("show", "--json") if number % 2 else ("search", "ferry", "--json")
            done = citehub(*asked, store=store)
            if "there is no such store" in done.stderr:  # not yet
                continue
            assert done.returncode == 0, done.stderr
            assert done.stderr in (
                "",
                f"citehub: {store} holds no hubs yet; fill it with: citehub ingest PATH\n",
            )
            found = json.loads(done.stdout)
            if number % 2:
                assert all(hub["complete"] for hub in found)
            else:
                assert len(found) % len(LISTED) == 0
            seen.append(len(found))
        return seen

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read_on, number) for number in range(READERS)]
        try:
            writing = [started("ingest", str(tmp_path / str(n)), store=store) for n in titles]
            said = [process.communicate()[1] for process in writing]
        finally:
            over.set()
        assert [process.returncode for process in writing] == [0] * WRITERS, said
        for seen in (reader.result() for reader in reading):
            assert seen == sorted(seen)  # what was there once stays

    with Store(store).reading() as file:
        hubs = [Store(store).decode(span.data) for span in Store(store).codec.spans(file, 1)]
    assert sorted(hub.title for hub in hubs) == sorted(
        title for works in titles.values() for title in works
    )
    assert {len(hub.papers) for hub in hubs} == {len(LISTED)}
    with opened(store) as library:
        assert library.index.hub_count() == WRITERS * PAGES
        assert library.index.papers.count(Filters()) == WRITERS * PAGES * len(LISTED)


@pytest.mark.parametrize(("held", "says_so"), [(0.2, False), (2.5, True)])
def test_a_writer_that_waits_says_so_after_a_second(
    tmp_path: Path, held: float, says_so: bool
) -> None:
    store, page = tmp_path / "hubs.jsonl", tmp_path / "page.txt"
    page.write_text(flat_page("Rivers", len(LISTED), LISTED), encoding="utf-8")
    with beside(tmp_path / "hubs.jsonl", "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = started("ingest", str(page), store=store)
        time.sleep(held)
        assert process.poll() is None
        assert not store.exists()
    _, said = process.communicate()
    assert process.returncode == 0
    assert said.count(f"waiting for another citehub to finish writing {store}\n") == says_so
    assert store.exists()


def test_a_reader_waits_for_no_writer(tmp_path: Path) -> None:
    store, page = tmp_path / "hubs.jsonl", tmp_path / "page.txt"
    page.write_text(flat_page("Rivers", len(LISTED), LISTED), encoding="utf-8")
    assert citehub("ingest", page, store=store).returncode == 0
    with beside(tmp_path / "hubs.jsonl", "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = citehub("show", "rivers", "--json", store=store)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)["papers"]) == len(LISTED)
