"""The console that views print on, and untrusted text made safe for it."""

import os
import re
import sys
from collections.abc import Iterator
from shutil import get_terminal_size
from typing import IO, Any, cast

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from citehub.formats.cells import cell
from citehub.text.safe import printable

_WIDE = 10_000  # columns off a terminal, where nothing may be cut
_NARROWEST = 60  # columns of a terminal from which on tables have room


_TRAILING = re.compile(r" +((?:\x1b\[[0-9;]*m)*)(?=\n)")  # also those before colour ends


class _Trimmed:
    """A stream whose lines end where their text does: Rich fills a table's columns with spaces."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(_TRAILING.sub(r"\1", text))

    def flush(self) -> None:
        self._stream.flush()


def console(color: bool | None, file: IO[str] | None = None) -> Console:
    """Return a console; off a terminal it has no width.

    There is colour on a terminal, and where `color` or FORCE_COLOR asks for it; NO_COLOR counts
    more than FORCE_COLOR, and `color` more than both.
    """
    stream = file or sys.stdout
    if color is None and os.environ.get("FORCE_COLOR") and not os.environ.get("NO_COLOR"):
        color = True
    screen = stream.isatty()
    columns = get_terminal_size().columns
    return Console(
        file=stream if screen else cast("IO[str]", _Trimmed(stream)),
        force_terminal=True if color else screen,
        no_color=None if color is None else not color,
        width=columns if screen else _WIDE,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not screen or columns < _NARROWEST,  # lines are the terminal's to break then
    )


def is_screen(out: Console) -> bool:
    """Return whether there is a width to keep to; colour alone can also be asked for in a pipe."""
    return out.width < _WIDE


def is_narrow(out: Console) -> bool:
    """Return whether a terminal has no room for a table."""
    return out.width < _NARROWEST


def shown_text(value: Any, style: str = "") -> Text:
    """Return a value as text that cannot act on a terminal."""
    return Text(printable(cell(value)).replace("\n", "\\n"), style=style)


def print_hanging(out: Console, text: Text, indent: int, hanging: int) -> None:
    """Print a text indented, its later lines more: on a terminal, where it is folded.

    A word that is longer than a line, as an id can be, stays whole.
    """
    if not is_screen(out):
        out.print(Text.assemble(" " * indent, text))
        return
    lines = (line for part in text.split("\n") for line in _folded(part, out.width - hanging))
    for number, line in enumerate(lines):
        fits = cell_len(line.plain) <= out.width - hanging  # else it takes the room it can get
        start = (hanging if number else indent) if fits else 0
        out.print(Text.assemble(" " * start, line), soft_wrap=True)


def _folded(text: Text, width: int) -> Iterator[Text]:
    """Yield a text in lines, cut between words."""
    start = end = 0
    for word in re.finditer(r"\S+", text.plain):
        if end > start and cell_len(text.plain[start : word.end()]) > width:
            yield text[start:end]
            start = word.start()
        end = word.end()
    yield text[start:end]


def link_style(address: str | None) -> str:
    """Return a style that makes a text link to an address (OSC 8), where this terminal can.

    Terminals do not say whether they can: these are known to.
    """
    known = os.environ.get("TERM_PROGRAM") in _LINKING or any(map(os.environ.get, _LINKING_MARKS))
    vte = os.environ.get("VTE_VERSION", "")
    can = known or (vte.isdecimal() and int(vte) >= 5000)
    return f"link {address}" if address and can and sys.stdout.isatty() else ""


_LINKING = {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "tabby"}
_LINKING_MARKS = (
    "KITTY_WINDOW_ID",
    "KONSOLE_VERSION",
    "WT_SESSION",
    "ALACRITTY_WINDOW_ID",
    "DOMTERM",
)
