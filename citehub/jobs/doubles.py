"""Hubs and papers that may be one under two spellings: listed, never joined."""

from functools import lru_cache
from typing import NamedTuple

from citehub.hubs.roles import may_be_one
from citehub.index.index import Index
from citehub.index.place import hub_of_number, position_of_number
from citehub.library.alike import alike, score_of
from citehub.library.library import Library
from citehub.model import Paper

_HUBS_KEPT = 64  # whose records are kept at hand


class Double(NamedTuple):
    """Two hubs, or two papers, that may be one: `what` says which.

    `score` tells how much alike the titles are, up to 100; `arxiv_id` is what both papers have.
    `fix` is the command that joins two hubs, or that takes the other paper out of the hub that
    lists both; null where the papers are in two hubs.
    """

    what: str
    score: float
    title: str | None
    other_title: str | None
    hub: str
    position: int | None
    other_hub: str
    other_position: int | None
    arxiv_id: str | None
    fix: str | None


def find_doubles(library: Library) -> list[Double]:
    """Return the likely doubles of a library, hubs first, the most alike first."""
    library.refresh()
    return [*library.ask(_hubs), *_papers(library)]


def _hubs(index: Index) -> list[Double]:
    names = index.doubles.hub_names()
    scores: dict[tuple[int, int], float] = {}
    for (at, other_at), score in alike([name for _, name in names]).items():
        pair = (names[at][0], names[other_at][0])
        if pair[0] != pair[1]:  # and not two names of one hub
            scores[pair] = max(score, scores.get(pair, 0))
    found = []
    for pair, score in sorted(scores.items(), key=_best_first):
        one, other = map(index.summary, pair)
        found.append(
            Double(
                what="hub",
                score=score,
                title=one["title"],
                other_title=other["title"],
                hub=one["id"],
                position=None,
                other_hub=other["id"],
                other_position=None,
                arxiv_id=None,
                fix=f"citehub merge {one['id']} {other['id']}",
            )
        )
    return found


def _best_first(scored: tuple[tuple[int, int], float]) -> tuple[float, tuple[int, int]]:
    pair, score = scored
    return -score, pair


def _papers(library: Library) -> list[Double]:
    titles = library.ask(lambda index: index.doubles.paper_titles())
    numbers = [*titles.values()]
    scores = {
        (numbers[one], numbers[other]): score for (one, other), score in alike([*titles]).items()
    }
    for (first, title), *others in library.ask(lambda index: index.doubles.titles_of_one_id()):
        for number, other in others:
            scores.setdefault((first, number), score_of(title, other))
    listed = _Listed(library)
    pairs = sorted(scores.items(), key=_best_first)
    return [double for pair, score in pairs if (double := listed.double(*pair, score))]


class _Listed:
    """The papers of a library where hubs list them; hubs that were read last are kept."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._hub = lru_cache(_HUBS_KEPT)(library.hub_numbered)

    def double(self, number: int, other: int, score: float) -> Double | None:
        """Return two papers as doubles, where one hub lists both, there; None where ids differ."""
        here, there = self._side_by_side(number, other)
        hub, other_hub = self._hub(hub_of_number(here)), self._hub(hub_of_number(there))
        at, other_at = position_of_number(here), position_of_number(there)
        paper, other_paper = hub.papers[at - 1], other_hub.papers[other_at - 1]
        if not may_be_one(paper, other_paper):
            return None
        return Double(
            what="paper",
            score=score,
            title=paper.title,
            other_title=other_paper.title,
            hub=hub.id,
            position=at,
            other_hub=other_hub.id,
            other_position=other_at,
            arxiv_id=_common_id(paper, other_paper),
            fix=f"citehub remove {hub.id} {other_at}" if hub is other_hub else None,
        )

    def _side_by_side(self, number: int, other: int) -> tuple[int, int]:
        """Return listings of two papers, those of one hub if one lists both."""
        of_one, of_other = (
            {hub_of_number(listing): listing for listing in self._listings(paper)}
            for paper in (number, other)
        )
        for hub, listing in of_one.items():
            if hub in of_other:
                return listing, of_other[hub]
        return number, other

    def _listings(self, number: int) -> list[int]:
        return self._library.ask(lambda index: index.papers.listings(number))


def _common_id(paper: Paper, other: Paper) -> str | None:
    return paper.arxiv_id if paper.arxiv_id == other.arxiv_id else None
