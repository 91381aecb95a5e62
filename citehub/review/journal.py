"""The review journal: labels that are given and not yet in the store, each durable at once.

It is a file next to the store, in the form that `citehub label --from` reads. A label that is put
into the store leaves it afterwards, so after a crash some may be in both; to apply them once more
changes nothing. A label that is taken back, or given a second time, leaves it too.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import IO

from citehub.errors import CitehubError, StoreError
from citehub.jobs.label import apply_what_fits
from citehub.jobs.label_rows import Task, row_of, task_of
from citehub.library.library import Library
from citehub.rules.ruleset import RuleSet
from citehub.store.disk import flush_folder, replace_file, write_all
from citehub.store.lock import locked
from citehub.store.store import Store
from citehub.text.json_text import read_json

ENDING = "review"  # of its name, behind that of the store


class Journal:
    """The journal of one store, open; one process has it at a time."""

    def __init__(self, store: Store, tasks: list[Task]) -> None:
        self.path = store.beside(ENDING)
        self._store = store
        self._tasks = tasks
        self._on_the_way: list[Task] = []  # into the store
        self._writing = Lock()  # labels are given while others are put into the store

    @property
    def tasks(self) -> list[Task]:
        """The labels that are not known to be in the store, oldest first."""
        return [*self._tasks]

    def can_take_back(self, tasks: list[Task]) -> bool:
        """Return whether labels wait here, and are not being put into the store."""
        with self._writing:
            return all(task in self._tasks and task not in self._on_the_way for task in tasks)

    def add(self, tasks: list[Task]) -> None:
        """Keep labels, in place of those that the same papers had; they are on the disk then."""
        with self._writing, _told(self.path):
            given = set(map(_what, tasks))
            kept = [task for task in self._tasks if _what(task) not in given]
            if len(kept) < len(self._tasks):
                self._rewrite([*kept, *tasks])
            else:
                self._append(tasks)

    def exchange(self, gone: list[Task], back: list[Task]) -> None:
        """Drop labels that are taken back, and keep those again that they took the place of."""
        with self._writing, _told(self.path):
            self._rewrite([*(task for task in self._tasks if task not in gone), *back])

    def put_into(self, library: Library, rules: RuleSet) -> list[str]:
        """Put all that waits into the store; return what is wrong with labels that stay here.

        Any thread may do it, with a library of its own; labels can be given meanwhile.
        """
        with self._writing:
            tasks = self._on_the_way = self.tasks
        try:
            if not tasks:
                return []
            faults = apply_what_fits(library, tasks, rules)
            left = [task for task, _ in faults]
            self.exchange([task for task in tasks if task not in left], [])
            return [message for _, message in faults]
        finally:
            self._on_the_way = []

    def _append(self, tasks: list[Task]) -> None:
        self._store.make_beside(ENDING)
        with self.path.open("ab", buffering=0) as file:
            size = file.seek(0, 2)
            try:
                write_all(file, _lines(tasks))
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)
                raise
        if not size:
            flush_folder(self.path)
        self._tasks += tasks

    def _rewrite(self, tasks: list[Task]) -> None:
        data = _lines(tasks)
        if data or self.path.exists():
            replace_file(self.path, partial(_write, data), self._store.mode(), lambda: None)
        self._tasks = tasks

    def close(self) -> None:
        """Remove the file if no label waits in it."""
        if not self._tasks:
            with _told(self.path):
                self.path.unlink(missing_ok=True)


@contextmanager
def open_journal(store: Store) -> Iterator[Journal]:
    """Open the journal of a store with the labels that wait in it.

    CitehubError where another review has it, or a line of it is no label.
    """

    def refuse() -> None:
        raise CitehubError(f"another review of {store.path} is open; end it first")

    with locked(store.beside(f"{ENDING}-lock"), refuse, mode=store.mode()):
        journal = Journal(store, waiting(store))
        journal.exchange([], [])  # ends a last line that was torn
        try:
            yield journal
        finally:
            journal.close()


def waiting(store: Store) -> list[Task]:
    """Return the labels that wait in the journal of a store.

    A last line without its end is of a key that nobody was told of: it is left out.
    """
    path = store.beside(ENDING)
    try:
        *lines, _ = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CitehubError(f"{path}: cannot be read: {error.strerror}") from None
    return [_task(line, f"{path}:{number}") for number, line in enumerate(lines, start=1)]


def _task(line: bytes, where: str) -> Task:
    try:
        return task_of(read_json(line), where)
    except ValueError as error:
        raise CitehubError(f"{where}: not JSON ({error}); mend the line or delete it") from None


def _lines(tasks: list[Task]) -> bytes:
    rows = (json.dumps(row_of(task), ensure_ascii=False) for task in tasks)
    return "".join(f"{row}\n" for row in rows).encode()


def _what(task: Task) -> tuple[str, str, tuple[str, ...]]:
    """Return which label of which paper a task gives or takes back."""
    return task.hub, task.paper, (*task.labels, *task.clear)


def _write(data: bytes, file: IO[bytes]) -> None:
    file.write(data)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: labels cannot be kept there: {error.strerror}") from None
