"""Fill the pages: template, style, script, data."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from string import Template

from citehub import __version__
from citehub.explorer.island import island
from citehub.explorer.markup import Kind, headed, listed, shown, table
from citehub.records import Record

SCRIPTS = ("text.js", "export.js", "records.js", "list.js", "filters.js", "page.js")
_FOLDER = Path(__file__).parent


def explorer_page(
    kind: Kind, records: Sequence[Record], hubs: Sequence[Record], *, of_one_hub: bool = False
) -> str:
    """Return the page for records of one kind, each with an entry of BibTeX as `bibtex`.

    `hubs` are those that papers cite, as far as known; `of_one_hub` says that the page is about
    the one there is.
    """
    script = "".join(map(_read, SCRIPTS))
    hub = hubs[0] if of_one_hub else None
    return _filled(
        "page.html",
        script_hash=_hash(script),
        script=script,
        title=shown(hub["title"] if hub else kind.title),
        caption=f"{kind.title}, a row each. The buttons in the head sort them.",
        search=f"Search {kind.texts}",
        header=headed(kind, hub, records),
        data=island(kind.name, records, hubs, of_one_hub=of_one_hub),
        list=listed(kind, records),
    )


def table_page(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a page with one plain table: the names of its columns, and the cells of its rows."""
    return _filled("table.html", table=table(names, rows))


def _filled(template: str, **parts: str) -> str:
    style = _read("page.css")
    common = {"style": style, "style_hash": _hash(style), "version": __version__}
    return Template(_read(template)).substitute(common, **parts)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _hash(text: str) -> str:
    """Return a text's hash as a Content-Security-Policy names it."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
