"""Records in, text or Rich out. Nothing here knows a store.

A format is a function from records and columns to text; `table` alone knows a terminal.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from citehub.model import UNCLASSIFIED, Record
from citehub.text import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

HUB_COLUMNS = ("id", "title", "tier", "citing_count", "listed_count", "complete", "roles", "status")
PAPER_COLUMNS = (
    "position",
    "title",
    "role",
    "citation_role",
    "year",
    "field",
    "representative",
    "summary",
)
HIT_COLUMNS = ("score", "hub", "position", "title", "role", "citation_role", "year")

Columns = tuple[str, ...]


def _pick(record: Record, columns: Columns | None) -> Record:
    return record if columns is None else {name: record.get(name) for name in columns}


def _json(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    picked = (_pick(record, columns) for record in records)
    if single:
        yield json.dumps(next(picked), ensure_ascii=False, indent=2) + "\n"
        return
    ahead = "["
    for record in picked:
        yield ahead + "\n" + json.dumps(record, ensure_ascii=False, indent=2)
        ahead = ","
    yield "[]\n" if ahead == "[" else "\n]\n"


def _jsonl(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    for record in records:
        yield json.dumps(_pick(record, columns), ensure_ascii=False) + "\n"


def _yaml(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    import yaml  # noqa: PLC0415 - slow to load, and only this format needs it

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    picked = [_pick(record, columns) for record in records]
    yield yaml.dump(
        picked[0] if single else picked,
        Dumper=dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )


def _cell(value: Any) -> str:
    """Return a value as one cell of a flat format: what is nested becomes JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _columns_of(records: list[Record], columns: Columns | None) -> Columns:
    return columns if columns is not None else tuple(records[0]) if records else ()


def _csv(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    yield text.getvalue()


def _tsv(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    yield "\t".join(names) + "\n"
    for row in rows:
        yield "\t".join(" ".join(_cell(row.get(name)).split()) for name in names) + "\n"


def _md(records: Iterable[Record], columns: Columns | None, single: bool) -> Iterator[str]:
    rows = list(records)
    names = _columns_of(rows, columns)
    if not names:
        return
    yield f"| {' | '.join(names)} |\n|{' --- |' * len(names)}\n"
    for row in rows:
        cells = (printable(_cell(row.get(name))).replace("|", "\\|") for name in names)
        yield f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |\n"


FORMATS: dict[str, Callable[[Iterable[Record], Columns | None, bool], Iterator[str]]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "tsv": _tsv,
    "md": _md,
    "yaml": _yaml,
}


def write(
    name: str, records: Iterable[Record], columns: Columns | None, *, single: bool = False
) -> None:
    """Write records to stdout in a format of `FORMATS`, as UTF-8 whatever the locale."""
    for text in FORMATS[name](records, columns, single):
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


# ---- for the eye -------------------------------------------------------------------------------

_WIDE = 10_000  # columns off a terminal, where nothing may be cut
_ROLE_STYLES = {
    "survey": "magenta",
    "benchmark": "yellow",
    "method": "green",
    "analysis": "cyan",
    "theory": "blue",
    "system": "red",
    UNCLASSIFIED: "dim",
}
_BAR = 24  # columns of a full bar


def console(color: bool | None, file: Any = None) -> "Console":
    """Return a console: colour by the terminal, NO_COLOR and `color`; off a terminal no width."""
    from rich.console import Console  # noqa: PLC0415 - nothing of Rich on the JSON path

    terminal = (file or sys.stdout).isatty()
    return Console(
        file=file or sys.stdout,
        force_terminal=True if color else None,
        no_color=True if color is False else None,
        width=None if terminal else _WIDE,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not terminal,
    )


def _text(value: Any, style: str = "") -> "Text":
    from rich.text import Text  # noqa: PLC0415

    return Text(printable(_cell(value)), style=style)


def bar(count: int, total: int, width: int = _BAR) -> str:
    """Return a bar of `count` in `total`, at least a sliver for one."""
    eighths = max(1, round(count * width * 8 / total)) if count else 0
    return "█" * (eighths // 8) + ("▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else "")


def _shown(shown: int, total: int, what: str) -> str:
    hint = "" if shown == total else "; --limit 0 shows all"
    return f"{shown:,} of {total:,} {what} shown{hint}"


def _grid(
    rows: list[list["Text"]], heads: list[str], wide: set[str], terminal: bool
) -> "RenderableType":
    """Return a table: boxed on a terminal; off one, plain columns parted by two spaces."""
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(
        box=box.SIMPLE_HEAD if terminal else None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="bold" if terminal else "",
    )
    for head in heads:
        number = head in ("citing", "listed", "#", "score", "year", "n")
        table.add_column(
            head,
            justify="right" if number and terminal else "left",
            ratio=1 if head in wide and terminal else None,
            no_wrap=not terminal or head not in wide,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*row)
    return table


def _role(value: str) -> "Text":
    return _text(value, _ROLE_STYLES.get(value, ""))


def _roles_line(roles: dict[str, int]) -> "Text":
    """Return tallies of roles as one coloured bar and its legend."""
    from rich.text import Text  # noqa: PLC0415

    line = Text()
    total = sum(roles.values())
    for role, count in roles.items():
        line.append("█" * max(1, round(count * 12 / total)), _ROLE_STYLES.get(role, ""))
    line.append(" " + ", ".join(f"{printable(role)} {count}" for role, count in roles.items()))
    return line


def _stated(page: Record) -> str:
    """Return in a few words what a page states of its citing papers."""
    parts = [f"{label} {count}" for label, count in (page.get("roles") or {}).items()]
    if page.get("background_share") is not None:
        parts.append(f"background {page['background_share']}%")
    return ", ".join(parts)


def hubs_table(out: "Console", hubs: list[Record], total: int) -> None:
    """Print hubs: title, tier, counts, roles by our rules, roles as the page states them."""
    rows = [
        [
            _text(hub["title"]),
            _text(hub["tier"]),
            _text(hub["citing_count"]),
            _text(f"{hub['listed_count']}{'' if hub['complete'] else ' (part)'}"),
            _roles_line(hub["roles"]),
            _text(_stated(hub["page"])),
            _text(hub["id"], "dim"),
        ]
        for hub in hubs
    ]
    heads = ["title", "tier", "citing", "listed", "roles (by rules)", "page states", "id"]
    wide = {"title", "roles (by rules)", "id", "page states"}
    if rows:
        out.print(_grid(rows, heads, wide, out.is_terminal))
    out.print(_shown(len(hubs), total, "hubs"), style="dim" if out.is_terminal else "")


def _tally_rows(tally: dict[str, int], total: int) -> list[list["Text"]]:
    return [
        [
            _text(f"  {label}"),
            _text(bar(count, total), _ROLE_STYLES.get(label, "")),
            _text(count),
        ]
        for label, count in tally.items()
    ]


def hub_page(out: "Console", hub: Record, papers: list[Record], total: int, stale: bool) -> None:
    """Print a hub page again: header, tallies by rules and by the page, the citing papers."""
    from rich.table import Table  # noqa: PLC0415

    strong = "bold" if out.is_terminal else ""
    out.print(_text(hub["title"], strong))
    if hub["page_title"] != hub["title"]:
        out.print(_text(f"on its page: {hub['page_title']}"))
    made = [str(part) for part in (hub["authors"], hub["year"]) if part]
    if made:
        out.print(_text(", ".join(made)))
    if hub["title_note"]:
        out.print(_text(f"note: {hub['title_note']}", "yellow"))
    listed, declared = hub["listed_count"], hub["citing_count"]
    known = f"lists {listed} of {'an unknown number' if declared is None else declared}"
    about = [
        hub["tier"],
        hub["standing"],
        None if declared is None else f"{declared} citing",
        known + (", complete" if hub["complete"] else ", incomplete"),
        "roles still being indexed by the site" if hub["status"] == "indexing" else None,
        hub["id"],
    ]
    out.print(_text(" · ".join(part for part in about if part)))
    if stale:
        out.print(_text("labels are of older rules; bring them up to date with: citehub classify"))
    tallies = Table.grid(padding=(0, 2, 0, 0))
    if hub["roles"]:
        labelled = listed - hub["roles"].get(UNCLASSIFIED, 0)
        tallies.add_row(_text(f"roles by rules ({labelled} of {listed} labelled)", strong))
        for row in _tally_rows(hub["roles"], max(listed, 1)):
            tallies.add_row(*row)
    for key in ("roles", "polarities"):
        tally = hub["page"][key]
        if tally:
            counted = sum(tally.values())
            of = "an unknown number" if declared is None else declared
            tallies.add_row(_text(f"{key} the page states ({counted} of {of})", strong))
            for row in _tally_rows(tally, declared or counted):
                tallies.add_row(*row)
    out.print(tallies)
    if hub["page"]["background_share"] is not None:
        out.print(_text(f"the page states: background {hub['page']['background_share']}%"))
    papers_table(out, papers, total)


def papers_table(out: "Console", papers: list[Record], total: int) -> None:
    """Print citing papers: position, title over summary, role; how it cites where that is known."""
    from rich.text import Text  # noqa: PLC0415

    cited = any(paper["citation_role"] != UNCLASSIFIED for paper in papers)
    dated = any(paper["year"] for paper in papers)
    scored = "score" in (papers[0] if papers else {})
    heads = [
        *(["score"] if scored else ["#"]),
        "role",
        *(["cited as"] if cited else []),
        *(["year"] if dated else []),
        "citing paper",
        *(["hub"] if scored else []),
    ]
    rows = []
    for paper in papers:
        body = Text()
        body.append_text(
            _text(paper["title"] or "(no title on the page)", "bold" if out.is_terminal else "")
        )
        body.append(" ★" if paper["representative"] else "")
        body.append(" (dropped)" if paper["dropped"] else "")
        if paper["summary"]:
            body.append("\n" if out.is_terminal else "  ")
            body.append_text(_text(paper["summary"], "dim" if out.is_terminal else ""))
        rows.append(
            [
                _text(paper["score"] if scored else paper["position"]),
                _role(paper["role"]),
                *([_text(paper["citation_role"])] if cited else []),
                *([_text(paper["year"])] if dated else []),
                body,
                *([_text(f"{paper['hub']} #{paper['position']}")] if scored else []),
            ]
        )
    if rows:
        out.print(_grid(rows, heads, {"citing paper", "hub"}, out.is_terminal))
    if not papers and not total:
        out.print("no match")
    else:
        out.print(
            _shown(len(papers), total, "citing papers"), style="dim" if out.is_terminal else ""
        )
