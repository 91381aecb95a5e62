"""The page of a paper on the site, flat or spaced: at its end stands the list of who cites it.

Stilts for Everyone                              title
arXiv:2101.99990v2 · cs.RO                       may be missing
read the original abstract                       the abstract is the line below
We make stilts …
…                                                what the site says of the paper
Forward citations
Cited by 60 Pith papers
-
Crossing Rivers on Stilts
Stilts that float let a walker cross …  ...      can be missing; cut with ` ...`

Source: captures of `/paper/<arXiv id>` and `/ref/arxiv/<id>`. It is the hub page of the same work
without its tallies. In the spaced form blank lines stand between all these.
"""

import re
from itertools import pairwise

from citehub.errors import PageError
from citehub.model import HubPage, Note, Paper
from citehub.pages import flat, spaced
from citehub.pages.grammar import Line
from citehub.pages.sections import cut_note, reads_as_whole
from citehub.text.identifiers import arxiv_id

_LIST = re.compile(
    r"^Forward citations[ \t\r]*\n\s*Cited by \d[\d,]{0,14} Pith papers?[ \t\r]*$", re.MULTILINE
)
_CITED_BY = re.compile(r"Cited by (\d[\d,]*) Pith papers?")
_HEADING = "Forward citations"
_ABSTRACT = "read the original abstract"
_ARXIV = re.compile(r"arXiv(?::\s*|\s+)(\S+)", re.IGNORECASE)
_CUT = re.compile(r"\s+\.{1,3}$|\.{3}$|\s*…$")


def claims(text: str) -> bool:
    """Tell the form by the head of its list, which no other page has on lines of its own."""
    return may_claim(text) and _LIST.search(text) is not None


def may_claim(text: str) -> bool:
    """Return False quickly where a text has another form."""
    return _HEADING in text


def read(lines: list[Line]) -> HubPage:
    """Read a paper's page; PageError where it has no title."""
    at = next(n for n, line in enumerate(lines) if _heads_list(lines, n))
    head, listed = spaced.without_bar(lines[:at]), lines[at + 2 :]
    if not head:
        raise PageError("cut off before the title of the cited work; save the page again")
    page = _read_head(head)
    found = _CITED_BY.fullmatch(lines[at + 1].text)
    page = page._replace(citing_count=int(found[1].replace(",", "")[:15]) if found else None)
    papers, notes = _read_list(listed)
    return page._replace(papers=tuple(papers), notes=(*page.notes, *notes))


def _heads_list(lines: list[Line], at: int) -> bool:
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    return lines[at].text == _HEADING and _CITED_BY.fullmatch(below) is not None


def _read_head(head: list[Line]) -> HubPage:
    """Read what stands above the list; all but title, arXiv id and abstract is one note."""
    page = HubPage(title=head[0].text)
    others: list[Line] = []
    for above, line in pairwise(head):
        found = _ARXIV.match(line.text)
        if above.text == _ABSTRACT and page.abstract is None:
            page = page._replace(abstract=line.text)
        elif found and page.arxiv_id is None and (id := arxiv_id(found[1])):
            page = page._replace(arxiv_id=id)
        elif line.text != _ABSTRACT:
            others.append(line)
    if others:
        said = f"{others[0].text:.60} (and all that follows up to the citing papers)"
        page = page._replace(notes=(Note(others[0].number, said),))
    return page


def _read_list(listed: list[Line]) -> tuple[list[Paper], list[Note]]:
    """Read the citing papers, with dashes or without.

    A summary that the page has cut loses the mark of it. One in which the page ends is left out,
    where it does not end as summaries do.
    """
    dashed = any(line.text == "-" for line in listed)
    papers, notes = (flat if dashed else spaced).read_entries(listed)
    last = listed[-1] if listed else None
    in_summary = last and not last.ended and papers and papers[-1].summary == last.text
    if last and in_summary and not reads_as_whole(last.text):
        papers[-1] = papers[-1]._replace(summary=None)
        notes.append(cut_note(last))
    return [
        paper._replace(summary=_CUT.sub("", paper.summary or "") or None) for paper in papers
    ], notes
