"""Rows of labels by hand: what a user asks for, in a file of JSON lines or CSV."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from citehub.errors import CitehubError
from citehub.model import LABELS
from citehub.text.csv_rows import csv_rows
from citehub.text.json_rows import each_row, read_text
from citehub.text.words import one_line

_KEYS = ("hub", "position", "paper", *LABELS, "why", "clear", "title", "when", "order")
_TEXTS = ("why", "title", "when", "order", *LABELS)
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CLEAR: dict[str, str | bool] = {"true": True, "false": False}  # in CSV, where all is text


class Task(NamedTuple):
    """Labels to set on papers of a hub, or to take back; `where` names their line, if any.

    `paper` is a position, a list of them (`3-5,9`), or words of a title. `clear` names the labels
    that are taken back first. What a review adds: a paper with other words in its title than
    `title` is not meant; `when` the label was given, if that is not now (one by hand that is
    younger stays); and the `order` in which the review brought the paper up.
    """

    hub: str
    paper: str
    labels: Mapping[str, str]
    why: str | None
    clear: tuple[str, ...]
    where: str
    title: str | None = None
    when: str | None = None
    order: str | None = None


def read_tasks(path: Path) -> Iterator[Task | CitehubError]:
    """Yield the rows of a file, or else what is wrong with each.

    A row has `hub`, `position` or `paper`, and what to give: `role`, `citation_role`,
    `citation_polarity`, `why`, `clear` (true for all labels, or the name of one), and the `title`,
    `when` and `order` of a review. Rows are CSV where the name ends in `.csv`, else JSON
    lines. CitehubError where the file cannot be read.
    """
    if path.suffix.lower() != ".csv":
        yield from each_row(path, task_of)
        return
    for where, row in csv_rows(*read_text(path)):
        try:
            if isinstance(row, str):
                raise CitehubError(f"{where}: {row}")
            clear = row.get("clear", "")
            yield task_of({**row, "clear": _CLEAR.get(clear.lower(), clear or None)}, where)
        except CitehubError as error:
            yield error


def task_of(row: Any, where: str) -> Task:
    """Read one row; CitehubError says what is wrong with it, and `where`."""
    if not isinstance(row, dict):
        raise CitehubError(f"{where}: not an object with {', '.join(_KEYS)}")
    if unknown := [key for key in row if key not in _KEYS]:
        what = "unknown key" if len(unknown) == 1 else "unknown keys"
        named = ", ".join(map(repr, unknown))
        raise CitehubError(f"{where}: {what} {named}; the keys are {', '.join(_KEYS)}")
    hub, paper = row.get("hub"), _paper(row, where)
    if hub is None:
        raise CitehubError(f"{where}: a row needs the key 'hub'")
    if not isinstance(hub, str | int):
        raise CitehubError(f"{where}: hub must be a text")
    for name in _TEXTS:
        if row.get(name) is not None and not (isinstance(row[name], str) and row[name].strip()):
            raise CitehubError(f"{where}: {name} must be a text that is not blank")
    clear = row.get("clear")
    if clear not in (None, True, False, *LABELS):
        raise CitehubError(f"{where}: clear must be true or false, or one of {', '.join(LABELS)}")
    if row.get("when") and not _WHEN.fullmatch(row["when"]):
        raise CitehubError(f"{where}: when must be a time in UTC, as 2026-01-31T09:30:00Z")
    labels = {label: one_line(row[label]) for label in LABELS if row.get(label)}
    if not labels and not clear:
        raise CitehubError(f"{where}: no label; give one of {', '.join(LABELS)}, or clear")
    why = one_line(row["why"]) if row.get("why") else None
    cleared = LABELS if clear is True else (clear,) if clear else ()
    review = {name: row.get(name) for name in ("title", "when", "order")}
    return Task(str(hub), paper, labels, why, cleared, where, **review)


def row_of(task: Task) -> dict[str, Any]:
    """Return a task as the row that `task_of` reads."""
    number = task.paper.isdecimal()
    paper = {"position": int(task.paper)} if number else {"paper": task.paper}
    row: dict[str, Any] = {"hub": task.hub, **paper, "title": task.title, **task.labels}
    if task.clear:
        (row["clear"],) = task.clear if len(task.clear) == 1 else (True,)
    row |= {"why": task.why, "order": task.order, "when": task.when}
    return {key: value for key, value in row.items() if value is not None}


def _paper(row: Mapping[str, Any], where: str) -> str:
    """Return what a row calls its paper."""
    named = [key for key in ("position", "paper") if row.get(key) is not None]
    if len(named) != 1:
        raise CitehubError(f"{where}: a row needs the key 'position' or 'paper', and one of them")
    (key,) = named
    paper = row[key]
    if isinstance(paper, bool) or not isinstance(paper, str | int):
        raise CitehubError(f"{where}: {key} must be a number or a text")
    if key == "position" and not str(paper).strip().isdecimal():
        raise CitehubError(f"{where}: position must be a whole number, not {paper!r}")
    return one_line(str(paper))
