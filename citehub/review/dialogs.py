"""What a review opens above its screen: a line to type, a text to read, papers to choose from."""

from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from citehub.review.text_line import TextLine
from citehub.review.values import Value
from citehub.text.safe import printable

CLOSING = ("escape", "q", "enter", "question_mark")


class Ask(ModalScreen[str | None]):
    """Asks for a line; gives None where it is left with Escape."""

    def __init__(self, prompt: str, text: str = "") -> None:
        super().__init__()
        self._prompt, self._text = prompt, text

    def compose(self) -> ComposeResult:
        """Make the line."""
        with Vertical(classes="dialog"):
            yield Label(Text(self._prompt))
            yield TextLine(self._text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give what was typed."""
        self.dismiss(event.value.strip())

    def on_key(self, event: events.Key) -> None:
        """Leave with Escape."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)


class Read(ModalScreen[None]):
    """Shows a text that can be scrolled."""

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Make the text."""
        with VerticalScroll(classes="dialog tall"):
            yield Static(self._text)

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Leave with Escape, Enter or q."""
        if event.key in CLOSING:
            event.stop()
            self.dismiss(None)


class Choose(ModalScreen[int | None]):
    """Shows what answers the words typed, as they are typed; gives the number of the one chosen."""

    def __init__(self, prompt: str, find: Callable[[str], list[tuple[int, str]]]) -> None:
        super().__init__()
        self._prompt, self._find = prompt, find
        self._found: list[int] = []

    def compose(self) -> ComposeResult:
        """Make the line, and the list below it."""
        with Vertical(classes="dialog tall"):
            yield Label(Text(self._prompt))
            yield TextLine()
            yield OptionList()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what answers."""
        found = self._find(event.value) if event.value.strip() else []
        self._found = [number for number, _ in found]
        self.query_one(OptionList).clear_options()
        self.query_one(OptionList).add_options(
            [Option(Text(title, no_wrap=True, overflow="ellipsis")) for _, title in found]
        )

    def on_input_submitted(self) -> None:
        """Choose the first."""
        self.dismiss(self._found[0] if self._found else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose one."""
        self.dismiss(self._found[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """Go down into the list; leave with Escape."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key == "down" and isinstance(self.focused, Input):
            event.stop()
            self.query_one(OptionList).focus()


class Pick(ModalScreen[str | None]):
    """Asks for a value by its key; gives None where it is left with Escape."""

    def __init__(self, values: list[Value]) -> None:
        super().__init__()
        self._values = {value.key: value for value in values}

    def compose(self) -> ComposeResult:
        """List the values."""
        lines = Text()
        for value in self._values.values():
            lines.append(f"{value.key} ", "bold cyan").append(f"{printable(value.name)}  ")
            lines.append(f"{printable(value.meaning)}\n", "dim")
        with Vertical(classes="dialog"):
            yield Static(lines)

    def on_key(self, event: events.Key) -> None:
        """Give the value of a key; leave with Escape."""
        event.stop()
        if event.character in self._values:
            self.dismiss(self._values[event.character].name)
        elif event.key in CLOSING:
            self.dismiss(None)
