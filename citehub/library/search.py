"""Papers that answer a query, best first: candidates from the index, ranked by their words."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, combinations

from citehub.index.filters import Filters
from citehub.index.index import Index
from citehub.index.place import PaperRow
from citehub.library import ranking
from citehub.library.library import Library
from citehub.library.spelling import similar_words
from citehub.records import Record
from citehub.text.words import words

_COLUMNS = {"title": "title_words", "summary": "summary_words", "hub": "words"}


def search_papers(
    library: Library, text: str, within: str, filters: Filters
) -> tuple[list[Record], Callable[[], int]]:
    """Return the papers that answer a query, best first, and what counts all there are.

    `within` says what is searched: "title", "summary" or "hub", the cited work's title. An
    empty query is answered by every paper that passes the filters.
    """
    query = list(dict.fromkeys(words(text)))
    if not query and not text.strip():
        listed = library.papers(library.index.papers(filters))
        return listed, lambda: library.index.count(filters)
    everything = filters._replace(limit=None)
    limit = None if filters.sort else filters.limit
    hits: list[ranking.Hit] = []
    total = 0
    for level in levels(library.index, query):
        found = (library.index.papers(everything, text=(_COLUMNS[within], g)) for g in level)
        rows = chain.from_iterable(found)
        numbers = array("q")
        unique = rows if len(level) == 1 else _distinct(rows)
        hits, total = ranking.best(query, _noted(unique, numbers), limit)
        if hits:
            break
    if filters.sort:
        at = {numbers[hit.at]: hit for hit in hits}
        ordered = library.index.ordered(list(at), filters.sort)
        hits = [at[number] for number in ordered[: filters.limit]]
    records = library.papers([PaperRow(numbers[hit.at], hit.text) for hit in hits])
    for record, hit in zip(records, hits, strict=True):
        record |= {"score": hit.score, "matched": ranking.matched(query, hit.text)}
    return records, lambda: total


def levels(index: Index, query: list[str]) -> Iterator[list[list[list[str]]]]:
    """Yield what to ask the index for, looser each time, until something answers.

    There is a level for each tier of `search`, and each finds all titles of its tier. It is a
    list of alternatives; each of those is groups of words, one of each group to be there.
    """
    if query and all(map(index.knows_word, query)):
        yield [[[word] for word in query]]
    vocabulary = index.vocabulary()
    like = [similar_words(word, vocabulary) for word in query]
    for missing in dict.fromkeys((0, ranking.most_missing(len(query)))):
        chosen = combinations(like, len(query) - missing)
        yield [list(groups) for groups in chosen if groups and all(groups)]


def _distinct(rows: Iterable[PaperRow]) -> Iterator[PaperRow]:
    """Yield each paper once."""
    seen: set[int] = set()
    for row in rows:
        if row.number not in seen:
            seen.add(row.number)
            yield row


def _noted(rows: Iterable[PaperRow], numbers: "array[int]") -> Iterator[str]:
    """Yield the words of each row, and take down its number."""
    for number, text in rows:
        numbers.append(number)
        yield text
