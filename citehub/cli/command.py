"""How a function becomes a command: options gathered, library opened, answer printed."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from citehub import jobs
from citehub.api import OpenLibrary, open_library
from citehub.cli.answer import Answer, emit
from citehub.cli.options import VIEWS, StoreOption, filters_of, view_options
from citehub.cli.settings import held, store_path
from citehub.cli.streams import say
from citehub.config import DEFAULT
from citehub.errors import CitehubError
from citehub.index.filters import Filters
from citehub.store.store import Store
from citehub.text.words import one_line

_LARGE = 50_000_000  # bytes of a store whose reading takes so long that it shows its progress


def existing_store(option: Path | None) -> Path:
    """Return the store to use; CitehubError where one that was named is not there."""
    path, is_named = store_path(option)
    if is_named and not Store(path).path.exists():
        raise CitehubError(f"{path}: there is no such store; citehub ingest PATH creates it")
    return path


def remembered_rules(store: Store) -> Path | None:
    """Return the rules file that labels a store because it remembers it, if it is not overruled."""
    return jobs.remembered_rules(store) if held()["rules"].source == DEFAULT else None


@contextmanager
def _opened_or_new(store: StoreOption = None) -> Iterator[OpenLibrary]:
    path, _ = store_path(store)
    with open_library(path, say=say, progress=_rebuild_progress) as library:
        yield library


@contextmanager
def opened(store: StoreOption = None) -> Iterator[OpenLibrary]:
    """Open the library of a store; CitehubError where one that was named is not there."""
    with _opened_or_new(existing_store(store)) as library:
        yield library


AnyLibrary = Annotated[OpenLibrary, "also one that has no file yet, though its name was given"]


# Options are checked before the library is opened: it comes last.
_GROUPS: dict[Any, Callable[..., Any]] = {
    Filters: filters_of,
    OpenLibrary: opened,
    AnyLibrary: _opened_or_new,
}


def command(function: Callable[..., Answer]) -> Callable[..., None]:
    """Turn a function that returns an `Answer` into one that Typer can read and that prints it.

    A parameter of type OpenLibrary, Filters or a kind of View stands for the options of that group
    and is given what they make; a library is open until the answer is printed. Bytes of an argument
    that are not text become U+FFFD, as in a page.
    """
    hints = get_type_hints(function, include_extras=True)
    named = {hint: name for name, hint in hints.items()}
    views = [kind for kind in VIEWS if kind in named]
    groups: dict[str, Callable[..., Any]] = {named[kind]: view_options(kind) for kind in views}
    groups |= {named[kind]: make for kind, make in _GROUPS.items() if kind in named}
    options = {name: inspect.signature(make).parameters for name, make in groups.items()}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(function).parameters.items():
        parameters += options[name].values() if name in groups else [parameter]

    @wraps(function)
    def run(**given: Any) -> None:
        given = {name: _as_text(value) for name, value in given.items()}
        with ExitStack() as stack:
            for name, make in groups.items():
                made = make(**{option: given.pop(option) for option in options[name]})
                is_open = isinstance(made, AbstractContextManager)
                given[name] = stack.enter_context(made) if is_open else made
            answer = function(**given)
            for kind in views:
                emit(given[named[kind]], answer)
        if answer.exit_code:
            raise typer.Exit(answer.exit_code)

    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    run.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in keyword}
    return run


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return one_line(value) if type(value) is str else value


def _rebuild_progress(done: int, size: int) -> None:
    if size > _LARGE and sys.stderr.isatty():
        end = "\n" if done >= size else ""
        print(f"\rcitehub: indexing {100 * done // size} %", end=end, file=sys.stderr)
