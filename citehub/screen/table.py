"""A table for the eye: boxed and folded on a terminal, plain columns off one."""

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from citehub.model import HAND, UNCLASSIFIED
from citehub.records import Record
from citehub.screen.console import is_screen, shown_text
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
_BAR = 24  # columns of a full bar
_FOLDED = 16  # columns that a text has at least where it is folded
_WORD = 24  # columns of the longest word of a text that is not broken
_BETWEEN = 3  # columns that part two columns of a boxed table


def bar(count: int, total: int, width: int = _BAR) -> str:
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


def print_table(out: Console, rows: list[list[Text]], heads: list[str]) -> None:
    """Print a table: boxed on a terminal, texts folded to its width; off one, plain columns.

    Where a terminal has no room for the columns, each cell gets lines of its own.
    """
    if not is_screen(out):
        out.print(_grid(rows, heads, None))
    elif widths := _widths(out, rows, heads):
        out.print(_grid(rows, heads, widths))
    else:
        for row in rows:
            for head, value in zip(heads, row, strict=True):
                if value.plain:
                    out.print(Text.assemble((f"{head}: ", "bold"), value))
            out.print()


def _widths(out: Console, rows: list[list[Text]], heads: list[str]) -> list[int] | None:
    """Return the width of each column on a terminal; None where there is no room for them all.

    No number is broken, nor a name that a user may want to copy: texts give way.
    """
    least, spare = [], []
    for head, cells in zip(heads, zip(*rows, strict=True), strict=True):
        sizes = [Measurement.get(out, out.options, text) for text in (Text(head), *cells)]
        longest = out.width if head in _NAMES else _WORD
        words = [size.minimum for size in sizes if size.minimum <= longest]
        widest = max(size.maximum for size in sizes)
        least.append(min(widest, max(_FOLDED, *words)))
        spare.append(widest - least[-1])
    room = out.width - _BETWEEN * len(heads) - sum(least)
    if room < 0:
        return None
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
