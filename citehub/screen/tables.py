"""Records in, Rich tables out. Off a terminal the same, but never cut, boxed or coloured."""

import re
import sys
from collections.abc import Callable
from shutil import get_terminal_size
from typing import IO, Any, cast

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from citehub.formats.formats import cell
from citehub.model import HAND, PAGE, UNCLASSIFIED
from citehub.records import Record
from citehub.text.safe import printable

_WIDE = 10_000  # columns off a terminal, where nothing may be cut
_NARROWEST = 60  # columns of a terminal from which on tables have room; below, lines just wrap
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
_FOLDED = 16  # columns that a text has at least where it is folded
_WORD = 24  # columns of the longest word of a text that is not broken
_BETWEEN = 3  # columns that part two columns of a boxed table


class _Trimmed:
    """A stream whose lines end where their text does: Rich fills a table's columns with spaces."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(re.sub(r" +(?=\n)", "", text))

    def flush(self) -> None:
        self._stream.flush()


def console(color: bool | None, file: IO[str] | None = None) -> Console:
    """Return a console: colour by the terminal, NO_COLOR and `color`; off a terminal no width."""
    stream = file or sys.stdout
    terminal = stream.isatty()
    screen = terminal and get_terminal_size().columns >= _NARROWEST
    return Console(
        file=stream if screen else cast("IO[str]", _Trimmed(stream)),
        force_terminal=True if color else screen,
        no_color=None if color is None else not color,
        width=None if screen else _WIDE,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not screen,
    )


def _is_screen(out: Console) -> bool:
    """Tell whether there is a width to keep to; colour alone can also be asked for in a pipe."""
    return out.width < _WIDE


def _text(value: Any, style: str = "") -> Text:
    return Text(printable(cell(value)).replace("\n", "\\n"), style=style)


def bar(count: int, total: int, width: int = _BAR) -> str:
    """Return a bar of `count` in `total`, at least a sliver for one."""
    eighths = max(1, round(count * width * 8 / total)) if count else 0
    return "█" * (eighths // 8) + ("▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else "")


def _counted(count: int, what: str) -> str:
    """Return a count of `what`, whose first plural becomes a singular for one."""
    name = what if count != 1 else re.sub(r"s\b", "", what, count=1)
    return f"{count:,} {name}"


def _shown(shown: int, matching: int, total: int, what: str) -> str:
    """Say how many of how many are shown, and what keeps the others away."""
    line = f"{shown:,} of {_counted(total, what)} shown"
    if shown < matching:
        return f"{line}; {matching:,} match, --limit 0 shows them all"
    return f"{line}; the filters leave out the others" if shown < total else line


_NUMBERS = {"citing", "listed", "#", "score", "year", "n"}
_NUMBERS |= {"line", "position", "weight", "precision", "low"}
_NAMES = {"title, id", "id", "hub", "rule", "file"}  # ids and paths


def _print_table(out: Console, rows: list[list[Text]], heads: list[str]) -> None:
    """Print a table: boxed on a terminal, texts folded to its width; off one, plain columns.

    Where a terminal has no room for the columns, each cell gets lines of its own.
    """
    if not _is_screen(out):
        out.print(_grid(rows, heads, None))
    elif widths := _widths(out, rows, heads):
        out.print(_grid(rows, heads, widths))
    else:
        for row in rows:
            for head, value in zip(heads, row, strict=True):
                if value.plain:
                    out.print(Text.assemble((f"{head}: ", "bold"), value))
            out.print()


def _widths(out: Console, rows: list[list[Text]], heads: list[str]) -> list[int] | None:
    """Return the width of each column on a terminal; None where there is no room for them all.

    No number is broken, nor a name that a user may want to copy: texts give way.
    """
    least, spare = [], []
    for head, cells in zip(heads, zip(*rows, strict=True), strict=True):
        sizes = [Measurement.get(out, out.options, text) for text in (Text(head), *cells)]
        longest = out.width if head in _NAMES else _WORD
        words = [size.minimum for size in sizes if size.minimum <= longest]
        widest = max(size.maximum for size in sizes)
        least.append(min(widest, max(_FOLDED, *words)))
        spare.append(widest - least[-1])
    room = out.width - _BETWEEN * len(heads) - sum(least)
    if room < 0:
        return None
    for left, column in enumerate(sorted(range(len(heads)), key=spare.__getitem__)):
        more = min(spare[column], room // (len(heads) - left))
        least[column] += more
        room -= more
    return least


def _grid(rows: list[list[Text]], heads: list[str], widths: list[int] | None) -> Table:
    """Return a table: boxed, its columns so wide; or plain, parted by two spaces, never folded."""
    table = Table(
        box=box.SIMPLE_HEAD if widths else None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="bold" if widths else "",
    )
    for number, head in enumerate(heads):
        table.add_column(
            head,
            justify="right" if head in _NUMBERS and widths else "left",
            width=widths[number] if widths else None,
            no_wrap=not widths,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*row)
    return table


def _role(value: str) -> Text:
    return _text(value, _ROLE_STYLES.get(value, ""))


def _roles_line(roles: dict[str, int]) -> Text:
    """Return tallies of roles as one coloured bar and its legend."""
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


def hubs_table(out: Console, hubs: list[Record], total: int) -> None:
    """Print hubs: title, tier, counts, roles by our rules, roles as the page states them, id.

    On a terminal the id stands below the title, where most widths have room for all of it.
    """
    screen = _is_screen(out)
    columns: list[tuple[str, Callable[[Record], Text]]] = [
        ("tier", lambda hub: _text(hub["tier"])),
        ("citing", lambda hub: _text(hub["citing_count"])),
        (
            "listed",
            lambda hub: _text(f"{hub['listed_count']}{'' if hub['complete'] else ' (part)'}"),
        ),
        ("roles (by rules)", lambda hub: _roles_line(hub["roles"])),
        ("page states", lambda hub: _text(_stated(hub["page"]))),
    ]
    if screen:
        columns.insert(0, ("title, id", _title_and_id))
    else:
        columns.insert(0, ("title", lambda hub: _text(hub["title"])))
        columns.append(("id", lambda hub: _text(hub["id"])))
    if hubs:
        rows = [[fill(hub) for _, fill in columns] for hub in hubs]
        _print_table(out, rows, [head for head, _ in columns])
    out.print(_shown(len(hubs), total, total, "hubs"), style="dim" if screen else "")


def _title_and_id(hub: Record) -> Text:
    return Text.assemble(_text(hub["title"], "bold"), "\n", _text(hub["id"], "dim"))


def _tally_rows(tally: dict[str, int], total: int) -> list[list[Text]]:
    return [
        [
            _text(f"  {label}"),
            _text(bar(count, total), _ROLE_STYLES.get(label, "")),
            _text(count),
        ]
        for label, count in tally.items()
    ]


def hub_page(
    out: Console, hub: Record, papers: list[Record], matching: int, total: int, stale: bool
) -> None:
    """Print a hub page again: header, tallies by rules and by the page, the citing papers."""
    strong = "bold" if _is_screen(out) else ""
    out.print(_text(hub["title"], strong))
    if hub["page_title"] != hub["title"]:
        out.print(_text(f"on its page: {hub['page_title']}"))
    made = [str(part) for part in (hub["authors"], hub["year"]) if part]
    if made:
        out.print(_text(", ".join(made)))
    if hub["title_note"]:
        out.print(_text(f"note: {hub['title_note']}", "yellow"))
    listed, declared = hub["listed_count"], hub["citing_count"]
    of = "an unknown number" if declared is None else declared
    about = [
        hub["tier"],
        hub["standing"],
        None if declared is None else f"{declared} citing",
        f"lists {listed} of {of}" + (", complete" if hub["complete"] else ", incomplete"),
        "roles still being indexed by the site" if hub["status"] == "indexing" else None,
        hub["id"],
    ]
    out.print(_text(" · ".join(part for part in about if part)))
    if stale:
        out.print(
            _text("its labels are of other rules than these; citehub classify applies these to all")
        )
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
            tallies.add_row(_text(f"{key} the page states ({counted} of {of})", strong))
            for row in _tally_rows(tally, declared or counted):
                tallies.add_row(*row)
    out.print(tallies)
    if hub["page"]["background_share"] is not None:
        out.print(_text(f"the page states: background {hub['page']['background_share']}%"))
    papers_table(out, papers, matching, total)


def papers_table(
    out: Console, papers: list[Record], matching: int, total: int, *, across: bool = False
) -> None:
    """Print citing papers, title over summary; `across` hubs, each with its hub's id."""
    screen = _is_screen(out)
    hubs = len({paper["hub"] for paper in papers}) if across else 0
    scored = any("score" in paper for paper in papers)
    columns: list[tuple[str, Callable[[Record], Text]]] = [
        ("score", lambda paper: _text(paper["score"]))
        if scored
        else ("#", lambda paper: _text(paper["position"])),
        ("role", lambda paper: _role(paper["role"])),
    ]
    if any(paper["citation_role"] != UNCLASSIFIED for paper in papers):
        columns.append(("cited as", lambda paper: _text(paper["citation_role"])))
    if any(paper["year"] for paper in papers):
        columns.append(("year", lambda paper: _text(paper["year"])))
    columns.append(("citing paper", lambda paper: _title_and_summary(paper, screen)))
    if hubs > 1:
        columns.append(("hub", lambda paper: _text(f"{paper['hub']} #{paper['position']}")))
    elif scored:  # else the position leads the row already
        columns.append(("#", lambda paper: _text(paper["position"])))
    if papers:
        rows = [[fill(paper) for _, fill in columns] for paper in papers]
        _print_table(out, rows, [head for head, _ in columns])
    if not papers and not matching:
        out.print("no match")
    else:
        out.print(
            _shown(len(papers), matching, total, "citing papers"),
            style="dim" if screen else "",
        )


def _title_and_summary(paper: Record, screen: bool) -> Text:
    body = _text(paper["title"] or "(no title on the page)", "bold" if screen else "")
    line = Text().append_text(body)
    line.append(" ★" if paper["representative"] else "")
    line.append(" (dropped)" if paper["dropped"] else "")
    if paper["summary"]:
        line.append("\n" if screen else "  ")
        line.append_text(_text(paper["summary"], "dim" if screen else ""))
    return line


def rows_table(out: Console, rows: list[Record], columns: tuple[str, ...], what: str) -> None:
    """Print plain rows, a column a key."""
    told = [name for name in columns if any(row.get(name) is not None for row in rows)]
    if rows:
        body = [[_text(row.get(name)) for name in told] for row in rows]
        _print_table(out, body, told)
    out.print(_counted(len(rows), what))


def explanation(out: Console, record: Record) -> None:
    """Print a paper with the words that decided each label, and the rules that fired."""
    strong = "bold" if _is_screen(out) else ""
    out.print(_text(f"{record['hub']} #{record['position']}"))
    for label, found in record["labels"].items():
        evidence = found["evidence"]
        out.print(Text.assemble("\n", _text(label, strong), ": ", _role(found["label"])))
        if evidence is None:
            out.print(_text("  no rule decides" if found["rules"] else "  no evidence"))
        else:
            out.print(_text(f"  {_reason(evidence)}"))
        if found["stale"]:
            out.print(_text("  today's rules say otherwise; apply them with: citehub classify"))
        for where in ("title", "summary", "context"):
            spans = [(hit["start"], hit["end"]) for hit in found["rules"] if hit["where"] == where]
            if spans and record[where]:
                out.print(_text(f"  {where}: ").append_text(_marked(record[where], spans)))
        for hit in found["rules"]:
            measured = (
                f"right {hit['precision']:.0%} of {hit['n']} on {hit['on']}"
                if hit["n"]
                else "not measured"
            )
            line = f"  {hit['id']} +{hit['weight']:g} for {hit['value']}: {hit['why']} ({measured})"
            out.print(_text(line))


def _reason(evidence: Record) -> str:
    if evidence["rule"] == HAND:
        why = f": {evidence['match']}" if evidence["match"] else ""
        return f"stated by you ({evidence.get('by')}, {evidence.get('when')}){why}"
    if evidence["rule"] == PAGE:
        return "stated by the page for this paper"
    sure = evidence["confidence"]
    rest = f"; runner-up {evidence['runner_up']}" if evidence["runner_up"] else ""
    known = "not measured" if sure is None else f"at least {sure:.0%} sure"
    return (
        f"by {evidence['rule']} on {evidence['match']!r} in the {evidence['where']}, {known}{rest}"
    )


def _marked(text: str, spans: list[tuple[int, int]]) -> Text:
    """Return a text with some of its characters marked: in reverse, or between brackets."""
    line, at = Text(), 0
    inside = {n for start, end in spans for n in range(start, end)}
    while at < len(text):
        end = at
        while end < len(text) and (end in inside) == (at in inside):
            end += 1
        part = text[at:end]
        line.append_text(_text(f"[{part}]", "bold reverse") if at in inside else _text(part))
        at = end
    return line


def scores(out: Console, record: Record) -> None:
    """Print what `rules eval` measured: totals, a row a label, the confusion table."""
    low, high = record["accuracy_interval"]
    out.print(
        _text(
            f"{_counted(record['n'], 'texts')}: "
            f"accuracy {record['accuracy']:.3f} ({low:.3f} to {high:.3f}), "
            f"{record['coverage']:.1%} labelled, "
            f"precision of those {_figure(record['precision'])}, "
            f"macro-F1 {_figure(record['macro_f1'])}"
        )
    )
    rows = [
        [
            _role(label),
            _text(of["n"]),
            _text(f"{_figure(of['precision'])} ({_interval(of['precision_interval'])})"),
            _text(f"{_figure(of['recall'])} ({_interval(of['recall_interval'])})"),
            _text(_figure(of["f1"])),
        ]
        for label, of in record["labels"].items()
    ]
    _print_table(out, rows, ["label", "n", "precision", "recall", "F1"])
    confusion = record["confusion"]
    given = sorted({label for row in confusion.values() for label in row})
    rows = [
        [_role(gold), *(_text(row.get(label, 0)) for label in given)]
        for gold, row in sorted(confusion.items())
    ]
    _print_table(out, rows, ["gold \\ rules", *given])


def _figure(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _interval(bounds: list[float]) -> str:
    return f"{bounds[0]:.2f} to {bounds[1]:.2f}"
