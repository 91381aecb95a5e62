"""Find a listed paper among the known ones. Pure."""

from collections.abc import Iterator
from itertools import islice

from citehub.model import Paper
from citehub.text.words import fold, one_is_cut

_ENOUGH = 60  # characters of a summary that tell it from others

_MOST_ALIKE = 50  # known summaries with one beginning that are looked at for one cut off


class PaperFinder:
    """Finds a listed paper among the known ones, each of them once.

    Where thousands have one title or begin alike, none of them is passed over again and again.
    """

    def __init__(self, known: tuple[Paper, ...]) -> None:
        self._known = known
        self._found: set[int] = set()
        # Positions, the first one last, so that those found can go from the end.
        self._by_both: dict[tuple[str | None, str], list[int]] = {}
        self._by_title: dict[str, list[int]] = {}
        self._by_start: dict[str, list[int]] = {}
        self._by_summary: dict[tuple[bool, str], list[int]] = {}  # and whether it has a title
        for at in reversed(range(len(known))):
            title, start = _tells(known[at])
            self._by_both.setdefault((title, start), []).append(at)
            if title is not None:
                self._by_title.setdefault(title, []).append(at)
            if start:
                self._by_start.setdefault(start, []).append(at)
                whole = title is not None, known[at].summary or ""
                self._by_summary.setdefault(whole, []).append(at)

    def find(self, paper: Paper) -> int | None:
        """Return the position of the same paper: same title, or same summary where one has none."""
        at = next(self._candidates(paper), None)
        if at is not None:
            self._found.add(at)
        return at

    def _candidates(self, paper: Paper) -> Iterator[int]:
        title, start = _tells(paper)
        if title is not None:
            yield from self._left(self._by_both.get((title, start)))[-1:]
            yield from self._left(self._by_title.get(title))[-1:]
        if start:
            for titled in (False,) if title is not None else (False, True):
                yield from self._left(self._by_summary.get((titled, paper.summary or "")))[-1:]
            untitled = self._by_both.get((None, start))
            alike = self._left(self._by_start.get(start) if title is None else untitled)
            for at in islice(reversed(alike), _MOST_ALIKE):
                summary = self._known[at].summary or ""
                if at not in self._found and one_is_cut(summary, paper.summary or ""):
                    yield at

    def _left(self, places: list[int] | None) -> list[int]:
        """Return a list without what is found at its end."""
        while places and places[-1] in self._found:
            places.pop()
        return places or []


def _tells(paper: Paper) -> tuple[str | None, str]:
    """Return what a paper is found by: its folded title, and how its summary begins."""
    title = fold(paper.title) if paper.title else None
    return title, (paper.summary or "")[:_ENOUGH]
