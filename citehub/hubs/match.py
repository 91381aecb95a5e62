"""Find a listed paper among those of a hub: by its ids, else by its title, else by its summary.

Never by similarity: a title has to be the same apart from case, accents and the like, and papers
that both have an id of one kind, and not the same, are two. Pure.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator

from citehub.model import Paper
from citehub.text.identifiers import keys_of
from citehub.text.words import fold, one_is_cut

_ENOUGH = 60  # characters of a summary that tell it from others
_MOST_ALIKE = 50  # papers alike in one thing that are looked at for another

Key = tuple[str, str]
_Id = tuple[str, str]


def ids_of(paper: Paper) -> list[_Id]:
    """Return the ids of a paper as (kind, id); a DOI that arXiv gave is an arXiv id."""
    return keys_of(doi_said=paper.doi, arxiv_said=paper.arxiv_id)


class PaperFinder:
    """The papers of a hub by what they are found by: all that any capture said of each.

    Each is found once by a capture. Where thousands have one title or begin alike, none of them is
    passed over again and again.
    """

    def __init__(self) -> None:
        self._by_id: dict[_Id, int] = {}
        self._ids: dict[int, list[_Id]] = {}
        self._titles: dict[int, set[str]] = {}
        self._summaries: dict[int, set[str]] = {}
        self._at: dict[Key | tuple[Key, ...], list[int]] = {}  # positions, in order
        self._taken: set[int] = set()
        self._passed: dict[Key | tuple[Key, ...], int] = {}  # taken at the start of each list

    def next_capture(self) -> None:
        """Let each paper be found again."""
        self._taken.clear()
        self._passed.clear()

    def take(self, at: int) -> None:
        """Say that the capture lists the paper at a position."""
        self._taken.add(at)

    def add(self, at: int, said: Paper) -> None:
        """Take note of what a capture says of the paper at a position."""
        for key in ids_of(said):
            self._by_id[key] = min(at, self._by_id.get(key, at))
            known = self._ids.setdefault(at, [])
            if key not in known:
                known.append(key)
        titles = self._titles.setdefault(at, set())
        summaries = self._summaries.setdefault(at, set())
        title, summary = said.title and fold(said.title), said.summary
        new_titles = {title} - titles if title else set()
        new_summaries = {summary} - summaries if summary else set()
        titles |= new_titles
        summaries |= new_summaries
        for known_title in new_titles:
            self._note(("title", known_title), at)
            for known_summary in summaries:
                self._note((("title", known_title), ("start", known_summary[:_ENOUGH])), at)
        for known_summary in new_summaries:
            self._note(("summary", known_summary), at)
            self._note(("start", known_summary[:_ENOUGH]), at)
            for known_title in titles - new_titles:
                self._note((("title", known_title), ("start", known_summary[:_ENOUGH])), at)

    def _note(self, key: Key | tuple[Key, ...], at: int) -> None:
        places = self._at.setdefault(key, [])
        where = bisect_left(places, at)
        if at not in places[where : where + 1]:
            places.insert(where, at)

    def by_id(self, paper: Paper) -> list[int]:
        """Return the free papers with an id of this one, in order."""
        if not (paper.arxiv_id or paper.doi):
            return []
        found = {self._by_id[key] for key in ids_of(paper) if key in self._by_id}
        return sorted(found - self._taken)

    def by_title(self, paper: Paper, *, alike: bool) -> int | None:
        """Return the first free paper of the same title; `alike`: whose summary begins the same."""
        if not paper.title:
            return None
        title = ("title", fold(paper.title))
        if not alike:
            return self._first(title, lambda at: self._agree(at, paper))
        if not paper.summary:
            return None
        both = (title, ("start", paper.summary[:_ENOUGH]))
        return self._first(both, lambda at: self._agree(at, paper))

    def by_summary(self, paper: Paper) -> int | None:
        """Return the first free paper of the same summary, or one cut off; one has no title."""
        if not paper.summary:
            return None
        summary, has_title = paper.summary, paper.title is not None

        def untitled(at: int) -> bool:
            return self._is_untitled(at, paper)

        def other(at: int) -> bool:
            return self._agree(at, paper) and not has_title

        def cut(at: int) -> bool:
            return (other(at) or untitled(at)) and self._is_summed_alike(at, summary)

        for key, fits in (
            (("summary", summary), untitled),
            (("summary", summary), other),
            (("start", summary[:_ENOUGH]), cut),
        ):
            if (at := self._first(key, fits)) is not None:
                return at
        return None

    def halves(self, paper: Paper) -> list[int]:
        """Return the free papers that are one by a paper's title and summary, in order.

        Of the one no capture said a summary, of the other none said a title.
        """
        if not (paper.title and paper.summary):
            return []
        summary = paper.summary

        def untitled(at: int) -> bool:
            return self._is_untitled(at, paper) and self._is_summed_alike(at, summary)

        def silent(at: int) -> bool:
            return not self._summaries[at] and self._agree(at, paper)

        # Few papers have no title, so most are done with here.
        if (one := self._first(("start", summary[:_ENOUGH]), untitled)) is None:
            return []
        other = self._first(("title", fold(paper.title)), silent)
        return [] if other is None else sorted((one, other))

    def _is_untitled(self, at: int, paper: Paper) -> bool:
        return not self._titles[at] and self._agree(at, paper)

    def _is_summed_alike(self, at: int, summary: str) -> bool:
        return any(one_is_cut(known, summary) for known in self._summaries[at])

    def _agree(self, at: int, paper: Paper) -> bool:
        """Return whether no kind of id speaks against two being one."""
        known = self._ids.get(at)
        if not known:
            return True
        of_kind = {kind for kind, _ in known}
        return not any(key not in known and key[0] in of_kind for key in ids_of(paper))

    def _first(self, key: Key | tuple[Key, ...], fits: Callable[[int], bool]) -> int | None:
        return next(filter(fits, self._free(key)), None)

    def _free(self, key: Key | tuple[Key, ...]) -> Iterator[int]:
        """Yield the papers of a key that are free, at most so many."""
        places = self._at.get(key, [])
        start = self._passed.get(key, 0)
        while start < len(places) and places[start] in self._taken:
            start += 1
        self._passed[key] = start
        left = _MOST_ALIKE
        for at in places[start : start + _MOST_ALIKE * 4]:
            if at not in self._taken:
                yield at
                left -= 1
                if not left:
                    return
