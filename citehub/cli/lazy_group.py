"""A Typer app whose commands are loaded when they are asked for.

To load and build all of them takes as long as Typer itself takes to start.
"""

from collections.abc import Container, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup

# Options of a group itself, and options whose next word is a value.
_OF_GROUPS = {"-h", "--help", "-V", "--version", "--install-completion", "--show-completion", "--"}
_VALUED = {"--store", "--rules", "--format", "-f", "--fields", "--sort", "--limit", "-n"}


class Lazy(NamedTuple):
    """A command that is not loaded yet: its module, its name there, and its line in the help.

    `example` ends its own help; `section` is where the list of commands has it.
    """

    module: str
    function: str
    help: str
    example: str = ""
    section: str = "More commands"


def lazy_group(
    name: str,
    commands: Mapping[str, Lazy],
    other_words: Mapping[str, str] = MappingProxyType({}),
    **settings: Any,
) -> typer.Typer:
    """Return an app of these commands, in the order of its help.

    `other_words` are what commands of other programs are called, each with what to type here.
    """

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
                self.commands[cmd_name] = _command(cmd_name, function, lazy.example)
            return self.commands[cmd_name]

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            return super().parse_args(ctx, _command_first(args, commands))

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if args[0] in other_words:
                ctx.fail(f"there is no command {args[0]!r}; use: {other_words[args[0]]}")
            return super().resolve_command(ctx, args)

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            for section in dict.fromkeys(lazy.section for lazy in commands.values()):
                with formatter.section(section):
                    listed = [
                        (name, lazy.help)
                        for name, lazy in commands.items()
                        if lazy.section == section
                    ]
                    formatter.write_dl(listed)

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


def _command_first(args: list[str], commands: Container[str]) -> list[str]:
    """Return arguments with the options before a command behind it, where it takes them."""
    if not args or not args[0].startswith("-") or args[0] in _OF_GROUPS:
        return args
    for at, word in enumerate(args):
        if word in commands and args[at - 1] not in _VALUED:
            return [word, *args[:at], *args[at + 1 :]]
    return args


def _command(name: str, found: Any, example: str) -> Any:
    """Return the command that a function is, or a Typer app of several."""
    sub = found
    if not isinstance(found, typer.Typer):
        sub = typer.Typer(add_completion=False, rich_markup_mode=None)
        sub.command(name)(found)
    command = typer.main.get_command(sub)
    command.name = name
    command.epilog = f"Example: {example}" if example else None
    return command
