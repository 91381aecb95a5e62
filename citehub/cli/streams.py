"""The standard streams: made reliable first, used for messages, dropped when they fail."""

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from citehub.text.safe import printable


def prepare_streams() -> None:
    """Make the standard streams reliable.

    A closed one is None to Python, and its number would go to the next file that is opened. In its
    place stdin has an end, stderr takes all, and stdout refuses what is written. A letter that the
    locale does not have is written as an escape.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def say(message: str) -> None:
    """Print a message on stderr; characters that could act on a terminal are shown as escapes."""
    encoding = sys.stderr.encoding or "utf-8"
    text = printable(f"citehub: {message}").encode(encoding, "backslashreplace").decode(encoding)
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        drop(sys.stderr)


def drop(stream: TextIO) -> None:
    """Point a stream that fails at nothing, so that the interpreter's last flush cannot fail."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
