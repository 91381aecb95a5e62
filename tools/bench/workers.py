"""Measure how ingest goes with more workers, and what the one process that writes can keep up with.

    python tools/bench/workers.py [PAGES [ROUNDS]]

Made-up pages (corpus.py), all ways in turn, as often as ROUNDS says; medians, and ratios within
one run. What one page costs is counted in seconds of a processor, which other programs of the
machine do not lengthen as much.
"""

import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from clusters import Cluster
from corpus import PAPERS_A_PAGE, Corpus

from citehub.api import open_library
from citehub.jobs.draft import Draft, How, RulesText, prepare
from citehub.jobs.ingest import Taker
from citehub.jobs.part import Part
from citehub.library.library import Library
from citehub.library.writer import writing
from citehub.pages.files import read_page
from citehub.parallel.cluster import ClusterExecutor
from citehub.parallel.processes import ProcessExecutor

WORKERS = (1, 2, 4)
PARTS = 8
_SAMPLE = 1000  # pages of which the costs are taken


def ingested(pages: Path, executor: Executor) -> float:
    """Return the seconds that an ingest into a new store takes."""
    with tempfile.TemporaryDirectory() as folder, open_library(f"{folder}/hubs.jsonl") as library:
        started = time.perf_counter()
        library.ingest([pages], executor=executor)
        return time.perf_counter() - started


@contextmanager
def on_a_cluster(workers: int) -> Iterator[Executor]:
    """Return an executor on a cluster of this machine with so many workers."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as started:
        cluster = Cluster(Path(folder), started)
        for _ in range(workers):
            cluster.worker()
        with ClusterExecutor(cluster.address) as executor:
            while len(executor._client.nthreads()) < workers:
                time.sleep(0.1)
            yield executor


def speed_ups(pages: Path, count: int, rounds: int) -> None:
    """Print the pages a second with more workers, and how many times those with one."""
    ways: dict[str, Callable[[int], object]] = {
        "worker processes": ProcessExecutor,
        "workers of a cluster": on_a_cluster,
    }
    took: dict[tuple[str, int], list[float]] = {}
    for _ in range(rounds):
        for way, make in ways.items():
            for workers in WORKERS:
                with make(workers) as executor:  # type: ignore[attr-defined]
                    took.setdefault((way, workers), []).append(ingested(pages, executor))
    for (way, workers), seconds in took.items():
        middle, best = statistics.median(seconds), min(seconds)
        usual, undisturbed = statistics.median(took[way, 1]) / middle, min(took[way, 1]) / best
        spread = f"{best:.1f} to {max(seconds):.1f} s"
        print(
            f"{workers} {way}: {count / middle:.0f} pages/s ({spread}), × {usual:.2f}; "
            f"of the least disturbed runs × {undisturbed:.2f}"
        )


def cost_of(work: Callable[[], object], pages: int, rounds: int) -> float:
    """Return the milliseconds of this process's processor that a page takes."""
    costs = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        costs.append((time.process_time() - started) / pages * 1000)
    return statistics.median(costs)


def costs(pages: Path, rounds: int) -> None:
    """Print what a page costs a worker, the writer, a part that it does not belong to, and join."""
    files = [read_page(path) for path in sorted(pages.rglob("*.txt"))[:_SAMPLE]]
    with tempfile.TemporaryDirectory() as folder:
        how = How(Library(Path(folder, "none.jsonl"), print).store, RulesText())
        drafts = [pickle.dumps(prepare(file, how)) for file in files]
        stores = iter(range(1000))

        def prepared() -> None:
            for file in files:
                prepare(file, how)

        def written() -> None:
            library = Library(Path(folder, f"{next(stores)}.jsonl"), print)
            with writing(library, "ingest") as writer:
                taker = Taker(library, writer, RulesText(), lambda outcome: None)
                for file, data in zip(files, drafts, strict=True):
                    draft = pickle.loads(data)
                    assert isinstance(draft, Draft)
                    taker.take(file, draft)
                taker.finish()
            library.close()

        def looked_at() -> None:
            for file in files:
                prepare(read_page(Path(file.source)), how._replace(part=Part(1, 10**6)))

        one = partial(cost_of, pages=len(files), rounds=rounds)
        worker, writer, other = one(prepared), one(written), one(looked_at)
    print(f"a page costs a worker {worker:.2f} ms, and the writer {writer:.2f} ms of a processor")
    print(f"the writer alone: {1000 / writer:.0f} pages/s, busy with {worker / writer:.1f} workers")
    print(f"a page of another part: {other:.3f} ms, 1 of {worker / other:.0f} of a page")


def joined(pages: Path, count: int, rounds: int) -> None:
    """Print how long the parts take one after the other, and to join, by one ingest."""
    took: dict[str, list[float]] = {"one": [], "parts": [], "join": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with ProcessExecutor(2) as executor:
                took["one"].append(ingested(pages, executor))
                with open_library(folder / "hubs.jsonl") as library:
                    started = time.perf_counter()
                    for number in range(1, PARTS + 1):
                        library.ingest([pages], part=f"{number}/{PARTS}", executor=executor)
                    took["parts"].append(time.perf_counter() - started)
            with open_library(folder / "hubs.jsonl") as library:
                started = time.perf_counter()
                library.join(
                    [Part(n, PARTS).path(folder / "hubs.jsonl") for n in range(1, PARTS + 1)]
                )
                took["join"].append(time.perf_counter() - started)
    one, parts, join = (statistics.median(took[name]) for name in ("one", "parts", "join"))
    print(f"{PARTS} parts one by one: × {parts / one:.2f} the time of one ingest")
    print(f"join: {count / join:.0f} pages/s, × {join / one:.2f} the time of one ingest")


def main(count: int = 1000, rounds: int = 3) -> None:
    """Measure all."""
    with tempfile.TemporaryDirectory() as name:
        pages = Path(name, "pages")
        for _ in Corpus(count * PAPERS_A_PAGE).write(pages):
            pass
        costs(pages, rounds)
        joined(pages, count, rounds)
        speed_ups(pages, count, rounds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
