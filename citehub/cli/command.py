"""How a function becomes a command: options gathered, library opened, answer printed."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, get_type_hints

import typer

from citehub.api import OpenLibrary, open_library
from citehub.cli.answer import Answer, emit
from citehub.cli.options import View, filters_of, view_of
from citehub.cli.streams import say
from citehub.index.filters import Filters
from citehub.text.words import one_line

_LARGE = 50_000_000  # bytes of a store whose reading takes so long that it shows its progress
_GROUPS: dict[type, Callable[..., Any]] = {View: view_of, Filters: filters_of}


def command(function: Callable[..., Answer]) -> Callable[..., None]:
    """Turn a function that returns an `Answer` into one that Typer can read and that prints it.

    A parameter of type View or Filters becomes the options of that group; one of type OpenLibrary
    is the library at the view's store, open until the answer is printed. Bytes of an argument that
    are not text become U+FFFD, as in a page.
    """
    hints = get_type_hints(function, include_extras=True)
    groups = {name: _GROUPS[hint] for name, hint in hints.items() if hint in _GROUPS}
    options = {name: tuple(inspect.signature(group).parameters) for name, group in groups.items()}
    library = next((name for name, hint in hints.items() if hint is OpenLibrary), None)
    view_name = next(name for name, hint in hints.items() if hint is View)
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name in groups:
            parameters += inspect.signature(groups[name]).parameters.values()
        elif name != library:
            parameters.append(parameter)

    @wraps(function)
    def run(**given: Any) -> None:
        given = {name: _as_text(value) for name, value in given.items()}
        built = {
            name: group(**{option: given.pop(option) for option in options[name]})
            for name, group in groups.items()
        }
        view: View = built[view_name]
        if library is None:
            answer = function(**given, **built)
            emit(view, answer)
        else:
            with opened(view.store) as found:
                answer = function(**given, **built, **{library: found})
                emit(view, answer)
        if answer.exit_code:
            raise typer.Exit(answer.exit_code)

    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    run.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in keyword}
    return run


@contextmanager
def opened(store: Path) -> Iterator[OpenLibrary]:
    """Open a store for a command: what the user should know goes to stderr."""
    with open_library(store, say=say, progress=_rebuild_progress) as library:
        yield library


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return one_line(value) if type(value) is str else value


def _rebuild_progress(done: int, size: int) -> None:
    if size > _LARGE and sys.stderr.isatty():
        end = "\n" if done >= size else ""
        print(f"\rcitehub: indexing {100 * done // size} %", end=end, file=sys.stderr)
