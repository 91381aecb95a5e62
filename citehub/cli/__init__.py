"""The command line: its commands, and the one place where errors become messages and codes."""

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from citehub import __version__
from citehub.cli.streams import drop, mend, say
from citehub.errors import EXIT_INTERRUPTED, EXIT_PROBLEM, CitehubError, IndexBrokenError

_COMMANDS = {  # as `--help` lists them, each with the module and the name that it stands under
    "ingest": ("writing", "ingest"),
    "show": ("reading", "show"),
    "search": ("reading", "search"),
    "explain": ("reading", "explain"),
    "label": ("writing", "label"),
    "set": ("writing", "set_"),
    "classify": ("writing", "classify"),
    "doctor": ("upkeep", "doctor"),
    "rules": ("rules", "app"),
}


class _Commands(TyperGroup):
    """The commands, each loaded when it is asked for.

    To load and build all of them takes a quarter of the time in which Typer itself starts.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Typer's help, completion and suggestions read the names here.
        self.commands = dict.fromkeys(_COMMANDS)  # type: ignore[assignment]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _COMMANDS:
            return None
        if self.commands[cmd_name] is None:
            module, name = _COMMANDS[cmd_name]
            found = getattr(import_module(f"citehub.cli.{module}"), name)
            self.commands[cmd_name] = _command(cmd_name, found)
        return self.commands[cmd_name]


def _command(name: str, found: Any) -> Any:
    """Return the command that a function is, or a Typer app of several."""
    sub = found
    if not isinstance(found, typer.Typer):
        sub = typer.Typer(add_completion=False, rich_markup_mode=None)
        sub.command(name)(found)
    command = typer.main.get_command(sub)
    command.name = name
    return command


app = typer.Typer(
    name="citehub",
    cls=_Commands,
    help="Who cites this work, and what do those papers do?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"citehub {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run citehub; exit 0, 1 for what a user can mend, 2 for usage, 130 for Ctrl-C."""
    mend()
    try:
        try:
            app()
        except IndexBrokenError:  # it is gone by now, and is made anew: it holds nothing of its own
            app()
    except (CitehubError, IndexBrokenError) as error:
        say(str(error))
        sys.exit(EXIT_PROBLEM)
    except SystemExit as ended:
        if ended.code == EXIT_INTERRUPTED:  # Typer makes this of Ctrl-C, and says nothing
            say("interrupted")
        raise
    except OSError as error:  # but for a reader that has left: Typer ends quietly then
        drop(sys.stdout)
        say(f"{error.filename or 'stdout'}: {error.strerror}")
        # What stopped a usage error from being told has that error behind it.
        sys.exit(getattr(error.__context__, "exit_code", EXIT_PROBLEM))
