"""The options that commands share, each said once."""

import inspect
import os
import re
from collections.abc import Callable
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

from citehub.errors import CitehubError
from citehub.index.filters import SORTS, Filters
from citehub.text.words import one_line

_ODD = re.compile(r"[^\w .,-]+")  # what a shell, which evaluates its completions, may act on
STORE = Path("data/citehub.jsonl")
TABLE_ROWS = 50  # rows of a table where no --limit is given; other formats have no limit


class Format(str, Enum):
    """The output formats, the same for every command."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    MD = "md"
    YAML = "yaml"


class View(NamedTuple):
    """How to print, and of which store."""

    store: Path
    form: Format = Format.TABLE
    fields: tuple[str, ...] = ()
    color: bool | None = None


def complete_hub(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of hubs to the shell, each with its title."""
    from citehub.library.library import Library  # noqa: PLC0415 - only the shell asks for this

    store = context.params.get("store") or os.environ.get("CITEHUB_STORE") or STORE
    library = Library(Path(store), lambda message: None)
    try:
        library.refresh()
        found = library.index.ids(incomplete, 100)
        return [(id, _ODD.sub(" ", title)) for id, title in found if not _ODD.search(id)]
    except CitehubError:
        return []
    finally:
        library.close()


StoreOption = Annotated[
    Path,
    typer.Option("--store", envvar="CITEHUB_STORE", help="The file of hubs (.jsonl, .yaml)."),
]
RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", envvar="CITEHUB_RULES", help="A rules file in place of the shipped."),
]
HubArgument = Annotated[
    str,
    typer.Argument(help="An id, the start of one, or title words.", autocompletion=complete_hub),
]
OptionalHub = Annotated[
    str | None,
    typer.Argument(help="An id, the start of one, or title words.", autocompletion=complete_hub),
]
PaperArgument = Annotated[str, typer.Argument(help="Its position in the hub, or title words.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Print what would change; write nothing.")
]


def _view(
    store: StoreOption = STORE,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print it.")] = Format.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    fields: Annotated[
        str | None, typer.Option("--fields", help="Only these keys, in this order: title,role")
    ] = None,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="Colour, terminal or not.")
    ] = None,
) -> View:
    names = tuple(name.strip() for name in (fields or "").split(",") if name.strip())
    return View(store, Format.JSON if as_json else form, names, color)


def _filters(
    role: Annotated[
        list[str] | None, typer.Option("--role", help="What the citing paper is; repeatable.")
    ] = None,
    cited_as: Annotated[
        list[str] | None, typer.Option("--cited-as", help="How it uses the hub; repeatable.")
    ] = None,
    polarity: Annotated[
        list[str] | None, typer.Option("--polarity", help="Whether it agrees; repeatable.")
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option("--field", help="arXiv category; repeatable.")
    ] = None,
    year: Annotated[
        list[int] | None, typer.Option("--year", min=0, max=9999, help="Repeatable.")
    ] = None,
    verdict: Annotated[list[str] | None, typer.Option("--verdict", help="Repeatable.")] = None,
    representative: Annotated[
        bool, typer.Option("--representative", help="Only representative citing papers.")
    ] = False,
    grep: Annotated[
        str | None, typer.Option("--grep", help="Words, or parts of them, in title or summary.")
    ] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", help=f"{', '.join(SORTS)}; -year turns the order round.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=0,
            max=1_000_000_000,
            help=f"At most so many; 0 for all. Tables: {TABLE_ROWS}.",
        ),
    ] = None,
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


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return one_line(value) if type(value) is str else value  # and not an Enum of texts


_GROUPS: dict[type, Callable[..., Any]] = {View: _view, Filters: _filters}


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options behind its parameters of type View or Filters.

    Typer reads a command's signature; this one has the groups' parameters in place of theirs.
    Bytes of an argument that are no text become U+FFFD, as in a page.
    """
    hints = get_type_hints(command, include_extras=True)
    groups = {name: _GROUPS[hint] for name, hint in hints.items() if hint in _GROUPS}
    names = {name: tuple(inspect.signature(group).parameters) for name, group in groups.items()}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name in groups:
            parameters += inspect.signature(groups[name]).parameters.values()
        else:
            parameters.append(parameter)

    @wraps(command)
    def run(**given: Any) -> None:
        given = {name: _as_text(value) for name, value in given.items()}
        built = {
            name: group(**{option: given.pop(option) for option in names[name]})
            for name, group in groups.items()
        }
        command(**given, **built)

    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    run.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in keyword}
    return run


def limit_of(filters: Filters, view: View) -> int | None:
    """Return the limit that holds: what was asked (0 is none), or a table's own."""
    if filters.limit is not None:
        return filters.limit or None
    return TABLE_ROWS if view.form is Format.TABLE and not view.fields else None
