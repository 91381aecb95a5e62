"""Citing papers of one hub or of many."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from citehub.model import UNCLASSIFIED
from citehub.records import Record
from citehub.screen.console import is_screen, shown_text
from citehub.screen.table import label_text, print_table, shown_count


def show(
    out: Console, papers: list[Record], *, matching: int, total: int, across: bool = False
) -> None:
    """Print citing papers, title over summary; `across` hubs, each with its hub's id."""
    screen = is_screen(out)
    hubs = len({paper["hub"] for paper in papers}) if across else 0
    scored = any("score" in paper for paper in papers)
    columns: list[tuple[str, Callable[[Record], Text]]] = [
        ("score", lambda paper: shown_text(paper["score"]))
        if scored
        else ("#", lambda paper: shown_text(paper["position"])),
        ("role", lambda paper: label_text(paper, "role")),
    ]
    if any(paper["citation_role"] != UNCLASSIFIED for paper in papers):
        columns.append(("cited as", lambda paper: label_text(paper, "citation_role")))
    if any(paper["year"] for paper in papers):
        columns.append(("year", lambda paper: shown_text(paper["year"])))
    columns.append(("citing paper", lambda paper: _title_and_summary(paper, screen)))
    if hubs > 1:
        columns.append(("hub", lambda paper: shown_text(f"{paper['hub']} #{paper['position']}")))
    elif scored:  # else the position leads the row already
        columns.append(("#", lambda paper: shown_text(paper["position"])))
    if papers:
        rows = [[fill(paper) for _, fill in columns] for paper in papers]
        print_table(out, rows, [head for head, _ in columns])
    if not papers and not matching:
        out.print("no match")
    else:
        out.print(
            shown_count(len(papers), matching, total, "citing paper"),
            style="dim" if screen else "",
        )


def _title_and_summary(paper: Record, screen: bool) -> Text:
    body = shown_text(paper["title"] or "(no title on the page)", "bold" if screen else "")
    line = Text().append_text(body)
    line.append(" ★" if paper["representative"] else "")
    line.append(" (dropped)" if paper["dropped"] else "")
    if paper["summary"]:
        line.append("\n" if screen else "  ")
        line.append_text(shown_text(paper["summary"], "dim" if screen else ""))
    return line
