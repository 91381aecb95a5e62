import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from conftest import ROOT, flat_page


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
    for number in range(600):
        page = flat_page(f"Work {number}", 1, {"A Paper": "It cites the work, and says why."})
        (tmp_path / f"{number}.txt").write_text(page, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "citehub", "ingest", "-q", tmp_path],
        env={**os.environ, "CITEHUB_STORE": str(tmp_path / "hubs.jsonl")},
        cwd=ROOT,
        start_new_session=True,
    ) as process:
        assert until(True, process.pid, 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert until(False, process.pid, 0)
