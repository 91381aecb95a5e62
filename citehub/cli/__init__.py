"""The command line: its commands, and the one place where errors become messages and codes."""

import io
import os
import sys
from typing import Annotated

import typer

from citehub import __version__
from citehub.cli import reading, rules, upkeep, writing
from citehub.cli.output import drop, say
from citehub.errors import EXIT_INTERRUPTED, EXIT_PROBLEM, CitehubError, IndexBrokenError

app = typer.Typer(
    name="citehub",
    help="Who cites this work, and what do those papers do?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(writing.ingest)
app.command()(reading.show)
app.command()(reading.search)
app.command()(reading.explain)
app.command()(writing.label)
app.command("set")(writing.set_)
app.command()(writing.classify)
app.command()(upkeep.doctor)
app.add_typer(rules.app, name="rules")


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
    _mend_streams()
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
        sys.exit(EXIT_PROBLEM)


def _mend_streams() -> None:
    """Make the standard streams ones to rely on.

    A closed one is None to Python, and its number would go to the next file that is opened. In its
    place stdin has an end, stderr takes all, and stdout refuses what is written. A letter that the
    locale does not have is written as an escape.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
