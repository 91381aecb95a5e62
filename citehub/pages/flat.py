"""The flat form: no blank lines, markers on lines of their own, values glued to headings.

<summary of the first representative paper>      the lead, hoisted to the top
hub                                              tier, optional
<title>
20 Pith papers cite this work. Polarity …
…
representative citing papers
<summary>                                        from the second one on, no titles
citing papers explorer
-
<title>
<summary>                                        can be missing, or cut at 300 characters
"""

from dataclasses import replace

from citehub.model import HubPage, Note, Paper
from citehub.pages.grammar import Line, drop_cut_title, read_body, read_header

_SAME_FROM = 60  # characters that tell two summaries apart, for matching one that was cut


def read(lines: list[Line]) -> HubPage:
    """Read a flat page; PageError where no title can be found."""
    page, before, rest = read_header(lines)
    page, representative, explorer = read_body(page, rest)
    lead, strange = before[:1], before[1:]
    notes = [Note(line.number, line.text) for line in strange]
    papers, notes_below = _explorer(explorer)
    summaries = [line.text for line in (*lead, *representative)]
    page = replace(page, notes=(*notes, *page.notes, *notes_below))
    last = explorer[-1] if explorer else None
    page = drop_cut_title(page, papers, last)
    return replace(page, papers=tuple(_mark(list(page.papers), summaries, page.citing_count)))


def _explorer(lines: list[Line]) -> tuple[list[Paper], list[Note]]:
    """Read `-`, title, summary, repeated; a further line of an entry is a note."""
    papers: list[Paper] = []
    notes = []
    entry: list[str] = []
    for line in lines:
        if line.text == "-":
            entry = []
        elif not entry and (not papers or lines[0].text == "-"):
            entry = [line.text]
            papers.append(Paper(title=line.text))
        elif len(entry) == 1:
            entry.append(line.text)
            papers[-1] = replace(papers[-1], summary=line.text)
        else:
            notes.append(Note(line.number, line.text))
    return papers, notes


def _mark(papers: list[Paper], summaries: list[str], declared: int | None) -> list[Paper]:
    """Mark the papers whose summary is a representative one; add those that only it names.

    Either text may be a cut form of the other; the longer one is kept.
    """
    by_start: dict[str, list[int]] = {}
    for at, paper in enumerate(papers):
        if paper.summary:
            by_start.setdefault(paper.summary[:_SAME_FROM], []).append(at)
    for summary in dict.fromkeys(summaries):
        for at in by_start.get(summary[:_SAME_FROM], ()):
            known = papers[at].summary or ""
            if known.startswith(summary) or summary.startswith(known):
                longer = max(known, summary, key=len)
                papers[at] = replace(papers[at], summary=longer, representative=True)
                break
        else:
            if _belongs_to_last(papers, summary, declared):
                papers[-1] = replace(papers[-1], summary=summary, representative=True)
            else:
                papers.append(Paper(summary=summary, representative=True))
    return papers


def _belongs_to_last(papers: list[Paper], summary: str, declared: int | None) -> bool:
    """Tell whether the end of the page cut the last paper's summary to fewer words than tell.

    One that is cut away whole can only be this one where all declared papers are there already.
    """
    if not papers:
        return False
    last = papers[-1].summary
    if last is None:
        return declared == len(papers)
    return len(last) < _SAME_FROM and not last.endswith(".") and summary.startswith(last)
