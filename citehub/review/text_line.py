"""A line to type in."""

from textual.widgets import Input

from citehub.text.safe import printable


class TextLine(Input):
    """A line to type in; what is pasted into it cannot act on the terminal."""

    def validate_value(self, value: str) -> str:
        """Show what could act as an escape."""
        return printable(value)
