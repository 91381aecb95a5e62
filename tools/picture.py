"""Draw the README's picture: what `search` and `explain` print on a terminal, as SVG.

Run as `python tools/picture.py FILE`. The same program and page make the same bytes.
"""

import io
import os
import re
import shlex
import sys
import tempfile
from contextlib import redirect_stderr
from pathlib import Path
from unittest.mock import patch

from rich.console import Console

from citehub.cli import app
from citehub.screen import console

PAGE = Path(__file__).parents[1] / "seeds" / "000_051ae697ebc19333.txt"
COMMANDS = (
    ("search", "on polciy distilation", "--limit", "4"),
    ("explain", "curriculum", "19"),
)
COLUMNS = 100

WEB_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def _terminal() -> Console:
    """Return a terminal that records; no NO_COLOR and no COLUMNS around us changes it."""
    return Console(
        file=io.StringIO(),
        record=True,
        width=COLUMNS,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def draw() -> str:
    """Return the picture. It needs nothing from the web: the viewer's own font is used."""
    terminal = _terminal()
    environment = {name: text for name, text in os.environ.items() if name != "CITEHUB_RULES"}
    environment["PAGER"] = "cat"
    with (
        tempfile.TemporaryDirectory() as folder,
        redirect_stderr(io.StringIO()),
        patch.dict(os.environ, environment, clear=True),
    ):
        store = ("--store", str(Path(folder) / "hubs.jsonl"))
        for arguments in (
            ("ingest", str(PAGE)),
            ("set", "yoshua", "--title", "Curriculum Learning"),
        ):
            app([*arguments, *store], standalone_mode=False)
        with patch.object(console, "console", lambda color: terminal):
            for command in COMMANDS:
                terminal.print(f"$ {shlex.join(('citehub', *command))}", style="bold")
                app([*command, *store], standalone_mode=False)
    svg = terminal.export_svg(title="citehub", unique_id="citehub")
    return WEB_FONT.sub("", svg)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw(), encoding="utf-8")
