"""A pager for what a screen cannot hold, as git and gh have one."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from shutil import get_terminal_size, which

from citehub.cli.settings import held
from citehub.text.patterns import regex

_ESCAPES = regex(r"\x1b(?:\[[0-9;]*m|\]8;[^\x1b]*\x1b\\)")
_LINKS = regex(r"\x1b\]8;[^\x1b]*\x1b\\")


def pager(wanted: bool | None) -> Callable[[str], None] | None:
    """Return what shows a text on this terminal; None where stdout is none, or no pager is wanted.

    `wanted` False is --no-pager; None leaves it to citehub.toml and PAGER.
    """
    if wanted is False or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return None
    command = held()["pager"].value
    words = shlex.split(command) if command else []
    if not words or which(words[0]) is None:
        return None
    return lambda text: _show(text, words)


def _show(text: str, words: list[str]) -> None:
    """Print a text, by the pager where it has more lines than the screen."""
    columns, lines = get_terminal_size()
    plain = _ESCAPES.sub("", text).splitlines()
    taken = sum(max(1, -(-len(line) // columns)) for line in plain)
    if taken < lines:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    # What git tells less: keep colours, leave the text on the screen.
    environment = {"LESS": "RX", "LV": "-c"} | os.environ
    with subprocess.Popen(words, stdin=subprocess.PIPE, env=environment) as process:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pager
        try:
            with suppress(BrokenPipeError):  # it was left before the end
                # Older ones show the links of a terminal as they are written.
                process.communicate(_LINKS.sub("", text).encode("utf-8", "backslashreplace"))
        finally:
            signal.signal(signal.SIGINT, before)
