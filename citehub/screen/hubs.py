"""The list of hubs."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from citehub.records import Record
from citehub.screen.console import is_screen, shown_text
from citehub.screen.table import ROLE_STYLES, print_table, shown_count
from citehub.text.safe import printable


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

    On a terminal the id stands below the title, where most widths have room for all of it.
    """
    screen = is_screen(out)
    columns: list[tuple[str, Callable[[Record], Text]]] = [
        ("tier", lambda hub: shown_text(hub["tier"])),
        ("citing", lambda hub: shown_text(hub["citing_count"])),
        (
            "listed",
            lambda hub: shown_text(f"{hub['listed_count']}{'' if hub['complete'] else ' (part)'}"),
        ),
        ("roles", lambda hub: _roles_line(hub["roles"])),
        ("page states", lambda hub: shown_text(_stated(hub["page"]))),
    ]
    if screen:
        columns.insert(0, ("title, id", _title_and_id))
    else:
        columns.insert(0, ("title", lambda hub: shown_text(hub["title"])))
        columns.append(("id", lambda hub: shown_text(hub["id"])))
    if hubs:
        rows = [[fill(hub) for _, fill in columns] for hub in hubs]
        print_table(out, rows, [head for head, _ in columns])
    out.print(shown_count(len(hubs), total, total, "hub"), style="dim" if screen else "")


def _title_and_id(hub: Record) -> Text:
    return Text.assemble(shown_text(hub["title"], "bold"), "\n", shown_text(hub["id"], "dim"))
