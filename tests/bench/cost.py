"""What a process costs: its time by the clock, and its memory at the peak."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

# In a small process of its own, for a new process starts with the peak of the one it came from.
_MEASURE = """
import os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - started, usage.ru_maxrss)
"""
CITEHUB = (sys.executable, "-m", "citehub")


class Cost(NamedTuple):
    """What a process took: its exit code and what it said on stderr, seconds, bytes at the peak."""

    code: int
    said: str
    seconds: float
    peak: int


def cost_of(*command: str | Path, store: Path) -> Cost:
    """Run a program to its end, its output thrown away; a citehub uses the store."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *command],
        env={**os.environ, "CITEHUB_STORE": str(store)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    code, seconds, peak = done.stdout.split()
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(int(code), done.stderr, float(seconds), int(peak) * unit)
