"""What stands behind the header of a page of text: sections, each under its heading."""

import re
from collections.abc import Callable

from citehub.errors import PageError
from citehub.model import HubPage, Note
from citehub.pages.grammar import (
    EXPLORER,
    FACETS,
    HEADINGS,
    REPRESENTATIVE,
    TALLIES,
    Line,
    number_of,
    status_of,
)

CUT_LENGTH = 280  # summaries are cut at 300 characters, white space included
_CUT_OFF = "a heading cut off"
_AFTER_TALLY = (*FACETS, REPRESENTATIVE, EXPLORER)
_GLUED = re.compile(rf"(.*\S \d[\d,]*)({'|'.join(_AFTER_TALLY)})")
_GLUED_CUT = re.compile(r"(.*\S \d[\d,]*)([a-z][a-z ]*)")


def sections(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Split the lines behind the header into sections (heading, its lines), in page order.

    A value of a facet is glued to the heading that follows it (`background 4polarities`). Inside
    the explorer nothing is a heading: titles are anybody's words.
    """
    found: list[tuple[str, list[Line]]] = []
    for line in lines:
        heading, body = found[-1] if found else ("", [])
        if heading == EXPLORER or (heading == REPRESENTATIVE and not line.ended):
            body.append(line)
        elif line.text in HEADINGS and line.ended:
            found.append((line.text, []))
        elif line.text.startswith("abstract ") and heading not in {"claims ledger", REPRESENTATIVE}:
            found.append(("abstract", [line._replace(text=line.text.removeprefix("abstract "))]))
        elif not line.ended and any(name.startswith(line.text) for name in HEADINGS):
            found.append((_CUT_OFF, [line]))
        elif heading in TALLIES and (glued := _GLUED.fullmatch(line.text)):
            body.append(line._replace(text=glued[1], ended=True))
            found.append((glued[2], []))
        elif heading in TALLIES and not line.ended and (glued := _begins_a_heading(line.text)):
            body.append(line._replace(text=glued[1], ended=True))
            found.append((_CUT_OFF, [line._replace(text=glued[2])]))
        else:
            body.append(line)
    return found


def _begins_a_heading(text: str) -> re.Match[str] | None:
    """Match a value to which the beginning of a heading is glued, where the page ends."""
    found = _GLUED_CUT.fullmatch(text)
    return found if found and any(name.startswith(found[2]) for name in _AFTER_TALLY) else None


def read_tally(lines: list[Line]) -> tuple[dict[str, int], list[Note]]:
    """Read `background 29 method 10` or `2026 96 2025 2`; what is no such pair becomes a note.

    So does a number in which the page ends.
    """
    tally: dict[str, int] = {}
    notes = []
    for line in lines:
        label: list[str] = []
        tokens = line.text.split()
        for at, token in enumerate(tokens, start=1):
            if at == len(tokens) and not line.ended:
                label.append(token)
            elif label and token.replace(",", "").isdecimal():
                tally[" ".join(label)] = number_of(token)
                label = []
            else:
                label.append(token)
        if label:
            left_out = " ".join(label)
            notes.append(Note(line.number, line.text) if line.ended else cut_note(line, left_out))
    return tally, notes


def reads_as_whole(text: str) -> bool:
    """Return whether a summary in which the page ends may be kept: it ends as summaries end."""
    return text.rstrip("\"'”’)]").endswith((".", "…", "!", "?", "。")) or len(text) >= CUT_LENGTH


def cut_note(line: Line, text: str | None = None) -> Note:
    """Return a note of a line, or a part of one, that the end of the page may have cut."""
    return Note(
        line.number, f"{line.text if text is None else text} (cut off by the end of the page)"
    )


def read_body(page: HubPage, lines: list[Line]) -> tuple[HubPage, list[Line], list[Line]]:
    """Read all sections but the two lists of papers; return the page and those lists' lines.

    A text in which the page ends may be longer, and is left out. PageError where a second page
    follows: its papers would pass for this one's.
    """
    if second := next((line for line in lines if status_of(line.text)), None):
        raise PageError(
            f"line {second.number}: here is the status line of a second page; "
            "give each page as a file of its own"
        )
    listed: dict[str, list[Line]] = {REPRESENTATIVE: [], EXPLORER: []}
    tallies: dict[str, dict[str, int]] = {}
    notes = list(page.notes)
    found = sections(lines)
    closed = len([heading for heading, _ in found if heading != _CUT_OFF]) - 1
    for at, (heading, body) in enumerate(found):
        if heading in listed:
            listed[heading] += body
        elif heading in TALLIES:
            tally, strange = read_tally(body)
            known = tallies.get(TALLIES[heading], {})
            tallies[TALLIES[heading]] = (tally or known) if at < closed else tally | known
            notes += strange
        elif heading in _TEXTS and body and at < closed:
            page = page._replace(**{heading: _TEXTS[heading](body)})  # type: ignore[arg-type]
        elif heading in _TEXTS:
            notes += [cut_note(line) for line in body]
        elif heading == "clear filters":
            page = page._replace(filtered=True)
            notes += [Note(line.number, line.text) for line in body]
        elif heading in ("hub tools", _CUT_OFF):
            notes += [Note(line.number, line.text) for line in body]
    page = page._replace(
        cut=not any(heading in listed for heading, _ in found),
        tallies=page.tallies._replace(**tallies),  # type: ignore[arg-type]
        notes=tuple(notes),
    )
    return page, listed[REPRESENTATIVE], listed[EXPLORER]


_TEXTS: dict[str, Callable[[list[Line]], str]] = {
    "abstract": lambda lines: " ".join(line.text for line in lines),
    "authors": lambda lines: ", ".join(line.text.lstrip("•- ") for line in lines),
}
