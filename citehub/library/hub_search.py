"""Papers of the hubs whose titles answer a query, those of the best hub first."""

from heapq import nlargest

from citehub.index.filters import Filters
from citehub.index.index import Index
from citehub.library import ranking
from citehub.library.candidates import Candidates, Level
from citehub.library.found import Hit

_CLOSE = 15_000  # words of a query × hubs that are scored, of many that have some of the words


def papers_of_hubs(index: Index, words: list[str], filters: Filters) -> tuple[list[Hit], int, bool]:
    """Return the papers, how many there are in all, and whether all hubs were looked at.

    The papers are those up to the limit; all, where they are to be sorted. A hub without a paper
    that passes the filters is as if it were not there.
    """
    scorer = ranking.Scorer(words)
    is_all = True
    for level in Candidates(index.words, words, "words").levels():
        found = {number: text for number, _, _, text in index.words.hub_titles(level.groups)}
        titles = found if level.least else _likeliest(found, level, len(words))
        is_all &= len(titles) == len(found)
        scores = {number: scorer.score(text, level.least) for number, text in titles.items()}
        counts = index.papers.counts_of_hubs([n for n, score in scores.items() if score], filters)
        if counts:
            least = ranking.least_listed(max(scores[number] for number in counts))
            best = [number for number in counts if scores[number] >= least]
            best.sort(key=lambda number: (-scores[number], number))
            total = sum(counts[number] for number in best)
            limit = total if filters.sort or filters.limit is None else filters.limit
            hits: list[Hit] = []
            for number in best:
                if len(hits) == limit:
                    break
                passing = filters._replace(sort=None, limit=limit - len(hits))
                rows = index.papers.listed(passing, hub=number)
                hits += [Hit(scores[number], row.number, titles[number]) for row in rows]
            return hits, total, is_all
    return [], 0, is_all


def _likeliest(titles: dict[int, str], level: Level, words: int) -> dict[int, str]:
    """Return the titles, by number, that have most of a query of so many words."""
    close = max(20, _CLOSE // words)
    if len(titles) <= close:
        return titles
    likeliest = nlargest(close, titles, key=lambda number: level.weight_of(titles[number]))
    return {number: titles[number] for number in likeliest}
