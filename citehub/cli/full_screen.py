"""What commands share that fill the terminal."""

import sys
from importlib import import_module
from typing import Any

from citehub.errors import CitehubError


def must_be_a_terminal(command: str, instead: str) -> None:
    """Raise CitehubError where there is no terminal to fill."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CitehubError(f"{command} needs a terminal; without one: {instead}")


def load_full(module: str, instead: str) -> Any:
    """Load a module that needs Textual; CitehubError where that is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "textual":
            raise
        raise CitehubError(
            f"this needs Textual: pip install 'citehub[review]'; without it: {instead}"
        ) from None
