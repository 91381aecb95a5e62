"""An executor whose workers are Python processes that trust nothing in the current folder.

The standard library's process pool is not used: it starts its workers, and a helper of theirs,
with the current folder first on `sys.path`, so that a file called `pickle.py` there is executed;
it needs a writable /dev/shm; and it ends the whole run when one worker is killed.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from citehub.errors import CitehubError

_TRIES = 3  # workers that may die on one piece of work
# Isolated (-I), Python puts neither the current folder nor PYTHONPATH on the path.
_COMMAND = (
    sys.executable,
    "-I",
    "-c",
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from citehub.parallel.worker import serve; serve()",
)


class ProcessExecutor(ThreadPoolExecutor):
    """One worker process for each processor, each driven by a thread of this process.

    Functions, arguments and results travel by pickle. A worker that dies is replaced, and its
    piece of work done again; CitehubError where three die on the same one.
    """

    def __init__(self, processes: int | None = None) -> None:
        super().__init__(processes or _processors())
        self._mine = threading.local()
        self._workers: list[subprocess.Popen[bytes]] = []
        self._closed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker call a function; return the future of what it returns or raises."""
        return super().submit(self._call, pickle.dumps((fn, args, kwargs)))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop the workers; on an error at once, whatever they are doing."""
        if kind is not None:
            self._closed = True
            for worker in self._workers:
                worker.kill()
        self.shutdown(cancel_futures=kind is not None)
        for worker in self._workers:
            with worker, suppress(OSError):
                worker.stdin.close()  # type: ignore[union-attr]

    def _call(self, call: bytes) -> Any:
        for _ in range(_TRIES):
            try:
                returned, value = _ask(self._worker(), call)
            except (OSError, EOFError, pickle.UnpicklingError):
                self._mine.worker = None
                if self._closed:
                    break
            else:
                if returned:
                    return value
                raise value
        raise CitehubError("worker processes were killed again and again; is the memory full?")

    def _worker(self) -> subprocess.Popen[bytes]:
        """Return this thread's worker, a new one where it has none."""
        worker: subprocess.Popen[bytes] | None = getattr(self._mine, "worker", None)
        if worker is None:
            worker = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._workers.append(worker)
            self._mine.worker = worker
            if self._closed:  # only now, or it could be missed by the one who stops all workers
                worker.kill()
            worker.stdin.write(pickle.dumps(_module_path()))  # type: ignore[union-attr]
        return worker


def _processors() -> int:
    """Return how many processors this process may use: a batch system grants a few of many."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ask(worker: subprocess.Popen[bytes], call: bytes) -> tuple[bool, Any]:
    """Return whether a worker's call returned, and the value it returned or raised."""
    worker.stdin.write(call)  # type: ignore[union-attr]
    worker.stdin.flush()  # type: ignore[union-attr]
    answer: tuple[bool, Any] = pickle.load(worker.stdout)  # type: ignore[arg-type]
    return answer


def _module_path() -> list[str]:
    """Return where a worker finds modules: where we do, the current folder left out.

    Where citehub itself runs from the current folder, as in a checkout, that comes last.
    """
    with suppress(OSError):  # a current folder that was deleted
        here = Path.cwd().resolve()
        return [
            *(entry for entry in sys.path if entry and Path(entry).resolve() != here),
            os.fspath(Path(__file__).resolve().parents[2]),
        ]
    return [entry for entry in sys.path if entry]
