"""What a process costs: its time by the clock, and its memory at the peak."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

# In a small process of its own, for a new process starts with the peak of the one it came from.
# The command leads a session: those it starts in its turn are stopped with it.
_MEASURE = """
import os, signal, subprocess, sys, time
limit, stdin, stdout, *command = sys.argv[1:]
started = time.perf_counter()
with open(stdin, "rb") as asked, open(stdout, "wb") as said:
    process = subprocess.Popen(command, stdin=asked, stdout=said, start_new_session=True)
for early in (signal.SIGALRM, signal.SIGINT):
    signal.signal(early, lambda *_: os.killpg(process.pid, signal.SIGKILL))
signal.setitimer(signal.ITIMER_REAL, float(limit))
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - started, usage.ru_maxrss)
"""
CITEHUB = (sys.executable, "-m", "citehub")
NOTHING = Path(os.devnull)


class Cost(NamedTuple):
    """What a process took: its exit code and what it said on stderr, seconds, bytes at the peak.

    Of a process that started others, the peak is that of the largest of them all.
    """

    code: int
    said: str
    seconds: float
    peak: int


def cost_of(
    *command: str | Path,
    store: Path,
    stdin: Path = NOTHING,
    stdout: Path = NOTHING,
    limit: float = 0,
    **env: str,
) -> Cost:
    """Run a program to its end; a citehub uses the store.

    It is stopped, with all that it started, after `limit` seconds; 0 means no limit.
    """
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(limit), stdin, stdout, *command],
        env={**os.environ, "CITEHUB_STORE": str(store), **env},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    code, seconds, peak = done.stdout.split()
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(int(code), done.stderr, float(seconds), int(peak) * unit)
