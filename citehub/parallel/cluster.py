"""An executor whose workers are those of a Dask cluster that is running.

dask.distributed comes with `citehub[cluster]`. Whoever reaches the scheduler of a cluster can run
code on its workers, and they can run code here: a cluster is trusted.
"""

import logging
import pickle
import re
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from contextlib import ExitStack
from typing import Any

from citehub.errors import CitehubError
from citehub.parallel.versions import ASKED, HERE, call_if_same, named

try:
    import distributed
except ImportError:
    raise CitehubError("--cluster needs dask.distributed: pip install 'citehub[cluster]'") from None

_ADDRESS = re.compile(r"(?:\w+://)?[^\s/]+:\d{1,5}/?")
_CONNECT = 5.0  # seconds within which a scheduler has to answer
_PATIENCE = 60.0  # seconds that are waited for the first worker, or for another where none is left
_LOST = 3 * _CONNECT  # seconds after which a scheduler does not come back
_LOOK = 2.0  # seconds after which work that is not done has the cluster looked at
_TRIES = 3  # connections that may be lost with one piece of work
_MOST_NAMED = 5  # workers with other versions
_MOST_THREADS = 1000
# These log tracebacks where a connection is lost; what goes wrong is said by us.
_LOGGERS = ("distributed", "distributed.client", "tornado.application", "asyncio")


class ClusterExecutor(ThreadPoolExecutor):
    """Hands work to a Dask cluster, each piece by a thread of this process that waits for it.

    Dask does the work of a worker that dies again, elsewhere. CitehubError where no scheduler
    answers at the address, where it has no workers or loses all for `patience` seconds, where the
    scheduler goes away, and where a worker has another version of citehub or of Python.
    """

    def __init__(self, address: str, *, patience: float = _PATIENCE) -> None:
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._address = address
        self._patience = patience
        self._closed = False
        with ExitStack() as opened:
            self._client = self._connected()
            opened.callback(self._client.close)
            self._wait_for_workers()
            self._compare_versions()
            threads = sum(self._client.nthreads().values())
            opened.pop_all()
        self._dask = self._client.get_executor(pure=False)
        super().__init__(min(2 * threads, _MOST_THREADS))  # so that no worker waits for the next

    def _connected(self) -> Any:
        if not _ADDRESS.fullmatch(self._address):
            raise CitehubError(
                f"{self._address}: not the address of a Dask scheduler; one is: tcp://host:8786"
            )
        try:
            return distributed.Client(self._address, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError, distributed.TimeoutError) as error:
            raise CitehubError(
                f"{self._address}: no Dask scheduler answers there ({error}); start one with: "
                "dask scheduler"
            ) from None

    def _wait_for_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=self._patience)
        except (OSError, distributed.TimeoutError):
            raise self._no_workers() from None

    def _no_workers(self) -> CitehubError:
        return CitehubError(
            f"{self._address}: the cluster has no workers, after {self._patience:.0f} seconds; "
            f"start some with: dask worker {self._address}"
        )

    def _compare_versions(self) -> None:
        """Raise CitehubError where a worker has another citehub than we, or none."""
        # Asked by a text: a citehub of another version may have no function of ours to call.
        answers = self._client.run(eval, ASKED, on_error="return")
        others = [f"{at}: {_said(found)}" for at, found in answers.items() if found != HERE]
        if others:
            more = others[_MOST_NAMED:]
            listed = "".join(f"\n  {line}" for line in others[:_MOST_NAMED])
            raise CitehubError(
                f"every worker has to have {named(HERE)}, as here; these have not:{listed}"
                + f"\n  and {len(more)} more" * bool(more)
            )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker call a function; return the future of what it returns or raises."""
        return super().submit(self._call, pickle.dumps((fn, args, kwargs)))

    def _call(self, call: bytes) -> Any:
        for _ in range(_TRIES):
            try:
                return self._done(self._dask.submit(call_if_same, HERE, call))
            except CancelledError:  # what Dask makes of work whose scheduler is lost
                if self._closed or self._client.status != "running":
                    break
            except CitehubError:
                raise
            except distributed.KilledWorker:
                raise CitehubError(
                    "workers were killed again and again by the same pages; is their memory full?"
                ) from None
            except Exception:
                if self._client.status != "running":
                    break
                self._compare_versions()  # a worker that came later may be the cause
                raise
        raise CitehubError(
            f"{self._address}: the scheduler has gone away; what was reported stored is there, "
            "give the same pages again for the rest"
        )

    def _done(self, future: Future[Any]) -> Any:
        """Wait for work, as long as somebody is there to do it."""
        seen = heard = time.monotonic()  # workers, and the scheduler
        while True:
            try:
                return future.result(timeout=_LOOK)
            except NotYetError:
                if future.done():  # it is the work that raised this
                    raise
            now = time.monotonic()
            if self._client.status != "running":
                if now - heard > _LOST:  # not all work that was asked for meanwhile is cancelled
                    raise CancelledError
                continue
            heard = now
            if self._has_workers():
                seen = now
            elif now - seen > self._patience:
                raise self._no_workers()

    def _has_workers(self) -> bool:
        """Return whether there are workers; True where nobody answers, as the scheduler may go."""
        try:
            ask = self._client.scheduler.ncores
            return bool(self._client.sync(ask, callback_timeout=_CONNECT))
        except (OSError, distributed.TimeoutError):
            return True

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Leave the cluster; on an error at once, whatever it is doing."""
        self._closed = kind is not None
        if self._closed:
            self._client.close()
        self.shutdown(cancel_futures=self._closed)
        self._client.close()


def _said(found: object) -> str:
    """Say what a worker answered that was asked for its versions."""
    if isinstance(found, ModuleNotFoundError):
        return f"no citehub ({found})"
    return named(found) if isinstance(found, tuple) else str(found)
