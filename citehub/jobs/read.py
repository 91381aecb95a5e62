"""Pages read and prepared, in order: here, by worker processes, or by any executor."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from citehub.errors import CitehubError
from citehub.jobs.draft import Draft, How, prepare
from citehub.pages.files import STDIN, PageFile, read_page
from citehub.parallel.in_order import in_order
from citehub.text.words import one_line

if TYPE_CHECKING:  # slow to load
    from concurrent.futures import Executor

Prepared = tuple[PageFile, Draft | str | None]


class Pages(NamedTuple):
    """Which pages to read, and where.

    `when` is the time at which they were saved, in place of their files' times. On a `shared_disk`
    the workers read the files themselves, so that no page travels.
    """

    paths: Sequence[Path]
    when: str | None = None
    shared_disk: bool = False

    def read(self, path: Path) -> PageFile:
        """Read one page."""
        file = read_page(path)
        return file._replace(when=self.when) if self.when else file


class _OnDisk(NamedTuple):
    """A page on a disk that every worker sees: its full path, and what is known of it but bytes.

    `size` is how many those are.
    """

    path: Path
    file: PageFile
    size: int


def prepared(
    pages: Pages, how: How, needed: Callable[[PageFile], bool], executor: "Executor | None"
) -> Iterator[Prepared]:
    """Yield each page with what `prepare` makes of it, None where it is not `needed`."""
    work = partial(prepare, how=how)
    if not pages.shared_disk:
        files = map(pages.read, pages.paths)
        yield from in_order(
            work, files, needed=needed, size=lambda file: len(file.data), executor=executor
        )
        return
    rows = _looked_at(pages, executor)
    there = partial(_prepare_there, how=how)
    done = in_order(
        there,
        rows,
        needed=lambda row: needed(row.file),
        size=lambda row: row.size,
        executor=executor,
    )
    yield from ((row.file, draft) for row, draft in done)


def _looked_at(pages: Pages, executor: "Executor | None") -> Iterator[_OnDisk]:
    """Yield the pages of a shared disk as workers see them.

    Looked at first, and prepared only where needed: most pages of a later run are known.
    """
    if Path(STDIN) in pages.paths:
        raise CitehubError("what is piped in is on no shared disk; leave --shared-disk out")
    here = Path.cwd()
    seen = in_order(_look, (here / path for path in pages.paths), executor=executor)
    for given, (path, found) in zip(pages.paths, seen, strict=True):
        file, size = found or (None, 0)
        if file and not file.problem:
            source = one_line(os.fspath(given))
            yield _OnDisk(path, file._replace(source=source, when=pages.when or file.when), size)
        else:
            yield _OnDisk(path, _unseen(pages.read(given), file), 0)


def _look(path: Path) -> tuple[PageFile, int]:
    """Return a page without its bytes, and how many they are."""
    file = read_page(path)
    return file._replace(data=b""), len(file.data)


def _unseen(here: PageFile, there: PageFile | None) -> PageFile:
    """Return the problem of a page that a worker could not read: ours, where we cannot either."""
    if here.problem or there is None:
        return here
    problem = f"a worker cannot read it ({there.problem}); is it on a disk that all share?"
    return here._replace(data=b"", problem=problem)


def _prepare_there(row: _OnDisk, how: How) -> Draft | str | None:
    """Prepare a page that this worker reads, if it is still the one that was looked at."""
    file = read_page(row.path)
    if file.problem or file.sha256 != row.file.sha256:
        return file.problem or "changed while it was read; give it again"
    return prepare(row.file._replace(data=file.data), how)
