"""The command line: its commands, and the one place where errors become messages and codes."""

import sys
from typing import Annotated

import typer

from citehub import __version__
from citehub.cli.lazy_group import Lazy, lazy_group
from citehub.cli.streams import drop, prepare_streams, say
from citehub.errors import EXIT_INTERRUPTED, EXIT_PROBLEM, CitehubError, IndexBrokenError

_FIRST = "Commands"
_LABELS = "Labels and titles"
_STORE = "The store"
_OTHER_WORDS = {  # what git, gh, papis and others call it
    "list": "citehub show",
    "ls": "citehub show",
    "find": "citehub search WORDS",
    "add": "citehub ingest PATH",
    "rm": "citehub remove HUB",
    "export": "citehub show -f csv, or citehub search -n 0 -f csv for the papers",
    "status": "citehub show for what is there, citehub doctor for faults",
    "help": "citehub --help, or citehub COMMAND --help",
    "version": "citehub --version",
}

app = lazy_group(
    "citehub",
    {
        "ingest": Lazy(
            "citehub.cli.ingest",
            "ingest",
            "Add hub pages to the store.",
            "citehub ingest pages/ more/hub.txt",
            _FIRST,
        ),
        "show": Lazy(
            "citehub.cli.show",
            "show",
            "List the hubs, or show one with its papers.",
            "citehub show curriculum --role survey --sort -year",
            _FIRST,
        ),
        "search": Lazy(
            "citehub.cli.search",
            "app",
            "Find citing papers in all hubs.",
            "citehub search efficient inference -survey --year '>2024'",
            _FIRST,
        ),
        "count": Lazy(
            "citehub.cli.count",
            "count",
            "Count citing papers by role, year and more.",
            "citehub count --by role,year",
        ),
        "related": Lazy(
            "citehub.cli.related",
            "related",
            "List the hubs that share citing papers with one, or those papers.",
            "citehub related curriculum --role method",
        ),
        "diff": Lazy(
            "citehub.cli.diff",
            "diff",
            "Show what changed from one capture to another.",
            "citehub diff curriculum --since 2026-05-01",
        ),
        "browse": Lazy(
            "citehub.cli.browse",
            "browse",
            "Look through hubs and their papers on the whole terminal.",
            "citehub browse curriculum --role survey",
        ),
        "open": Lazy(
            "citehub.cli.open_",
            "open_",
            "Open a hub or a paper in the browser.",
            "citehub open curriculum 19",
        ),
        "explain": Lazy(
            "citehub.cli.explain",
            "explain",
            "Show why a paper has its labels.",
            "citehub explain curriculum 19",
            _LABELS,
        ),
        "label": Lazy(
            "citehub.cli.label",
            "label",
            "Correct the labels of papers by hand.",
            "citehub label curriculum 3-5,9 --role survey --why 'it compares forty methods'",
            _LABELS,
        ),
        "set": Lazy(
            "citehub.cli.set_",
            "set_",
            "Correct a hub's title, authors, year or id.",
            "citehub set yoshua --title 'Curriculum Learning' --year 2009",
            _LABELS,
        ),
        "classify": Lazy(
            "citehub.cli.classify",
            "classify",
            "Label all papers by the rules.",
            "citehub classify --rules my-rules.yaml --dry-run",
            _LABELS,
        ),
        "review": Lazy(
            "citehub.cli.review",
            "review",
            "Label papers by hand, one key a paper.",
            "citehub review curriculum --role unclassified",
            _LABELS,
        ),
        "rules": Lazy(
            "citehub.cli.rules",
            "app",
            "List, check, suggest and measure the rules.",
            section=_LABELS,
        ),
        "remove": Lazy(
            "citehub.cli.remove",
            "remove",
            "Take a hub out of the store, or a paper out of a hub.",
            "citehub remove curriculum 3",
            _STORE,
        ),
        "merge": Lazy(
            "citehub.cli.merge",
            "merge",
            "Join two hubs of one work: the other to the first.",
            "citehub merge curriculum curriculum-learning-2009 --dry-run",
            _STORE,
        ),
        "undo": Lazy(
            "citehub.cli.undo",
            "undo",
            "Take the last change of the store back.",
            "citehub undo --dry-run",
            _STORE,
        ),
        "join": Lazy(
            "citehub.cli.join",
            "join",
            "Join the parts of a store to one.",
            "citehub join data/citehub.part-*",
            _STORE,
        ),
        "doctor": Lazy(
            "citehub.cli.doctor",
            "doctor",
            "Find and repair faults of the store.",
            "citehub doctor --fix",
            _STORE,
        ),
        "config": Lazy(
            "citehub.cli.config",
            "config",
            "Show the settings that hold, and where each comes from.",
            "citehub config -f json",
            _STORE,
        ),
    },
    _OTHER_WORDS,
    help="Who cites this work, and what do those papers do?",
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 1_000,  # columns: as wide as the terminal
    },
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"citehub {__version__}", flush=True)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run citehub; exit 0, 1 for a problem the user can solve, 2 for usage, 130 for Ctrl-C."""
    prepare_streams()
    try:
        app()
    except (CitehubError, IndexBrokenError) as error:
        say(str(error))
        sys.exit(EXIT_PROBLEM)
    except SystemExit as ended:
        if ended.code == EXIT_INTERRUPTED:  # Typer makes this of Ctrl-C, and says nothing
            say("interrupted")
        if isinstance(ended.__context__, BrokenPipeError):  # the reader has what it wanted
            sys.exit(0)
        raise
    except OSError as error:  # except a reader that has left: Typer ends quietly then
        drop(sys.stdout)
        say(f"{error.filename or 'stdout'}: {error.strerror}")
        # What stopped a usage error from being told has that error behind it.
        sys.exit(getattr(error.__context__, "exit_code", EXIT_PROBLEM))
