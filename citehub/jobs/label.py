"""Labels by hand into the store: one, or many from a file."""

import getpass
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from citehub.errors import CitehubError
from citehub.hubs.by_hand import (
    Change,
    changes,
    clear_labels,
    correct_hub,
    label_paper,
    uncorrect_hub,
)
from citehub.hubs.classify import relabel
from citehub.library.library import Library
from citehub.library.names import find_hub, find_paper
from citehub.library.writer import Changing, changing, writing
from citehub.model import LABELS, Hub
from citehub.rules.ruleset import RuleSet
from citehub.text.json_rows import read_rows, refuse
from citehub.text.nearest import nearest
from citehub.text.words import one_line

_KEYS = ("hub", "paper", *LABELS, "why", "clear")


class Task(NamedTuple):
    """Labels to set on a paper, or to remove from it; `where` names their line, if any."""

    hub: str
    paper: str
    labels: Mapping[str, str]
    why: str | None
    clear: bool
    where: str


def read_tasks(path: Path) -> list[Task]:
    """Read JSON lines `{hub, paper, role?, citation_role?, citation_polarity?, why?, clear?}`."""
    return read_rows(path, _task)


def _task(row: Any, where: str) -> Task:
    if not isinstance(row, dict):
        raise CitehubError(f"{where}: not an object with {', '.join(_KEYS)}")
    if unknown := [key for key in row if key not in _KEYS]:
        what = "unknown key" if len(unknown) == 1 else "unknown keys"
        named = ", ".join(map(repr, unknown))
        raise CitehubError(f"{where}: {what} {named}; the keys are {', '.join(_KEYS)}")
    if lacking := [key for key in ("hub", "paper") if key not in row]:
        raise CitehubError(f"{where}: a row needs the key {' and '.join(map(repr, lacking))}")
    if not all(isinstance(row[name], str | int) for name in ("hub", "paper")):
        raise CitehubError(f"{where}: hub must be a text, and paper a text or a number")
    for name in ("why", *LABELS):
        if row.get(name) is not None and not (isinstance(row[name], str) and row[name].strip()):
            raise CitehubError(f"{where}: {name} must be a text that is not blank")
    if row.get("clear") not in (None, True, False):
        raise CitehubError(f"{where}: clear must be true or false")
    labels = {label: one_line(row[label]) for label in LABELS if row.get(label)}
    if not labels and not row.get("clear"):
        raise CitehubError(f"{where}: no label; give one of {', '.join(LABELS)}, or clear")
    why = one_line(row["why"]) if row.get("why") else None
    return Task(str(row["hub"]), str(row["paper"]), labels, why, bool(row.get("clear")), where)


def apply_labels(
    library: Library, tasks: list[Task], rules: RuleSet, *, dry_run: bool
) -> list[Change]:
    """Carry out all tasks, or none where one is wrong; return the labels that change.

    Each label is signed with the user's name and the time. CitehubError names all tasks that are
    wrong, including each that gives a label another value than one before it.
    """
    with changing(library, dry_run=dry_run) as hubs:
        before, after = _carried_out(library, hubs, tasks, rules)
        done: list[Change] = []
        for hub_id, hub in after.items():
            done += changes(before[hub_id], hub)
            if hub != before[hub_id]:
                hubs.put(hub)
    return done


def _carried_out(
    library: Library, hubs: Changing, tasks: list[Task], rules: RuleSet
) -> tuple[dict[str, Hub], dict[str, Hub]]:
    """Return the hubs that tasks name, by id: as they are, and as they would be."""
    by, when = _user(), datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    before: dict[str, Hub] = {}
    after: dict[str, Hub] = {}
    said: dict[tuple[str, int, str], tuple[str, str]] = {}  # each label's value, and where it is
    faults: list[str] = []
    for task in tasks:
        try:
            place = find_hub(library, task.hub, guess=False)
            if place.id not in after:
                before[place.id] = after[place.id] = hubs.get(place)
            hub = after[place.id]
            position = find_paper(hub, task.paper)
        except CitehubError as error:
            faults.append(f"{task.where}: {error}" if task.where else str(error))
            continue
        for label, value in task.labels.items():
            first, there = said.setdefault((place.id, position, label), (value, task.where))
            if first != value:
                faults.append(
                    f"{task.where}: {label} {value!r} of a paper that {there} gives {first!r}"
                )
        if task.clear:
            hub = relabel(clear_labels(hub, position), position, rules)
        if task.labels:
            hub = label_paper(hub, position, task.labels, why=task.why, by=by, when=when)
        after[place.id] = hub
    refuse(faults)
    return before, after


def unknown_values(tasks: list[Task], rules: RuleSet) -> list[str]:
    """Return a note for each label that no rule gives: it may be meant, or a typing error."""
    return sorted({line for task in tasks for line in _unknown(task.labels, rules)})


def _unknown(labels: Mapping[str, str], rules: RuleSet) -> Iterator[str]:
    for name, value in labels.items():
        known = {rule.value for rule in rules.rules if rule.label == name} | {"background", "other"}
        if value not in known:
            near = nearest(value, known)
            meant = f"; did you mean {near!r}?" if near else ""
            yield f"note: no rule gives the {name} {value!r}{meant}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return "you"


def set_fields(library: Library, name: str, fields: Mapping[str, str | int], clear: bool) -> Hub:
    """Correct a hub's title, authors or year, and return it; `clear` undoes corrections first.

    CitehubError where a text is blank.
    """
    fields = {
        field: one_line(value) if isinstance(value, str) else value
        for field, value in fields.items()
    }
    if "" in fields.values():
        raise CitehubError("a title or authors cannot be blank")
    with writing(library) as writer:
        found = writer.get(find_hub(library, name, guess=False))
        changed = correct_hub(uncorrect_hub(found) if clear else found, fields)
        writer.put(changed)
    return changed
