"""A review that fills the terminal."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from rich.text import Text
from textual import events, work
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from citehub.errors import CitehubError
from citehub.review.address import address
from citehub.review.dialogs import Ask, Choose, Read
from citehub.review.explained import explained_text
from citehub.review.keys import ACTIONS, ENTER
from citehub.review.panes import Queue, ValueRow, counts, paper_text, proposal_text, shown
from citehub.review.session import BATCH, Review
from citehub.review.typed import ASK_FILTER
from citehub.review.values import Value

_CSS = """
#top, #keys { height: 1; padding: 0 1; background: $surface; }
#top { text-style: bold; }
#queue { width: 30%; max-width: 44; height: 100%; border-right: solid $primary; }
.-narrow #queue { display: none; }
#paper { height: 1fr; padding: 0 1; }
#proposal { height: auto; max-height: 4; padding: 0 1; border-top: solid $primary; }
#values { height: auto; padding: 0 1; }
ValueRow { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
ValueRow:hover { text-style: underline; }
ModalScreen { align: center middle; }
.dialog { width: 90%; max-width: 90; height: auto; padding: 0 1; border: round $primary;
    background: $surface; }
.tall { height: 80%; }
"""
_IDLE = 0.05  # seconds without a key in which a title of the queue is read
_SCROLLING = {
    "up": "scroll_up",
    "down": "scroll_down",
    "pageup": "scroll_page_up",
    "pagedown": "scroll_page_down",
}


class ReviewApp(App[None]):
    """The screen of a review.

    `save` puts what waits into the store, from any thread; `count` counts the papers of the queue,
    from any thread. `find` finds papers by words of a title, `refilter` begins the queue again.
    """

    CSS = _CSS
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-wide")]  # noqa: RUF012 - as Textual has it

    def __init__(
        self,
        review: Review,
        values: list[Value],
        keys: Mapping[str, str],
        *,
        save: Callable[[Callable[[str], None]], None],
        count: Callable[[], int],
        find: Callable[[str], list[tuple[int, str]]],
        refilter: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.theme = "ansi-dark"  # the colours of the terminal itself, whether dark or light
        self.review = review
        self._values = {value.key: value for value in values}
        self._keys = keys
        self._action_of = {key: name for name, key in keys.items()}
        self._save, self._count, self._find, self._refilter = save, count, find, refilter
        self._total: int | None = None

    def compose(self) -> ComposeResult:
        """Make the parts of the screen."""
        yield Static(id="top")
        with Horizontal():
            yield Queue(id="queue")
            with Vertical():
                with VerticalScroll(id="paper", can_focus=False):
                    yield Static(id="text")
                yield Static(id="proposal")
                with Vertical(id="values"):
                    for value in self._values.values():
                        yield ValueRow(value)
        yield Static(self._short_help(), id="keys")

    def on_mount(self) -> None:
        """Show the first paper, then count the others."""
        self._idle = self.set_timer(_IDLE, self._when_idle)
        self.call_after_refresh(self.show_all)
        self._count_all()

    def on_resize(self) -> None:
        """Draw what depends on the size again."""
        self.call_after_refresh(self.show_all)

    @work(thread=True)
    def _count_all(self) -> None:
        total = self._count()
        with suppress(RuntimeError):  # the app has ended
            self.call_from_thread(self._counted, total)

    def _counted(self, total: int) -> None:
        self._total = total
        self.show_all()

    # ---- showing, on the screen below any dialog -------------------------------------------------

    def show_all(self) -> None:
        """Draw the paper, what is proposed, and the queue around it."""
        if not self.screen_stack:
            return
        review, card, main = self.review, self.review.card(), self.screen_stack[0]
        main.query_one("#top", Static).update(counts(review, self._total))
        main.query_one("#paper").scroll_home(animate=False)
        given = review.given.get(card.key) if card else None
        if card is None:
            end = f"No more papers. {self._keys['quit']} ends, {self._keys['undo']} takes the last "
            main.query_one("#text", Static).update(Text(f"{end}label back."))
            main.query_one("#proposal", Static).update("")
        else:
            note = review.notes.get(card.key)
            said = proposal_text(card, review.label, given, note)
            main.query_one("#text", Static).update(paper_text(card, review.label))
            main.query_one("#proposal", Static).update(said)
        proposed = card.proposed(review.label) if card else None
        for row in main.query(ValueRow):
            row.show(proposed, given)
        main.query_one(Queue).show(review)
        self.call_after_refresh(review.card, review.at + 1)  # read while the user reads this one
        self._idle.stop()
        self._idle = self.set_timer(_IDLE, self._when_idle)

    def _when_idle(self) -> None:
        """While no key is pressed, read titles of the queue; then save what is to be saved."""
        if not self.screen_stack:  # it is about to end
            return
        queue = self.screen_stack[0].query_one(Queue)
        if self.review.read_title(*queue.places):
            self._idle = self.set_timer(_IDLE, self._when_idle)
        else:
            queue.show(self.review)
            if self.review.unsaved >= BATCH:
                self.review.unsaved = 0
                self._save_apart()

    def heard(self, message: str) -> None:
        """Show what a user should know."""
        self.notify(shown(message), markup=False, timeout=10)

    def _short_help(self) -> Text:
        names = ("accept", "skip", "back", "undo", "note", "explain", "help", "quit")
        said = Text(no_wrap=True, overflow="ellipsis")
        for name in names:
            said.append(self._keys[name], "bold cyan").append(f" {name}  ")
        return said

    # ---- keys and clicks ------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Do what a key does; a dialog above keeps its keys to itself."""
        if len(self.screen_stack) > 1:
            return
        key = ENTER if event.key == "enter" else event.character or event.key
        if key in self._values:
            self._give(self._values[key].name)
        elif key in self._action_of:
            getattr(self, f"_do_{self._action_of[key]}")()
        elif event.key in _SCROLLING:
            paper = self.screen_stack[0].query_one("#paper", VerticalScroll)
            getattr(paper, _SCROLLING[event.key])()
        elif event.key == "ctrl+c":
            self.exit()

    def on_queue_chosen(self, event: Queue.Chosen) -> None:
        """Go to a paper that is clicked."""
        self.review.go(event.at)
        self.show_all()

    def on_value_row_chosen(self, event: ValueRow.Chosen) -> None:
        """Give a value that is clicked."""
        self._give(event.value)

    def _give(self, value: str) -> None:
        self.review.give(value)
        self.show_all()

    @work(thread=True, group="save")
    def _save_apart(self) -> None:
        self._save(self._heard_apart)

    def _heard_apart(self, message: str) -> None:
        with suppress(RuntimeError):
            self.call_from_thread(self.heard, message)

    def _do_accept(self) -> None:
        if self.review.accept():
            self.show_all()
        else:
            self.heard("nothing is proposed; choose a label")

    def _do_skip(self) -> None:
        self.review.skip()
        self.show_all()

    def _do_back(self) -> None:
        self.review.back()
        self.show_all()

    def _do_undo(self) -> None:
        if not self.review.undo():
            self.heard("nothing to take back")
        self.show_all()

    def _do_note(self) -> None:
        card = self.review.card()
        if card is not None:
            self.push_screen(Ask("Why?", self.review.notes.get(card.key, "")), self._noted)

    def _noted(self, text: str | None) -> None:
        if text:
            self.review.note(text)
            self.show_all()

    def _do_open(self) -> None:
        card = self.review.card()
        if card is None:
            return
        if found := address(card.paper):
            self.open_url(found)
        self.heard(found or "it has no address and no title")

    def _do_explain(self) -> None:
        if (card := self.review.card()) is not None:
            self.push_screen(Read(explained_text(card.explained)))

    def _do_help(self) -> None:
        lines = Text()
        for action in ACTIONS:
            lines.append(f"{self._keys[action.name]:>6}  ", "bold cyan").append(f"{action.does}\n")
        for value in self._values.values():
            lines.append(f"{value.key:>6}  ", "bold cyan")
            lines.append(f"{shown(value.name)}: {shown(value.meaning)}\n")
        self.push_screen(Read(lines))

    def _do_search(self) -> None:
        self.push_screen(Choose("Search the titles", self._find), self._found)

    def _found(self, number: int | None) -> None:
        if number is not None:
            self.review.jump(number)
            self.show_all()

    def _do_filter(self) -> None:
        self.push_screen(Ask(ASK_FILTER), self._filtered)

    def _filtered(self, text: str | None) -> None:
        if text is not None:
            try:
                self._refilter(text)
            except CitehubError as error:
                self.heard(str(error))
                return
            self._total = None
            self.show_all()
            self._count_all()

    def _do_quit(self) -> None:
        self.exit()
