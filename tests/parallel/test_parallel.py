import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, beside, flat_page, put

from citehub.errors import CitehubError
from citehub.index.sync import LARGE
from citehub.jobs.ingest import MANY
from citehub.model import Hub, Paper
from citehub.parallel.in_order import in_order
from citehub.parallel.processes import ProcessExecutor


def processes_in(group: int) -> list[int]:
    """Return the processes of a process group, as `ps` lists them."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pgid=,pid=,stat="], capture_output=True, encoding="utf-8", check=True
    )
    rows = (line.split() for line in listed.stdout.splitlines())
    return [int(pid) for pgid, pid, state in rows if int(pgid) == group and "Z" not in state]


def until(wanted: bool, group: int, more_than: int) -> bool:
    """Wait half a minute at most until a group has more processes than that, or no longer has."""
    for _ in range(600):
        if (len(processes_in(group)) > more_than) == wanted:
            return True
        time.sleep(0.05)
    return False


def test_a_killed_ingest_leaves_no_process_behind(tmp_path: Path) -> None:
    pages = many_pages(tmp_path / "pages")
    with subprocess.Popen(
        [sys.executable, "-m", "citehub", "ingest", "-q", pages],
        env={**os.environ, "CITEHUB_STORE": str(tmp_path / "hubs.jsonl")},
        cwd=ROOT,
        start_new_session=True,
    ) as process:
        assert until(True, process.pid, 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert until(False, process.pid, 0)


def many_pages(folder: Path) -> Path:
    """Write so many pages that worker processes read them."""
    folder.mkdir()
    for number in range(MANY):
        page = flat_page(f"Work {number}", 1, {"A Paper": "It cites the work, and says why."})
        (folder / f"{number}.txt").write_text(page, "utf-8")
    return folder


def test_nothing_in_the_current_folder_is_executed(tmp_path: Path) -> None:
    here, mark = tmp_path / "here", tmp_path / "executed"
    many_pages(here)
    for name in sys.stdlib_module_names | {"citehub", "rich", "typer", "yaml"}:
        code = f"open({str(mark)!r}, 'a').write({name!r} + ' ')\n"
        (here / f"{name}.py").write_text(code)
    store = tmp_path / "hubs.jsonl"
    program = Path(sys.executable).with_name("citehub")  # with `python -m` Python itself looks here

    def citehub_here(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *command, "--store", store],
            cwd=here,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

    assert f"{MANY} pages: {MANY} new" in citehub_here("ingest", ".").stderr
    papers = tuple(Paper(title=f"Paper {n}", summary="all the same " * 40) for n in range(1000))
    put(store, *(Hub(f"large-{n}", f"Large {n}", f"Large {n}", papers=papers) for n in range(20)))
    assert store.stat().st_size > LARGE
    beside(store, "index").unlink()
    assert "Large 7" in citehub_here("show", "large-7").stdout
    assert not mark.exists(), mark.read_text()


def die_once(mark: Path) -> str:
    """End this process by a signal, but only the first time."""
    if mark.exists():
        return "done"
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def test_the_work_of_a_worker_that_dies_is_done_again(tmp_path: Path) -> None:
    with ProcessExecutor(2) as executor:
        assert executor.submit(die_once, tmp_path / "mark").result() == "done"


def test_work_that_kills_every_worker_is_a_problem_and_not_a_wait() -> None:
    with ProcessExecutor(1) as executor:
        with pytest.raises(CitehubError, match="killed again and again"):
            executor.submit(os._exit, 1).result()
        assert executor.submit(abs, -1).result() == 1


def test_an_error_in_a_worker_is_raised_where_the_work_was_asked_for() -> None:
    with ProcessExecutor(1) as executor, pytest.raises(ValueError, match="invalid literal"):
        list(in_order(int, ["1", "no"], executor=executor))


def test_an_error_ends_the_workers_at_once() -> None:
    started = time.monotonic()
    with pytest.raises(KeyError), ProcessExecutor(2) as executor:
        executor.submit(time.sleep, 60)
        raise KeyError
    assert time.monotonic() - started < 30


def test_results_come_in_the_order_of_the_items() -> None:
    items = list(range(-500, 500))
    expected = [(n, abs(n) if n % 3 else None) for n in items]
    with ProcessExecutor(2) as executor:
        for chosen in (None, executor):
            found = in_order(abs, items, needed=lambda n: n % 3 != 0, executor=chosen)
            assert list(found) == expected


def test_of_large_items_fewer_are_read_before_the_first_result_is_taken() -> None:
    def read(size: int) -> int:
        """Return how many of many items are read by then."""
        items = iter(range(10_000))
        with ThreadPoolExecutor(2) as executor:
            results = in_order(abs, items, size=lambda _: size, executor=executor)
            next(results)
            return next(items)

    assert read(10_000) >= 500  # as many as are stored at once: the workers go on meanwhile
    assert read(1 << 20) < 20
    assert read(1 << 24) < 5
