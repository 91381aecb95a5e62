"""The standard streams: made reliable first, used for messages, dropped when they fail."""

import io
import os
import sys
from contextlib import suppress
from shutil import get_terminal_size
from textwrap import wrap
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


def is_piped_into() -> bool:
    """Return whether there is something to read on stdin, and nobody who would have to type it."""
    if sys.stdin.isatty():
        return False
    reader = io.BufferedReader(sys.stdin.buffer)  # type: ignore[type-var]
    sys.stdin = io.TextIOWrapper(reader)
    return bool(reader.peek(1))


def say(message: str) -> None:
    """Print a message on stderr; characters that could act on a terminal are shown as escapes.

    A terminal gets lines that end between words; anything else gets them whole.
    """
    encoding = sys.stderr.encoding or "utf-8"
    text = printable(f"citehub: {message}").encode(encoding, "backslashreplace").decode(encoding)
    try:
        if sys.stderr.isatty():
            columns = get_terminal_size().columns
            text = "\n".join(part for line in text.split("\n") for part in _wrapped(line, columns))
        print(text, file=sys.stderr, flush=True)
    except OSError:
        drop(sys.stderr)


def _wrapped(line: str, columns: int) -> list[str]:
    """Return a line in parts that fit, cut between words; a longer word, as a path is, stays."""
    if len(line) <= columns:
        return [line]
    start = line[: len(line) - len(line.lstrip())]
    return wrap(
        line,
        columns,
        subsequent_indent=f"{start}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def drop(stream: TextIO) -> None:
    """Point a stream that fails at nothing, so that the interpreter's last flush cannot fail."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
