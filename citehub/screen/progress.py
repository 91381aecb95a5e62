"""A bar that shows how far a long command has come."""

from typing import IO

from rich.progress import Progress

from citehub.screen.console import console


def progress(stream: IO[str]) -> Progress:
    """Return a bar that is drawn on a stream, in the colours that it can show."""
    return Progress(console=console(None, stream))
