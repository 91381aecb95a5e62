"""The commands that change the store: ingest, set, label, classify."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from citehub.cli.options import (
    STORE,
    DryRunOption,
    HubArgument,
    RulesOption,
    StoreOption,
    View,
    with_options,
)
from citehub.cli.output import check_fields, emit_rows, opened
from citehub.cli.streams import say
from citehub.errors import EXIT_PROBLEM, CitehubError
from citehub.text.words import one_line

if TYPE_CHECKING:
    from citehub.hubs.by_hand import Change
    from citehub.index.index import Place
    from citehub.jobs.ingest import Outcome
    from citehub.library.library import Library
    from citehub.model import Hub
    from citehub.rules.ruleset import RuleSet


def load_rules(path: Path | None) -> "RuleSet":
    """Read the rules, once, where a command needs them."""
    from citehub.jobs.draft import rules_of  # noqa: PLC0415 - YAML is slow to load

    return rules_of(path)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Pages, folders of pages, or - for stdin.")],
    store: StoreOption = STORE,
    rules: RulesOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say problems only.")] = False,
) -> None:
    """Take hub pages into the store."""
    from citehub.jobs.ingest import ingest as take_in  # noqa: PLC0415
    from citehub.pages.files import page_paths  # noqa: PLC0415

    if rules is not None:
        load_rules(rules)  # a wrong file is refused before anything is touched
    files = list(page_paths(paths))
    if not files:
        raise CitehubError(f"no *.txt below {', '.join(map(str, paths))}")
    report = _Report(quiet, len(files))
    with opened(store) as library, report:
        take_in(library, files, rules, report.add)
    report.total()


class _Report:
    """Tells on stderr what became of each page: a line each, or a bar and the totals for many."""

    _LINES = 50  # pages up to which each has a line of its own

    def __init__(self, quiet: bool, pages: int) -> None:
        self.counts = {"new": 0, "updated": 0, "unchanged": 0, "problem": 0}
        self._quiet = quiet
        self._lines = not quiet and pages <= self._LINES
        self._pages = pages
        self._bar: Any = None

    def __enter__(self) -> "_Report":
        if self._pages > self._LINES and not self._quiet and sys.stderr.isatty():
            from rich.progress import Progress  # noqa: PLC0415

            from citehub.screen import tables  # noqa: PLC0415

            self._bar = Progress(console=tables.console(None, sys.stderr))
            self._task = self._bar.add_task("pages", total=self._pages)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def add(self, outcome: "Outcome") -> None:
        self.counts[outcome.status] += 1
        if self._bar is not None:
            self._bar.advance(self._task)
        if outcome.status == "problem":
            say(f"{outcome.source}: problem: {outcome.message}")
        elif self._lines:
            about = f" {outcome.hub}: {outcome.message}" if outcome.hub else ""
            say(f"{outcome.source}: {outcome.status}{about}")
            for note in outcome.notes:
                say(f"{outcome.source}: note: {note}")

    def total(self) -> None:
        """Say the totals; leave with the code for problems where there were any."""
        several = {"problem": "problems"}  # the other words are the same of one and of many
        parts = ", ".join(
            f"{count:,} {several.get(what, what) if count > 1 else what}"
            for what, count in self.counts.items()
            if count
        )
        if not self._quiet:
            say(f"{self._pages:,} page{'s' if self._pages != 1 else ''}: {parts}")
        if self.counts["problem"]:
            raise typer.Exit(EXIT_PROBLEM)


@with_options
def set_(
    hub: HubArgument,
    title: Annotated[str | None, typer.Option("--title", help="What to call it.")] = None,
    authors: Annotated[str | None, typer.Option("--authors", help="Who wrote it.")] = None,
    year: Annotated[
        int | None, typer.Option("--year", min=1000, max=2999, help="When it appeared.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take corrections back first.")] = False,
    store: StoreOption = STORE,
) -> None:
    """Correct a hub's title, authors or year; the page's own title is kept beside."""
    from citehub.hubs.by_hand import correct_hub, uncorrect_hub  # noqa: PLC0415
    from citehub.library.writer import writing  # noqa: PLC0415

    given: dict[str, str | int | None] = {"title": title, "authors": authors, "year": year}
    if any(isinstance(value, str) and not value.strip() for value in given.values()):
        raise typer.BadParameter("a title or authors cannot be blank; --clear takes them back")
    fields = {
        name: one_line(value) if isinstance(value, str) else value
        for name, value in given.items()
        if value is not None
    }
    if not fields and not clear:
        raise typer.BadParameter("give --title, --authors, --year or --clear")
    with opened(store) as library, writing(library) as writer:
        found = writer.get(library.find(hub, guess=False))
        changed = correct_hub(uncorrect_hub(found) if clear else found, fields)
        writer.put(changed)
    about = ", ".join(str(part) for part in (changed.authors, changed.year) if part)
    say(f"{changed.id}: now {changed.title!r}{f' ({about})' if about else ''}")
    say(f"{changed.id}: on its page {changed.page_title!r}")


def _given(role: str | None, cited_as: str | None, polarity: str | None) -> dict[str, str]:
    from citehub.model import LABELS  # noqa: PLC0415

    labels = dict(zip(LABELS, (role, cited_as, polarity), strict=True))
    if any(value is not None and not value.strip() for value in labels.values()):
        raise typer.BadParameter("a label cannot be blank; --clear takes labels back")
    return {label: one_line(value) for label, value in labels.items() if value}


@with_options
def label(
    view: View,
    hub: Annotated[str | None, typer.Argument(help="As for show.")] = None,
    paper: Annotated[str | None, typer.Argument(help="Its position, or title words.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="What it is.")] = None,
    cited_as: Annotated[str | None, typer.Option("--cited-as", help="How it uses it.")] = None,
    polarity: Annotated[str | None, typer.Option("--polarity", help="Does it agree.")] = None,
    why: Annotated[str | None, typer.Option("--why", help="Your reason.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take labels by hand back.")] = False,
    from_file: Annotated[
        Path | None,
        typer.Option("--from", help="Many: JSON lines with hub, paper, role, …, why."),
    ] = None,
    dry_run: DryRunOption = False,
    rules: RulesOption = None,
) -> None:
    """Correct a citing paper's labels by hand; no ingest and no rule changes them again."""
    from citehub.jobs.label import Task, apply, read_tasks  # noqa: PLC0415

    if from_file is not None and (hub or role or cited_as or polarity or clear or why):
        raise typer.BadParameter("--from FILE says it all; give nothing beside it")
    if from_file is not None:
        tasks = read_tasks(from_file)
    elif hub is None or paper is None:
        raise typer.BadParameter("name a HUB and a PAPER, or give --from FILE")
    else:
        tasks = [
            Task(
                hub,
                paper,
                _given(role, cited_as, polarity),
                one_line(why) if why else None,
                clear,
                "",
            )
        ]
    if not all(task.labels or task.clear for task in tasks):
        raise typer.BadParameter("give --role, --cited-as, --polarity or --clear")
    ruleset = load_rules(rules)
    for line in sorted({line for task in tasks for line in _unheard_of(task.labels, ruleset)}):
        say(line)
    from datetime import datetime, timezone  # noqa: PLC0415

    when = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with _changing(view, dry_run) as (library, get, put):
        done = apply(library, get, put, tasks, ruleset, _user(), when)
    _emit_changes(view, done, dry_run)


@contextmanager
def _changing(
    view: View, dry_run: bool
) -> "Iterator[tuple[Library, Callable[[Place], Hub], Callable[[Hub], None]]]":
    """Open a store to change its labels: how to get a hub, how to put it. A dry run only reads."""
    from citehub.library.writer import writing  # noqa: PLC0415

    check_fields(view, _change_keys())  # before anything is changed
    with opened(view.store) as library:
        if dry_run:
            library.refresh()
            yield library, library.read, lambda hub: None
        else:
            with writing(library) as writer:
                yield library, writer.get, writer.put


def _change_keys() -> tuple[str, ...]:
    from citehub.hubs.by_hand import Change  # noqa: PLC0415

    return Change._fields


def _emit_changes(view: View, done: "list[Change]", dry_run: bool) -> None:
    what = "labels would change" if dry_run else "labels changed"
    emit_rows(view, done, _change_keys(), what)


def _unheard_of(labels: "Mapping[str, str]", rules: "RuleSet") -> "Iterator[str]":
    """Say where a label is one that no rule gives: it may be meant so, or be a typing error."""
    from difflib import get_close_matches  # noqa: PLC0415

    for name, value in labels.items():
        known = {rule.value for rule in rules.rules if rule.label == name} | {"background", "other"}
        if value not in known:
            near = get_close_matches(value, known, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            yield f"note: no rule gives the {name} {value!r}{meant}"


def _user() -> str:
    import getpass  # noqa: PLC0415

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return "you"


@with_options
def classify(view: View, rules: RulesOption = None, dry_run: DryRunOption = False) -> None:
    """Apply the rules to the whole store again; print each label that changes."""
    ruleset = load_rules(rules)
    with _changing(view, dry_run) as (library, get, put):
        done = list(_reclassify(library, get, put, ruleset))
    _emit_changes(view, done, dry_run)


def _reclassify(
    library: "Library",
    get: "Callable[[Place], Hub]",
    put: "Callable[[Hub], None]",
    rules: "RuleSet",
) -> "Iterator[Change]":
    from citehub.hubs.by_hand import changes  # noqa: PLC0415
    from citehub.hubs.classify import classify_hub  # noqa: PLC0415

    for place in library.index.places():
        old = get(place)
        new = classify_hub(old, rules)
        yield from changes(old, new)
        if new != old:
            put(new)
