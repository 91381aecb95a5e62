"""What a shell is offered for a word that is half typed.

A shell evaluates what it is offered, and drops what does not begin with the typed word. So a title
is offered from the typed word on, as a name without spaces: `distil` becomes
`distillation-of-agents`, which names its hub or paper as words of a title do.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import typer

import citehub
from citehub.cli.settings import store_path
from citehub.index.filters import SORTS
from citehub.model import UNCLASSIFIED, VALUES
from citehub.text.patterns import regex
from citehub.text.titles import slug
from citehub.text.words import words

Offers = list[tuple[str, str]]  # what to type, and what to say of it

_SAFE = regex(r"[\w.-]+")
_ODD = regex(r"[^\w .,-]+")
_MOST = 100  # offers


def _offers(found: Iterable[tuple[str, str]]) -> Offers:
    """Return the first offers that a shell can be given, each once."""
    safe = {value: _ODD.sub(" ", said) for value, said in found if _SAFE.fullmatch(value)}
    return [*islice(safe.items(), _MOST)]


def _asked(
    context: typer.Context, question: Callable[[citehub.OpenLibrary], Iterable[tuple[str, str]]]
) -> Offers:
    """Ask the store that the command line names; what is wrong with it is no matter now."""
    try:
        path, _ = store_path(context.params.get("store"))
        if not path.exists():
            return []
        with citehub.open_library(path) as library:
            return _offers(question(library))
    except (citehub.CitehubError, OSError):
        return []


def complete_hub(context: typer.Context, incomplete: str) -> Offers:
    """Offer the hubs whose ids begin so, then those with such a word in their titles."""

    def hubs(library: citehub.OpenLibrary) -> Iterator[tuple[str, str]]:
        yield from library.ids(incomplete, _MOST)
        if incomplete:
            for _, title in library.titled(words(incomplete), _MOST):
                yield from _from_word_on(title, incomplete)

    return _asked(context, hubs)


def complete_paper(context: typer.Context, incomplete: str) -> Offers:
    """Offer the papers of the hub that is named before, by their positions or by title words."""

    def papers(library: citehub.OpenLibrary) -> Iterator[tuple[str, str]]:
        for paper in library.hub(context.params.get("hub") or "")["papers"]:
            position, title = str(paper["position"]), paper["title"] or ""
            if position.startswith(incomplete):
                yield position, title
            elif not incomplete.isdecimal():
                yield from _from_word_on(title, incomplete)

    return _asked(context, papers)


def _from_word_on(title: str, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the name of a title from the first word on that makes it begin as typed."""
    typed = incomplete.lower()
    of_title = words(title)
    for at in range(len(of_title)):
        name = slug(" ".join(of_title[at:]))
        if name.startswith(typed):
            yield incomplete + name[len(typed) :], title
            return


def values_of(column: str) -> Callable[[typer.Context, str], Offers]:
    """Return what offers the values that papers have in a column, and those that are documented."""

    def complete(context: typer.Context, incomplete: str) -> Offers:
        before, comma, last = incomplete.rpartition(",")  # several values in one word
        documented = [(value, "") for value in VALUES.get(column, ())]
        if documented:
            documented.append((UNCLASSIFIED, ""))
        there = _asked(context, lambda library: ((str(v), "") for v in library.values(column)))
        offered = _offers([*documented, *there])
        return [
            (f"{before}{comma}{value}", said) for value, said in offered if value.startswith(last)
        ]

    return complete


def complete_sort(incomplete: str) -> list[str]:
    """Offer the orders of papers, either way round."""
    return [sort for name in SORTS for sort in (name, f"-{name}") if sort.startswith(incomplete)]
