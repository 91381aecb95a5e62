"""Citing papers of one hub or of many."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from citehub.model import UNCLASSIFIED
from citehub.records import Record
from citehub.screen.console import is_screen, link_style, shown_text
from citehub.screen.table import label_text, print_table, shown_count
from citehub.text.address import address


def show(
    out: Console,
    papers: list[Record],
    *,
    matching: int,
    total: int,
    across: bool = False,
    brief: bool = False,
) -> None:
    """Print citing papers, title over summary; `across` hubs, each with its hub's id.

    On a terminal the hub stands below the title, where most widths have room for all of it. `brief`
    leaves the summaries out.
    """
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
    if hubs > 1 and screen:
        columns.append(("citing paper, hub", lambda paper: _body(paper, screen, brief, hub=True)))
    else:
        columns.append(("citing paper", lambda paper: _body(paper, screen, brief)))
    if hubs > 1 and not screen:
        columns.append(("hub", _hub))
    elif hubs <= 1 and scored:  # else the position leads the row already, or the hub has it
        columns.append(("#", lambda paper: shown_text(paper["position"])))
    if papers:
        rows = [[fill(paper) for _, fill in columns] for paper in papers]
        ids = {paper["hub"] for paper in papers}
        print_table(out, rows, [head for head, _ in columns], whole=ids)
    if not papers and not matching:
        out.print("no match")
    else:
        out.print(
            shown_count(len(papers), matching, total, "citing paper"),
            style="dim" if screen else "",
        )


def _hub(paper: Record) -> Text:
    return shown_text(f"{paper['hub']} #{paper['position']}")


def _body(paper: Record, screen: bool, brief: bool, hub: bool = False) -> Text:
    """Return a paper's title, marks, hub and summary, each in a line of its own on a terminal."""
    title = shown_text(paper["title"] or "(no title on the page)", "bold" if screen else "")
    if link := link_style(address(paper)):
        title.stylize(link)
    line = Text().append_text(title)
    line.append(" ★" if paper["representative"] else "")
    line.append(" (dropped)" if paper["dropped"] else "")
    if hub:
        line.append("\n").append_text(_hub(paper))
    if paper["summary"] and not brief:
        line.append("\n" if screen else "  ")
        line.append_text(shown_text(paper["summary"], "dim" if screen else ""))
    return line
