"""Papers of the hubs whose titles answer a query, those of the best hub first."""

from collections.abc import Collection, Mapping
from heapq import nlargest

from citehub.index.filters import Filters
from citehub.index.index import Index
from citehub.library import ranking
from citehub.library.candidates import Candidates, Level
from citehub.library.found import Hit
from citehub.library.query import Query

_MOST_SCORED = 15_000  # hubs × words of a query, where many have some of the words and none has all


def papers_of_hubs(index: Index, query: Query, filters: Filters) -> tuple[list[Hit], int, bool]:
    """Return the papers, how many there are in all, and whether all hubs were looked at.

    The papers are those up to the limit; all, where they are to be sorted. A hub without a paper
    that passes the filters is as if it were not there.
    """
    words = list(query.words)
    scorer = ranking.Scorer(words)
    is_all = True
    for level in Candidates(index.words, words, "words").levels():
        found = index.words.hub_titles(level.groups)
        titles = {number: text for number, _, _, text in found if _may_be_meant(query, text)}
        counts = index.papers.counts_of_hubs(titles, filters)
        looked_at = [*counts] if level.least else _likeliest(counts, titles, level, len(words))
        is_all &= len(looked_at) == len(counts)
        scores = {number: scorer.score(titles[number], level.least) for number in looked_at}
        if best := max(scores.values(), default=0.0):
            least = ranking.least_listed(best)
            hubs = [number for number, score in scores.items() if score >= least]
            hubs.sort(key=lambda number: (-scores[number], number))
            total = sum(counts[hub] for hub in hubs)
            limit = total if filters.sort or filters.limit is None else min(filters.limit, total)
            hits = [
                Hit(scores[hub], number, titles[hub])
                for hub, number in index.papers.of_hubs(hubs, filters, limit)
            ]
            return hits, total, is_all
    return [], 0, is_all


def _may_be_meant(query: Query, text: str) -> bool:
    """Return whether titles, a line each, have the phrases of a query and nothing it leaves out."""
    lines = [f" {line} " for line in text.split("\n")]
    has = [any(f" {phrase} " in line for line in lines) for phrase in query.phrases]
    return all(has) and not any(f" {out} " in line for out in query.without for line in lines)


def _likeliest(
    hubs: Collection[int], titles: Mapping[int, str], level: Level, words: int
) -> list[int]:
    """Return those of some hubs whose titles have most of a query of so many words."""
    close = max(20, _MOST_SCORED // words)
    if len(hubs) <= close:
        return [*hubs]
    return nlargest(close, hubs, key=lambda number: level.weight_of(titles[number]))
