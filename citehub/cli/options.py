"""The options and arguments that commands share."""

import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from citehub.cli.complete import complete_hub, complete_paper, complete_sort, values_of
from citehub.cli.settings import ANY_FORMAT, TABLE, held, rules_path
from citehub.config import DEFAULTS
from citehub.errors import CitehubError
from citehub.formats import BINARY, OF_COUNTS, OF_WORKS
from citehub.index.filters import SORTS, Filters, check_since, check_sort, years_of

TABLE_ROWS = 50  # rows of a table where no --limit is given; other formats have no limit


class View(NamedTuple):
    """How to print: `form` is "table" or one of `FORMATS`."""

    form: str = TABLE
    fields: tuple[str, ...] = ()
    color: bool | None = None
    pager: bool | None = None


class WorksView(View):
    """The same where hubs or papers are listed: the formats of works are there, too."""


class CountsView(View):
    """The same where papers are counted: there are pictures, too."""


StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        help=f"File of hubs, .jsonl or .yaml. [default: {DEFAULTS['store']}; or CITEHUB_STORE, or "
        "what citehub.toml says]",
        show_default=False,
    ),
]
RulesOption = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        callback=rules_path,
        help="A rules file, or default for the shipped rules; ingest and classify remember it. "
        "[or CITEHUB_RULES, or what citehub.toml says]",
    ),
]
LABEL_NAMES = {"role": "role", "citation_role": "citation_role", "polarity": "citation_polarity"}
Label = Enum("Label", {name: name for name in LABEL_NAMES})  # type: ignore[misc]
LabelOption = Annotated[
    Label | None,
    typer.Option(
        "--label",
        help="The label that FILE has (default: citation_role where there is a context, else "
        "role). It may stand under its own name.",
        show_default=False,
    ),
]
_hub = typer.Argument(
    help="An id, the start of one, or title words.",
    autocompletion=complete_hub,
    show_default=False,
)
HubArgument = Annotated[str, _hub]
OptionalHub = Annotated[str | None, _hub]
_paper = typer.Argument(
    help="The paper's position in the hub, or title words.",
    autocompletion=complete_paper,
    show_default=False,
)
PaperArgument = Annotated[str, _paper]
OptionalPaper = Annotated[str | None, _paper]
BriefOption = Annotated[bool, typer.Option("--brief", help="Leave the summaries out of a table.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Print what would change, and change nothing.")
]


VIEWS: dict[Any, tuple[str, ...]] = {  # and the formats that each has
    View: ANY_FORMAT,
    WorksView: (*ANY_FORMAT, *OF_WORKS),
    CountsView: (*ANY_FORMAT, *OF_COUNTS),
}


def view_options(kind: type[View]) -> Callable[..., View]:
    """Return a function whose parameters are the options of a kind of view, and that makes it."""
    names = [(name, name) for name in (TABLE, *VIEWS[kind])]
    choices: Any = Enum("choices", names)  # type: ignore[misc]

    def view_of(
        context: typer.Context,
        form: Annotated[
            choices,
            typer.Option(
                "--format",
                "-f",
                metavar="FORMAT",
                help=f"The output format: {', '.join(name for name, _ in names)}.",
            ),
        ] = choices[TABLE],
        as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
        fields: Annotated[
            str | None,
            typer.Option("--fields", help="Print only these keys, in this order: title,role"),
        ] = None,
        color: Annotated[
            bool | None, typer.Option("--color/--no-color", help="Force colour on or off.")
        ] = None,
        no_pager: Annotated[
            bool,
            typer.Option("--no-pager", help="Print what a screen cannot hold without a pager."),
        ] = False,
    ) -> View:
        chosen = tuple(name.strip() for name in (fields or "").split(",") if name.strip())
        shown = "json" if as_json else _form(context, form.value, chosen)
        if chosen and shown in (*OF_WORKS, *OF_COUNTS) and shown not in BINARY:
            raise typer.BadParameter(f"{shown} has fields of its own", param_hint="--fields")
        if shown in BINARY and sys.stdout.isatty():
            raise CitehubError(f"{shown} is no text; send it to a file: … -f {shown} > FILE")
        return kind(shown, chosen, color, False if no_pager else None)

    return view_of


def _form(context: typer.Context, given: str, fields: tuple[str, ...]) -> str:
    """Return the format asked for, else that of the settings; fields alone are plain columns."""
    source = context.get_parameter_source("form")
    if source is not None and source.name == "COMMANDLINE":
        return given
    form = held()["format"].value or TABLE
    return "tsv" if fields and form == TABLE else form


def filters_of(
    role: Annotated[
        list[str] | None,
        typer.Option(
            "--role",
            autocompletion=values_of("role"),
            help="The paper's role: survey,method or '!survey'.",
        ),
    ] = None,
    cited_as: Annotated[
        list[str] | None,
        typer.Option(
            "--cited-as",
            autocompletion=values_of("citation_role"),
            help="How the paper uses the hub (repeatable).",
        ),
    ] = None,
    polarity: Annotated[
        list[str] | None,
        typer.Option(
            "--polarity",
            autocompletion=values_of("citation_polarity"),
            help="Whether it agrees with the hub (repeatable).",
        ),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            autocompletion=values_of("field"),
            help="arXiv category (repeatable).",
        ),
    ] = None,
    year: Annotated[
        list[str] | None,
        typer.Option(
            "--year",
            autocompletion=values_of("year"),
            help="Year: 2024, 2022-2024, '>2024' (repeatable).",
        ),
    ] = None,
    verdict: Annotated[
        list[str] | None,
        typer.Option(
            "--verdict",
            autocompletion=values_of("verdict"),
            help="The site's verdict on the paper (as --role).",
        ),
    ] = None,
    representative: Annotated[
        bool, typer.Option("--representative", help="Only representative citing papers.")
    ] = False,
    max_confidence: Annotated[
        float | None,
        typer.Option(
            "--max-confidence",
            min=0,
            max=1,
            help="Only roles that were right at most this often (0 to 1) in testing.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Only papers that appeared then or later: 2024-05-31."),
    ] = None,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="Only papers with a label given by hand.")
    ] = False,
    dropped: Annotated[
        bool, typer.Option("--dropped", help="Only papers that the hub no longer lists.")
    ] = False,
    min_hubs: Annotated[
        int,
        typer.Option(
            "--min-hubs", min=0, help="Only papers that cite so many hubs.", show_default=False
        ),
    ] = 0,
    grep: Annotated[
        list[str] | None,
        typer.Option(
            "--grep",
            help="Only papers with this text, in any case, in title or summary (repeatable).",
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            autocompletion=complete_sort,
            help=f"Order by {', '.join(SORTS)}; prefix - to reverse.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=0,
            max=1_000_000_000,
            help=f"Print at most this many; 0 for all. Tables stop at {TABLE_ROWS} by default.",
        ),
    ] = None,
) -> Filters:
    """Build Filters from their options."""
    try:
        check_sort(sort)
        check_since(since)
        for one in _listed(year):
            years_of(one)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return Filters(
        role=_listed(role),
        citation_role=_listed(cited_as),
        citation_polarity=_listed(polarity),
        field=_listed(field),
        year=_listed(year),
        verdict=_listed(verdict),
        representative=representative,
        max_confidence=max_confidence,
        grep=tuple(grep or ()),
        sort=sort,
        limit=limit,
        since=since,
        by_hand=by_hand,
        dropped=dropped,
        min_hubs=min_hubs,
    )


def _listed(values: list[str] | None) -> tuple[str, ...]:
    """Return the values of an option that may be given again, or several with commas between."""
    parts = (part.strip() for value in values or () for part in value.split(","))
    return tuple(part for part in parts if part)


def limited(filters: Filters, view: View) -> Filters:
    """Return filters with the limit to apply: the one given (0 is none), or that of a table."""
    if filters.limit is not None:
        return filters._replace(limit=filters.limit or None)
    return filters._replace(limit=TABLE_ROWS if view.form == TABLE and not view.fields else None)
