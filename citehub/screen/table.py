"""A table for the eye: boxed and folded on a terminal, plain columns off one."""

from collections.abc import Container

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from citehub.model import HAND, UNCLASSIFIED
from citehub.records import Record
from citehub.screen.console import is_narrow, is_screen, print_hanging, shown_text
from citehub.text.counted import counted

ROLE_STYLES = {
    "survey": "magenta",
    "benchmark": "yellow",
    "method": "green",
    "analysis": "cyan",
    "theory": "blue",
    "system": "red",
    UNCLASSIFIED: "dim",
}
BAR = 24  # columns of a full bar
_FOLDED = (16, 8)  # columns that a text has at least where it is folded; the second where it must
_WORD = 24  # columns of the longest word of a text that is not broken
_BETWEEN = 3  # columns that part two columns of a boxed table


def bar(count: int, total: int, width: int = BAR) -> str:
    """Return a bar of `count` in `total`, at least a sliver for one."""
    eighths = max(1, round(count * width * 8 / total)) if count else 0
    return "█" * (eighths // 8) + ("▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else "")


def shown_count(shown: int, matching: int, total: int, what: str) -> str:
    """Return how many of how many are shown, and why the others are not."""
    line = f"{shown:,} of {counted(total, what)} shown"
    if shown < matching:
        return f"{line}; {matching:,} match, --limit 0 shows them all"
    return f"{line}; the filters leave out the others" if shown < total else line


_NUMBERS = {"citing", "listed", "#", "score", "year", "n"}
_NUMBERS |= {"count", "line", "position", "weight", "precision", "low"}
_NAMES = {"title, id", "id", "hub", "rule", "file"}  # ids and paths


def print_table(
    out: Console, rows: list[list[Text]], heads: list[str], whole: Container[str] = ()
) -> None:
    """Print a table: boxed on a terminal, texts folded to its width; off one, plain columns.

    Where a terminal has no room for the columns, each cell gets lines of its own. The words in
    `whole` are never broken, however long they are.
    """
    if not is_screen(out):
        out.print(_grid(rows, heads, None))
    elif widths := widths_of(out, rows, heads, whole):
        out.print(_grid(rows, heads, widths))
    else:
        for row in rows:
            for head, value in zip(heads, row, strict=True):
                if value.plain:
                    name = f"{head}: " if head else ""
                    print_hanging(out, Text.assemble((name, "bold"), value), 0, 2)
            out.print()


def widths_of(
    out: Console, rows: list[list[Text]], heads: list[str], whole: Container[str] = ()
) -> list[int] | None:
    """Return the width of each column on a terminal; None where there is no room for them all.

    No number is broken, nor a name that a user may want to copy: texts give way, first to a width
    that reads well, then to their longest word.
    """
    if is_narrow(out):
        return None
    longest, widest = [], []
    for head, cells in zip(heads, zip(*rows, strict=True), strict=True):
        lines = [
            line for text in (head, *(cell.plain for cell in cells)) for line in text.split("\n")
        ]
        words = {word for line in lines for word in line.split()}
        is_name = head in _NAMES
        kept = (cell_len(w) for w in words if is_name or w in whole or cell_len(w) <= _WORD)
        longest.append(max(kept, default=0))
        widest.append(max(map(cell_len, lines)))
    for folded in _FOLDED:
        least = [
            min(all_of, max(folded, word)) for all_of, word in zip(widest, longest, strict=True)
        ]
        room = out.width - _BETWEEN * len(heads) - sum(least)
        if room >= 0:
            break
    else:
        return None
    spare = [all_of - some for all_of, some in zip(widest, least, strict=True)]
    for left, column in enumerate(sorted(range(len(heads)), key=spare.__getitem__)):
        more = min(spare[column], room // (len(heads) - left))
        least[column] += more
        room -= more
    return least


def _grid(rows: list[list[Text]], heads: list[str], widths: list[int] | None) -> Table:
    """Return a table: boxed, its columns so wide; or plain, parted by two spaces, never folded."""
    table = Table(
        box=box.SIMPLE_HEAD if widths else None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="bold" if widths else "",
    )
    for number, head in enumerate(heads):
        table.add_column(
            head,
            justify="right" if head in _NUMBERS and widths else "left",
            width=widths[number] if widths else None,
            no_wrap=not widths,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*row)
    return table


def role_text(value: str) -> Text:
    """Return a role in its colour."""
    return shown_text(value, ROLE_STYLES.get(value, ""))


def label_text(paper: Record, label: str) -> Text:
    """Return a label of a paper in its colour, marked where the user gave it."""
    evidence = paper[f"{label}_evidence"]
    by_hand = evidence is not None and evidence["rule"] == HAND
    return role_text(paper[label]).append(" (by hand)" if by_hand else "", "dim")
