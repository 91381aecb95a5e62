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
from citehub.model import HubPage, Note, Paper, Tallies
from citehub.text.words import one_line


class Line(NamedTuple):
    """A line of a page: its number from 1, its words, and whether a line end follows it."""

    number: int
    text: str
    ended: bool


MOST_LINES = 800_000  # with blank ones; 100,000 citing papers take 600,000 in the spaced form
LONGEST = 100_000  # characters of a line; three thousand authors take 60,000

FACETS = ("fields", "years", "verdicts", "roles", "polarities")
REPRESENTATIVE = "representative citing papers"
EXPLORER = "citing papers explorer"
_TALLIES = {
    "citation-role summary": "roles",
    "citation-polarity summary": "polarities",
    **{facet: facet for facet in FACETS},
}
_HEADINGS = {
    "abstract",
    "hub tools",
    "claims ledger",
    "authors",
    "co-cited works",
    "clear filters",
    REPRESENTATIVE,
    EXPLORER,
    *_TALLIES,
}
_CUT_OFF = "a heading cut off"
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
_GLUED = re.compile(rf"(.*\S \d[\d,]*)({'|'.join((*FACETS, REPRESENTATIVE, EXPLORER))})")


def numbered_lines(text: str) -> list[Line]:
    """Return the lines that hold something, white space folded, with their numbers.

    PageError where they are more, or longer, than any page can have.
    """
    count = max(text.count("\n"), text.count("\r"))
    if count > MOST_LINES:
        raise PageError(f"{count:,} lines; no hub page has more than {MOST_LINES:,}")
    lines: list[Line] = []
    for number, (raw, ended) in enumerate(_lines(text), start=1):
        if len(raw) > LONGEST:
            raise PageError(
                f"line {number}: {len(raw):,} characters; no line of a hub page has more "
                f"than {LONGEST:,}"
            )
        if words := one_line(raw):
            lines.append(Line(number, words, ended))
    return lines


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line and whether a line end follows it, one at a time for the sake of memory."""
    at = 0
    for end in _LINE_END.finditer(text):
        yield text[at : end.start()], True
        at = end.end()
    yield text[at:], False


def _header_end(lines: list[Line]) -> int:
    """Return how many lines stand before the first section.

    A lead or title can be a heading's word, so the search begins behind the status, where one is.
    """
    first = next((at for at, line in enumerate(lines) if _status(line.text)), 0)
    for at, line in enumerate(lines[first:], start=first):
        if line.text in _HEADINGS or line.text.startswith("abstract "):
            return at
    return len(lines)


def _status(text: str) -> dict[str, object] | None:
    """Read a status sentence into fields of a page."""
    if "cit" not in text:  # most lines are none, and this is quick
        return None
    if found := _INDEXING.fullmatch(text):
        return {"status": "indexing", "citing_count": _number(found["count"])}
    for standing, form in (("Canonical reference", _CANONICAL), ("Mixed citations", _MIXED)):
        if found := form.fullmatch(text):
            share = found["share"] if found["role"] == "background" else None
            return {"status": "classified", "standing": standing, "share": share}
    return None


def _number(digits: str) -> int:
    return int(digits.replace(",", "")[:15])


def _is_tier(text: str) -> bool:
    return bool(_TIER.fullmatch(text))


def read_header(lines: list[Line]) -> tuple[HubPage, list[Line], list[Line]]:
    """Read the header; return the page so far, the lines before it and the lines after it.

    The title stands before the status sentence, or behind the tier where the page was cut before
    its status. Without either there is nothing to tell a hub page by.
    """
    end = _header_end(lines)
    header = lines[:end]
    at_status = next((i for i, line in enumerate(header) if _status(line.text)), None)
    at_tier = next((i for i, line in enumerate(header[:at_status]) if _is_tier(line.text)), None)
    if at_status is not None:
        at_title = at_status - 1
    elif at_tier is not None:
        at_title = at_tier + 1
    elif any(line.text in _UNMISTAKABLE for line in lines[end:]):
        at_title = end - 1  # a status sentence nobody has met: the title is the last line left
    else:
        raise PageError(
            "no hub page: neither a status line ('… Pith papers cite this work') nor a tier line "
            "('hub', 'super hub', 'mega hub') with a title"
        )
    if not 0 <= at_title < len(header) or at_title == at_tier:
        raise PageError("cut off before the title of the cited work; save the page again")
    if not header[at_title].ended:
        raise PageError(
            f"line {header[at_title].number}: cut off inside the title of the cited work; "
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
        if status := _status(text):
            share = status.get("share") or share
            page = page._replace(
                status=str(status["status"]),
                standing=page.standing or status.get("standing"),  # type: ignore[arg-type]
                citing_count=status.get("citing_count", page.citing_count),  # type: ignore[arg-type]
            )
        elif found := _COUNT.fullmatch(text):
            page = page._replace(citing_count=_number(found["count"]))
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


def sections(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Split the lines behind the header into sections (heading, its lines), in page order.

    A value of a facet is glued to the heading that follows it (`background 4polarities`). Inside
    the explorer nothing is a heading: titles are anybody's words.
    """
    found: list[tuple[str, list[Line]]] = []
    for line in lines:
        heading, body = found[-1] if found else ("", [])
        if heading == EXPLORER:
            body.append(line)
        elif line.text in _HEADINGS:
            found.append((line.text, []))
        elif line.text.startswith("abstract ") and heading not in {"claims ledger", REPRESENTATIVE}:
            found.append(("abstract", [line._replace(text=line.text.removeprefix("abstract "))]))
        elif not line.ended and any(name.startswith(line.text) for name in _HEADINGS):
            found.append((_CUT_OFF, [line]))
        elif heading in _TALLIES and (glued := _GLUED.fullmatch(line.text)):
            body.append(line._replace(text=glued[1]))
            found.append((glued[2], []))
        else:
            body.append(line)
    return found


def read_tally(lines: list[Line]) -> tuple[dict[str, int], list[Note]]:
    """Read `background 29 method 10` or `2026 96 2025 2`; what is no such pair becomes a note."""
    tally: dict[str, int] = {}
    notes = []
    for line in lines:
        label: list[str] = []
        for token in line.text.split():
            if label and token.replace(",", "").isdecimal():
                tally[" ".join(label)] = _number(token)
                label = []
            else:
                label.append(token)
        if label:
            notes.append(Note(line.number, line.text))
    return tally, notes


def read_body(page: HubPage, lines: list[Line]) -> tuple[HubPage, list[Line], list[Line]]:
    """Read all sections but the two lists of papers; return those lists' lines beside the page.

    PageError where a second page follows: its papers would pass for this one's.
    """
    if second := next((line for line in lines if _status(line.text)), None):
        raise PageError(
            f"line {second.number}: here is the status line of a second page; "
            "give each page as a file of its own"
        )
    listed: dict[str, list[Line]] = {REPRESENTATIVE: [], EXPLORER: []}
    tallies: dict[str, dict[str, int]] = {}
    notes = list(page.notes)
    for heading, body in sections(lines):
        if heading in listed:
            listed[heading] += body
        elif heading in _TALLIES:
            tally, strange = read_tally(body)
            tallies[_TALLIES[heading]] = tally or tallies.get(_TALLIES[heading], {})
            notes += strange
        elif heading == "abstract" and body:
            page = page._replace(abstract=" ".join(line.text for line in body))
        elif heading == "authors" and body:
            page = page._replace(authors=", ".join(line.text.lstrip("•- ") for line in body))
        elif heading == "clear filters":
            page = page._replace(filtered=True)
            notes += [Note(line.number, line.text) for line in body]
        elif heading in ("hub tools", _CUT_OFF):
            notes += [Note(line.number, line.text) for line in body]
    page = page._replace(
        tallies=page.tallies._replace(**tallies),  # type: ignore[arg-type]
        notes=tuple(notes),
    )
    return page, listed[REPRESENTATIVE], listed[EXPLORER]


def drop_cut_title(
    page: HubPage, papers: list[Paper], last: Line, *, whole_at: int | None = None
) -> tuple[HubPage, list[Paper]]:
    """Leave out a last title that the end of the page may have cut off: no line end is behind it.

    It is whole where it makes up the number of papers `whole_at`.
    """
    if last.ended or not papers or last.text != papers[-1].title or len(papers) == whole_at:
        return page, papers
    note = Note(last.number, f"{last.text} (cut off by the end of the page)")
    return page._replace(notes=(*page.notes, note)), papers[:-1]
