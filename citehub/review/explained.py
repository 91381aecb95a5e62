"""The full explanation of a paper's labels, as text for a screen of its own."""

import io

from rich.console import Console
from rich.text import Text

from citehub.records import Record
from citehub.screen import explanation

_WIDE = 10_000  # columns: the screen wraps it itself


def explained_text(record: Record) -> Text:
    """Return what `citehub explain` prints."""
    out = Console(
        file=io.StringIO(),
        width=_WIDE,
        force_terminal=True,
        color_system="standard",
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        _environ={},
    )
    explanation.show(out, [record])
    return Text.from_ansi(out.file.getvalue())  # type: ignore[attr-defined]
