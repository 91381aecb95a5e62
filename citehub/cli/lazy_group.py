"""A Typer app whose commands are loaded when they are asked for.

To load and build all of them takes as long as Typer itself takes to start.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup


class Lazy(NamedTuple):
    """A command that is not loaded yet: its module, its name there, and its line in the help."""

    module: str
    function: str
    help: str


def lazy_group(name: str, commands: Mapping[str, Lazy], **settings: Any) -> typer.Typer:
    """Return an app of these commands, in the order of its help."""

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
                lazy = commands[cmd_name]
                function = getattr(import_module(lazy.module), lazy.function)
                self.commands[cmd_name] = _command(cmd_name, function)
            return self.commands[cmd_name]

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            with formatter.section("Commands"):
                formatter.write_dl([(name, lazy.help) for name, lazy in commands.items()])

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
