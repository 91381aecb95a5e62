"""The command line: arguments, one emit, one error handler."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from citehub import __version__, render
from citehub.errors import EXIT_INTERRUPTED, EXIT_PROBLEM, CitehubError
from citehub.index import SORTS, Filters
from citehub.library import Library
from citehub.model import Hub, Record, hub_summary, listed_papers

if TYPE_CHECKING:
    from citehub.ingest import Outcome
    from citehub.rules.ruleset import RuleSet

TABLE_ROWS = 50  # rows of a table where no --limit is given; other formats have no limit

app = typer.Typer(
    name="citehub",
    help="Who cites this work, and what do those papers do?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(str, Enum):
    """The output formats, the same for every command."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    md = "md"
    yaml = "yaml"


class Within(str, Enum):
    """What a search looks at."""

    title = "title"
    summary = "summary"
    hub = "hub"


def say(message: str) -> None:
    """Tell the user something that is no data: on stderr, with nothing raw from any page."""
    from citehub.text import printable  # noqa: PLC0415

    text = printable(f"citehub: {message}")
    with suppress(OSError):
        print(
            text.encode(sys.stderr.encoding or "utf-8", "backslashreplace").decode(
                sys.stderr.encoding or "utf-8"
            ),
            file=sys.stderr,
            flush=True,
        )


@contextmanager
def opened(store: Path) -> Iterator[Library]:
    """Open the store with an index that is up to date."""
    library = Library(store, say, _rebuild_progress)
    try:
        yield library
    finally:
        library.close()


def _rebuild_progress(done: int, size: int) -> None:
    """Show on a terminal how far the reading of a large store is."""
    if size > 50_000_000 and sys.stderr.isatty():
        end = "\n" if done >= size else ""
        print(f"\rcitehub: indexing {100 * done // max(size, 1)} %", end=end, file=sys.stderr)


def _complete_hub(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of hubs to the shell, each with its title."""
    store = context.params.get("store") or os.environ.get("CITEHUB_STORE") or "data/citehub.jsonl"
    try:
        with opened(Path(store)) as library:
            library.refresh()
            return library.index.ids(incomplete, 100)
    except CitehubError:
        return []


StoreOption = Annotated[
    Path,
    typer.Option("--store", envvar="CITEHUB_STORE", help="The file of hubs (.jsonl, .yaml)."),
]
RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", envvar="CITEHUB_RULES", help="A rules file in place of the shipped."),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
FieldsOption = Annotated[
    str | None, typer.Option("--fields", help="Only these keys, in this order: title,role")
]
ColorOption = Annotated[
    bool | None, typer.Option("--color/--no-color", help="Colour, terminal or not.")
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", "-n", min=0, help="At most so many; 0 for all.")
]
HubArgument = Annotated[
    str,
    typer.Argument(help="An id, the start of one, or title words.", autocompletion=_complete_hub),
]
OptionalHub = Annotated[
    str | None,
    typer.Argument(help="An id, the start of one, or title words.", autocompletion=_complete_hub),
]
RoleOption = Annotated[
    list[str] | None, typer.Option("--role", help="What the citing paper is; repeatable.")
]
CitedAsOption = Annotated[
    list[str] | None, typer.Option("--cited-as", help="How it uses the hub; repeatable.")
]
PolarityOption = Annotated[
    list[str] | None, typer.Option("--polarity", help="Whether it agrees; repeatable.")
]
FieldOption = Annotated[
    list[str] | None, typer.Option("--field", help="arXiv category; repeatable.")
]
YearOption = Annotated[list[int] | None, typer.Option("--year", help="Repeatable.")]
VerdictOption = Annotated[list[str] | None, typer.Option("--verdict", help="Repeatable.")]
RepresentativeOption = Annotated[
    bool, typer.Option("--representative", help="Only representative citing papers.")
]
GrepOption = Annotated[
    str | None, typer.Option("--grep", help="Words, or parts of them, in title or summary.")
]
SortOption = Annotated[
    str | None,
    typer.Option("--sort", help=f"{', '.join(SORTS)}; -year turns the order round."),
]
STORE = Path("data/citehub.jsonl")


def _filters(
    role: list[str] | None,
    cited_as: list[str] | None,
    polarity: list[str] | None,
    field: list[str] | None,
    year: list[int] | None,
    verdict: list[str] | None,
    representative: bool,
    grep: str | None,
    sort: str | None,
    limit: int | None,
) -> Filters:
    if sort is not None and sort.removeprefix("-") not in SORTS:
        raise typer.BadParameter(f"{sort!r} is none of {', '.join(SORTS)}", param_hint="--sort")
    return Filters(
        role=tuple(role or ()),
        citation_role=tuple(cited_as or ()),
        citation_polarity=tuple(polarity or ()),
        field=tuple(field or ()),
        year=tuple(year or ()),
        verdict=tuple(verdict or ()),
        representative=representative,
        grep=grep,
        sort=sort,
        limit=limit,
    )


def _limit(limit: int | None, form: Format) -> int | None:
    """Return the limit that holds: what was asked (0 is none), or a table's own."""
    if limit is not None:
        return limit or None
    return TABLE_ROWS if form is Format.table else None


def emit(
    form: Format,
    fields: str | None,
    records: list[Record] | Iterator[Record],
    columns: tuple[str, ...],
    table: Callable[[], None],
    *,
    single: bool = False,
) -> None:
    """Print what a command found, in the format asked for. The one way out to stdout."""
    chosen = tuple(name.strip() for name in fields.split(",")) if fields else None
    if form is Format.table and not chosen:
        table()
        return
    if chosen:
        records = list(records)
        known = set(records[0]) if records else set(chosen)
        for name in chosen:
            if name not in known:
                raise CitehubError(
                    f"--fields names {name!r}; there are {', '.join(known_order(records))}"
                )
    if form is Format.table:
        form = Format.tsv  # a table of chosen keys
    flat = form in (Format.csv, Format.tsv, Format.md)
    render.write(form.value, records, chosen or (columns if flat else None), single=single)


def known_order(records: list[Record]) -> list[str]:
    """Return the keys that records have."""
    return list(records[0]) if records else []


def _version(wanted: bool) -> None:
    if wanted:
        print(f"citehub {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    pass


@lru_cache(maxsize=1)
def _rules(path: Path | None) -> "RuleSet":
    from citehub.rules.load import load  # noqa: PLC0415 - YAML is slow to load

    return load(path)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Pages, folders of pages, or - for stdin.")],
    store: StoreOption = STORE,
    rules: RulesOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only problems, no lines.")] = False,
) -> None:
    """Take hub pages into the store."""
    from citehub import ingest as steps  # noqa: PLC0415

    if rules is not None:
        _rules(rules)  # a wrong file is refused before anything is touched
    report = _Report(quiet)
    with opened(store) as library, report:
        files = list(steps.page_paths(paths))
        report.start(len(files))
        steps.ingest(library, files, lambda: _rules(rules), report.add)
    if not files:
        raise CitehubError(f"no *.txt below {', '.join(map(str, paths))}")
    report.close()


class _Report:
    """Tells on stderr what became of each page: a line each, or a bar and the totals for many."""

    _LINES = 50  # pages up to which each has a line of its own

    def __init__(self, quiet: bool) -> None:
        self.counts = {"new": 0, "updated": 0, "unchanged": 0, "problem": 0}
        self._quiet = quiet
        self._lines = not quiet
        self._bar: Any = None

    def __enter__(self) -> "_Report":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def start(self, pages: int) -> None:
        self._lines = not self._quiet and pages <= self._LINES
        if pages > self._LINES and sys.stderr.isatty() and not self._quiet:
            from rich.progress import Progress  # noqa: PLC0415

            self._bar = Progress(console=render.console(None, sys.stderr))
            self._task = self._bar.add_task("pages", total=pages)
            self._bar.start()

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

    def close(self) -> None:
        """Say the totals; leave with the code for problems where there were any."""
        total = sum(self.counts.values())
        parts = ", ".join(f"{count:,} {what}" for what, count in self.counts.items() if count)
        if not self._quiet:
            say(f"{total:,} page{'s' if total != 1 else ''}: {parts}")
        if self.counts["problem"]:
            raise typer.Exit(EXIT_PROBLEM)


@app.command()
def show(
    hub: OptionalHub = None,
    store: StoreOption = STORE,
    role: RoleOption = None,
    cited_as: CitedAsOption = None,
    polarity: PolarityOption = None,
    field: FieldOption = None,
    year: YearOption = None,
    verdict: VerdictOption = None,
    representative: RepresentativeOption = False,
    grep: GrepOption = None,
    sort: SortOption = None,
    limit: LimitOption = None,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
    fields: FieldsOption = None,
    color: ColorOption = None,
    rules: RulesOption = None,
) -> None:
    """List the hubs, or show one with its citing papers."""
    form = Format.json if as_json else form
    filters = _filters(
        role,
        cited_as,
        polarity,
        field,
        year,
        verdict,
        representative,
        grep,
        sort,
        _limit(limit, form),
    )
    with opened(store) as library:
        library.refresh()
        if hub is None:
            _show_hubs(library, filters, form, fields, color)
        else:
            _show_hub(library, hub, filters, form, fields, color, rules)


def _show_hubs(
    library: Library, filters: Filters, form: Format, fields: str | None, color: bool | None
) -> None:
    if filters != Filters(limit=filters.limit):
        raise typer.BadParameter("filters go with a HUB, or with: citehub search", param_hint="HUB")
    total = library.index.counts()[0]
    if not total:
        say(f"{library.store.path} holds no hubs yet; fill it with: citehub ingest PATH")
    hubs = library.index.summaries(filters.limit)
    emit(
        form,
        fields,
        hubs,
        render.HUB_COLUMNS,
        lambda: render.hubs_table(render.console(color), list(hubs), total),
    )


def _show_hub(
    library: Library,
    name: str,
    filters: Filters,
    form: Format,
    fields: str | None,
    color: bool | None,
    rules: Path | None,
) -> None:
    hub = library.read(library.find(name))
    papers = listed_papers(hub)
    total = len(papers)
    if filters != Filters():
        rows, _ = library.index.papers(filters, hub=hub.id)
        papers = [papers[row.position - 1] for row in rows]
    if form in (Format.json, Format.yaml) and not fields:
        emit(form, None, [hub_summary(hub) | {"papers": papers}], (), lambda: None, single=True)
        return
    emit(
        form,
        fields,
        papers,
        render.PAPER_COLUMNS,
        lambda: render.hub_page(
            render.console(color), hub_summary(hub), papers, total, _is_stale(hub, rules)
        ),
    )


def _is_stale(hub: Hub, rules: Path | None) -> bool:
    """Tell whether other rules than today's labelled a hub."""
    from citehub.rules.version import current_version  # noqa: PLC0415

    return hub.rules is not None and hub.rules != current_version(rules)


@app.command()
def search(
    query: Annotated[
        str, typer.Argument(help="Words of a title, in any order, give or take typos.")
    ] = "",
    within: Annotated[Within, typer.Option("--in", help="What to search.")] = Within.title,
    store: StoreOption = STORE,
    role: RoleOption = None,
    cited_as: CitedAsOption = None,
    polarity: PolarityOption = None,
    field: FieldOption = None,
    year: YearOption = None,
    verdict: VerdictOption = None,
    representative: RepresentativeOption = False,
    grep: GrepOption = None,
    sort: SortOption = None,
    limit: LimitOption = None,
    form: FormatOption = Format.table,
    as_json: JsonOption = False,
    fields: FieldsOption = None,
    color: ColorOption = None,
) -> None:
    """Find citing papers by title, whatever their hub; without a QUERY, by filters alone."""
    form = Format.json if as_json else form
    filters = _filters(
        role,
        cited_as,
        polarity,
        field,
        year,
        verdict,
        representative,
        grep,
        sort,
        _limit(limit, form),
    )
    with opened(store) as library:
        library.refresh()
        hits, total = library.search(query, within.value, filters)
        emit(
            form,
            fields,
            hits,
            render.HIT_COLUMNS,
            lambda: render.papers_table(render.console(color), hits, total),
        )


def main() -> None:
    """Run citehub: the one place where errors become messages and exit codes."""
    try:
        app(standalone_mode=True)
    except CitehubError as error:
        say(str(error))
        sys.exit(EXIT_PROBLEM)
    except KeyboardInterrupt:
        say("interrupted")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        _close_stdout()
        sys.exit(EXIT_PROBLEM)
    except OSError as error:
        _close_stdout()
        say(f"{error.filename or 'stdout'}: {error.strerror}")
        sys.exit(EXIT_PROBLEM)


def _close_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush cannot fail again."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
