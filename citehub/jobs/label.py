"""Labels by hand into the store: all that are asked for, or none."""

import getpass
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone

from citehub.errors import CitehubError
from citehub.hubs import by_hand
from citehub.hubs.classify import Names, classify_paper, hub_names_of
from citehub.hubs.roles import may_be_one
from citehub.index.place import Place, hub_of_number, number_of, position_of_number
from citehub.jobs.label_rows import Task
from citehub.library.changing import Changing, changing
from citehub.library.library import Library
from citehub.library.names import PaperNames, find_hub
from citehub.model import LABELS, UNCLASSIFIED, VALUES, Evidence, Hub, Paper
from citehub.rules.ruleset import RuleSet
from citehub.text.json_rows import refuse
from citehub.text.nearest import nearest
from citehub.text.words import one_line, words


def apply_labels(
    library: Library,
    tasks: Iterable[Task | CitehubError],
    rules: RuleSet,
    *,
    dry_run: bool,
    new_values: bool = False,
) -> list[by_hand.Change]:
    """Carry out all tasks, or none where one is wrong; return the labels that change.

    Each label is signed with the user's name and the time. CitehubError names all that is wrong: a
    row that could not be read, a task for what is not there, one that gives a label another value
    than a task before it, and one whose value is not known, unless `new_values` allows those.

    A role is a fact about the paper: it goes to every hub that lists it. The citation labels are
    those of one hub.
    """
    with changing(library, "label", dry_run=dry_run) as hubs:
        work = _Work(library, hubs, rules, new_values)
        for task in tasks:
            work.add(task)
        refuse([message for _, message in work.faults])
        return work.put()


def apply_what_fits(
    library: Library, tasks: Iterable[Task], rules: RuleSet
) -> list[tuple[Task | CitehubError, str]]:
    """Carry out the tasks whose papers are there; return each other with what is wrong.

    For labels given a while ago: another program may have taken a hub away since then.
    """
    with changing(library, "review", dry_run=False) as hubs:
        work = _Work(library, hubs, rules, new_values=True)
        for task in tasks:
            work.add(task)
        work.put()
        return work.faults


class _Draft:
    """A hub whose papers are being labelled: as it was, and its papers as they will be."""

    def __init__(self, place: Place, hub: Hub) -> None:
        self.number = place.number
        self.hub = hub
        self.papers: list[Paper] = [*hub.papers]
        self.names = PaperNames(hub)
        self.called: Names = hub_names_of(hub)
        self.said: dict[tuple[int, str], tuple[str, str]] = {}  # each value given, and where


class _Work:
    """The hubs that tasks name, as they are and as they would be, and what is wrong with tasks."""

    def __init__(self, library: Library, hubs: Changing, rules: RuleSet, new_values: bool) -> None:
        self.drafts: dict[str, _Draft] = {}  # by the hub's id
        self.faults: list[tuple[Task | CitehubError, str]] = []
        self._library = library
        self._hubs = hubs
        self._rules = rules
        self._known = None if new_values else _Known(library, rules)
        self._named: dict[str, _Draft | CitehubError] = {}  # by what tasks call the hub
        self._by, self._when = _user(), utc_now()

    def add(self, task: Task | CitehubError) -> None:
        """Carry out a task, or note what is wrong with it."""
        if isinstance(task, CitehubError):
            self.faults.append((task, str(task)))
            return
        try:
            self._carry_out(task)
        except CitehubError as error:
            self.faults.append((task, f"{task.where}: {error}" if task.where else str(error)))

    def put(self) -> list[by_hand.Change]:
        """Put the hubs that differ in place; return the labels that do."""
        done: list[by_hand.Change] = []
        for draft in self.drafts.values():
            changed = draft.hub._replace(papers=tuple(draft.papers))
            done += by_hand.changes(draft.hub, changed)
            if changed != draft.hub:
                self._hubs.put(changed)
        return done

    def _carry_out(self, task: Task) -> None:
        draft = self._draft(task.hub)
        positions = draft.names.several(task.paper)
        if self._known:
            self._known.check(task)
        given = by_hand.by_hand(task.why, self._by, task.when or self._when, task.order)
        for position in positions:
            _check_title(draft, position, task)
            self._note_values(draft, position, task)
            self._label(draft, position, task, given)
            if of_role := _of_role(task):
                for other, at in self._elsewhere(draft, position):
                    self._note_values(other, at, of_role)
                    self._label(other, at, of_role, given)

    def _draft(self, name: str) -> _Draft:
        """Return the hub that a task names; each name is looked up once."""
        if name not in self._named:
            try:
                self._named[name] = self._draft_at(find_hub(self._library, name, guess=False))
            except CitehubError as error:
                self._named[name] = error
        found = self._named[name]
        if isinstance(found, CitehubError):
            raise found
        return found

    def _draft_at(self, place: Place) -> _Draft:
        if place.id not in self.drafts:
            self.drafts[place.id] = _Draft(place, self._hubs.get(place))
        return self.drafts[place.id]

    def _elsewhere(self, draft: _Draft, position: int) -> Iterator[tuple[_Draft, int]]:
        """Yield the other listings of a paper."""
        number = number_of(draft.number, position)
        for listing in self._library.ask(lambda index: index.papers.listings(number)):
            if listing != number:
                hub = hub_of_number(listing)
                other = self._draft_at(self._library.known_place(number=hub))
                at = position_of_number(listing)
                if may_be_one(draft.papers[position - 1], other.papers[at - 1]):
                    yield other, at

    def _note_values(self, draft: _Draft, position: int, task: Task) -> None:
        """Refuse another value than before; of those with a time, the later one counts."""
        for label, value in task.labels.items() if not task.when else ():
            first, there = draft.said.setdefault((position, label), (value, task.where))
            if first != value:
                raise CitehubError(f"{label} {value!r} of a paper that {there} gives {first!r}")

    def _label(self, draft: _Draft, position: int, task: Task, given: Evidence) -> None:
        paper = draft.papers[position - 1]
        open_to = [label for label in LABELS if not _is_younger(paper, label, task.when)]
        if clear := tuple(label for label in task.clear if label in open_to):
            paper = classify_paper(by_hand.clear_labels(paper, clear), draft.called, self._rules)
        labels = {label: value for label, value in task.labels.items() if label in open_to}
        draft.papers[position - 1] = by_hand.label_paper(paper, labels, given)


def _check_title(draft: _Draft, position: int, task: Task) -> None:
    title = draft.papers[position - 1].title or ""
    if task.title is not None and words(title) != words(task.title):
        raise CitehubError(f"{draft.hub.id} #{position} is not titled {task.title!r}")


def _of_role(task: Task) -> Task | None:
    """Return what a task says of the role alone, if anything."""
    labels = {label: value for label, value in task.labels.items() if label == "role"}
    clear = tuple(label for label in task.clear if label == "role")
    return task._replace(labels=labels, clear=clear) if labels or clear else None


def _is_younger(paper: Paper, label: str, when: str | None) -> bool:
    """Return whether a label was given by hand after a time."""
    held = getattr(paper, f"{label}_evidence")
    return bool(when and by_hand.is_by_hand(paper, label) and (held.when or "") > when)


class _Known:
    """The values that a label can have: those that citehub, the rules or a paper gives."""

    def __init__(self, library: Library, rules: RuleSet) -> None:
        self._library = library
        self._values = {label: {*values, UNCLASSIFIED} for label, values in VALUES.items()}
        for rule in rules.rules:
            self._values[rule.label].add(rule.value)
        self._asked: set[str] = set()  # the labels whose values in the store are known

    def check(self, task: Task) -> None:
        """Raise CitehubError where a value may be a typing error."""
        for label, value in task.labels.items():
            known = self._values[label]
            if value not in known and label not in self._asked:
                self._asked.add(label)
                known.update(self._library.index.papers.values(label))
            if value not in known:
                near = nearest(value, known)
                meant = f" (did you mean {near!r}?)" if near else ""
                raise CitehubError(
                    f"no rule gives the {label} {value!r}{meant}; to use it, add --new-value; "
                    f"known are: {', '.join(sorted(known))}"
                )


def _user() -> str:
    """Return the user's name; where it is not text, what cannot be read of it becomes U+FFFD."""
    try:
        return one_line(getpass.getuser()) or "you"
    except (KeyError, OSError):  # no such user, as in some containers
        return "you"


def utc_now() -> str:
    """Return the time in UTC, to the second, as labels keep it."""
    return f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
