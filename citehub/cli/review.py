"""citehub review: labels by hand, one key a paper."""

import webbrowser
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum
from functools import partial
from typing import Annotated

import typer

from citehub import screen
from citehub.api import OpenLibrary
from citehub.cli.answer import Answer, check_fields, rows
from citehub.cli.command import command
from citehub.cli.full_screen import load_full, must_be_a_terminal
from citehub.cli.options import LABEL_NAMES, Label, OptionalHub, RulesOption, View
from citehub.cli.settings import held
from citehub.cli.streams import say
from citehub.cli.terminal_keys import Keys, single_keys
from citehub.index.filters import Filters
from citehub.index.queue import ORDERS, Asked
from citehub.library.library import Library
from citehub.library.names import find_hub
from citehub.model import LABELS, Paper
from citehub.records import Record
from citehub.review import plain
from citehub.review.address import address
from citehub.review.found import refilter, titled
from citehub.review.given import given_by, given_in
from citehub.review.journal import waiting
from citehub.review.keys import keys_of
from citehub.review.queue import Queue
from citehub.review.session import Review
from citehub.review.start import open_review
from citehub.review.stats import COLUMNS, Reviewed, agreement
from citehub.review.values import values_of
from citehub.text.counted import counted

_Order = Enum("_Order", {name: name for name in ORDERS})  # type: ignore[misc]


@command
def review(
    library: OpenLibrary,
    view: View,
    filters: Filters,
    hub: OptionalHub = None,
    label: Annotated[Label, typer.Option("--label", help="The label to give.")] = Label["role"],
    order: Annotated[
        _Order,
        typer.Option(
            "--order",
            help="What the rules are least sure of first; or new papers, hub by hub, or by chance.",
        ),
    ] = _Order["margin"],
    seed: Annotated[int, typer.Option("--seed", help="Draw other papers by chance.")] = 0,
    again: Annotated[
        bool, typer.Option("--again", help="Ask about papers labelled by hand, too.")
    ] = False,
    as_lines: Annotated[
        bool, typer.Option("--plain", help="Print plain lines, as for a screen reader.")
    ] = False,
    stats: Annotated[
        bool,
        typer.Option(
            "--stats", help="Print how far the review is, and how often the rules were right."
        ),
    ] = False,
    rules: RulesOption = None,
) -> Answer:
    """Label papers by hand, one key a paper.

    Each label is kept at once: a review that breaks off loses none.
    """
    if filters.sort is not None:
        raise typer.BadParameter("a review has its own --order", param_hint="--sort")
    if not stats:
        must_be_a_terminal("a review", "citehub label --from FILE")
    opened = library.library
    opened.refresh()
    number = opened.ask(lambda _: find_hub(opened, hub)).number if hub else None
    if stats:
        return _stats(opened, view, filters, number)
    asked = Asked(LABEL_NAMES[label.value], filters, number, again)
    ruleset = library.ruleset(rules)
    setting = held()["keys"]
    keys = keys_of(setting.value, setting.source)
    full = None if as_lines else load_full("citehub.review.full", "citehub review --plain")
    with open_review(opened, asked, ruleset, order=order.value, seed=seed) as begun:
        values = values_of(begun.label, ruleset, keys.values())
        if full is None:
            with suppress(EOFError), single_keys() as pressed:
                plain.run(begun, values, _terminal(opened, begun, pressed), keys)
        else:
            full.run_full(opened, begun, values, ruleset, keys)
        done = given_by(begun)
    return _summary(done)


def _summary(done: list[Reviewed]) -> Answer:
    """Say what was labelled, and how to go on."""
    if not done:
        return Answer()
    changed = sum(one.value != one.proposed for one in done)
    say(f"{counted(len(done), 'paper')} labelled, {changed:,} other than the rules had it")
    say("to test the rules on labels by hand: citehub rules eval --labels")
    say("to see which rules they speak for: citehub rules suggest --labels")
    return _table(agreement(done, days=False))


def _stats(library: Library, view: View, filters: Filters, hub: int | None) -> Answer:
    """Return how often the rules agreed with labels by hand; say how many papers are left."""
    check_fields(view, COLUMNS)
    if tasks := waiting(library.store):
        say(f"{counted(len(tasks), 'label')} more in the journal; the next review puts them here")
    found = given_in(library, filters, hub)
    for label in LABELS:
        done = sum(one.label == label for one in found)
        left = Queue(library, Asked(label, filters, hub), "hub", 0).count()
        say(f"{label}: {done:,} reviewed, {left:,} left")
    return _table(agreement(found))


def _table(records: Iterable[Record]) -> Answer:
    return rows(records, COLUMNS, "part", "parts")


def _terminal(library: Library, begun: Review, keys: Keys) -> plain.Terminal:
    return plain.Terminal(
        key=keys.key,
        line=keys.line,
        out=partial(print, flush=True),
        explain=lambda record: screen.show("explanation", [record], color=None, about={}),
        open=_open,
        save=begun.save,
        find=partial(titled, library),
        refilter=partial(refilter, library, begun),
    )


def _open(paper: Paper) -> str:
    found = address(paper)
    if found is None:
        return "it has no address and no title"
    webbrowser.open(found)
    return found
