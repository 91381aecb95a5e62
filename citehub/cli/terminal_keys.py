"""Keys from a terminal, one by one.

Typer's `getchar` switches the terminal for each key and drops what was typed meanwhile; here it
stays switched, so that fast typing loses nothing.
"""

import codecs
import os
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Keys:
    """The keyboard of a terminal that is switched to single keys."""

    def __init__(self, descriptor: int, as_found: list[Any]) -> None:
        self._descriptor = descriptor
        self._as_found = as_found
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def key(self) -> str:
        """Wait for a key and return its character; EOFError where the terminal is gone."""
        while True:
            byte = os.read(self._descriptor, 1)
            if byte in (b"", b"\x04"):  # Ctrl-D
                raise EOFError
            if char := self._decoder.decode(byte):
                return char

    def line(self, prompt: str) -> str:
        """Ask for a line, edited and echoed as the terminal does."""
        single = termios.tcgetattr(self._descriptor)
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._as_found)
        try:
            return input(prompt)
        except EOFError:
            return ""
        finally:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, single)


@contextmanager
def single_keys() -> Iterator[Keys]:
    """Switch the terminal on stdin to single keys, not echoed; Ctrl-C still interrupts."""
    descriptor = sys.stdin.fileno()
    as_found = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor, termios.TCSADRAIN)
    try:
        yield Keys(descriptor, as_found)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, as_found)
