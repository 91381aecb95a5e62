"""A Typer app whose commands are loaded when they are asked for.

To load and build all of them takes a quarter of the time in which Typer itself starts.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup


def lazy_group(name: str, commands: Mapping[str, tuple[str, str]], **settings: Any) -> typer.Typer:
    """Return an app; `commands` says for each name the module and the function, in help's order."""

    class Commands(TyperGroup):
        """The commands of one app."""

        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            # Typer's help, completion and suggestions read the names here.
            self.commands = dict.fromkeys(commands)  # type: ignore[assignment]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name not in commands:
                return None
            if self.commands[cmd_name] is None:
                module, function = commands[cmd_name]
                self.commands[cmd_name] = _command(
                    cmd_name, getattr(import_module(module), function)
                )
            return self.commands[cmd_name]

    app = typer.Typer(
        name=name,
        cls=Commands,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        **settings,
    )
    app.callback()(_nothing)
    return app


def _nothing() -> None:
    """Make Typer build a group: an app without a callback and commands of its own is refused."""


def _command(name: str, found: Any) -> Any:
    """Return the command that a function is, or a Typer app of several."""
    sub = found
    if not isinstance(found, typer.Typer):
        sub = typer.Typer(add_completion=False, rich_markup_mode=None)
        sub.command(name)(found)
    command = typer.main.get_command(sub)
    command.name = name
    return command
