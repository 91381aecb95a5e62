"""The hub that a name means, and the paper."""

from collections.abc import Sequence

from citehub.errors import NoMatchError
from citehub.index.place import Place
from citehub.index.sql import Groups
from citehub.library import ranking
from citehub.library.candidates import Candidates
from citehub.library.library import Library
from citehub.model import Hub
from citehub.text.patterns import regex
from citehub.text.titles import page_key
from citehub.text.words import search_words

_CANDIDATES = 5  # hubs or papers named when a name fits several

_MOST_COUNTED = 10_000  # hubs whose ids begin alike that are counted

_NUMBER = regex(r"[+-]?\d{1,9}")

_POSITIONS = regex(r"\d{1,9}(?:-\d{1,9})?(?:, ?\d{1,9}(?:-\d{1,9})?)*")


def find_hub(library: Library, name: str, *, guess: bool = True) -> Place:
    """Return where the hub stands that an id, a prefix of one, or words of a title name.

    A name that only resembles one title is taken for it, and the user told; without `guess`,
    for what changes the hub, that is an error.
    """
    exact = library.index.place_of_name(name)
    if exact:
        return exact
    if not library.index.hub_count():
        raise NoMatchError(
            f"{library.store.path} holds no hubs yet; fill it with: citehub ingest PATH"
        )
    same = _place_of_title(library, name)
    found, as_written = library.index.ids(name, _MOST_COUNTED) if name else [], True
    if same and all(id == same.id for id, _ in found):
        return same
    if found:  # the name may be another hub's whole title, too
        found = list(dict.fromkeys([*found, *hubs_of_title(library, name)]))
    else:
        found, as_written = _hubs_titled(library, name)
    if not found:
        raise NoMatchError(f"no hub named {name!r}; citehub show lists them all")
    listed = _listed(found)
    if not as_written and not guess:
        raise NoMatchError(f"no hub named {name!r}; did you mean:{listed}")
    if len(found) > 1:
        raise NoMatchError(f"{name!r} fits more than one hub; name one by its id:{listed}")
    if not as_written:
        library.say(f"no hub named {name!r}; the nearest is:{listed}")
    return library.known_place(id=found[0][0])


def named_hub(library: Library, name: str) -> Place | None:
    """Return where the hub stands that has this id, start of an id, or whole title, or None.

    NoMatchError where it fits several: what is told of one must not go to another.
    """
    exact = library.index.place_of_name(name) or _place_of_title(library, name)
    if exact:
        return exact
    found = hubs_of_title(library, name) or library.index.ids(name, _CANDIDATES)
    if len(found) > 1:
        listed = "".join(f"\n  {id}  {title}" for id, title in found[:_CANDIDATES])
        raise NoMatchError(f"{name!r} fits more than one hub; name one by its id:{listed}")
    return library.known_place(id=found[0][0]) if found else None


def _place_of_title(library: Library, title: str) -> Place | None:
    """Return where the hub stands of which a page has this title, or None."""
    key = page_key(title)
    id = library.index.id_of_key(f"title:{key}")
    return library.index.place(page_title=key) or (library.index.place(id=id) if id else None)


def hubs_of_title(library: Library, name: str) -> list[tuple[str, str]]:
    """Return the hubs (id, title) of which a whole title, by hand or of a page, is this one."""
    query = search_words(name)
    if not query:
        return []
    hubs = library.index.words.hub_titles([[word] for word in query])
    return [(id, title) for _, id, title, words in hubs if " ".join(query) in words.split("\n")]


def _hubs_titled(library: Library, name: str) -> tuple[list[tuple[str, str]], bool]:
    """Return the hubs (id, title) that a name is the title of, else all it may mean.

    And whether their titles have its words as they are written, or only resemble it.
    """
    query = list(dict.fromkeys(search_words(name)))
    if not query:
        return [], False  # signs alone, which no title is found by
    for level in Candidates(library.index.words, query, "words").levels():
        hubs = library.index.words.hub_titles(level.groups)
        texts = [words for *_, words in hubs]
        ranked = ranking.rank(query, texts)
        if ranked:
            exact = [at for at, score in ranked if score == ranking.WHOLE]
            best = dict.fromkeys(hubs[at][1:3] for at in exact or [at for at, _ in ranked])
            return [*best], ranked[0][1] >= ranking.AS_WRITTEN
    return [], False


def hubs_titled_so(library: Library, beginning: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Return hubs, (id, title), whose titles have these folded words, the last half typed."""
    if not beginning:
        return []
    *whole, last = beginning
    words = library.index.words
    ends = [word for word in words.vocabulary() if word.startswith(last)][:most]
    groups: Groups = [[word] for word in whole]
    groups.append([*ends])
    found = words.hub_titles(groups) if ends else []
    return [(id, title) for _, id, title, _ in found][:most]


class PaperNames:
    """The papers of one hub by what they are called; each title is folded once, when it is needed.

    A position, from 1, names its paper. So do words of one title, as they are written.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._texts: list[str] = []
        self._whole: dict[str, list[int]] = {}  # positions by folded title

    def one(self, name: str) -> int:
        """Return the position that a name means; NoMatchError where it means none or several."""
        return self._position(name) if _NUMBER.fullmatch(name) else self._titled(name)

    def several(self, name: str) -> list[int]:
        """Return the positions that a name means, which may be a list of them: `3-5,9`."""
        if not _POSITIONS.fullmatch(name):
            return [self.one(name)]
        found: dict[int, None] = {}
        for part in name.split(","):
            first, _, last = part.strip().partition("-")
            start, end = self._position(first), self._position(last or first)
            if start > end:
                raise NoMatchError(f"{part.strip()} runs backwards; positions count upwards: 3-5")
            found |= dict.fromkeys(range(start, end + 1))
        return [*found]

    def _position(self, number: str) -> int:
        count = len(self._hub.papers)
        if not (number.isdecimal() and 1 <= int(number) <= count):
            raise NoMatchError(f"{self._hub.id} has papers 1 to {count}, no {number}")
        return int(number)

    def _titled(self, name: str) -> int:
        hub = self._hub
        if not self._texts:
            self._texts = [ranking.folded(paper.title or "") for paper in hub.papers]
            for position, text in enumerate(self._texts, start=1):
                self._whole.setdefault(text, []).append(position)
        best, score = self._whole.get(ranking.folded(name) or "-", []), ranking.WHOLE
        if not best:
            ranked = ranking.rank(search_words(name), self._texts)
            if not ranked:
                raise NoMatchError(f"{hub.id} has no paper titled {name!r}")
            score = ranked[0][1]
            best = [at + 1 for at, other in ranked if other == score]
        listed = _listed([(str(at), hub.papers[at - 1].title) for at in best])
        if score < ranking.AS_WRITTEN:
            raise NoMatchError(f"{hub.id} has no paper titled {name!r}; did you mean:{listed}")
        if len(best) > 1:
            raise NoMatchError(
                f"{name!r} fits more than one paper; name one by its position:{listed}"
            )
        return best[0]


def find_paper(hub: Hub, name: str) -> int:
    """Return the position, from 1, of the paper that a number or words of its title name."""
    return PaperNames(hub).one(name)


def _listed(candidates: Sequence[tuple[str, str | None]]) -> str:
    """Return candidates, (name, title), a line each; of many, the first and how many more."""
    lines = [f"\n  {name}  {title}" for name, title in candidates[:_CANDIDATES]]
    if more := len(candidates) - _CANDIDATES:
        lines += [f"\n  and {more:,} more"] * (more > 0)
    return "".join(lines)
