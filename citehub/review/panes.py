"""The parts of a review's screen. What pages say is shown as text: it is never read as markup."""

from collections.abc import Iterable

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Static

from citehub.model import UNCLASSIFIED
from citehub.review.card import Card, Spans
from citehub.review.plain import proposal
from citehub.review.session import Review
from citehub.review.values import Value
from citehub.text.safe import printable

_ORDERS = {
    "margin": "least sure first",
    "new": "youngest first",
    "hub": "hub by hub",
    "random": "by chance",
}
_ROWS_ABOVE = 3  # the present one, in the queue


class Queue(Static):
    """The queue: a paper a row, a mark on what is done, the present one in reverse."""

    places = (0, 0)  # of the queue, first and behind the last, that are drawn

    class Chosen(Message):
        """A row was clicked: a place in the queue."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def show(self, review: Review) -> None:
        """Draw the rows around the present paper."""
        width, height = self.content_size
        first = max(0, review.at - _ROWS_ABOVE)
        self.places = (first, first + height)
        lines = []
        for at in range(*self.places):
            line = _row(review, at, max(width, 4))
            if line is None:
                break
            lines.append(line)
        self.update(Text("\n", no_wrap=True).join(lines))

    def on_click(self, event: events.Click) -> None:
        """Go to the row that is clicked."""
        if (offset := event.get_content_offset(self)) is not None:
            self.post_message(self.Chosen(self.places[0] + offset.y))


def _row(review: Review, at: int, width: int) -> Text | None:
    title = review.title_at(at)
    if title is None:
        return None
    given = review.given_at(at)
    row = Text(f"{'✓' if given else ' '} {shown(title) or '(no title)'}", no_wrap=True)
    if given:
        row.stylize("green", 0, 1)
    row.truncate(width, overflow="ellipsis", pad=True)
    if at == review.at:
        row.stylize("reverse")
    elif at < review.at:
        row.stylize("dim")
    return row


class ValueRow(Static):
    """A value that can be given: its key, its name, what it means."""

    class Chosen(Message):
        """A value was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.value = name

    def __init__(self, value: Value) -> None:
        super().__init__()
        self._value = value

    def show(self, proposed: str | None, given: str | None) -> None:
        """Draw it; the one that was given is ticked, the one that is proposed is bold."""
        value = self._value
        mark = "✓" if value.name == given else "›" if value.name == proposed else " "
        row = Text.assemble(mark, " ", (value.key, "bold cyan"), " ", no_wrap=True)
        row.append(shown(value.name), "bold" if mark != " " else "")
        row.append(f"  {shown(value.meaning)}", "dim")
        row.overflow = "ellipsis"
        self.update(row)

    def on_click(self) -> None:
        """Give the value."""
        self.post_message(self.Chosen(self._value.name))


def paper_text(card: Card, label: str) -> Text:
    """Return what a paper says, the words marked that speak for its value."""
    title = card.paper.title or "(no title)"
    text = Text().append_text(marked(title, card.spans(label, "title"), "bold"))
    paper = card.paper
    about: list[object] = [f"cites {card.hub.title}"]
    if card.others:
        about[0] = f"{about[0]} and {card.others} more"
    about += filter(None, [paper.date or paper.year, paper.field, paper.venue, paper.verdict])
    text.append(f"\n{shown(' · '.join(map(str, about)))}\n", "dim")
    for name, said in card.texts():
        text.append(f"\n{shown(name)}  ", "dim italic")
        text.append_text(marked(said, card.spans(label, name), ""))
        text.append("\n")
    return text


def proposal_text(
    card: Card, label: str, given: str | None = None, note: str | None = None
) -> Text:
    """Return which label stands there or was given now, why, and the note on it."""
    said = f"{given} (by you, now)" if given else proposal(card, label)
    text = Text.assemble((f"{label.replace('_', ' ')}: ", "dim"), shown(said))
    if note:
        text.append(f"\nwhy: {shown(note)}", "italic")
    return text


def marked(text: str, spans: Spans, style: str) -> Text:
    """Return a text, with its characters [start, end) marked."""
    inside = {at for start, end in spans for at in range(start, end)}
    line, at = Text(style=style), 0
    while at < len(text):
        end = at
        while end < len(text) and (end in inside) == (at in inside):
            end += 1
        line.append(shown(text[at:end]), "bold black on yellow" if at in inside else "")
        at = end
    return line


def shown(text: str) -> str:
    """Return a text in one line that cannot act on a terminal."""
    return printable(text.replace("\n", " "))


def counts(review: Review, total: int | None) -> Text:
    """Return the line at the top: what is reviewed, how many are done, how many there are."""
    label = review.label.replace("_", " ")
    left = f" of {total:,}" if total is not None else ""
    changed = sum(
        answer.value != (answer.card.proposed(review.label) or UNCLASSIFIED)
        for answer in review.labelled()
    )
    said: Iterable[str] = (
        f"{label}, {_ORDERS[review.queue.order]}",
        f"{len(review.given):,} labelled{left}",
        f"{changed:,} changed",
    )
    return Text(" · ".join(said), no_wrap=True, overflow="ellipsis")
