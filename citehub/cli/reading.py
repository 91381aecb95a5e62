"""The commands that look things up: show, search, explain."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citehub.cli.options import (
    Format,
    HubArgument,
    OptionalHub,
    PaperArgument,
    RulesOption,
    View,
    limit_of,
    with_options,
)
from citehub.cli.output import emit, opened
from citehub.cli.streams import say
from citehub.index.filters import Filters

if TYPE_CHECKING:
    from citehub.library.library import Library


_MOST_VALUES = 20  # of a filter that are named where none of it was found


class Within(str, Enum):
    """What a search looks at."""

    TITLE = "title"
    SUMMARY = "summary"
    HUB = "hub"


@with_options
def show(view: View, filters: Filters, hub: OptionalHub = None, rules: RulesOption = None) -> None:
    """List the hubs, or show one with its citing papers."""
    filters = filters._replace(limit=limit_of(filters, view))
    with opened(view.store) as library:
        library.refresh()
        if hub is None:
            _show_hubs(library, view, filters)
        else:
            _show_hub(library, hub, view, filters, rules)


def _show_hubs(library: "Library", view: View, filters: Filters) -> None:
    from citehub.formats import formats  # noqa: PLC0415 - no command imports what it does not need
    from citehub.model import Hub  # noqa: PLC0415
    from citehub.records import hub_summary  # noqa: PLC0415

    if filters != Filters(limit=filters.limit):
        raise typer.BadParameter("filters go with a HUB, or with: citehub search", param_hint="HUB")
    total = library.index.hub_count()
    if not total:
        say(f"{library.store.path} holds no hubs yet; fill it with: citehub ingest PATH")
    hubs = library.index.summaries(filters.limit)

    def table() -> None:
        from citehub.screen import tables  # noqa: PLC0415 - nothing of Rich off the table path

        tables.hubs_table(tables.console(view.color), list(hubs), total)

    emit(view, hubs, formats.HUB_COLUMNS, table, keys=hub_summary(Hub("", "", "")))


def _tell_unknown(library: "Library", filters: Filters) -> None:
    """Say which values asked for no paper of the store has: they may be typing errors."""
    from citehub.model import LABELS, UNCLASSIFIED  # noqa: PLC0415

    for column in (*LABELS, "field", "verdict"):
        asked: tuple[str, ...] = getattr(filters, column)
        known = library.index.values(column) if asked else []
        for value in asked:
            if value.lower() not in (UNCLASSIFIED, *map(str.lower, known)):
                there = ", ".join(known[:_MOST_VALUES]) or "none at all"
                say(f"no paper has the {column} {value!r}; there are: {there}")


def _paper_keys() -> tuple[str, ...]:
    """Return the keys of every paper that is listed, also where none is."""
    from citehub.model import Hub, Paper  # noqa: PLC0415
    from citehub.records import listed_papers  # noqa: PLC0415

    return tuple(listed_papers(Hub("", "", "", papers=(Paper(),)))[0])


def _show_hub(
    library: "Library", name: str, view: View, filters: Filters, rules: Path | None
) -> None:
    from citehub.formats import formats  # noqa: PLC0415
    from citehub.records import hub_summary, listed_papers  # noqa: PLC0415

    place = library.find(name)
    hub = library.read(place)
    papers = listed_papers(hub)
    total = matching = len(papers)
    if filters != Filters():
        rows = library.index.papers(filters, hub=place.number)
        matching = library.index.count(filters, hub=place.number)
        if not matching:
            _tell_unknown(library, filters)
        papers = [papers[row.position - 1] for row in rows]
    if view.form in (Format.JSON, Format.YAML) and not view.fields:
        record = hub_summary(hub) | {"papers": papers}
        emit(view, [record], (), lambda: None, keys=record, single=True)
        return

    def table() -> None:
        from citehub.rules.version import current_version  # noqa: PLC0415
        from citehub.screen import tables  # noqa: PLC0415

        stale = hub.rules is not None and hub.rules != current_version(rules)
        tables.hub_page(
            tables.console(view.color), hub_summary(hub), papers, matching, total, stale
        )

    emit(view, papers, formats.PAPER_COLUMNS, table, keys=_paper_keys())


@with_options
def search(
    view: View,
    filters: Filters,
    query: Annotated[
        str, typer.Argument(help="Words of a title, in any order, give or take typos.")
    ] = "",
    within: Annotated[Within, typer.Option("--in", help="What to search.")] = Within.TITLE,
) -> None:
    """Find citing papers by title, whatever their hub; without a QUERY, by filters alone."""
    from citehub.formats import formats  # noqa: PLC0415

    filters = filters._replace(limit=limit_of(filters, view))
    with opened(view.store) as library:
        library.refresh()
        hits, total = library.search(query, within.value, filters)
        if not hits:
            _tell_unknown(library, filters)

        def table() -> None:
            from citehub.screen import tables  # noqa: PLC0415

            tables.papers_table(tables.console(view.color), hits, total(), total(), across=True)

        scored = ("score", "matched") if query.strip() else ()
        emit(view, hits, formats.HIT_COLUMNS, table, keys=(*_paper_keys(), *scored))


@with_options
def explain(hub: HubArgument, paper: PaperArgument, view: View, rules: RulesOption = None) -> None:
    """Show why a citing paper has its labels: the rule, its words, the runner-up."""
    from citehub.hubs.explain import explain_paper  # noqa: PLC0415
    from citehub.rules.load import load  # noqa: PLC0415 - YAML is slow to load

    with opened(view.store) as library:
        library.refresh()
        found = library.read(library.find(hub))
        position = library.find_paper(found, paper)
        record = explain_paper(found, position, load(rules))

        def table() -> None:
            from citehub.screen import tables  # noqa: PLC0415

            tables.explanation(tables.console(view.color), record)

        emit(view, [record], tuple(record), table, keys=record, single=True)
