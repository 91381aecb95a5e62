"""The spaced form: blank lines between blocks, a bar of links above, titles in every list.

pith. … sign in

hub Canonical reference
<title>
Canonical reference. 72% of citing …
179 Pith papers citing it
…
representative citing papers
<title>
cs.AI · 2026-05-27 · unverdicted · novelty 7.0 · 4 refs     any part may be missing
<summary>
"""

import re

from citehub.model import HubPage, Note, Paper
from citehub.pages.grammar import Line, read_header
from citehub.pages.meta import Meta, read_meta
from citehub.pages.sections import CUT_LENGTH, cut_note, read_body, reads_as_whole

_SHORTEST = 60  # characters of a last line that is no title cut off behind a dot
_START = re.compile(r"[\ufeff \r\n\t]*")
_NAVIGATION = re.compile(r"pith\b.*\bsign in", re.IGNORECASE)
# Each of these looks at a run of white space once: a page can have a million blank lines.
_FLAT_EXPLORER = re.compile(r"^citing papers explorer[^\S\n]*\n\s*-[ \t\r]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_SOMETHING = re.compile(r"\S")


def claims(text: str) -> bool:
    """Tell the form by its bar of links or by the blank lines between its blocks."""
    found = _START.match(text)
    start = found.end() if found else 0
    if _NAVIGATION.match(text, start):
        return True
    if _FLAT_EXPLORER.search(text, start):
        return False  # a blank line has strayed into a flat page
    blank = _BLANK_LINE.search(text, start)
    return blank is not None and _SOMETHING.search(text, blank.end()) is not None


def without_bar(lines: list[Line]) -> list[Line]:
    """Return the lines of a page without the bar of links above it."""
    return lines[1:] if lines and is_bar(lines[0].text) else lines


def is_bar(line: str) -> bool:
    """Return whether a line is the bar of links above a page."""
    return _NAVIGATION.match(line) is not None


def read(lines: list[Line]) -> HubPage:
    """Read a spaced page; PageError where no title can be found."""
    page, before, rest = read_header(without_bar(lines))
    page = page._replace(notes=(*(Note(n, text) for n, text, _ in before), *page.notes))
    page, representative, explorer = read_body(page, rest)
    chosen, strange = read_entries(representative)
    shown, strange_too = read_entries(explorer)
    page = page._replace(notes=(*page.notes, *strange, *strange_too))
    papers = [paper._replace(representative=True) for paper in chosen]
    at = {paper.title: n for n, paper in enumerate(papers)}
    for paper in shown:
        known = at.get(paper.title)
        if known is None:
            papers.append(paper)
        else:
            papers[known] = _fill(papers[known], paper)
    return page._replace(papers=tuple(papers))


def _fill(chosen: Paper, shown: Paper) -> Paper:
    """Add what only the explorer says of a representative paper, and the longer summary."""
    stated = {
        name: getattr(shown, name)
        for name in ("field", "date", "year", "verdict", "novelty", "reference_count")
        if getattr(chosen, name) is None
    }
    if len(shown.summary or "") > len(chosen.summary or ""):
        stated["summary"] = shown.summary
    return chosen._replace(**stated)


def read_entries(lines: list[Line]) -> tuple[list[Paper], list[Note]]:
    """Read title, meta line, summary, repeated, where both of the latter can be missing.

    A meta line belongs to the line before it. Without one, a line that ends like a sentence is
    the summary of the title above it. What a meta line says that nobody has met becomes a note.
    """
    papers: list[Paper] = []
    notes: list[Note] = []
    dashed = any(line.text == "-" for line in lines)
    metas = [read_meta(line.text, cut=not line.ended) for line in lines]
    for at, (line, meta) in enumerate(zip(lines, metas, strict=True)):
        if line.text == "-":
            continue
        above = lines[at - 1].text if at else "-"
        below = metas[at + 1] if at + 1 < len(lines) else None
        open_entry = bool(papers) and above != "-" and papers[-1].summary is None
        if open_entry and meta:
            papers[-1] = papers[-1]._replace(**meta.said)  # type: ignore[arg-type]
            notes += [Note(line.number, part) for part in meta.unknown]
            if meta.cut_off:
                notes.append(cut_note(line, meta.cut_off))
        elif not line.ended and not (open_entry and _is_last_summary(line.text)):
            notes.append(cut_note(line))  # a title, a meta line or a summary: nobody can tell
        elif open_entry and _stands_last_but_one(lines, metas, at):
            notes.append(Note(line.number, f"{line.text} (a title or a summary)"))
        elif open_entry and (dashed or (not below and (metas[at - 1] or _is_sentence(line.text)))):
            papers[-1] = papers[-1]._replace(summary=line.text)
        else:
            papers.append(Paper(title=line.text))
    return papers, notes


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "…")) or len(text) >= CUT_LENGTH


def _stands_last_but_one(lines: list[Line], metas: list[Meta | None], at: int) -> bool:
    """Return whether nobody can tell a title from a summary: the page ends in the line below."""
    if at + 1 == len(lines) or lines[at + 1].ended or metas[at + 1] or lines[at + 1].text == "-":
        return False
    return not _is_last_summary(lines[at].text)


def _is_last_summary(text: str) -> bool:
    """Return whether the line in which the page ends is a summary, and may be whole."""
    return len(text) >= _SHORTEST and reads_as_whole(text)
