"""One hub: its header, its tallies, its citing papers."""

from collections.abc import Callable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from citehub.model import UNCLASSIFIED
from citehub.records import Record
from citehub.screen.console import is_screen, shown_text
from citehub.screen.papers import show as show_papers
from citehub.screen.table import ROLE_STYLES, bar

_IDS = {"doi": "doi", "arXiv": "arxiv_id"}


def _tally_rows(tally: dict[str, int], total: int) -> list[list[Text]]:
    return [
        [
            shown_text(f"  {label}"),
            shown_text(bar(count, total), ROLE_STYLES.get(label, "")),
            shown_text(count),
        ]
        for label, count in tally.items()
    ]


def show(
    out: Console,
    papers: list[Record],
    *,
    hub: Record,
    matching: int,
    total: int,
    by_hand: int,
    brief: bool,
    is_stale: Callable[[], bool],
) -> None:
    """Print a hub: header, its tallies and those of the page, the citing papers.

    `by_hand` says how many of its papers have their role from the user.
    """
    strong = "bold" if is_screen(out) else ""
    out.print(shown_text(hub["title"], strong))
    if hub["page_title"] != hub["title"]:
        out.print(shown_text(f"on its page: {hub['page_title']}"))
    made = ", ".join(str(part) for part in (hub["authors"], hub["year"]) if part)
    ids = [f"{name} {hub[key]}" for name, key in _IDS.items() if hub[key]]
    if made or ids:
        out.print(shown_text(" · ".join([made, *ids] if made else ids)))
    if hub["title_note"]:
        out.print(shown_text(f"note: {hub['title_note']}", "yellow"))
    listed, declared = hub["listed_count"], hub["citing_count"]
    of = "an unknown number" if declared is None else declared
    about = [
        hub["tier"],
        hub["standing"],
        None if declared is None else f"{declared} citing",
        f"lists {listed} of {of}" + (", complete" if hub["complete"] else ", incomplete"),
        "roles still being indexed by the site" if hub["status"] == "indexing" else None,
        hub["id"],
    ]
    out.print(shown_text(" · ".join(part for part in about if part)))
    if is_stale():
        out.print(
            shown_text(
                "labelled with other rules; run `citehub classify` to apply the current ones"
            )
        )
    tallies = Table.grid(padding=(0, 2, 0, 0))
    if hub["roles"]:
        labelled = listed - hub["roles"].get(UNCLASSIFIED, 0)
        by = f" and by hand ({by_hand} by hand, " if by_hand else " ("
        tallies.add_row(shown_text(f"roles by rules{by}{labelled} of {listed} labelled)", strong))
        for row in _tally_rows(hub["roles"], max(listed, 1)):
            tallies.add_row(*row)
    for key in ("roles", "polarities"):
        tally = hub["page"][key]
        if tally:
            counted = sum(tally.values())
            tallies.add_row(shown_text(f"{key} the page states ({counted} of {of})", strong))
            for row in _tally_rows(tally, declared or counted):
                tallies.add_row(*row)
    out.print(tallies)
    if hub["page"]["background_share"] is not None:
        out.print(shown_text(f"the page states: background {hub['page']['background_share']}%"))
    show_papers(out, papers, matching=matching, total=total, brief=brief)
