"""Work done item by item and in order: in this process, or by any `concurrent.futures` executor."""

import gc
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor


def collect_garbage_rarely() -> None:
    """Collect garbage less often: citehub makes almost no reference cycles.

    Looking for them after every 700 new objects takes 5 % of a command's start and a sixth of the
    time in which a page is read.
    """
    gc.set_threshold(100_000)


def processes_if(
    many: bool, given: "Executor | None" = None
) -> "AbstractContextManager[Executor | None]":
    """Return an executor of worker processes where there is enough work to pay for them.

    One that is `given` is used in any case, and left open.
    """
    if given is not None:
        return nullcontext(given)
    if not many:
        return nullcontext()
    from citehub.parallel.processes import ProcessExecutor  # noqa: PLC0415 - slow to load

    return ProcessExecutor()


def cluster_at(address: str | None) -> "AbstractContextManager[Executor | None]":
    """Return an executor on the Dask cluster of an address, or None for none.

    CitehubError where dask.distributed is not installed, and where the cluster cannot be used.
    """
    if address is None:
        return nullcontext()
    from citehub.parallel.cluster import ClusterExecutor  # noqa: PLC0415 - slow to load

    return ClusterExecutor(address)
