"""Citing papers of one hub or of many."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from citehub.model import UNCLASSIFIED
from citehub.records import Record
from citehub.screen.console import is_screen, link_style, shown_text
from citehub.screen.table import label_text, print_table, shown_count
from citehub.text.address import address
from citehub.text.words import search_words, token_spans

_NO_SIDE = (UNCLASSIFIED, "background")  # polarities that take none: no column for those alone


def show(
    out: Console,
    papers: list[Record],
    *,
    matching: int,
    total: int,
    is_all: bool = True,
    hubs: int = 0,
    brief: bool = False,
) -> None:
    """Print citing papers, title over summary; where there are several `hubs`, each with its own.

    On a terminal the hub stands below the title, where most widths have room for all of it. `brief`
    leaves the summaries out. Not `is_all` where more may match than were counted.
    """
    screen = is_screen(out)
    scored = any("score" in paper for paper in papers)
    columns: list[tuple[str, Callable[[Record], Text]]] = [
        ("score", lambda paper: shown_text(paper["score"]))
        if scored
        else ("#", lambda paper: shown_text(paper["position"])),
        ("role", lambda paper: label_text(paper, "role")),
    ]
    if any(paper["citation_role"] != UNCLASSIFIED for paper in papers):
        columns.append(("cited as", lambda paper: label_text(paper, "citation_role")))
    if any(paper["citation_polarity"] not in _NO_SIDE for paper in papers):
        columns.append(("polarity", lambda paper: label_text(paper, "citation_polarity")))
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
            shown_count(len(papers), matching, total, "citing paper")
            if is_all
            else f"{len(papers):,} of more than {matching:,} citing papers shown",
            style="dim" if screen else "",
        )


def _hub(paper: Record) -> Text:
    """Return where a paper is listed, and how many hubs it cites if they are several."""
    count = len(paper.get("hubs", ()))
    more = f", cites {count} hubs" if count > 1 else ""
    return shown_text(f"{paper['hub']} #{paper['position']}{more}")


def _body(paper: Record, screen: bool, brief: bool, hub: bool = False) -> Text:
    """Return a paper's title, marks, hub and summary, each in a line of its own on a terminal."""
    matched = set(paper.get("matched", ())) if screen else set()
    title = shown_text(paper["title"] or "(no title on the page)", "bold" if screen else "")
    if link := link_style(address(paper)):
        title.stylize(link)
    line = Text().append_text(_highlighted(title, matched))
    line.append(" ★" if paper["representative"] else "")
    line.append(" (dropped)" if paper["dropped"] else "")
    if hub:
        line.append("\n").append_text(_hub(paper))
    if paper["summary"] and not brief:
        line.append("\n" if screen else "  ")
        summary = shown_text(paper["summary"], "dim" if screen else "")
        line.append_text(_highlighted(summary, matched))
    return line


def _highlighted(text: Text, matched: set[str]) -> Text:
    """Return a text with the words that answered a search in the colour of a find."""
    if matched:
        for start, end in token_spans(text.plain):
            if not matched.isdisjoint(search_words(text.plain[start:end])):
                text.stylize("not dim bold yellow", start, end)
    return text
