"""What a search finds, and in which order."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import USER_PAGE, asked, flat_page, hits_of, ingest, json_page, opened, put, run
from corpus import Corpus
from hypothesis import given, settings
from hypothesis import strategies as st
from mistakes import ANY_LENGTH
from scale import queries as misspelt

from citehub.index.filters import Filters
from citehub.index.place import hub_of_number
from citehub.library.library import Library
from citehub.library.query import parse
from citehub.library.ranking import ALL_WORDS, folded, matched, rank
from citehub.library.search import records, search_papers
from citehub.model import Hub, Paper
from citehub.text.words import words

# Words so unlike each other that no two typing errors turn one into another.
WORDS = (
    *("lantern", "harvest", "quartzite", "velvety", "mosaics", "thunder"),
    *("cobalts", "ferryboat", "pigeons", "umbrella", "saffron", "blizzard"),
)
some_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True)


@st.composite
def typos(draw: st.DrawFn, word: str) -> str:
    """Misspell a word: a letter too many, too few, another one, or two swapped."""
    at = draw(st.integers(0, len(word) - 2))
    head, one, two, tail = word[:at], word[at], word[at + 1], word[at + 2 :]
    wrong = [head + one + "x" + two + tail, head + two + tail, head + "x" + two + tail]
    return draw(st.sampled_from(wrong + [head + two + one + tail] * (one != two)))


@st.composite
def queries(draw: st.DrawFn) -> list[str]:
    """Draw the words of a query, at most one of them misspelt."""
    asked_for = draw(some_words)
    at = draw(st.integers(0, len(asked_for) - 1))
    if draw(st.booleans()):
        asked_for[at] = draw(typos(asked_for[at]))
    return asked_for


# ---- tiers ---------------------------------------------------------------------------------------


def score(query: list[str], *title: str) -> float:
    return dict(rank(query, [folded(" ".join(title))])).get(0, 0.0)


@given(st.data(), some_words)
def test_whole_title_then_beginning_then_all_words_then_fuzzy(
    data: st.DataObject, query: list[str]
) -> None:
    spare = [word for word in WORDS if word not in query]
    extra = data.draw(st.lists(st.sampled_from(spare), min_size=1, max_size=6))
    misspelt = [data.draw(typos(query[0])), *query[1:]]
    shuffled = data.draw(
        st.permutations([*query, *extra]).filter(lambda t: t[: len(query)] != query)
    )
    whole, beginning = score(query, *query), score(query, *query, *extra)
    every, fuzzy = score(query, *shuffled), score(misspelt, *query)
    assert 100 == whole > beginning > every > fuzzy > 0


@given(st.data(), some_words)
def test_the_best_tier_is_listed_whatever_the_order_of_the_titles(
    data: st.DataObject, query: list[str]
) -> None:
    misspelt = [query[0] + "x", *query[1:], "zebra"]
    titles = [[*query], [*query, "zebra"], ["zebra", *query], misspelt, ["zebra"]]
    places = data.draw(st.permutations(range(5)))
    ranked = rank(query, [" ".join(titles[at]) for at in places])
    assert [places[at] for at, _ in ranked] == [0, 1, 2]
    assert [at for at, _ in rank(query, [" ".join(title) for title in titles[3:]])] == [0]


@given(st.data(), some_words)
def test_of_two_titles_in_one_tier_the_one_with_fewer_other_words_comes_first(
    data: st.DataObject, query: list[str]
) -> None:
    assert score(query, *query, "zebra") > score(query, *query, *["zebra"] * 4)
    assert score(query, "zebra", *query) > score(query, *["zebra"] * 4, *query)


@given(st.data(), some_words)
def test_words_side_by_side_beat_words_apart(data: st.DataObject, query: list[str]) -> None:
    if len(query) > 1:
        apart = [word for pair in zip(query, ["zebra"] * len(query), strict=True) for word in pair]
        together = [*["zebra"] * len(query), *query]
        assert score(query, *together) > score(query, "zebra", *apart[:-1])


def test_words_within_longer_ones_are_not_side_by_side() -> None:
    asked_for = ["on", "policy"]
    assert score(asked_for, "salon policymaking on a policy") < score(asked_for, "an on policy act")
    inside = score(asked_for, "salon policy on")
    assert inside == score(asked_for, "policy salon on")


@given(st.data(), some_words)
def test_each_matched_word_is_one_of_the_title(data: st.DataObject, query: list[str]) -> None:
    title = data.draw(some_words)
    if score(query, *title):
        assert set(matched(query, folded(" ".join(title)))) <= set(title)


# ---- what is no obstacle -------------------------------------------------------------------------


@given(st.data(), some_words)
def test_word_order_is_no_obstacle(data: st.DataObject, title: list[str]) -> None:
    query = data.draw(st.permutations(title))
    assert score(query, *title) > 80
    assert score(query, *title, "zebra") > 80


def test_a_word_of_each_kind_of_typing_error_is_found() -> None:
    for query in ("umbrela", "umbrellla", "umbrella", "umbrelxa", "umbrlela", "umrbella"):
        assert score([query], "umbrella") > 0


DRESSES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "title case": str.title,
    "accents": lambda text: text.replace("e", "é").replace("o", "ö").replace("a", "å"),
    "accents apart": lambda text: text.replace("e", "e\u0301").replace("u", "u\u0308"),
    "LaTeX accents": lambda text: text.replace("e", r"\'{e}").replace("o", r"\"o"),
    "LaTeX styles": lambda text: rf"\emph{{{text}}}",
    "LaTeX mathematics": lambda text: f"${text}$",
    "hyphens": lambda text: text.replace(" ", "-"),
    "dashes": lambda text: text.replace(" ", " – "),
    "commas": lambda text: text.replace(" ", ", ") + "?!",
    "quotes": lambda text: f"“{text}”",
    "wide letters": lambda text: text.translate({n: n + 0xFEE0 for n in range(97, 123)}),
}


@pytest.mark.parametrize("dress", DRESSES)
@given(title=some_words)
def test_how_a_title_is_dressed_is_no_obstacle(dress: str, title: list[str]) -> None:
    plain = " ".join(title)
    dressed = DRESSES[dress](plain)
    assert score(title, dressed) == 100
    assert score(words(dressed), plain) == 100


@pytest.mark.parametrize("query", ["tau bench", "τ-bench", r"$\tau$-Bench", "TAU-BENCH"])
@pytest.mark.parametrize("title", ["τ-bench: Agents", r"$\tau$-bench: Agents", "Tau Bench: Agents"])
def test_greek_letters_are_found_by_name(query: str, title: str) -> None:
    assert score(words(query), title) > 90


@pytest.mark.parametrize("title", ["gpt 5", "lorem", "ia", "gpt"])
def test_numbers_and_short_words_are_not_guessed_at(title: str) -> None:
    assert score(words("gpt 4"), title) == 0
    assert score(["ai"], title) == 0


# ---- the program against a plain ranking of every title ------------------------------------------

TITLES = [" ".join(WORDS[(n * 5 + k * k * n) % 12] for k in range(1 + n % 4)) for n in range(60)]

UNLIKE = list(dict.fromkeys(TITLES))  # of those with one title, one is listed


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    path = tmp_path_factory.mktemp("search") / "hubs.jsonl"
    hubs = [
        Hub(f"h{n}", f"Hub {n}", f"Hub {n}", papers=tuple(map(Paper, TITLES[n::6])))
        for n in range(6)
    ]
    put(path, *hubs)
    with opened(path) as found:
        yield found


@given(query=queries())
@settings(deadline=None)
def test_the_index_finds_what_a_look_at_all_titles_would(
    library: Library, query: list[str]
) -> None:
    ranked = rank(query, list(map(folded, UNLIKE)))
    hits = hits_of(library, " ".join(query))
    assert sorted((hit["title"], hit["score"]) for hit in hits) == sorted(
        (UNLIKE[at], score) for at, score in ranked
    )
    assert [hit["score"] for hit in hits] == [score for _, score in ranked]


@given(query=queries(), hub=st.integers(1, 6), half=st.booleans())
@settings(deadline=None)
def test_of_the_papers_that_pass_the_filters_it_finds_what_a_look_at_each_would(
    library: Library, query: list[str], hub: int, half: bool
) -> None:
    query = [*query[:-1], query[-1][:5]] if half else query
    unlike = list(dict.fromkeys(TITLES[hub - 1 :: 6]))
    ranked = rank(query, list(map(folded, unlike)))
    hits = hits_of(library, " ".join(query), hubs=(hub,))
    assert sorted((hit["title"], hit["score"]) for hit in hits) == sorted(
        (unlike[at], score) for at, score in ranked
    )


@given(query=queries(), limit=st.integers(1, 5))
@settings(deadline=None)
def test_a_limit_takes_the_first_and_counts_all(
    library: Library, query: list[str], limit: int
) -> None:
    hits = hits_of(library, " ".join(query))
    assert hits_of(library, " ".join(query), limit=limit) == hits[:limit]
    found = search_papers(library, parse(" ".join(query)), ("title",), Filters(limit=limit))
    assert (found.total(library.index), found.is_all) == (len(hits), True)


def vocabulary() -> list[str]:
    syllables = [one + two for one in "bdfgklmnprst" for two in ("ab", "el", "ik", "om", "ur")]
    return [first + last for first in syllables[:10] for last in syllables[40:]]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """1,600 hubs of 8 papers each, the last of 200; no two titles or summaries are alike."""
    chance = random.Random(1)
    path = tmp_path_factory.mktemp("many") / "hubs.jsonl"
    texts = iter(lambda: " ".join(chance.sample(vocabulary(), 20)), "")
    hubs = [
        Hub(
            f"h{n}",
            title := next(texts),
            title,
            papers=tuple(
                Paper(next(texts), summary=next(texts)) for _ in range(200 if n == 1600 else 8)
            ),
        )
        for n in range(1, 1601)
    ]
    put(path, *hubs)
    with opened(path) as found:
        yield found


@pytest.mark.parametrize("part", ["title", "summary"])
def test_of_a_long_query_only_the_likeliest_papers_are_scored_and_the_one_meant_is_there(
    made_up: Library, part: str
) -> None:
    meant = made_up.hub_numbered(1600 if part == "summary" else 10).papers[-1]
    text = getattr(meant, part)
    others = " ".join(random.Random(2).sample(vocabulary(), 15))
    found = search_papers(made_up, parse(f"{text} {others}"), (part,), Filters(limit=1))
    [record] = records(made_up, parse(f"{text} {others}"), found)
    assert (record["title"], found.is_all) == (meant.title, False)


def test_of_a_long_query_the_likeliest_hubs_are_scored_and_the_one_meant_is_there_whole(
    made_up: Library,
) -> None:
    others = " ".join(random.Random(2).sample(vocabulary(), 15))
    query = parse(f"{made_up.hub_numbered(1600).title} {others}")
    found = search_papers(made_up, query, ("hub",), Filters())
    assert [hub_of_number(number) for number in found.numbers].count(1600) == 200
    assert not found.is_all


def test_of_a_long_query_all_hubs_are_looked_at_that_pass_the_filters(made_up: Library) -> None:
    title = made_up.hub_numbered(7).title
    misspelt = " ".join(word[:2] + word[1] + word[2:] for word in title.split())
    query = parse(f"{misspelt} {made_up.hub_numbered(9).title}")
    found = search_papers(made_up, query, ("hub",), Filters(hubs=(7,)))
    assert {hub_of_number(number) for number in found.numbers} == {7}
    assert found.is_all


def test_papers_that_very_many_hubs_list_are_sorted_and_limited_as_any(tmp_path: Path) -> None:
    path = tmp_path / "hubs.jsonl"
    well_cited = [Paper(f"Anvil {n}", year=2020 + n) for n in range(3)]
    hubs = [Hub(f"h{n}", f"Hub {n}", f"Hub {n}", papers=(*well_cited,)) for n in range(200)]
    put(path, *hubs, Hub("last", "Last", "Last", papers=(Paper("Bellows", year=2019),)))
    with opened(path) as library:
        every = [hit["title"] for hit in hits_of(library, "", sort="title")]
        assert every == ["Anvil 0", "Anvil 1", "Anvil 2", "Bellows"]
        for limit in range(6):
            for sort, wanted in (
                ("title", every),
                ("-title", every[::-1]),
                ("year", [every[3], *every[:3]]),
            ):
                hits = hits_of(library, "", sort=sort, limit=limit)
                assert [hit["title"] for hit in hits] == wanted[:limit]
        listed = hits_of(library, "", sort="year", limit=203, every_listing=True)
        assert [hit["title"] for hit in listed] == ["Bellows", *["Anvil 0"] * 200, *["Anvil 1"] * 2]


# ---- on the user's page --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "hubs.jsonl"
    assert run("ingest", USER_PAGE, store=path).exit_code == 0
    return path


def titles(hits: list[dict[str, Any]]) -> list[str]:
    return [hit["title"] for hit in hits]


def on_policy(title: str) -> bool:
    return {"on", "policy", "distillation"} <= set(words(title))


@pytest.mark.parametrize(
    "query", ["on polciy distilation", "on-policy distillation", "Distillation On Policy"]
)
def test_on_policy_distillation_is_found_and_nothing_else(store: Path, query: str) -> None:
    every = titles(asked("search", "", store=store))
    found = titles(asked("search", query, "--in", "title", store=store))
    assert len(found) == 10
    assert set(found) == set(filter(on_policy, every))
    assert titles(asked("search", query, store=store))[:10] == found


def test_what_is_meant_comes_before_what_only_looks_like_it(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(store.read_bytes())
    others = ("Off Policy Distillation", "Polices on Distillers", "A Policy on Distillation Taxes")
    ingest(copy, json_page("Stills", *({"paper_title": title} for title in others)))
    found = titles(asked("search", "on polciy distilation", store=copy))
    assert all(map(on_policy, found[:11]))
    assert not any(map(on_policy, found[11:]))


@pytest.mark.parametrize("word", ["a\u19b0b", "köln", "ßtraße", "τ", "図書館", "स्की", "1½", "x_y"])
def test_a_word_of_any_letters_is_found(tmp_path: Path, word: str) -> None:
    ingest(tmp_path / "hubs.jsonl", json_page("Stills", {"paper_title": f"On {word} and so on"}))
    assert len(asked("search", word, store=tmp_path / "hubs.jsonl")) == 1


@pytest.mark.parametrize("query", ["zzzz", "zzzz policy", "???"])
@pytest.mark.parametrize("within", ["title", "summary", "hub"])
def test_nothing_good_enough_is_no_match_and_no_error(store: Path, query: str, within: str) -> None:
    assert asked("search", query, "--in", within, store=store) == []
    assert run("search", query, "--in", within, store=store).stdout == "no match\n"


def test_in_summary_looks_at_summaries_only(store: Path) -> None:
    assert titles(asked("search", "PrincipalBench", "--in", "title", store=store)) == []
    (hit,) = asked("search", "principalbench exposes", "--in", "summary", store=store)
    assert hit["position"] == 1


def test_in_hub_finds_all_papers_of_the_hubs_with_such_a_title(store: Path) -> None:
    hits = asked("search", "louradur weston", "--in", "hub", store=store)
    assert [hit["position"] for hit in hits] == list(range(1, 21))


def test_a_hit_is_the_paper_that_show_shows_with_its_score(store: Path) -> None:
    papers = asked("show", "yoshua", store=store)["papers"]
    for hit in asked("search", "distillation", store=store):
        assert hit == papers[hit["position"] - 1] | {
            "score": hit["score"],
            "matched": hit["matched"],
            "hubs": [hit["hub"]],
        }


@pytest.mark.parametrize("query", ["distillation", "on polciy distilation", "langauge models"])
@pytest.mark.parametrize("role", ["method", "survey"])
def test_a_query_and_filters_combine(store: Path, query: str, role: str) -> None:
    hits = asked("search", query, store=store)
    filtered = asked("search", query, "--role", role, "--grep", "model", store=store)
    assert filtered == [
        hit
        for hit in hits
        if hit["role"] == role and "model" in f"{hit['title']} {hit['summary']}".lower()
    ]


def test_sort_takes_the_place_of_the_score(store: Path) -> None:
    hits = asked("search", "on polciy distilation", "--sort", "-position", store=store)
    positions = [hit["position"] for hit in hits]
    assert positions == sorted(positions, reverse=True)
    assert len(positions) == 10


def test_sort_takes_the_place_of_the_score_where_a_word_is_missing_too(typed: Path) -> None:
    found = titles(asked("search", "agents zzzz of benchmarks", "--sort", "-title", store=typed))
    assert found == sorted(found, reverse=True)
    query = ("on policy", "learning", "zzzz", "--sort", "title")
    assert titles(asked("search", *query, store=typed)) == ["On-Policy Learning of Colours"]


def test_a_query_of_many_words_asks_no_more_than_a_short_one(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    words_ = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200)]
    ingest(store, flat_page("Long", 2, {" ".join(words_): "One.", "Short": "Two."}))
    assert [hit["title"] for hit in asked("search", " ".join(words_), store=store)] == [
        " ".join(words_)
    ]
    assert len(asked("search", " ".join([*words_, "absent"]), store=store)) == 1


# ---- as people type it ---------------------------------------------------------------------------

PAPERS = {
    "MiniLLM Distils Large Models": "It is small.",
    "On-Policy Learning of Colours": "Group Relative Policy Optimization (GRPO) goes on.",
    "A Study of Benchmarks": "Agents optimise what is counted.",
    "Agents in Old Harbours": "They sail, and study the tide.",
    "基于知识蒸馏的图像分类": "它很小。",
}


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("typed") / "hubs.jsonl"
    ingest(path, flat_page("Stills", 5, PAPERS))
    return path


@pytest.mark.parametrize(
    ("query", "beginning"),
    [
        ("mini llm", "MiniLLM"),
        ("onpolicy learning", "On-Policy"),
        ("distillation large model", "MiniLLM"),
        ("color learned", "On-Policy"),
        ("studies benchmarking", "A Study"),
        ("old har", "Agents in"),
        ("largge modles distilling", "MiniLLM"),
        ("of on policy learning colourz", "On-Policy"),
        ("grpo", "On-Policy"),
        ("group relative policy optimization", "On-Policy"),
        ("optimized agents", "A Study"),
        ("知识蒸馏", "基于"),
        ("图像", "基于"),
    ],
)
def test_words_are_found_joined_split_inflected_half_typed_and_misspelt(
    typed: Path, query: str, beginning: str
) -> None:
    first = titles(asked("search", *query.split(), store=typed))[:1]
    assert [title.startswith(beginning) for title in first] == [True]


def test_a_word_with_a_minus_and_a_phrase_are_kept_out_or_required(typed: Path) -> None:
    agents = titles(asked("search", "agents", store=typed))
    assert [title[:6] for title in agents] == ["Agents", "A Stud"]
    assert titles(asked("search", "agents", "-tide", store=typed)) == agents[1:]
    assert titles(asked("search", "agents", "-old harbours", store=typed)) == agents[1:]
    assert titles(asked("search", "-tide", store=typed)) == [
        title for title in PAPERS if title != agents[0]
    ]
    assert titles(asked("search", '"study of"', store=typed)) == ["A Study of Benchmarks"]
    assert asked("search", '"of study"', store=typed) == []
    assert titles(asked("search", "agents", "-find", "-harbours", store=typed)) == agents[1:]


@pytest.mark.parametrize("query", ["cat OR dog", "distil.*", "cat|dog", r"\bcat\b", "distil*"])
def test_operators_and_patterns_are_refused_with_what_there_is(typed: Path, query: str) -> None:
    result = run("search", query, store=typed)
    assert result.exit_code == 1
    assert "-without" in str(result.exception)


@pytest.mark.parametrize("query", ["CATS OR DOGS", r"$\beta|x|$ terms", "C*-algebras", "Why [b]?"])
def test_titles_that_look_like_patterns_are_searched(typed: Path, query: str) -> None:
    assert asked("search", query, store=typed) == []


@pytest.mark.parametrize("wrong", ["--rol", "-role", "-x"])
def test_a_mistyped_option_is_no_word(typed: Path, wrong: str) -> None:
    assert run("search", "agents", wrong, store=typed).exit_code == 2


def test_a_hit_in_summaries_alone_is_shown_and_said(typed: Path) -> None:
    result = run("search", "sail", store=typed)
    assert "no title has all these words" in result.stderr
    assert "Agents in Old Harbours" in result.stdout
    assert "no title" not in run("search", "harbours", store=typed).stderr


@pytest.mark.parametrize("query", ["stduy the tied", "they sail, and then study a tide"])
def test_where_no_title_answers_summaries_do_with_errors_and_with_most_words(
    typed: Path, query: str
) -> None:
    result = run("search", query, store=typed)
    assert "no title has these words" in result.stderr
    assert asked("search", query, store=typed)[0]["score"] < ALL_WORDS
    assert "Agents in Old Harbours" in result.stdout
    assert asked("search", query, "--in", "title", store=typed) == []


# ---- one row a paper -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shared") / "hubs.jsonl"
    tides = {"paper_title": "Tides"}
    pages = [
        json_page("One", tides, {"paper_title": "Fog"}),
        json_page("Two", {"paper_title": "TIDES"}, {"paper_title": "Rain"}),
        json_page(
            "Three", tides | {"citing_arxiv_id": "2401.00001"}, {"paper_title": "Snow and tides"}
        ),
        json_page("Four", tides | {"citing_arxiv_id": "2402.00002"}),
    ]
    ingest(path, *pages)
    return path


def test_a_paper_is_listed_once_with_the_hubs_that_it_cites(shared: Path) -> None:
    for query in (("tides",), ()):
        hits = asked("search", *query, store=shared)
        cited = {hit["title"].lower(): hit["hubs"] for hit in hits[::-1]}
        assert cited["tides"] == ["one", "two", "three"]
        assert [hit["hubs"] for hit in hits if hit["hub"] == "four"] == [["four"]]
    table = run("search", "tides", store=shared).stdout
    assert "one #1, cites 3 hubs" in table
    assert table.splitlines()[-1] == "3 of 3 citing papers shown"


def test_hub_and_min_hubs_leave_the_others_out(shared: Path) -> None:
    assert [hit["hub"] for hit in asked("search", "tides", "--hub", "two", store=shared)] == ["two"]
    assert [hit["hub"] for hit in asked("search", "--min-hubs", "2", store=shared)][:1] == ["one"]
    assert "Fog" not in titles(asked("search", "--min-hubs", "2", store=shared))
    assert run("search", "tides", "--hub", "nowhere", store=shared).exit_code == 1


# ---- among many titles ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, list[str]]]:
    path = tmp_path_factory.mktemp("many") / "hubs.jsonl"
    corpus = Corpus(1000)
    papers = [Paper(*corpus.paper(number)) for number in range(1000)]
    put(path, *(Hub(f"h{n}", f"H {n}", f"H {n}", papers=tuple(papers[n::20])) for n in range(20)))
    with opened(path) as found:
        yield found, [folded(paper.title or "") for paper in papers]


def test_among_many_titles_the_best_are_found(many: tuple[Library, list[str]]) -> None:
    library, texts = many
    chance = random.Random(3)
    for number, query in enumerate(misspelt(texts, 3 * len(ANY_LENGTH))):
        mistake = list(ANY_LENGTH.values())[number % len(ANY_LENGTH)]
        asked_for = mistake(chance, query.split()) or query.split()
        ranked = rank(list(dict.fromkeys(asked_for)), texts)[:10]
        hits = hits_of(library, " ".join(asked_for), limit=10)
        assert [hit["score"] for hit in hits] == [score for _, score in ranked], asked_for
