"""How a query is read, and what is refused."""

import pytest

from citehub.errors import CitehubError
from citehub.library.query import parse


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("graph surv*", "'surv*'"),
        ("gr*ph learning", "'gr*ph'"),
        ("wom?n in science", "'wom?n'"),
        ("a *graph", "'*graph'"),
        ("deep.*learning", "'deep.*learning'"),
    ],
)
def test_a_pattern_is_refused_and_named_whole(typed: str, named: str) -> None:
    with pytest.raises(CitehubError, match="there are no patterns here") as refused:
        parse(typed)
    assert str(refused.value).startswith(f"{named}: ")


@pytest.mark.parametrize("typed", ["survey –graph", "survey —graph", 'survey –"tool use"'])
def test_a_dash_in_place_of_a_minus_is_refused(typed: str) -> None:
    with pytest.raises(CitehubError, match="type a minus"):
        parse(typed)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Graphs – a survey",
            "Graphs — A Survey",
            "A* search in C*-algebras",
            "What? Why?",
            "2–3 ways",
        ),
        *('"graphs –trees"', "Is $–x$ odd?", "Why * and how: 5 * 3"),
    ],
)
def test_titles_with_dashes_and_signs_are_no_patterns(title: str) -> None:
    assert parse(title).words
    assert not parse(title).without
