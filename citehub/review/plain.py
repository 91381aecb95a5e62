"""A review in plain lines: one prompt a paper, for any terminal and for a screen reader."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from citehub.errors import CitehubError
from citehub.model import HAND, PAGE, Paper
from citehub.records import Record
from citehub.review.card import Card, Spans
from citehub.review.keys import ACTIONS, ENTER
from citehub.review.session import BATCH, Review
from citehub.review.typed import ASK_FILTER
from citehub.review.values import Value
from citehub.text.safe import printable

_MOST_LISTED = 9  # papers that a search prints


class Terminal(NamedTuple):
    """What a plain review asks of the command line.

    `key` waits for a key, `line` for a line behind a prompt; `out` prints a line. `explain` prints
    an explanation, `open` opens a paper, `save` puts what waits into the store. `find` finds papers
    by words of a title, `refilter` begins the queue again.
    """

    key: Callable[[], str]
    line: Callable[[str], str]
    out: Callable[[str], None]
    explain: Callable[[Record], None]
    open: Callable[[Paper], str]
    save: Callable[[], None]
    find: Callable[[str], list[tuple[int, str]]]
    refilter: Callable[[str], None]


def run(review: Review, values: list[Value], terminal: Terminal, keys: Mapping[str, str]) -> None:
    """Ask about one paper after the other, until the last one or `quit`."""
    action_of = {key: name for name, key in keys.items()}
    value_of = {value.key: value.name for value in values}
    shown: int | None = None
    while (card := review.card()) is not None:
        if shown != review.at:
            shown = review.at
            for line in lines_of(review, card):
                terminal.out(line)
            terminal.out(_choices(values, keys))
        key = _name(terminal.key())
        if key in value_of:
            terminal.out(f"{key} {printable(value_of[key])}")
            review.give(value_of[key])
        elif action_of.get(key) == "quit":
            return
        elif key in action_of:
            if not _act(action_of[key], review, card, terminal, keys):
                shown = None
        else:
            terminal.out(f"no such key; {keys['help']} lists them")
        if review.unsaved >= BATCH:
            terminal.save()
    terminal.out("no more papers")


def _act(
    action: str, review: Review, card: Card, terminal: Terminal, keys: Mapping[str, str]
) -> bool:
    """Carry out an action; return whether the paper need not be shown again."""
    if action == "accept":
        value = review.given.get(card.key) or card.proposed(review.label)
        said = printable(value) if value else "nothing is proposed; choose a label"
        terminal.out(said)
        review.accept()
    elif action == "skip":
        terminal.out("skipped")
        review.skip()
    elif action == "back":
        review.back()
        return False
    elif action == "undo":
        terminal.out("taken back" if review.undo() else "nothing to take back")
        return False
    elif action == "note":
        if text := terminal.line("why: ").strip():
            review.note(text)
    elif action == "open":
        terminal.out(printable(terminal.open(card.paper)))
    elif action == "explain":
        terminal.explain(card.explained)
    elif action == "help":
        for line in _help(keys):
            terminal.out(line)
    elif action == "search":
        return not _search(review, terminal)
    elif action == "filter":
        return not _filter(terminal)
    return True


def _search(review: Review, terminal: Terminal) -> bool:
    """Go to a paper that is found by words of its title; return whether one was chosen."""
    found = terminal.find(text)[:_MOST_LISTED] if (text := terminal.line("words: ").strip()) else []
    for n, (_, line) in enumerate(found, start=1):
        terminal.out(f"{n}. {line}")
    if not found:
        terminal.out("no match")
        return False
    chosen = terminal.line(f"which, 1 to {len(found)}: ").strip()
    if not (chosen.isdecimal() and 1 <= int(chosen) <= len(found)):
        return False
    review.jump(found[int(chosen) - 1][0])
    return True


def _filter(terminal: Terminal) -> bool:
    """Begin the queue again with the papers that pass; return whether the filters can be read."""
    try:
        terminal.refilter(terminal.line(f"{ASK_FILTER}: "))
    except CitehubError as error:
        terminal.out(str(error))
        return False
    return True


def lines_of(review: Review, card: Card) -> Iterator[str]:
    """Return a paper as lines: where it is from, what it says, what is proposed."""
    label = review.label
    yield ""
    title = card.paper.title or "(no title)"
    yield f"{review.at + 1}. {marked(title, card.spans(label, 'title'))}"
    about = [card.paper.date or card.paper.year, card.paper.field, card.paper.venue]
    said = [str(part) for part in about if part]
    also = f" and {card.others} more" if card.others else ""
    yield printable(" · ".join([f"cites {card.hub.title}{also}", *said]))
    for name, text in card.texts():
        yield f"{name}: {marked(text, card.spans(label, name))}"
    given = review.given.get(card.key)
    yield (
        f"{label}: {printable(given)} (by you, now)"
        if given
        else f"{label}: {proposal(card, label)}"
    )
    if note := review.notes.get(card.key):
        yield f"why: {printable(note)}"


def proposal(card: Card, label: str) -> str:
    """Return a line with the present label and what it rests on."""
    value, evidence = card.proposed(label), card.evidence(label)
    if value is None or evidence is None:
        rules = card.explained["labels"][label]["rules"]
        spoken = ", ".join(dict.fromkeys(rule["value"] for rule in rules))
        return printable("unclassified; " + (f"rules speak for {spoken}" if spoken else "no rule"))
    if evidence["rule"] == HAND:
        return printable(f"{value} (by {evidence.get('by')}, {evidence.get('when')})")
    if evidence["rule"] == PAGE:
        return printable(f"{value} (stated by the page)")
    sure, lead = evidence["confidence"], evidence.get("margin")
    said = [
        evidence["rule"],
        f"leads by {lead:.2f}" if lead is not None else "",
        f"before {evidence['runner_up']}" if evidence["runner_up"] else "",
        "not measured" if sure is None else f"{sure:.0%} of such labels right in testing",
    ]
    return printable(f"{value} ({', '.join(filter(None, said))})")


def marked(text: str, spans: Spans) -> str:
    """Return a text that can be shown, the words that speak for a label between brackets."""
    inside = {at for start, end in spans for at in range(start, end)}
    shown = ""
    for at, char in enumerate(text):
        opens = at in inside and at - 1 not in inside
        closes = at in inside and at + 1 not in inside
        shown += "[" * opens + char + "]" * closes
    return printable(shown).replace("\n", " ")


def _choices(values: list[Value], keys: Mapping[str, str]) -> str:
    given = "  ".join(f"{value.key} {printable(value.name)}" for value in values)
    return f"{given}  {keys['accept']} accept  {keys['skip']} skip  {keys['help']} help"


def _help(keys: Mapping[str, str]) -> Iterator[str]:
    for action in ACTIONS:
        yield f"{keys[action.name]:>5}  {action.does}"


def _name(key: str) -> str:
    return ENTER if key in ("\r", "\n") else key
