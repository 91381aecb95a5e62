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

from citehub.model import HubPage, Note, Paper
from citehub.pages.grammar import Line, read_header
from citehub.pages.sections import cut_note, read_body, reads_as_whole
from citehub.text.words import one_is_cut

_SAME_FROM = 60  # characters that tell two summaries apart, for matching one that was cut
_CERTAIN = 80  # characters of a summary cut off that tell how it goes on
_MOST_ALIKE = 50  # summaries with one beginning that are looked at


def claims(text: str) -> bool:
    """Return True: what has no other form of text is read as this."""
    return True


def read(lines: list[Line]) -> HubPage:
    """Read a flat page; PageError where no title can be found."""
    page, before, rest = read_header(lines)
    page, representative, explorer = read_body(page, rest)
    notes = [Note(line.number, line.text) for line in before[1:]]
    if representative and not representative[-1].ended:
        notes.append(cut_note(representative.pop()))
    papers, notes_below = read_entries(explorer)
    page = page._replace(notes=(*notes, *page.notes, *notes_below))
    chosen = [*before[:1], *representative]
    last = explorer[-1] if explorer and not explorer[-1].ended else None
    if last and papers and papers[-1].summary == last.text:
        papers[-1] = papers[-1]._replace(summary=None)
        papers, unmatched = _mark(papers, chosen)
        return _end_in_summary(page, papers, unmatched, last)
    papers, unmatched = _mark(papers, chosen)
    silent = [at for at, paper in enumerate(papers) if paper.summary is None]
    begun = any(line.text == "-" for line in explorer[-2:])  # the page ends in one more title
    return _add_untitled(page, papers, unmatched, silent, begun=begun)


def read_entries(lines: list[Line]) -> tuple[list[Paper], list[Note]]:
    """Read `-`, title, summary, repeated; a line above them, or too many in an entry, is a note.

    So is a title in which the page ends: it may be longer.
    """
    first = next((at for at, line in enumerate(lines) if line.text == "-"), 0)
    entries: list[list[str | None]] = []  # title, summary
    notes = [Note(line.number, line.text) for line in lines[:first]]
    entry: list[str | None] = []
    for line in lines[first:]:
        if line.text == "-":
            entry = []
        elif not entry and not line.ended:
            notes.append(cut_note(line))
        elif not entry:
            entry = [line.text, None]
            entries.append(entry)
        elif entry[1] is None:
            entry[1] = line.text
        else:
            notes.append(Note(line.number, line.text))
    return [Paper(title, summary) for title, summary in entries], notes


def _end_in_summary(
    page: HubPage, papers: list[Paper], unmatched: list[Line], last: Line
) -> HubPage:
    """Give the last paper the summary in which the page ends, where it is known how it goes on.

    It is known where it is a representative summary or most of one, or where the only one left can
    be no other paper's, as all that the page declares are listed, or where it ends as summaries do.
    """
    alike = [line for line in unmatched if one_is_cut(last.text, line.text)]
    same = [line for line in alike if line.text == last.text]
    no_other = len(unmatched) == 1 and len(papers) == page.citing_count
    if len(alike) == 1 and (no_other or len(last.text) >= _CERTAIN):
        same = alike
    if same:
        whole = max(same[0].text, last.text, key=len)
        papers[-1] = papers[-1]._replace(summary=whole, representative=True)
        unmatched.remove(same[0])
    elif not alike and reads_as_whole(last.text):
        papers[-1] = papers[-1]._replace(summary=last.text)
    else:
        unmatched = [line for line in unmatched if line not in alike]
        unknown = (Note(n, f"{text} (of which paper is not known)") for n, text, _ in alike)
        page = page._replace(notes=(*page.notes, *unknown, cut_note(last)))
    # What is left is not the last paper's: that begins otherwise.
    silent = [at for at, paper in enumerate(papers[:-1]) if paper.summary is None]
    return _add_untitled(page, papers, unmatched, silent, begun=False)


def _mark(papers: list[Paper], representative: list[Line]) -> tuple[list[Paper], list[Line]]:
    """Mark the papers whose summary is a representative one; return the summaries of no paper too.

    Either text may be a cut form of the other; the longer one is kept.
    """
    papers = list(papers)
    unmatched = []
    by_start: dict[str, list[int]] = {}
    for at, paper in enumerate(papers):
        if paper.summary:
            by_start.setdefault(paper.summary[:_SAME_FROM], []).append(at)
    for line in {line.text: line for line in reversed(representative)}.values():
        places = by_start.get(line.text[:_SAME_FROM], [])[:_MOST_ALIKE]
        for at in places:
            known = papers[at].summary or ""
            if one_is_cut(known, line.text):
                longer = max(known, line.text, key=len)
                papers[at] = papers[at]._replace(summary=longer, representative=True)
                break
        else:
            unmatched.append(line)
    return papers, sorted(unmatched)


def _add_untitled(
    page: HubPage, papers: list[Paper], unmatched: list[Line], silent: list[int], *, begun: bool
) -> HubPage:
    """Add the representative papers that the explorer does not list, without a title.

    More of them than the page declares belong to listed papers without a summary, `silent`: to the
    one such paper, or else nobody can tell to which. One more may be `begun` where the page ends.
    """
    at_least = len(papers) + begun + len(unmatched)
    surplus = page.citing_count is not None and at_least > page.citing_count
    if surplus and len(unmatched) == len(silent) == 1 and not begun:
        paper = papers[silent[0]]._replace(summary=unmatched[0].text, representative=True)
        papers = [*papers[: silent[0]], paper, *papers[silent[0] + 1 :]]
    elif surplus and silent:
        notes = (Note(n, f"{text} (of which paper is not known)") for n, text, _ in unmatched)
        page = page._replace(notes=(*page.notes, *notes))
    else:
        papers = [*papers, *(Paper(summary=ln.text, representative=True) for ln in unmatched)]
    return page._replace(papers=tuple(papers))
