"""The console that views print on, and untrusted text made safe for it."""

import re
import sys
from shutil import get_terminal_size
from typing import IO, Any, cast

from rich.console import Console
from rich.text import Text

from citehub.formats.cells import cell
from citehub.text.safe import printable

_WIDE = 10_000  # columns off a terminal, where nothing may be cut
_NARROWEST = 60  # columns of a terminal from which on tables have room; below, lines just wrap


class _Trimmed:
    """A stream whose lines end where their text does: Rich fills a table's columns with spaces."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(re.sub(r" +(?=\n)", "", text))

    def flush(self) -> None:
        self._stream.flush()


def console(color: bool | None, file: IO[str] | None = None) -> Console:
    """Return a console: colour by the terminal, NO_COLOR and `color`; off a terminal no width."""
    stream = file or sys.stdout
    terminal = stream.isatty()
    screen = terminal and get_terminal_size().columns >= _NARROWEST
    return Console(
        file=stream if screen else cast("IO[str]", _Trimmed(stream)),
        force_terminal=True if color else screen,
        no_color=None if color is None else not color,
        width=None if screen else _WIDE,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not screen,
    )


def is_screen(out: Console) -> bool:
    """Return whether there is a width to keep to; colour alone can also be asked for in a pipe."""
    return out.width < _WIDE


def shown_text(value: Any, style: str = "") -> Text:
    """Return a value as text that cannot act on a terminal."""
    return Text(printable(cell(value)).replace("\n", "\\n"), style=style)
