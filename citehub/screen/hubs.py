"""The list of hubs."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from citehub.records import Record
from citehub.screen.console import is_screen, shown_text
from citehub.screen.table import ROLE_STYLES, print_table, shown_count, widths_of
from citehub.text.safe import printable

Columns = list[tuple[str, Callable[[Record], Text]]]


def _roles_line(roles: dict[str, int]) -> Text:
    """Return tallies of roles as one coloured bar and its legend."""
    line = Text()
    total = sum(roles.values())
    for role, count in roles.items():
        line.append("█" * max(1, round(count * 12 / total)), ROLE_STYLES.get(role, ""))
    line.append(" " + ", ".join(f"{printable(role)} {count}" for role, count in roles.items()))
    return line


def _stated(page: Record) -> str:
    """Return in a few words what a page states of its citing papers."""
    parts = [f"{label} {count}" for label, count in (page.get("roles") or {}).items()]
    if page.get("background_share") is not None:
        parts.append(f"background {page['background_share']}%")
    return ", ".join(parts)


def show(out: Console, hubs: list[Record], *, total: int) -> None:
    """Print hubs: title, tier, counts, roles by our rules, roles as the page states them, id.

    On a terminal the id stands below the title, where most widths have room for all of it; where
    there is none for the other columns, they join these two.
    """
    screen = is_screen(out)
    columns: Columns = [
        ("tier", lambda hub: shown_text(hub["tier"])),
        ("citing", lambda hub: shown_text(hub["citing_count"])),
        ("listed", lambda hub: shown_text(_listed(hub))),
        ("roles", lambda hub: _roles_line(hub["roles"])),
        ("page states", lambda hub: shown_text(_stated(hub["page"]))),
    ]
    if screen:
        columns.insert(0, ("title, id", _title_and_id))
    else:
        columns.insert(0, ("title", lambda hub: shown_text(hub["title"])))
        columns.append(("id", lambda hub: shown_text(hub["id"])))
    if hubs:
        heads, rows = _filled(columns, hubs)
        if screen and not widths_of(out, rows, heads):
            heads, rows = _filled(_FEW, hubs)
        print_table(out, rows, heads)
    out.print(shown_count(len(hubs), total, total, "hub"), style="dim" if screen else "")


def _filled(columns: Columns, hubs: list[Record]) -> tuple[list[str], list[list[Text]]]:
    return [head for head, _ in columns], [[fill(hub) for _, fill in columns] for hub in hubs]


def _listed(hub: Record) -> str:
    return f"{hub['listed_count']}{'' if hub['complete'] else ' (part)'}"


def _about(hub: Record) -> Text:
    """Return a hub's title, id and counts, a line each."""
    citing = "?" if hub["citing_count"] is None else f"{hub['citing_count']}"
    counts = f"{citing} citing · {_listed(hub)} listed"
    about = " · ".join(filter(None, (hub["tier"], counts)))
    return _title_and_id(hub).append("\n").append_text(shown_text(about))


def _tallies(hub: Record) -> Text:
    """Return the roles by our rules and those that the page states, a line each."""
    stated = _stated(hub["page"])
    line = _roles_line(hub["roles"])
    return line.append("\n").append_text(shown_text(f"page: {stated}")) if stated else line


def _title_and_id(hub: Record) -> Text:
    return Text.assemble(shown_text(hub["title"], "bold"), "\n", shown_text(hub["id"], "dim"))


_FEW: Columns = [("title, id", _about), ("roles", _tallies)]
