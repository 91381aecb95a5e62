"""Ingest on a Dask cluster: a real scheduler, and real workers."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from clusters import Cluster, cluster, end
from conftest import ROOT, citehub, flat_page, problem, stored

from citehub.errors import CitehubError
from citehub.parallel.cluster import ClusterExecutor

# `make cluster` runs all; `make test` starts clusters for three tests only.
full = pytest.mark.skipif("CITEHUB_CLUSTER" not in os.environ, reason="make cluster runs it")

PAGES = 800  # more than are stored at once, so that a store can be seen half made
_OTHER = "9.9.9"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster") / "pages"
    folder.mkdir()
    for number in range(PAGES):
        papers = {f"Floor {n} of {number}": f"We wax floor {n}." for n in range(20)}
        page = flat_page(f"Work {number % (PAGES - 40)}", 20, papers)
        (folder / f"{number:03}.txt").write_text(page, "utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(pages: Path) -> bytes:
    """The store that one machine makes."""
    store = pages.with_name("hubs.jsonl")
    assert citehub("ingest", pages, store=store).returncode == 0
    return store.read_bytes()


@pytest.mark.parametrize("shared_disk", [pytest.param(False, marks=full), True])
def test_a_cluster_makes_the_same_store_byte_for_byte(
    shared_disk: bool, pages: Path, expected: bytes, tmp_path: Path
) -> None:
    options = ["--shared-disk"] * shared_disk
    with cluster(tmp_path, 2) as found:
        given: list[str | Path] = ["ingest", pages, "--cluster", found.address, *options]
        done = citehub(*given, store=tmp_path / "hubs.jsonl")
        assert f"{PAGES} pages: {PAGES - 40} new, 40 updated" in done.stderr
        assert (tmp_path / "hubs.jsonl").read_bytes() == expected
        again = citehub(*given, store=tmp_path / "hubs.jsonl")
        assert f"{PAGES} pages: {PAGES} unchanged" in again.stderr


@full
def test_rules_and_pages_named_from_here_reach_workers_that_run_elsewhere(tmp_path: Path) -> None:
    rules = "rules: [{id: mine, role: waxed, match: floor, weight: 5, why: a test}]"
    (tmp_path / "mine.yaml").write_text(rules, "utf-8")
    (tmp_path / "floors").mkdir()
    page = flat_page("Work", 1, {"A Floor": "We wax it."})
    (tmp_path / "floors" / "page.txt").write_text(page, "utf-8")
    (tmp_path / "bad.txt").write_text("Dear diary", "utf-8")
    command = [sys.executable, "-m", "citehub", "ingest", "floors", "bad.txt", "gone.txt"]
    command += ["--rules", "mine.yaml"]
    stores, said = [], []
    away = tmp_path / "away"
    away.mkdir()
    with cluster(away, 1) as found:
        on = ["--cluster", found.address]
        for n, more in enumerate(([], on, [*on, "--shared-disk"])):
            store = tmp_path / f"{n}.jsonl"
            done = subprocess.run(
                [*command, "--store", store, *more],
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 1
            stores.append(store.read_bytes())
            said.append(done.stderr.replace(store.name, "STORE"))
    assert b'"role":"waxed"' in stores[0]
    assert b'"source":"floors/page.txt"' in stores[0]
    assert stores == stores[:1] * 3
    assert said == said[:1] * 3


def half_done(process: subprocess.Popen[str], store: Path) -> None:
    """Wait until an ingest has stored some hubs, and still has others to do."""
    while not (store.exists() and store.stat().st_size):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    assert process.poll() is None


def start(pages: Path, store: Path, address: str) -> subprocess.Popen[str]:
    command: list[str | Path] = ["-m", "citehub", "ingest", pages]
    command += ["--cluster", address, "--store", store]
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, text=True, stderr=subprocess.PIPE)


def test_the_pages_of_a_worker_that_is_killed_half_way_are_done_again(
    pages: Path, expected: bytes, tmp_path: Path
) -> None:
    store = tmp_path / "hubs.jsonl"
    with cluster(tmp_path, 1) as found:
        first = found.worker()
        with start(pages, store, found.address) as process:
            half_done(process, store)
            end(first)
            said = process.communicate()[1]
    assert (process.returncode, f"{PAGES} pages: " in said) == (0, True), said
    assert store.read_bytes() == expected


@full
def test_a_scheduler_that_goes_away_half_way_is_named_and_the_rest_can_be_done_later(
    pages: Path, expected: bytes, tmp_path: Path
) -> None:
    store = tmp_path / "hubs.jsonl"
    with cluster(tmp_path, 2) as found, start(pages, store, found.address) as process:
        half_done(process, store)
        end(found.scheduler)
        said = process.communicate()[1]
    assert process.returncode == 1
    assert re.fullmatch(r"citehub: tcp://\S+: the scheduler has gone away; what was .*\n", said)
    there = [hub.id for hub in stored(store)]
    assert there == [f"work-{number}" for number in range(len(there))]
    citehub("ingest", pages, store=store)
    assert store.read_bytes() == expected


def die_once(mark: str) -> str:
    """End this process by a signal, but only the first time."""
    if Path(mark).exists():
        return "done"
    Path(mark).touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


@full
def test_the_work_of_a_worker_that_dies_is_done_by_another(tmp_path: Path) -> None:
    tests = f"{ROOT}:{Path(__file__).parent}:{ROOT / 'tests'}"
    with cluster(tmp_path) as found:
        for _ in range(2):
            found.worker(PYTHONPATH=tests)
        with ClusterExecutor(found.address) as executor:
            assert executor.submit(die_once, str(tmp_path / "mark")).result() == "done"


def other_citehub(folder: Path) -> str:
    """Copy citehub as another version of it; return the folder in which it stands."""
    shutil.copytree(ROOT / "citehub", folder / "other" / "citehub")
    source = folder / "other" / "citehub" / "__init__.py"
    text = source.read_text("utf-8")
    source.write_text(re.sub(r'__version__ = ".*"', f'__version__ = "{_OTHER}"', text), "utf-8")
    return str(folder / "other")


def test_a_worker_of_another_version_is_refused_and_named(pages: Path, tmp_path: Path) -> None:
    with cluster(tmp_path, 1) as found:
        found.worker(PYTHONPATH=other_citehub(tmp_path))
        wait_for_workers(found, 2)
        said = problem("ingest", pages, "--cluster", found.address, store=tmp_path / "hubs.jsonl")
    assert re.search(rf"these have not:\n  tcp://\S+: citehub {re.escape(_OTHER)} on Python", said)
    assert len(said.splitlines()) == 2
    assert not (tmp_path / "hubs.jsonl").exists()


def wait_for_workers(found: Cluster, count: int) -> None:
    code = "import sys, distributed; "
    code += "distributed.Client(sys.argv[1]).wait_for_workers(int(sys.argv[2]), timeout=60)"
    subprocess.run([sys.executable, "-c", code, found.address, str(count)], check=True)


@full
def test_a_worker_of_another_version_that_comes_later_does_no_work(tmp_path: Path) -> None:
    with cluster(tmp_path) as found:
        first = found.worker()
        with ClusterExecutor(found.address) as executor:
            assert executor.submit(abs, -1).result() == 1
            end(first)
            found.worker(PYTHONPATH=other_citehub(tmp_path))
            with pytest.raises(CitehubError, match=f"{re.escape(_OTHER)} on Python .* as here"):
                executor.submit(abs, -1).result()


@full
def test_a_worker_without_citehub_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none" / "citehub").mkdir(parents=True)
    (tmp_path / "none" / "citehub" / "__init__.py").write_text("raise ModuleNotFoundError('gone')")
    with cluster(tmp_path) as found:
        found.worker(PYTHONPATH=str(tmp_path / "none"))
        with pytest.raises(CitehubError, match=r"tcp://\S+: no citehub"):
            ClusterExecutor(found.address)


@full
def test_an_error_of_the_work_is_raised_where_it_was_asked_for(tmp_path: Path) -> None:
    with (
        cluster(tmp_path, 1) as found,
        ClusterExecutor(found.address) as executor,
        pytest.raises(ValueError, match="invalid literal"),
    ):
        executor.submit(int, "no").result()


@full
def test_a_cluster_that_has_no_workers_or_loses_all_is_not_waited_for_long(tmp_path: Path) -> None:
    with cluster(tmp_path) as found:
        with pytest.raises(CitehubError, match=r"no workers.*start some with: dask worker tcp:"):
            ClusterExecutor(found.address, patience=0.5)
        worker = found.worker()
        with ClusterExecutor(found.address) as executor:
            executor._patience = 0.5
            asked = executor.submit(time.sleep, 600)
            time.sleep(1)
            end(worker)
            with pytest.raises(CitehubError, match="no workers"):
                asked.result(timeout=60)


@full
def test_where_no_scheduler_answers_one_line_says_so_at_once(pages: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    started = time.monotonic()
    for wrong, why in (
        (address, "no Dask scheduler answers there"),
        ("tcp://", "not the address of a Dask scheduler"),
        ("no address at all", "not the address of a Dask scheduler"),
    ):
        said = problem("ingest", pages, "--cluster", wrong, store=tmp_path / "hubs.jsonl")
        assert said.startswith(f"citehub: {wrong}: {why}")
        assert len(said.splitlines()) == 1
    assert time.monotonic() - started < 60
    assert not (tmp_path / "hubs.jsonl").exists()


def test_without_dask_one_line_says_what_to_install(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError")
    start = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from citehub.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", start, "ingest", pages, "--cluster", "tcp://127.0.0.1:1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "citehub: --cluster needs dask.distributed: pip install 'citehub[cluster]'\n"
    )


@full
def test_work_that_is_asked_for_while_a_scheduler_goes_away_is_not_waited_for(
    tmp_path: Path,
) -> None:
    with cluster(tmp_path, 1) as found, ClusterExecutor(found.address) as executor:
        asked = [executor.submit(time.sleep, 5)]
        end(found.scheduler)
        for _ in range(60):  # while it is looked for again, and after that
            asked.append(executor.submit(abs, -1))
            time.sleep(0.1)
        for future in asked:
            with pytest.raises(CitehubError, match="the scheduler has gone away"):
                future.result(timeout=60)
