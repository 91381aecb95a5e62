"""Papers by the titles of their hubs, held against a plain look at every hub."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import hits_of, opened, put

from citehub.api import open_library
from citehub.errors import CitehubError
from citehub.index.filters import Filters
from citehub.library.library import Library
from citehub.library.query import parse
from citehub.library.ranking import folded, rank
from citehub.library.search import search_papers
from citehub.model import Hub, Paper

TITLES = (  # two of them are called the same
    *("lantern harvest", "lantern harvest quartzite", "harvest lantern", "velvety mosaics"),
    *("lantern mosaics thunder", "thunder", "lantern harvest", "velvety thunder harvest lanterns"),
)
QUERIES = (
    *("lantern", "lantern harvest", "harvset lantern", "lantern velvety umbrella", "blizzard"),
    "thunder harvest lantern pigeons",  # of which titles have three words, or two
)


def hubs() -> list[Hub]:
    """A hub of each title; what its papers say follows from their place, except one in two hubs."""
    shared = Paper("In several hubs", summary="a pigeon", year=2020)
    return [
        Hub(f"h{n}", title, f"{title} {n}", papers=(*_papers(n), *([shared] * (n in (1, 4)))))
        for n, title in enumerate(TITLES, start=1)
    ]


def _papers(hub: int) -> Iterator[Paper]:
    for n in range(1 + hub % 3):
        yield Paper(
            f"{'Ferryboat' if n else 'Umbrella'} {9 - n} of {hub}", year=2020 + (hub + n) % 3
        )


@pytest.fixture(scope="module", params=[True, False], ids=["full text", "scan"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("hubs") / "hubs.jsonl"
    put(path, *(hub._replace(page_title=hub.title + "x" * n) for n, hub in enumerate(hubs())))
    with opened(path) as found:
        found.index.words.full_text = request.param
        yield found


PASSES: dict[str, tuple[dict[str, Any], Callable[[Paper], bool] | None]] = {
    "all": ({}, lambda paper: True),
    "a year": ({"year": (2021,)}, lambda paper: paper.year == 2021),
    "a part": ({"grep": ("ferry",)}, lambda paper: "Ferry" in str(paper.title)),
    "either of two parts": (
        {"grep": ("ferry", "several hubs")},
        lambda paper: "Ferry" in str(paper.title) or "several" in str(paper.title),
    ),
    "one hub": ({"hubs": (5,)}, None),
    "several hubs": ({"min_hubs": 2}, lambda paper: paper.title == "In several hubs"),
    "nothing": ({"year": (1900,)}, lambda paper: False),
}


def expected(query: str, passes: str) -> list[tuple[int, int, float]]:
    """Return (hub, position, score) of the papers, best hub first, as a look at every hub has."""
    _, is_passing = PASSES[passes]
    passing = [
        [
            position
            for position, paper in enumerate(hub.papers, start=1)
            if (number == 5 if is_passing is None else is_passing(paper))
        ]
        for number, hub in enumerate(hubs(), start=1)
    ]
    there = [at for at, positions in enumerate(passing) if positions]
    texts = [folded(TITLES[at], TITLES[at] + "x" * at) for at in there]
    return [
        (there[at] + 1, position, score)
        for at, score in rank(list(parse(query).words), texts)
        for position in passing[there[at]]
    ]


@pytest.mark.parametrize("passes", PASSES)
@pytest.mark.parametrize("query", QUERIES)
def test_the_papers_of_the_best_hub_that_has_some_come_first(
    library: Library, query: str, passes: str
) -> None:
    filters = PASSES[passes][0]
    wanted = expected(query, passes)
    for limit in (None, 0, 1, 3, 7):
        found = search_papers(library, parse(query), ("hub",), Filters(limit=limit, **filters))
        hits = [
            (number >> 24, number & 0xFFFFFF, hit.score)
            for number, hit in zip(found.numbers, found.hits or [], strict=True)
        ]
        assert hits == wanted[:limit]
        assert (found.total(library.index), found.is_all) == (len(wanted), True)


@pytest.mark.parametrize("sort", ["title", "-title", "-year", "hub"])
def test_papers_of_hubs_are_sorted_before_the_limit_is_taken(library: Library, sort: str) -> None:
    every = hits_of(library, "lantern", "hub", sort=sort)
    assert hits_of(library, "lantern", "hub", sort=sort, limit=4) == every[:4]
    by_score = hits_of(library, "lantern", "hub")
    assert sorted(map(str, every)) == sorted(map(str, by_score)) != list(map(str, by_score))
    if sort.endswith("title"):
        titles = [hit["title"].lower() for hit in every]
        assert titles == sorted(titles, reverse=sort.startswith("-"))


def hubs_found(library: Library, query: str) -> set[str]:
    return {hit["hub"] for hit in hits_of(library, query, "hub")}


def test_phrases_and_words_left_out_are_those_of_the_title_of_the_hub(library: Library) -> None:
    assert hubs_found(library, "lantern harvest") == {"h1", "h2", "h3", "h7", "h8"}
    assert hubs_found(library, '"lantern harvest"') == {"h1", "h2", "h7"}
    assert hubs_found(library, "lantern harvest -quartzite") == {"h1", "h3", "h7", "h8"}
    assert hubs_found(library, "lantern -ferryboat -umbrella") == hubs_found(library, "lantern")
    with pytest.raises(CitehubError, match="leave nothing to rank"):
        hubs_found(library, "-quartzite")


def test_a_filter_makes_no_hub_take_a_look_at_the_papers_of_others(tmp_path: Path) -> None:
    paper = Paper("Umbrella", year=2020, role="survey", field="cs.LG")
    titles = [f"lantern number {n}" for n in range(300)]
    put(tmp_path / "hubs.jsonl", *(Hub(t, t, t, papers=(paper,) * 8) for t in titles))
    with opened(tmp_path / "hubs.jsonl") as library:

        def steps(**filters: Any) -> int:
            """Count what SQLite does, in hundreds of instructions."""
            counted: list[int] = []
            library.index._db.set_progress_handler(lambda: counted.append(0), 100)
            found = search_papers(library, parse("lantern"), ("hub",), Filters(limit=9, **filters))
            library.index._db.set_progress_handler(None, 0)
            assert found.total(library.index) == 2400
            return len(counted)

        most = 3 * steps()
        for filters in ({"year": (2020,)}, {"role": ("survey",)}, {"field": ("cs.LG",)}):
            assert steps(**filters) < most


@pytest.mark.parametrize("within", [(), "hubs", ("title", "hub")])
def test_where_to_search_is_said_in_a_way_that_is_known(tmp_path: Path, within: Any) -> None:
    says = pytest.raises(ValueError, match="within is title, summary, both, or hub alone")
    with open_library(tmp_path / "hubs.jsonl") as library, says:
        library.search("lantern", within=within)
