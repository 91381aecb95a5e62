"""A library to look through on the whole terminal: hubs, their papers, one paper in full."""

from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from citehub.errors import CitehubError
from citehub.index.filters import Filters
from citehub.review.address import address
from citehub.review.card import Card
from citehub.review.dialogs import Ask, Pick, Read
from citehub.review.explained import explained_text
from citehub.review.panes import paper_text, proposal_text, shown
from citehub.review.shelf import Line, Shelf
from citehub.review.text_line import TextLine
from citehub.review.typed import filters_of
from citehub.review.values import Value
from citehub.text.counted import counted

LABEL_KEY = "l"
_CSS = """
#top, #keys { height: 1; padding: 0 1; background: $surface; }
#top { text-style: bold; }
#search { height: 1; border: none; padding: 0 1; }
OptionList { border: none; padding: 0; background: $background; text-wrap: nowrap;
    text-overflow: ellipsis; }
#hubs { width: 35%; max-width: 50; height: 100%; border-right: solid $primary; }
#papers { height: 2fr; }
#paper { height: 3fr; padding: 0 1; border-top: solid $primary; }
.-narrow #hubs, .-narrow.-hubs #right { display: none; }
.-narrow.-hubs #hubs { display: block; width: 100%; max-width: 100%; }
ModalScreen { align: center middle; }
.dialog { width: 90%; max-width: 90; height: auto; padding: 0 1; border: round $primary;
    background: $surface; }
.tall { height: 80%; }
"""
_HELP = (
    ("enter", "list the papers of the hub; show the paper"),
    ("tab", "go to the next list"),
    ("escape", "back to the hubs"),
    ("/", "search the titles as you type"),
    ("f", "filter the papers"),
    (LABEL_KEY, "label the paper"),
    ("e", "explain the labels in full"),
    ("o", "open the paper in the browser"),
    ("?", "list the keys"),
    ("q", "end"),
)


class BrowseApp(App[None]):
    """The screen of `browse`. `give` labels a paper by its number, durably."""

    CSS = _CSS
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-wide")]  # noqa: RUF012 - as Textual has it

    def __init__(
        self,
        shelf: Shelf,
        values: list[Value],
        *,
        give: Callable[[int, str], None],
        hub: int | None,
        filters: Filters,
    ) -> None:
        super().__init__()
        self.theme = "ansi-dark"  # the colours of the terminal itself, whether dark or light
        self._shelf, self._values, self._give = shelf, values, give
        self._hub, self._passing = hub, filters
        self._hubs: list[Line] = []
        self._papers: list[Line] = []
        self.card: Card | None = None

    def compose(self) -> ComposeResult:
        """Make the parts of the screen."""
        yield Static(id="top")
        yield TextLine(id="search", placeholder="/ searches the titles of all papers")
        with Horizontal():
            yield OptionList(id="hubs")
            with Vertical(id="right"):
                yield OptionList(id="papers")
                with VerticalScroll(id="paper"):
                    yield Static(id="text")
        yield Static(_short_help(), id="keys")

    def on_mount(self) -> None:
        """List the hubs, or the papers of the one that was named."""
        self._hubs = self._shelf.hubs()
        self._fill("#hubs", self._hubs)
        self.screen.add_class("-hubs")
        if self._hub is None:
            self._say("hub", self._hubs, self._shelf.hub_count())
            self.query_one("#hubs").focus()
        else:
            self._list_hub(self._hub)

    # ---- lists ----------------------------------------------------------------------------------

    def _fill(self, name: str, lines: list[Line]) -> None:
        found = self.query_one(name, OptionList)
        found.clear_options()
        found.add_options([Option(_one_line(line.text)) for line in lines])
        if lines:
            found.highlighted = 0

    def _list_hub(self, hub: int) -> None:
        self._hub = hub
        self._list(self._shelf.papers(hub, self._passing), self._shelf.count(hub, self._passing))
        self.query_one("#papers").focus()

    def _list(self, papers: list[Line], total: int) -> None:
        self._papers = papers
        self.screen.remove_class("-hubs")
        self._fill("#papers", papers)
        self._say("paper", papers, total)
        if not papers:
            self.card = None
            self.query_one("#text", Static).update(Text("no paper"))

    def _say(self, what: str, listed: list[Line], total: int) -> None:
        first = f"the first {len(listed):,} of " if total > len(listed) else ""
        self.query_one("#top", Static).update(_one_line(f"{first}{counted(total, what)}"))

    def _show(self, number: int) -> None:
        self.card = self._shelf.card(number)
        if self.card is None:
            return
        text = paper_text(self.card, "role")
        text.append("\n").append_text(proposal_text(self.card, "role"))
        self.query_one("#text", Static).update(text)
        self.query_one("#paper").scroll_home(animate=False)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the paper that the cursor is on."""
        if event.option_list.id == "papers":
            self._show(self._papers[event.option_index].number)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """List the papers of a hub; go to the text of a paper."""
        if event.option_list.id == "hubs":
            self._list_hub(self._hubs[event.option_index].number)
        elif event.option_list.id == "papers":
            self.query_one("#paper").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while words are typed."""
        if event.input.id == "search" and event.value.strip():
            found = self._shelf.find(event.value, self._passing)
            self._list(found, len(found))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go from the search to what it found."""
        if event.input.id == "search":
            self.query_one("#papers").focus()

    # ---- keys -----------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Do what a key does; a dialog above and the line of the search keep their keys."""
        if len(self.screen_stack) > 1:
            return
        actions: dict[str, Callable[[], object]] = {
            "escape": self._back,
            "/": self.query_one("#search").focus,
            "f": self._ask_filter,
            LABEL_KEY: self._ask_label,
            "e": self._explain,
            "o": self._open,
            "?": self._help,
            "q": self.exit,
            "ctrl+c": self.exit,
        }
        if action := actions.get(event.character or event.key, actions.get(event.key)):
            event.stop()
            action()

    def _back(self) -> None:
        self._hub = None
        self.screen.add_class("-hubs")
        self.query_one("#search", Input).value = ""
        self._say("hub", self._hubs, self._shelf.hub_count())
        self.query_one("#hubs").focus()

    def _ask_filter(self) -> None:
        self.push_screen(
            Ask("Only papers with these words, or role=method year=2024"), self._filter
        )

    def _filter(self, text: str | None) -> None:
        if text is None:
            return
        try:
            self._passing = filters_of(text)
        except CitehubError as error:
            self.heard(str(error))
            return
        if self._hub is not None:
            self._list_hub(self._hub)

    def _ask_label(self) -> None:
        if self.card is not None:
            self.push_screen(Pick(self._values), self._label)

    def _label(self, value: str | None) -> None:
        if value is None or self.card is None:
            return
        try:
            self._give(self.card.number, value)
        except CitehubError as error:
            self.heard(str(error))
            return
        self.heard(f"{value}: {self.card.paper.title}")

    def _explain(self) -> None:
        if self.card is not None:
            self.push_screen(Read(explained_text(self.card.explained)))

    def _open(self) -> None:
        if self.card is None:
            return
        if found := address(self.card.paper):
            self.open_url(found)
        self.heard(found or "it has no address and no title")

    def _help(self) -> None:
        lines = Text()
        for key, does in _HELP:
            lines.append(f"{key:>7}  ", "bold cyan").append(f"{does}\n")
        self.push_screen(Read(lines))

    def heard(self, message: str) -> None:
        """Show what a user should know."""
        self.notify(shown(message), markup=False)


def _one_line(text: str) -> Text:
    return Text(text, no_wrap=True, overflow="ellipsis")


def _short_help() -> Text:
    said = Text(no_wrap=True, overflow="ellipsis")
    names = {"/": "search", "f": "filter", LABEL_KEY: "label", "e": "explain", "o": "open"}
    for key, name in (names | {"esc": "hubs", "?": "help", "q": "quit"}).items():
        said.append(key, "bold cyan").append(f" {name}  ")
    return said
