"""The store and its index as one: look hubs and papers up.

Readers bring the index up to date by themselves and never write the store.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from citehub.errors import IndexBrokenError, IndexLockedError, NoMatchError, StoreError
from citehub.filters import Filters
from citehub.index import Index, PaperRow, Place
from citehub.model import Hub, page_key
from citehub.records import Record, listed_papers
from citehub.store import Store
from citehub.text import words

Say = Callable[[str], None]
Progress = Callable[[int, int], None]

_TRIES = 20  # a store replaced between two looks is looked at again
_CANDIDATES = 5  # hubs or papers named when a name fits several
_COLUMNS = {"title": "title_words", "summary": "summary_words", "hub": "hub"}


class Library:
    """A store and its index. `say` is told what a user should know, `progress` of a rebuild."""

    def __init__(self, path: Path, say: Say, progress: Progress | None = None) -> None:
        self.store = Store(path)
        self._say = say
        self._progress = progress
        self._index_path = self.store.path.with_name(self.store.path.name + ".index")
        self.index = self._open()
        self._told: set[tuple[int, str]] = set()

    def _open(self) -> Index:
        if not self.store.path.exists():  # nothing to index yet, and no file to leave beside it
            return Index(":memory:")
        return self._open_on_disk()

    def _open_on_disk(self) -> Index:
        try:
            return Index(self._index_path)
        except IndexLockedError:
            return Index(":memory:")
        except IndexBrokenError:
            self._remove_index()
            return self._open_fresh()

    def _open_fresh(self) -> Index:
        try:
            return Index(self._index_path)
        except (IndexBrokenError, IndexLockedError):  # no place to write it
            return Index(":memory:")

    def _remove_index(self) -> None:
        for ending in ("", "-wal", "-shm"):
            try:
                self._index_path.with_name(self._index_path.name + ending).unlink(missing_ok=True)
            except OSError:
                return

    def discard_index(self) -> None:
        """Remove a damaged index; the next look makes it anew."""
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
        for line, message in self.index.problems():
            if (line, message) not in self._told:
                self._told.add((line, message))
                self._say(f"{self.store.path}:{line}: {message}")

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
        if self.index.is_current(self.store):
            return
        with self.index.writing():
            if not self.index.is_current(self.store):
                size = self.store.stamp()[0]
                progress = self._progress
                self.index.follow(self.store, (lambda n: progress(n, size)) if progress else None)

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
            found = self.index.place(id=place.id)
        raise StoreError(f"{self.store.path}: the hub {place.id!r} is gone; ask again")

    def find(self, name: str) -> Place:
        """Return where the hub stands that an id, a prefix of one, or words of a title name."""
        exact = self.index.place(id=name)
        if exact:
            return exact
        if not self.index.counts()[0]:
            raise NoMatchError(
                f"{self.store.path} holds no hubs yet; fill it with: citehub ingest PATH"
            )
        same = self.index.place(page_title=page_key(name))
        if same:
            return same
        ids = self.index.ids(name, _CANDIDATES) if name else []
        if not ids:
            ids = self._hubs_titled(name)
        if not ids:
            raise NoMatchError(f"no hub named {name!r}; citehub show lists them all")
        if len(ids) > 1:
            listed = "".join(f"\n  {id}  {title}" for id, title in ids[:_CANDIDATES])
            raise NoMatchError(f"{name!r} fits more than one hub; name one by its id:{listed}")
        return self._place(ids[0][0])

    def _place(self, hub_id: str) -> Place:
        place = self.index.place(id=hub_id)
        if place is None:  # the store, or the index, became another one meanwhile
            raise IndexBrokenError(f"{self.store.path}: the hub {hub_id!r} is gone; ask again")
        return place

    def _hubs_titled(self, name: str) -> list[tuple[str, str]]:
        """Return the hubs (id, title) that a name is the title of, else all it may mean."""
        from citehub import search  # noqa: PLC0415 - RapidFuzz takes a while to load

        query = words(name)
        for level in self._levels(query):
            hubs = [hub for groups in level for hub in self.index.hub_titles(groups)]
            ranked = search.rank(query, [f"{title}\n{on_page}" for _, title, on_page in hubs])
            if ranked:
                exact = [at for at, found in ranked if found.score == search.WHOLE]
                best = [hubs[at][:2] for at in exact or [at for at, _ in ranked]]
                return list(dict.fromkeys(best))
        return []

    def find_paper(self, hub: Hub, name: str) -> int:
        """Return the position, from 1, of the paper that a number or words of its title name."""
        from citehub import search  # noqa: PLC0415

        if name.isdecimal() and len(name) < 10:
            if not 1 <= int(name) <= len(hub.papers):
                raise NoMatchError(f"{hub.id} has papers 1 to {len(hub.papers)}, no {name}")
            return int(name)
        ranked = search.rank(words(name), [paper.title or "" for paper in hub.papers])
        best = [at + 1 for at, found in ranked if found.score == ranked[0][1].score]
        if len(best) == 1:
            return best[0]
        if not best:
            raise NoMatchError(f"{hub.id} has no paper titled like {name!r}")
        listed = "".join(f"\n  {at}  {hub.papers[at - 1].title}" for at in best[:_CANDIDATES])
        raise NoMatchError(f"{name!r} fits more than one paper; name one by its position:{listed}")

    def _levels(self, query: list[str]) -> Iterator[list[list[list[str]]]]:
        """Yield what to ask the index for, ever looser, until something answers.

        Each level is a list of alternatives; each of those is groups of words, one word of each
        group to be there. First the words as written, an unknown one standing for those like it;
        then the words like each of them; then all but one or two.
        """
        from citehub import search  # noqa: PLC0415

        known = [self.index.knows_word(word) for word in query]
        if query and all(known):
            yield [[[word] for word in query]]
        vocabulary = self.index.vocabulary()
        like = [search.similar_words(word, vocabulary) for word in query]
        if query and all(like):
            yield [[[query[n]] if known[n] else like[n] for n in range(len(query))]]
            yield [like]
        for missing in range(1, search.most_missing(len(query)) + 1):
            chosen = combinations(like, len(query) - missing)
            yield [list(groups) for groups in chosen if all(groups)]

    def search(self, text: str, within: str, filters: Filters) -> tuple[list[Record], int]:
        """Return the papers that answer a query, best first, and how many there are in all.

        `within` says what is searched: "title", "summary" or "hub", the cited work's title. An
        empty query is answered by every paper that passes the filters.
        """
        from citehub import search  # noqa: PLC0415

        query = list(dict.fromkeys(words(text)))
        if not query and not text.strip():
            rows, total = self.index.papers(filters)
            return self.papers(rows), total
        everything = replace(filters, limit=None)
        hits: list[tuple[PaperRow, search.Match]] = []
        for level in self._levels(query):
            rows = []
            for groups in level:
                rows += self.index.papers(everything, text=(_COLUMNS[within], groups))[0]
            rows = list(dict.fromkeys(rows))
            hits = [(rows[at], hit) for at, hit in search.rank(query, [row.text for row in rows])]
            if hits:
                break
        if filters.sort:
            place = {row: at for at, row in enumerate(rows)}
            hits.sort(key=lambda hit: place[hit[0]])
        chosen = hits[: filters.limit]
        records = self.papers([row for row, _ in chosen])
        for record, (_, hit) in zip(records, chosen, strict=True):
            record |= {"score": hit.score, "matched": list(hit.matched)}
        return records, len(hits)

    def papers(self, rows: list[PaperRow]) -> list[Record]:
        """Return the records of papers, in the order asked, each hub read once."""
        hubs: dict[str, list[Record]] = {}
        for row in rows:
            if row.hub not in hubs:
                hubs[row.hub] = listed_papers(self.read(self._place(row.hub)))
        return [dict(hubs[row.hub][row.position - 1]) for row in rows]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the store for writing, alone, its last record whole and its index up to date."""
        with self.store.writing(self._say):
            if not self._index_path.exists():  # there was no store to keep one beside until now
                self.index.close()
                self.index = self._open_on_disk()
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
                if not self.index.is_current(self.store):
                    raise StoreError(
                        f"{self.store.path}: another program changed it in the meantime; "
                        "nothing was written over that; do this again"
                    )
                yield
        except sqlite3.DatabaseError as error:
            self._follow_anew(is_locked="locked" in str(error))
