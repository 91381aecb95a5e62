"""Papers that answer a query, best first: candidates from the index, ranked by their words.

One paper is one hit, however many hubs list it, unless hubs are asked for. Titles come first; where
they are not enough, papers whose title and summary together have all the words; where no title
answers, summaries.
"""

from array import array
from collections.abc import Hashable, Iterator
from functools import cached_property, lru_cache, partial
from heapq import nlargest, nsmallest

from citehub.errors import CitehubError
from citehub.index.filters import Filters
from citehub.index.index import Index
from citehub.index.marks import LONGEST, first_mark, length_mark
from citehub.index.place import Candidate, OnePaper, hub_of_number
from citehub.index.sql import Groups
from citehub.library import ranking
from citehub.library.candidates import Candidates, Level
from citehub.library.found import Found, Hit
from citehub.library.hub_search import papers_of_hubs
from citehub.library.library import Library
from citehub.library.query import Query
from citehub.records import Record

TITLE, SUMMARY, HUB = "title", "summary", "hub"
BOTH = (TITLE, SUMMARY)
_COLUMNS = {TITLE: "title_words", SUMMARY: "summary_words"}

# Papers that are all looked at, and of a long query fewer: papers × its words. That is so of papers
# that have some of the words, or pass the filters, and of those that have all words.
_SOME, _SOME_PAIRS = 2_000, 24_000
_WHOLE, _WHOLE_PAIRS = 20_000, 100_000  # of more, the short titles are looked at first
_MOST_TITLES = 10_000  # looked at where many have some of the words, and none has all
_MOST_SUMMARIES = 40_000  # the same; pasted texts are looked for there
_MOST_BOTH = 5_000  # papers that have all words in title and summary together
_CLOSE = 3_000  # words of a query × papers that are scored, of many that have some of the words
_WORTH = 0.59  # of a summary, where no title answers: less than all words in title and summary
_IDS_KEPT = 4096  # of hubs, while papers are listed


def search_papers(
    library: Library, query: Query, within: tuple[str, ...], filters: Filters
) -> Found:
    """Return the papers that answer a query, best first, up to the limit.

    `within` says what is searched: title and summary, one of them, or the title of the hub, alone.
    A query without words is answered by every paper that passes the filters.
    """
    index = library.index
    if not query.words and not query.without and not query.is_blank:
        return Found(array("q"), [], lambda _: 0)  # signs alone, which no text has
    if HUB in within and not query.is_blank:
        return _of_hubs(index, query, filters)
    filters = filters._replace(phrases=query.phrases, without=query.without, within=within)
    if not query.words:
        numbers = index.papers.distinct(filters)
        return Found(numbers, None, lambda now: now.papers.count_distinct(filters))
    words = list(query.words)
    search = _Search(index, words, within, filters)
    hits, is_all, in_summary = search.hits(), search.is_all, False
    if not search.total and set(within) == set(BOTH):
        search = _Search(index, words, (SUMMARY,), filters)
        hits = [hit._replace(score=round(hit.score * _WORTH, 1)) for hit in search.hits()]
        is_all, in_summary = is_all and search.is_all, bool(hits)
    best = max((hit.score for hit in hits), default=0.0)
    in_title = not (ranking.ALL_WORDS <= best < ranking.IN_TITLE or in_summary)
    return _found(index, filters, hits, search.total)._replace(
        is_all=is_all, in_title=in_title, in_summary=in_summary
    )


def _of_hubs(index: Index, query: Query, filters: Filters) -> Found:
    """Return the papers of the hubs whose titles answer a query."""
    if not query.words:
        raise CitehubError("titles of hubs are found by words; -words alone leave nothing to rank")
    hits, total, is_all = papers_of_hubs(index, query, filters)
    return _found(index, filters, hits, total)._replace(is_all=is_all)


def _found(index: Index, filters: Filters, hits: list[Hit], total: int) -> Found:
    """Return hits in the order asked, up to the limit."""
    if filters.sort:
        by_number = {hit.number: hit for hit in hits}
        ordered = index.papers.ordered(by_number, filters.sort)
        hits = [by_number[number] for number in ordered][: filters.limit]
    return Found(array("q", (hit.number for hit in hits)), hits, lambda _: total)


def records(library: Library, query: Query, found: Found) -> Iterator[Record]:
    """Yield the found papers as plain data, each with the hubs that it cites."""

    @lru_cache(_IDS_KEPT)
    def id_of(number: int) -> str:
        return library.known_place(number=number).id

    scorer = ranking.Scorer(list(query.words))
    for at, record in enumerate(library.papers(found.numbers)):
        number = found.numbers[at]
        listings = library.ask(partial(_listings, number))
        hubs = dict.fromkeys(id_of(hub_of_number(listing)) for listing in listings)
        record["hubs"] = [*hubs] or [record["hub"]]
        if found.hits is not None:
            hit = found.hits[at]
            matched = dict.fromkeys(scorer.matched(hit.text))
            record |= {"score": hit.score, "matched": [*matched]}
        yield record


def _listings(number: int, index: Index) -> list[int]:
    return index.papers.listings(number)


class _Search:
    """One search of an index: the hits that are kept, and whether all were looked at."""

    def __init__(
        self, index: Index, words: list[str], within: tuple[str, ...], filters: Filters
    ) -> None:
        self._index = index
        self._words = words
        self._scorer = ranking.Scorer(words)
        self._filters = filters
        self._limit = None if filters.sort else filters.limit
        self._both = set(BOTH) <= set(within)
        self._column = _COLUMNS[TITLE if self._both else within[0]]
        self._found: dict[Hashable, Hit] = {}
        self._one = OnePaper()
        self.is_all = True

    @property
    def total(self) -> int:
        """How many papers answer, of those looked at."""
        return len(self._found)

    def hits(self) -> list[Hit]:
        """Return the hits of the first level that has some, best first, up to the limit."""
        in_vain: Groups = []
        for level in Candidates(self._index.words, self._words, self._column).levels():
            if level.groups != in_vain and not self._look_at_all(level):
                in_vain = level.groups
            if self._both and level.least == ranking.ALL_WORDS and not self._is_full():
                self._look(level, "all", most=_MOST_BOTH)
            if self._found:
                break
        best = max((hit.score for hit in self._found.values()), default=0.0)
        least = ranking.least_listed(best)
        self._found = {key: hit for key, hit in self._found.items() if hit.score >= least}
        many = len(self._found) if self._limit is None else self._limit
        return nsmallest(many, self._found.values(), key=lambda hit: (-hit.score, hit.number))

    @cached_property
    def _passing(self) -> list[Candidate] | None:
        """The papers that pass the filters, if those are few and found without a look at all."""
        if not self._filters.is_narrow:
            return None
        few = min(_SOME, _SOME_PAIRS // len(self._words))
        found = self._index.papers.passing(self._filters, few)
        return found if len(found) < few else None

    def _look_at_all(self, level: Level) -> bool:
        """Look at the papers of a level: all, or where those are many, the likeliest.

        Return whether there are any.
        """
        of_titles = self._column == "title_words"
        takes_all = self._limit is None or not of_titles  # of titles, the short ones come first
        if (takes_all and level.least) or self._passing is not None:
            return self._look(level, self._column)
        papers, pairs = (_WHOLE, _WHOLE_PAIRS) if level.least else (_SOME, _SOME_PAIRS)
        few = min(papers, pairs // len(self._words))
        count = self._index.words.frequency(self._column, level.groups, few)
        if count < few:
            return count > 0 and self._look(level, self._column)
        if level.least:
            self._look_by_length(level)
        else:
            close = max(20, _CLOSE // len(self._words))
            most = _MOST_TITLES if of_titles else _MOST_SUMMARIES
            self._look(level, self._column, most=most, close=close)
        return True

    def _look_by_length(self, level: Level) -> None:
        """Look at titles by their length, and those that begin with the query before the others.

        Stops where no longer title can be among the first.
        """
        for marks, length in _streams(self._words[0], begin=level.least == ranking.ALL_WORDS):
            if self._is_full(self._scorer.most(length, level.least, begins=len(marks) > 1)):
                self.is_all = False
                return
            self._look(level, self._column, marks=marks)

    def _look(
        self,
        level: Level,
        column: str,
        *,
        marks: tuple[str, ...] = (),
        most: int | None = None,
        close: int | None = None,
    ) -> bool:
        """Keep those candidates that answer as well as the level asks; return whether any came.

        `most` are looked at, and of those the ones that have most of the words, if `close` is
        given. Of the few that pass, where those are known, all are.
        """
        most = None if self._limit is None and level.least else most
        if self._passing is None:
            rows = self._index.papers.candidates(
                self._filters, column, level.groups, marks=marks, most=most
            )
        else:
            rows = (row for row in self._passing if level.fits(_text(column, row)))
        looked_at = 0
        if close is not None:
            likeliest = nlargest(close + 1, rows, lambda row: level.weight_of(_text(column, row)))
            rows = iter(likeliest[:close])
            if len(likeliest) > close:
                self.is_all = False
        for row in rows:
            looked_at += 1
            text, score = self._scored(row, column, level.least)
            if score > 0:
                self._keep(row, text, score)
        if looked_at == most:
            self.is_all = False
        return looked_at > 0

    def _scored(self, row: Candidate, column: str, least: float) -> tuple[str, float]:
        text = row.title if column == "all" else _text(column, row)
        score = self._scorer.score(text, least)
        if column == "all" and not score:
            return _text(column, row), self._scorer.in_both(row.title, row.summary)
        return text, score

    def _keep(self, row: Candidate, text: str, score: float) -> None:
        one = row.title and not self._filters.every_listing
        key = self._one.key(row.title, row.arxiv_id) if one else row.number
        known = self._found.get(key)
        if known is None or known.score < score:
            self._found[key] = Hit(score, row.number, text)

    def _is_full(self, most: float = ranking.IN_TITLE) -> bool:
        """Return whether there are as many hits as asked for, all at least as good as this."""
        if self._limit is None or len(self._found) < self._limit:
            return False
        best = nlargest(self._limit, (hit.score for hit in self._found.values()))
        return not best or best[-1] >= most


def _text(column: str, row: Candidate) -> str:
    """Return the text that a column holds."""
    if column == "all":
        return f"{row.title} {row.summary}"
    return row.summary if column == "summary_words" else row.title


def _streams(word: str, *, begin: bool) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the marks of titles, the best first: those that begin with a word, then all."""
    for length in range(1, LONGEST + 1) if begin else ():
        yield (length_mark(length), first_mark(word)), length
    for length in range(1, LONGEST + 1):
        yield (length_mark(length),), length
