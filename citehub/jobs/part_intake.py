"""Pages into one part of a store: those whose hubs fall into it, and a list of them for `join`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from citehub.errors import CitehubError, StoreError
from citehub.index.entry import ids_of_work
from citehub.jobs.draft import How, rules_text
from citehub.jobs.ingest import MANY, Outcome, Taker
from citehub.jobs.part import Part
from citehub.jobs.part_list import (
    ENDING,
    Double,
    Head,
    Listed,
    PartList,
    Seen,
    Version,
    differing,
    head_of,
    must_be_as_listed,
    read_list,
    write_list,
)
from citehub.jobs.read import Pages, prepared
from citehub.jobs.remembered import remember_rules
from citehub.library.library import Library
from citehub.library.writer import writing
from citehub.pages.files import STDIN
from citehub.parallel import processes_if
from citehub.rules.version import DEFAULT
from citehub.store.store import Store

if TYPE_CHECKING:  # slow to load
    from concurrent.futures import Executor

Tell = Callable[[Outcome], None]


def ingest_part(
    library: Library,
    part: Part,
    pages: Pages,
    rules: Path | None,
    tell: Tell,
    *,
    title: str | None = None,
    executor: "Executor | None" = None,
) -> None:
    """Take the pages of a part into its store, as `ingest_pages` does; `tell` hears of those alone.

    A part that is there is left as it is; StoreError where it was made of other pages. One that was
    broken off is completed.
    """
    if any(str(path) == STDIN for path in pages.paths):
        raise CitehubError("what is piped in cannot be read once for each part; save it as a file")
    text = rules_text(rules)
    head = head_of(part, pages.paths, text, title, pages.when)
    if known := read_list(library.store):
        _tell_known(library.store, known, head, pages, tell)
        return
    how = How(library.store, text, title, part)
    seen: dict[Version, Seen] = {}
    contents: set[str] = set()
    doubles: list[Double] = []
    problems: dict[int, str] = {}
    many = len(pages.paths) >= MANY
    with writing(library, "ingest") as writer, processes_if(many, executor) as workers:
        taker = Taker(library, writer, text, tell)
        rows = prepared(pages, how, lambda file: not file.problem, workers)
        for number, (file, draft) in enumerate(rows, start=1):
            problem = draft if isinstance(draft, str) else file.problem
            # What cannot be read has no title, and so goes by its name.
            if problem and (draft or part.has(file.source)):
                problems[number] = problem
                tell(Outcome(file.source, "problem", message=problem))
            if draft is None or isinstance(draft, str):
                continue  # another part's, or no page
            is_new = taker.is_new(file)
            if is_new or file.sha256 not in contents:
                listed = Listed(number, ids_of_work(draft.entry.keys))
                seen[file.sha256, file.when] = Seen(file._replace(data=b""), listed)
                contents.add(file.sha256)
            else:
                doubles.append(Double(number, file.sha256, file.when))
            if is_new:
                taker.take(file, draft)
            else:
                tell(Outcome(file.source, "unchanged"))
        taker.finish()
    with library.held():
        library.store.append(())  # a part without hubs is a file, too
        remember_rules(library.store, rules or DEFAULT)
        write_list(library.store, head, seen, doubles, problems)


def _tell_known(store: Store, known: PartList, head: Head, pages: Pages, tell: Tell) -> None:
    """Tell of each page of a part that is there; StoreError where it is not of these pages."""
    if others := differing((known.head, head)):
        raise StoreError(
            f"{store.path}: this part was made before, and not the same: other are "
            f"{', '.join(others)}; to make it again, delete it and {store.beside(ENDING).name}"
        )
    must_be_as_listed(store, known)
    for number in sorted(known.numbers()):
        source = str(pages.paths[number - 1])
        problem = known.problems.get(number)
        tell(Outcome(source, "problem" if problem else "unchanged", message=problem))
