"""What of the page needs no script: the header with its tallies, and a plain list."""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from citehub.model import HAND, LABELS, UNCLASSIFIED
from citehub.records import Record
from citehub.text.address import address
from citehub.text.counted import counted
from citehub.text.safe import printable

_JOINERS = re.compile("([\u200c\u200d]+)")  # Persian and emoji are written with them
_PAGE_TALLIES = ("roles", "polarities", "fields", "years", "verdicts")
_MOST_BARS = 8  # of one tally


def shown(value: Any) -> str:
    """Return a value as text of HTML, also of an attribute, in which nothing acts or hides."""
    parts = _JOINERS.split(str(value))
    return html.escape("".join(p if _JOINERS.fullmatch(p) else printable(p) for p in parts))


def _bidi(value: Any) -> str:
    """Return a text of a page that does not turn the direction of what stands next to it."""
    return f"<bdi>{shown(value)}</bdi>"


def _linked(record: Record, title: str) -> str:
    """Return a title, as a link where it is known to where."""
    link = address(record)
    text = _bidi(title)
    return f'<a href="{shown(link)}" rel="noopener noreferrer">{text}</a>' if link else text


# ---- the header ----------------------------------------------------------------------------------


def headed(kind: "Kind", hub: Record | None, records: Sequence[Record]) -> str:
    """Return the header: of one hub, or of a list of papers or hubs."""
    return "\n".join(_hub_head(hub, records) if hub else _list_head(kind, records))


def _list_head(kind: "Kind", records: Sequence[Record]) -> Iterator[str]:
    yield f"<h1>{shown(kind.title)}</h1>"
    count = counted(len(records), kind.one, kind.many)
    hubs = {record["hub"] for record in records if record.get("hub")}
    of = f" of {counted(len(hubs), 'hub')}" if hubs else ""
    yield f"<p>{count}{of}</p>"
    roles: Counter[str] = Counter()
    for record in records:
        own = record.get("roles") or {}
        roles.update(own if isinstance(own, dict) else {})
        if isinstance(record.get("role"), str):
            roles[record["role"]] += 1
    if roles:
        yield f'<div class="tallies">{_roles_tally(dict(roles.most_common()))}</div>'


def _hub_head(hub: Record, records: Sequence[Record]) -> Iterator[str]:
    yield f"<h1>{_linked(hub, hub['title'])}</h1>"
    if hub["page_title"] != hub["title"]:
        yield f"<p>On its page: {_bidi(hub['page_title'])}</p>"
    if made := [_bidi(hub[key]) for key in ("authors", "year") if hub[key] is not None]:
        yield f"<p>{', '.join(made)}</p>"
    yield f"<p>{' · '.join(_facts(hub))}</p>"
    if sum(not record["dropped"] for record in records) != hub["listed_count"]:
        yield f"<p>Chosen by filters: {counted(len(records), 'citing paper')}</p>"
    if hub["title_note"]:
        yield f'<p class="note">Note: {shown(hub["title_note"])}</p>'
    if tallies := "\n".join(_tallies(hub)):
        yield f'<div class="tallies">{tallies}</div>'
    if hub["abstract"]:
        yield f"<details><summary>Abstract</summary><p>{_bidi(hub['abstract'])}</p></details>"
    if hub["captures"]:
        yield _captures(hub["captures"])


def _facts(hub: Record) -> Iterator[str]:
    listed, declared = hub["listed_count"], hub["citing_count"]
    yield from (shown(hub[key]) for key in ("tier", "standing") if hub[key])
    if declared is not None:
        yield f"{declared:,} citing"
    of = "an unknown number" if declared is None else f"{declared:,}"
    yield f"lists {listed:,} of {of}, {'complete' if hub['complete'] else 'incomplete'}"
    if hub["status"] == "indexing":
        yield "roles still being indexed by the site"
    yield shown(hub["id"])


def _tallies(hub: Record) -> Iterator[str]:
    if hub["roles"]:
        yield _roles_tally(hub["roles"])
    if stated := "".join(_stated(hub)):
        yield f'<section class="stated"><h2>Stated by the page</h2><div>{stated}</div></section>'


def _stated(hub: Record) -> Iterator[str]:
    declared = hub["citing_count"]
    for key in _PAGE_TALLIES:
        if tally := hub["page"].get(key):
            count = sum(tally.values())
            of = f"{count:,} of {declared:,}" if declared else f"{count:,}"
            yield f"<div>{_tally('h3', key.capitalize(), of, tally, declared or count)}</div>"
    share = hub["page"].get("background_share")
    if share is not None:
        yield f"<div>{_tally('h3', 'Share', '%', {'background': share}, 100)}</div>"


def _roles_tally(roles: Mapping[str, int]) -> str:
    total = sum(roles.values())
    labelled = total - roles.get(UNCLASSIFIED, 0)
    of = f"{labelled:,} of {total:,} labelled"
    return f"<section>{_tally('h2', 'Roles', of, roles, total)}</section>"


def _tally(head: str, name: str, of: str, tally: Mapping[str, int], total: int) -> str:
    """Return a tally as a small table with bars, which are pictures of the numbers next to them."""
    rows = "".join(_bar(label, count, total) for label, count in [*tally.items()][:_MOST_BARS])
    more = len(tally) - _MOST_BARS
    rest = f"<p>and {more:,} more</p>" if more > 0 else ""
    return (
        f"<{head}>{shown(name)} <small>({shown(of)})</small></{head}>"
        f'<table class="tally">{rows}</table>{rest}'
    )


def _bar(label: str, count: int, total: int) -> str:
    width = round(min(1, count / max(total, 1)) * 100, 1)
    return (
        f'<tr data-role="{shown(label)}"><th scope="row">{_bidi(label)}</th>'
        '<td><svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width}" height="4"/></svg></td><td>{count:,}</td></tr>'
    )


def _captures(captures: Sequence[Record]) -> str:
    lines = "".join(f"<li>{_capture(capture)}</li>" for capture in captures)
    title = f"Read from {counted(len(captures), 'saved page')}"
    return f"<details><summary>{title}</summary><ol>{lines}</ol></details>"


def _capture(capture: Record) -> str:
    declared = "an unknown number" if capture["declared"] is None else f"{capture['declared']:,}"
    whole = "complete" if capture["complete"] else "incomplete"
    when = shown((capture["when"] or "at an unknown time")[:10])
    return f"{when}: lists {capture['listed']:,} of {declared}, {whole}"


# ---- the plain list ------------------------------------------------------------------------------


def listed(kind: "Kind", records: Sequence[Record]) -> str:
    """Return the records as a plain list, in their order."""
    return f"<ol>\n{''.join(map(kind.item, records))}</ol>" if records else "<p>Nothing found.</p>"


def _paper(record: Record) -> str:
    linked = _linked(record, record.get("title") or "(no title on the page)")
    facts = " · ".join(_paper_facts(record))
    summary = f"<p>{_bidi(record['summary'])}" if record.get("summary") else ""
    return f"<li><b>{linked}</b>{f' <i>{facts}</i>' if facts else ''}{summary}\n"


def _paper_facts(record: Record) -> Iterator[str]:
    for label in LABELS:
        value = record.get(label)
        if value and (label == "role" or value != UNCLASSIFIED):
            evidence = record.get(f"{label}_evidence") or {}
            name = (
                "" if label == "role" else "cited as " if label == "citation_role" else "polarity "
            )
            yield f"{name}{_bidi(value)}{' (by hand)' if evidence.get('rule') == HAND else ''}"
    yield from (_bidi(record[key]) for key in ("year", "field", "verdict") if record.get(key))
    if record.get("representative"):
        yield "representative"
    if record.get("dropped"):
        yield "no longer listed"


def _hub(record: Record) -> str:
    count = record.get("citing_count")
    facts = [
        *(_bidi(record[key]) for key in ("authors", "year", "tier", "standing") if record.get(key)),
        *([] if count is None else [f"{count:,} citing"]),
        f"lists {record.get('listed_count') or 0:,}",
    ]
    return f"<li><b>{_bidi(record.get('title'))}</b> <i>{' · '.join(facts)}</i>\n"


class Kind(NamedTuple):
    """What a page lists: a name, a title, what one and many are called, what a search looks in."""

    name: str
    title: str
    one: str
    many: str
    texts: str
    item: Callable[[Record], str]


PAPERS = Kind(
    "papers", "Citing papers", "citing paper", "citing papers", "titles and summaries", _paper
)
HUBS = Kind("hubs", "Hubs", "hub", "hubs", "titles and authors", _hub)


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of texts."""
    head = "".join(f'<th scope="col">{shown(name)}</th>' for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{_bidi(cell)}</td>' for cell in row)}</tr>\n" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>"
