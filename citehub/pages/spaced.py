"""The spaced form: blank lines between blocks, a bar of links above, titles in every list.

pith. … sign in

hub Canonical reference
<title>
Canonical reference. 72% of citing …
179 Pith papers citing it
…
representative citing papers
<title>
cs.AI · 2026-05-27 · unverdicted · novelty 7.0      any part may be missing
<summary>
"""

import math
import re

from citehub.model import HubPage, Note, Paper
from citehub.pages.grammar import Line, drop_cut_title, read_body, read_header

_CUT_LENGTH = 280  # summaries are cut at 300 characters, white space included
_START = re.compile(r"[\ufeff \r\n\t]*")
_NAVIGATION = re.compile(r"pith\b.*\bsign in", re.IGNORECASE)
# Each of these looks at a run of white space once: a page can have a million blank lines.
_FLAT_EXPLORER = re.compile(r"^citing papers explorer[^\S\n]*\n\s*-[ \t\r]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_SOMETHING = re.compile(r"\S")
_META = {
    "field": re.compile(r"[a-z]+(?:-[a-z]+)*\.[A-Za-z-]+|[a-z]+-[a-z]+"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "novelty": re.compile(r"novelty (\d+(?:\.\d+)?)"),
    "verdict": re.compile(r"[A-Za-z]+(?:[ -][a-z]+)?"),
}
_LONE_META = re.compile(
    r"\d{4}-\d{2}-\d{2}|novelty \d+(?:\.\d+)?|unverdicted|conditional|accept"
    r"|[a-z]+(?:-[a-z]+)*\.[A-Z]+|[a-z]+(?:-[a-z]+)+(?:\.[a-z-]+)?"
)


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


def read(lines: list[Line]) -> HubPage:
    """Read a spaced page; PageError where no title can be found."""
    if _NAVIGATION.match(lines[0].text):
        lines = lines[1:]
    page, before, rest = read_header(lines)
    page = page._replace(notes=(*(Note(n, text) for n, text, _ in before), *page.notes))
    page, representative, explorer = read_body(page, rest)
    chosen, shown = _entries(representative), _entries(explorer)
    listed = explorer or representative
    papers = [paper._replace(representative=True) for paper in chosen]
    at = {paper.title: n for n, paper in enumerate(papers)}
    for paper in shown:
        known = at.get(paper.title)
        if known is None:
            papers.append(paper)
        else:
            papers[known] = _fill(papers[known], paper)
    if listed:
        page, papers = drop_cut_title(page, papers, listed[-1], whole_at=page.citing_count)
    return page._replace(papers=tuple(papers))


def _fill(chosen: Paper, shown: Paper) -> Paper:
    """Add what only the explorer says of a representative paper, and the longer summary."""
    stated = {
        name: getattr(shown, name)
        for name in ("field", "date", "year", "verdict", "novelty")
        if getattr(chosen, name) is None
    }
    if len(shown.summary or "") > len(chosen.summary or ""):
        stated["summary"] = shown.summary
    return chosen._replace(**stated)


def _meta(text: str) -> dict[str, str] | None:
    """Read `field · date · verdict · novelty`, in whatever parts are there, or None."""
    parts = text.split(" · ")
    if len(parts) == 1 and not _LONE_META.fullmatch(text):
        return None
    found: dict[str, str] = {}
    for part in parts:
        name = next((n for n, form in _META.items() if n not in found and form.fullmatch(part)), "")
        if not name:
            return None
        found[name] = part
    return found


def _entries(lines: list[Line]) -> list[Paper]:
    """Read title, meta line, summary, repeated, where both of the latter can be missing.

    A meta line belongs to the line before it. Without one, a line that ends like a sentence is
    the summary of the title above it.
    """
    papers: list[Paper] = []
    dashed = any(line.text == "-" for line in lines)
    for at, line in enumerate(lines):
        if line.text == "-":
            continue
        above = lines[at - 1].text if at else "-"
        below = lines[at + 1].text if at + 1 < len(lines) else ""
        open_entry = bool(papers) and above != "-" and papers[-1].summary is None
        if open_entry and (meta := _meta(line.text)):
            papers[-1] = _with_meta(papers[-1], meta)
        elif open_entry and (
            dashed or (not _meta(below) and (_meta(above) or _is_sentence(line.text)))
        ):
            papers[-1] = papers[-1]._replace(summary=line.text)
        else:
            papers.append(Paper(title=line.text))
    return papers


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "…")) or len(text) >= _CUT_LENGTH


def _with_meta(paper: Paper, meta: dict[str, str]) -> Paper:
    date = meta.get("date")
    novelty = float(meta.get("novelty", "nan").removeprefix("novelty "))
    return paper._replace(
        field=meta.get("field"),
        date=date,
        year=int(date[:4]) if date else None,
        verdict=meta.get("verdict"),
        novelty=novelty if math.isfinite(novelty) else None,
    )
