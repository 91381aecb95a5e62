"""The store and its index as one: look hubs and papers up.

Readers bring the index up to date by themselves and never write the store.
"""

import re
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, combinations
from pathlib import Path
from typing import TypeVar

from citehub.errors import IndexBrokenError, IndexLockedError, NoMatchError, StoreError
from citehub.index.filters import Filters
from citehub.index.index import Index, PaperRow, Place
from citehub.index.sync import Progress, follow, is_current
from citehub.library import ranking
from citehub.library.spelling import similar_words
from citehub.model import Hub
from citehub.records import Record, listed_paper
from citehub.store.store import Store
from citehub.text.titles import page_key
from citehub.text.words import words

Say = Callable[[str], None]
Found = TypeVar("Found")

_TRIES = 20  # a store replaced between two looks is looked at again
_MOST_TOLD = 100  # damaged records that a command names
_CANDIDATES = 5  # hubs or papers named when a name fits several
_COLUMNS = {"title": "title_words", "summary": "summary_words", "hub": "words"}


class Library:
    """A store and its index. `say` is told what a user should know, `progress` of a rebuild."""

    def __init__(self, path: Path, say: Say, progress: Progress | None = None) -> None:
        self.store = Store(path)
        self._say = say
        self._progress = progress
        self.index = self._open()
        self._told: set[tuple[int, str]] = set()

    def _open(self) -> Index:
        if not self.store.path.exists():  # nothing to index yet, and no file to leave beside it
            return Index(":memory:")
        return self._open_on_disk()

    def _open_on_disk(self) -> Index:
        try:
            return Index(self.store.make_beside("index"))
        except IndexLockedError:
            return Index(":memory:")
        except IndexBrokenError:
            self._remove_index()
            return self._open_fresh()

    def _open_fresh(self) -> Index:
        try:
            return Index(self.store.make_beside("index"))
        except (IndexBrokenError, IndexLockedError):  # no place to write it
            return Index(":memory:")

    def _remove_index(self) -> None:
        for ending in ("index", "index-wal", "index-shm"):
            try:
                self.store.beside(ending).unlink(missing_ok=True)
            except OSError:
                return

    def ask(self, question: Callable[[Index], Found]) -> Found:
        """Ask the index something; if it proves to be damaged, rebuild it and ask again.

        The answer has to be complete: what is still to be fetched could fail later.
        """
        try:
            return question(self.index)
        except (sqlite3.DatabaseError, IndexBrokenError) as error:
            self._follow_anew(is_locked="locked" in str(error))
            return question(self.index)

    def discard_index(self) -> None:
        """Remove a damaged index; the next command rebuilds it."""
        self.index.close()
        self._remove_index()

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    # ---- reading ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Bring the index up to the store, and name the store's damaged records."""
        try:
            self._follow()
        except sqlite3.DatabaseError as error:
            self._follow_anew(is_locked="locked" in str(error))
        new = [problem for problem in self.index.problems() if problem not in self._told]
        self._told.update(new)
        for line, message in new[:_MOST_TOLD]:
            self._say(f"{self.store.path}:{line}: {message}")
        if more := new[_MOST_TOLD:]:
            self._say(f"{self.store.path}: {len(more):,} more; citehub doctor names them all")

    def _follow_anew(self, is_locked: bool) -> None:
        """Follow with a new index; with none on the disk where it is locked or has no room."""
        if not is_locked:
            self.discard_index()
            self.index = self._open_fresh()
            try:
                return self._follow()
            except sqlite3.DatabaseError:
                self._remove_index()
        return self._do_without()

    def _do_without(self) -> None:
        self.index.close()
        self.index = Index(":memory:")
        self._follow()

    def _follow(self) -> None:
        if is_current(self.index, self.store):
            return
        with self.index.writing():
            if not is_current(self.index, self.store):
                follow(self.index, self.store, self._progress)

    def read(self, place: Place) -> Hub:
        """Read a hub from the store, looking again where it moved in the meantime."""
        found: Place | None = place
        for _ in range(_TRIES):
            if found is None:
                break
            with self.store.reading() as file:
                file.seek(found.offset)
                data = file.read(found.length)
            if found.holds(data):
                return self.store.decode(data)
            self.refresh()
            found = self.place(id=place.id)
        raise StoreError(f"{self.store.path}: the hub {place.id!r} is gone; ask again")

    def find(self, name: str, *, guess: bool = True) -> Place:
        """Return where the hub stands that an id, a prefix of one, or words of a title name.

        A name that only resembles one title is taken for it, and the user told; without `guess`,
        for what changes the hub, that is an error.
        """
        exact = self.index.place(id=name)
        if exact:
            return exact
        if not self.index.hub_count():
            raise NoMatchError(
                f"{self.store.path} holds no hubs yet; fill it with: citehub ingest PATH"
            )
        same = self.index.place(page_title=page_key(name))
        if same:
            return same
        found, as_written = self.index.ids(name, _CANDIDATES) if name else [], True
        if not found:
            found, as_written = self._hubs_titled(name)
        if not found:
            raise NoMatchError(f"no hub named {name!r}; citehub show lists them all")
        listed = "".join(f"\n  {id}  {title}" for id, title in found[:_CANDIDATES])
        if not as_written and not guess:
            raise NoMatchError(f"no hub named {name!r}; did you mean:{listed}")
        if len(found) > 1:
            raise NoMatchError(f"{name!r} fits more than one hub; name one by its id:{listed}")
        if not as_written:
            self._say(f"no hub named {name!r}; the nearest is:{listed}")
        return self._place(id=found[0][0])

    def place(
        self, *, id: str | None = None, page_title: str | None = None, number: int | None = None
    ) -> Place | None:
        """Return where the hub of this id, of this page title or of this number stands."""
        return self.ask(lambda index: index.place(id=id, page_title=page_title, number=number))

    def _place(self, *, id: str | None = None, number: int | None = None) -> Place:
        place = self.place(id=id, number=number)
        if place is None:  # the store, or the index, became another one meanwhile
            raise IndexBrokenError(
                f"{self.store.path}: the hub {id or number!r} is gone; ask again"
            )
        return place

    def _hubs_titled(self, name: str) -> tuple[list[tuple[str, str]], bool]:
        """Return the hubs (id, title) that a name is the title of, else all it may mean.

        And whether their titles have its words as they are written, or only resemble it.
        """
        query = words(name)
        for level in self._levels(query):
            hubs = [hub for groups in level for hub in self.index.hub_titles(groups)]
            texts = [ranking.folded(title, on_page) for _, title, on_page in hubs]
            ranked = ranking.rank(query, texts)
            if ranked:
                exact = [at for at, score in ranked if score == ranking.WHOLE]
                best = dict.fromkeys(hubs[at][:2] for at in exact or [at for at, _ in ranked])
                return [*best], ranked[0][1] >= ranking.AS_WRITTEN
        return [], False

    def find_paper(self, hub: Hub, name: str) -> int:
        """Return the position, from 1, of the paper that a number or words of its title name."""
        if re.fullmatch(r"[+-]?\d{1,9}", name):
            if not (name.isdecimal() and 1 <= int(name) <= len(hub.papers)):
                raise NoMatchError(f"{hub.id} has papers 1 to {len(hub.papers)}, no {name}")
            return int(name)
        texts = [ranking.folded(paper.title or "") for paper in hub.papers]
        ranked = ranking.rank(words(name), texts)
        best = [at + 1 for at, score in ranked if score == ranked[0][1]]
        listed = "".join(f"\n  {at}  {hub.papers[at - 1].title}" for at in best[:_CANDIDATES])
        if not best:
            raise NoMatchError(f"{hub.id} has no paper titled {name!r}")
        if ranked[0][1] < ranking.AS_WRITTEN:
            raise NoMatchError(f"{hub.id} has no paper titled {name!r}; did you mean:{listed}")
        if len(best) > 1:
            raise NoMatchError(
                f"{name!r} fits more than one paper; name one by its position:{listed}"
            )
        return best[0]

    def _levels(self, query: list[str]) -> Iterator[list[list[list[str]]]]:
        """Yield what to ask the index for, ever looser, until something answers.

        There is a level for each tier of `search`, and each finds all titles of its tier. It is a
        list of alternatives; each of those is groups of words, one of each group to be there.
        """
        if query and all(map(self.index.knows_word, query)):
            yield [[[word] for word in query]]
        vocabulary = self.index.vocabulary()
        like = [similar_words(word, vocabulary) for word in query]
        for missing in dict.fromkeys((0, ranking.most_missing(len(query)))):
            chosen = combinations(like, len(query) - missing)
            yield [list(groups) for groups in chosen if groups and all(groups)]

    def search(
        self, text: str, within: str, filters: Filters
    ) -> tuple[list[Record], Callable[[], int]]:
        """Return the papers that answer a query, best first, and what counts all there are.

        `within` says what is searched: "title", "summary" or "hub", the cited work's title. An
        empty query is answered by every paper that passes the filters.
        """
        query = list(dict.fromkeys(words(text)))
        if not query and not text.strip():
            listed = self.papers(self.index.papers(filters))
            return listed, lambda: self.index.count(filters)
        everything = filters._replace(limit=None)
        limit = None if filters.sort else filters.limit
        hits: list[ranking.Hit] = []
        total = 0
        for level in self._levels(query):
            found = (self.index.papers(everything, text=(_COLUMNS[within], g)) for g in level)
            rows = chain.from_iterable(found)
            numbers = array("q")
            unique = rows if len(level) == 1 else _distinct(rows)
            hits, total = ranking.best(query, _noted(unique, numbers), limit)
            if hits:
                break
        if filters.sort:
            hits = sorted(hits)[: filters.limit]
        records = self.papers([PaperRow(numbers[hit.at], hit.text) for hit in hits])
        for record, hit in zip(records, hits, strict=True):
            record |= {"score": hit.score, "matched": ranking.matched(query, hit.text)}
        return records, lambda: total

    def papers(self, rows: Iterable[PaperRow]) -> list[Record]:
        """Return the records of papers, in the order asked, each hub read once."""
        hubs: dict[int, Hub] = {}
        rows = list(rows)
        for row in rows:
            if row.hub not in hubs:
                hubs[row.hub] = self.read(self._place(number=row.hub))
        return [listed_paper(hubs[row.hub], row.position) for row in rows]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the store for writing, alone, its last record whole and its index up to date."""
        with self.store.writing(self._say):
            if not self.store.beside("index").exists():  # there was no store until now
                self.index.close()
                self.index = self._open_on_disk()
            if not self.store.is_one():
                raise StoreError(
                    f"{self.store.path}: no hub in it can be read, so nothing was written; name "
                    "another file, or if this is a store: citehub doctor --fix"
                )
            if torn := self.store.mend_tail():
                self._say(torn)
            self.refresh()
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change the held store inside, and the index with it; one that fails is done without."""
        try:
            with ExitStack() as held:
                try:
                    held.enter_context(self.index.writing())
                except sqlite3.OperationalError:
                    self._do_without()
                    held.enter_context(self.index.writing())
                if not is_current(self.index, self.store):
                    raise StoreError(
                        f"{self.store.path}: another program changed it in the meantime; "
                        "nothing was written over that; do this again"
                    )
                yield
        except sqlite3.DatabaseError as error:
            self._follow_anew(is_locked="locked" in str(error))


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
