"""What the two text forms share: header lines, section headings, tallies, entries.

hub Canonical reference                       tier and label
Group Sequence Policy Optimization            title
Canonical reference. 72% of citing …          status
179 Pith papers citing it                     count
Background 72% of classified citations        share
abstract … hub tools … roles …                sections, each under its heading
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from citehub.errors import PageError
from citehub.model import HubPage, Note, Tallies
from citehub.text.words import one_line


class Line(NamedTuple):
    """A line of a page: its number from 1, its words, and whether another one follows it.

    The last line may be cut off, also where a line end stands behind it: an editor adds one.
    """

    number: int
    text: str
    ended: bool


class NoHeaderError(PageError):
    """There is nothing to tell a hub page by."""


MOST_LINES = 800_000  # with blank ones; 100,000 citing papers take 600,000 in the spaced form
LONGEST = 100_000  # characters of a line; three thousand authors take 60,000

FACETS = ("fields", "years", "verdicts", "roles", "polarities")
REPRESENTATIVE = "representative citing papers"
EXPLORER = "citing papers explorer"
TALLIES = {
    "citation-role summary": "roles",
    "citation-polarity summary": "polarities",
    **{facet: facet for facet in FACETS},
}
HEADINGS = {
    "abstract",
    "hub tools",
    "claims ledger",
    "authors",
    "co-cited works",
    "clear filters",
    REPRESENTATIVE,
    EXPLORER,
    *TALLIES,
}
# Headings that no page about something else has as a line of its own.
_UNMISTAKABLE = {
    "hub tools",
    "citation-role summary",
    "citation-polarity summary",
    REPRESENTATIVE,
    EXPLORER,
}

_LINE_END = re.compile(r"\r\n|\r|\n")
_TIER = re.compile(
    r"(?P<tier>(?:super |mega )?hub)?(?:^| |$)(?P<label>Canonical reference|Mixed citations)?"
)
_INDEXING = re.compile(
    r"(?P<count>\d[\d,]*) Pith papers? cites? this work\.(?P<rest> Polarity classification is .*)?"
)
_CANONICAL = re.compile(
    r"Canonical reference\. (?P<share>\d{1,3})% of citing Pith papers cite this work "
    r"as (?P<role>.+?)\.?"
)
_MIXED = re.compile(
    r"Mixed citation behavior\. Most common role is (?P<role>.+?) \((?P<share>\d{1,3})%\)\.?"
)
_COUNT = re.compile(r"(?P<count>\d[\d,]*) Pith papers? citing it")
_SHARE = re.compile(r"Background (?P<share>\d{1,3})% of classified citations")


def numbered_lines(text: str) -> list[Line]:
    """Return the lines that hold something, white space folded, with their numbers.

    PageError where they are more, or longer, than any page can have.
    """
    count = max(text.count("\n"), text.count("\r"))
    if count > MOST_LINES:
        raise PageError(f"{count:,} lines; no hub page has more than {MOST_LINES:,}")
    lines: list[Line] = []
    for number, raw in enumerate(_lines(text), start=1):
        if len(raw) > LONGEST:
            raise PageError(
                f"line {number}: {len(raw):,} characters; no line of a hub page has more "
                f"than {LONGEST:,}"
            )
        if words := one_line(raw):
            lines.append(Line(number, words, ended=True))
    if lines:
        lines[-1] = lines[-1]._replace(ended=False)
    return lines


def _lines(text: str) -> Iterator[str]:
    """Yield the lines, one at a time for the sake of memory."""
    at = 0
    for end in _LINE_END.finditer(text):
        yield text[at : end.start()]
        at = end.end()
    yield text[at:]


def _header_end(lines: list[Line]) -> int:
    """Return how many lines stand before the first section.

    A lead or title can be a heading's word, so the search begins behind the status, where one is.
    """
    first = next((at for at, line in enumerate(lines) if status_of(line.text)), 0)
    for at, line in enumerate(lines[first:], start=first):
        if line.text in HEADINGS or line.text.startswith("abstract "):
            return at
    return len(lines)


def status_of(text: str) -> dict[str, object] | None:
    """Read a status sentence into fields of a page."""
    if "cit" not in text:  # most lines are none, and this is quick
        return None
    if found := _INDEXING.fullmatch(text):
        return {"status": "indexing", "citing_count": number_of(found["count"])}
    for standing, form in (("Canonical reference", _CANONICAL), ("Mixed citations", _MIXED)):
        if found := form.fullmatch(text):
            share = found["share"] if found["role"] == "background" else None
            return {"status": "classified", "standing": standing, "share": share}
    return None


def number_of(digits: str) -> int:
    """Read a number written with or without commas; one of many digits is cut to fit anywhere."""
    return int(digits.replace(",", "")[:15])


def is_tier(text: str) -> bool:
    """Return whether a line is one that stands above a title: hub, super hub, mega hub."""
    return bool(_TIER.fullmatch(text))


def read_header(lines: list[Line]) -> tuple[HubPage, list[Line], list[Line]]:
    """Read the header; return the page so far, the lines before it and the lines after it.

    The title stands before the status sentence, or behind the tier where the page was cut before
    its status. Without either there is nothing to tell a hub page by.
    """
    end = _header_end(lines)
    header = lines[:end]
    at_status = next((i for i, line in enumerate(header) if status_of(line.text)), None)
    at_tier = next((i for i, line in enumerate(header[:at_status]) if is_tier(line.text)), None)
    if at_status is not None:
        at_title = at_status - 1
    elif at_tier is not None:
        at_title = at_tier + 1
    elif any(line.text in _UNMISTAKABLE for line in lines[end:]):
        at_title = end - 1  # a status sentence nobody has met: the title is the last line left
    else:
        raise NoHeaderError(
            "no hub page: neither a status line ('… Pith papers cite this work') nor a tier line "
            "('hub', 'super hub', 'mega hub') with a title"
        )
    is_whole = at_status is not None or end < len(lines)  # else a line may follow the real title
    if not 0 <= at_title < len(header) or at_title == at_tier:
        raise PageError("cut off before the title of the cited work; save the page again")
    if not (header[at_title].ended and is_whole):
        raise PageError(
            f"line {lines[-1].number}: cut off in or right behind the title of the cited work; "
            "save the page again"
        )
    page = HubPage(title=header[at_title].text)
    if at_tier is not None and (found := _TIER.fullmatch(header[at_tier].text)):
        page = page._replace(tier=found["tier"], standing=found["label"])
    top = at_title if at_tier is None else at_tier
    between = [Note(line.number, line.text) for line in header[top + 1 : at_title]]
    page = page._replace(notes=tuple(between))
    return _read_counts(page, header[at_title + 1 :]), header[:top], lines[end:]


def _read_counts(page: HubPage, after_title: list[Line]) -> HubPage:
    """Read the status sentence and the count lines behind the title into the page."""
    share: object = None
    notes = list(page.notes)
    ahead: Line | None = None  # "1" and "Pith paper citing it" are two lines in the flat form
    for line in after_title:
        text = f"{ahead.text} {line.text}" if ahead else line.text
        if ahead and not _COUNT.fullmatch(text):
            notes.append(Note(ahead.number, ahead.text))
            text = line.text
        ahead = None
        if page.status is None and (status := status_of(text)):
            share = status.get("share") or share
            page = page._replace(
                status=str(status["status"]),
                standing=page.standing or status.get("standing"),  # type: ignore[arg-type]
                citing_count=status.get("citing_count", page.citing_count),  # type: ignore[arg-type]
            )
        elif found := _COUNT.fullmatch(text):
            page = page._replace(citing_count=number_of(found["count"]))
        elif found := _SHARE.fullmatch(text):
            share = found["share"]
        elif text.isdecimal():
            ahead = line
        else:
            notes.append(Note(line.number, line.text))
    if ahead:
        notes.append(Note(ahead.number, ahead.text))
    tallies = Tallies(background_share=int(str(share)) if share else None)
    return page._replace(tallies=tallies, notes=tuple(notes))
