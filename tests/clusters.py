"""A Dask scheduler and workers in processes of their own, on this machine alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_HERE = ("--host", "127.0.0.1", "--no-dashboard")
_STARTS = 60  # seconds within which a scheduler has to be there


class Cluster:
    """A scheduler, and the workers that were started for it."""

    def __init__(self, folder: Path, started: ExitStack) -> None:
        self._folder = folder
        self._started = started
        found = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", *_HERE, "--port", "0", "--scheduler-file", str(found)
        )
        end = time.monotonic() + _STARTS
        while not found.exists() and time.monotonic() < end:
            time.sleep(0.05)
        self.address: str = json.loads(found.read_text())["address"]

    def _start(self, what: str, *options: str, **env: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{what}", *options],
            cwd=self._folder,
            env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | env,
            stderr=subprocess.DEVNULL,
        )
        self._started.callback(end, process)
        return process

    def worker(self, **env: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, which nobody starts again when it dies."""
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder))
        return self._start("worker", self.address, *_HERE, *options, **env)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process at once."""
    process.kill()
    process.wait()


@contextmanager
def cluster(folder: Path, workers: int = 0) -> Iterator[Cluster]:
    """Start a scheduler and workers; end them all."""
    with ExitStack() as started:
        found = Cluster(folder, started)
        for _ in range(workers):
            found.worker()
        yield found
