"""citehub ingest: pages into the store."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from citehub import jobs
from citehub.cli.answer import Answer
from citehub.cli.command import AnyLibrary, command
from citehub.cli.complete import complete_hub
from citehub.cli.options import RulesOption
from citehub.cli.report import Report
from citehub.cli.streams import is_piped_into, say
from citehub.errors import EXIT_PROBLEM, CitehubError
from citehub.parallel import cluster_at
from citehub.text.counted import counted

_KINDS = 6  # kinds of files left alone that are named


@command
def ingest(
    library: AnyLibrary,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Pages, folders of pages, or - for stdin, which is read where none is named.",
            show_default=False,
        ),
    ] = None,
    hub: Annotated[
        str | None,
        typer.Option(
            "--hub",
            help="The cited work of files that do not name it: a hub, or the title of a new one.",
            autocompletion=complete_hub,
        ),
    ] = None,
    when: Annotated[
        str | None,
        typer.Option(
            "--when",
            help="When the pages were saved, in place of their files' times: 2026-05-01, or with "
            "a time, 2026-05-01T12:30 (UTC).",
            metavar="DATE",
        ),
    ] = None,
    rules: RulesOption = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            help="Prepare the pages on this Dask cluster: tcp://host:8786.",
            metavar="ADDRESS",
        ),
    ] = None,
    shared_disk: Annotated[
        bool,
        typer.Option("--shared-disk", help="Have the workers of --cluster read the files."),
    ] = False,
    part: Annotated[
        str | None,
        typer.Option(
            "--part",
            help="Take only the pages of part K of N, into a store of its own; citehub join joins "
            "the parts.",
            metavar="K/N",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Report only problems.")] = False,
) -> Answer:
    """Add hub pages to the store.

    A page of a hub that is there already updates it. A bad page is reported and the rest is stored.
    """
    if not paths and not is_piped_into():
        raise typer.BadParameter("name pages or folders, or pipe a page in", param_hint="PATHS")
    if shared_disk and cluster is None:
        raise typer.BadParameter("--shared-disk goes with --cluster")
    paths = paths or [Path("-")]
    found = jobs.find_pages(paths, library.path)
    if not found.pages:
        endings = ", ".join(f"*{ending}" for ending in jobs.ENDINGS)
        raise CitehubError(f"no {endings} in {', '.join(map(str, paths))}{_left_alone(found.left)}")
    with cluster_at(cluster) as executor, Report(quiet, len(found.pages)) as report:
        library.ingest(
            found.pages,
            hub=hub,
            when=when,
            rules=rules,
            tell=report.add,
            executor=executor,
            shared_disk=shared_disk,
            part=part,
        )
    store = library.path if part is None else jobs.read_part(part).path(library.path)
    problems = report.total(store)
    if found.left and not quiet:
        say(_left_alone(found.left).removeprefix("; "))
    return Answer(exit_code=EXIT_PROBLEM if problems else 0)


def _left_alone(left: Counter[str]) -> str:
    """Say which other files of folders are no pages: `; 3 other files: 2 .pdf, 1 .png`."""
    if not left:
        return ""
    ranked = sorted(left.items(), key=lambda kind: (-kind[1], kind[0] or "~"))[:_KINDS]
    kinds = [f"{count:,} {ending or 'without ending'}" for ending, count in ranked]
    more = ["…"] if len(left) > _KINDS else []
    return f"; left alone: {counted(left.total(), 'other file')}: {', '.join([*kinds, *more])}"
