"""An address alone in its line, as a script wants it."""

from rich.console import Console

from citehub.records import Record
from citehub.screen.console import shown_text


def show(out: Console, records: list[Record]) -> None:
    """Print the address of each record."""
    for record in records:
        out.print(shown_text(record["address"]), soft_wrap=True)
