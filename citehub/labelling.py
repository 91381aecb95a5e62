"""Labels by hand into the store: one, or many from a file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from citehub.classify import relabel
from citehub.corrections import Change, changes, clear_labels, label_paper
from citehub.errors import CitehubError
from citehub.index import Place
from citehub.library import Library
from citehub.model import LABELS, Hub
from citehub.rows import read_rows
from citehub.rules.ruleset import RuleSet
from citehub.text import one_line


class Task(NamedTuple):
    """Labels to give to, or take from, a paper of a hub; `where` names its line, if any."""

    hub: str
    paper: str
    labels: Mapping[str, str]
    why: str | None
    clear: bool
    where: str


def read_tasks(path: Path) -> list[Task]:
    """Read JSON lines `{hub, paper, role?, citation_role?, citation_polarity?, why?, clear?}`."""
    return [_task(row, where) for where, row in read_rows(path)]


def _task(row: Any, where: str) -> Task:
    known = {"hub", "paper", "why", "clear", *LABELS}
    if not isinstance(row, dict) or not {"hub", "paper"} <= set(row) <= known:
        raise CitehubError(f"{where}: a row has hub, paper and of {', '.join(sorted(known))}")
    if not all(isinstance(row[name], str | int) for name in ("hub", "paper")):
        raise CitehubError(f"{where}: hub is a text, paper a text or a number")
    for name in ("why", *LABELS):
        if row.get(name) is not None and not (isinstance(row[name], str) and row[name].strip()):
            raise CitehubError(f"{where}: {name} is not a text")
    if row.get("clear") not in (None, True, False):
        raise CitehubError(f"{where}: clear is true or false")
    labels = {label: one_line(row[label]) for label in LABELS if row.get(label)}
    if not labels and not row.get("clear"):
        raise CitehubError(f"{where}: no label; give one of {', '.join(LABELS)}, or clear")
    why = one_line(row["why"]) if row.get("why") else None
    return Task(str(row["hub"]), str(row["paper"]), labels, why, bool(row.get("clear")), where)


def apply(
    library: Library,
    get: Callable[[Place], Hub],
    put: Callable[[Hub], None],
    tasks: list[Task],
    rules: RuleSet,
    by: str,
    when: str,
) -> list[Change]:
    """Carry tasks out, all or, where one is wrong, none; return the labels that change."""
    before: dict[str, Hub] = {}
    states: dict[str, Hub] = {}
    for task in tasks:
        try:
            place = library.find(task.hub, guess=False)
            if place.id not in states:
                before[place.id] = states[place.id] = get(place)
            hub = states[place.id]
            position = library.find_paper(hub, task.paper)
        except CitehubError as error:
            raise CitehubError(f"{task.where}: {error}" if task.where else str(error)) from None
        if task.clear:
            hub = relabel(clear_labels(hub, position), position, rules)
        if task.labels:
            hub = label_paper(hub, position, task.labels, why=task.why, by=by, when=when)
        states[place.id] = hub
    done = []
    for hub_id, hub in states.items():
        done += changes(before[hub_id], hub)
        if hub != before[hub_id]:
            put(hub)
    return done
