"""Citations in a citing sentence: each is one word, and a mark says which work is meant."""

import gc
import time

import pytest

from citehub.rules.automaton import Automaton
from citehub.rules.citations import citations
from citehub.rules.pattern import parse_pattern
from citehub.rules.text import Text


def cited(text: str) -> list[str]:
    return [text[found.start : found.end] for found in citations(text)]


def fires(pattern: str, text: str) -> bool:
    automaton = Automaton()
    automaton.add(parse_pattern(pattern), 0)
    return bool(automaton.matches(Text(text, cites=True)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("as shown in [12].", ["[12]"]),
        ("as shown [3, 4] twice", ["[3, 4]"]),
        ("as shown [7-9], [12] twice", ["[7-9], [12]"]),
        ("as shown (16) twice", ["(16)"]),
        ("as shown (Smith et al., 2020) twice", ["(Smith et al., 2020)"]),
        (
            "as shown ( Smith , 1994 ; Lee & Wu , 2001a ) here",
            ["( Smith , 1994 ; Lee & Wu , 2001a )"],
        ),
        ("as shown (see also Smith 2020 for a review)", ["(see also Smith 2020 for a review)"]),
        ("the parser of Smith (2020) is", ["Smith (2020)"]),
        ("Following Smith and Lee ( 2019 ) , we", ["Smith and Lee ( 2019 )"]),
        ("Smith's (2020) parser", ["Smith's (2020)"]),
        ("as by Smith et al. [12] and", ["Smith et al. [12]"]),
        ("as by Smith et al.(16), who", ["Smith et al.(16)"]),
        ("we extend {cite} here", ["{cite}"]),
        ("as shown (Lee, 2019; {cite})", ["(Lee, 2019; {cite})"]),
    ],
)
def test_citations_are_found_in_the_forms_that_papers_use(text: str, found: list[str]) -> None:
    assert cited(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "we (1) boil and (2) stir",
        "by Eq. (12) and Figure (14)",
        "a bowl (of 2019 grams of salt and some pepper)",
        "in the year 2019 (or later)",
        "the list [a, b]",
        "(see the appendix)",
    ],
)
def test_other_brackets_are_no_citations(text: str) -> None:
    assert cited(text) == []


def test_a_citation_is_one_word_to_a_pattern() -> None:
    assert fires("use ..1 {cite}", "We use Smith et al. (2020) daily")
    assert fires("{cite} $", "We use ovens (Smith, 2020; Lee, 2021).")
    assert not fires("smith", "We use Smith et al. (2020) daily")
    assert not fires("{cite}", "We use ovens daily")


def test_where_a_mark_says_which_work_is_meant_other_citations_are_not_it() -> None:
    text = "Unlike Smith (2020), we follow {cite} and not [12]."
    assert fires("follow {cite}", text)
    assert not fires("unlike {cite}", text)
    assert not fires("not {cite}", text)


def test_no_gap_goes_across_the_citation_of_another_work() -> None:
    assert fires("agree ..9 {cite}", "We agree in most of that with {cite}.")
    assert not fires("agree ..9 {cite}", "We agree with [2]; see also {cite} for more.")
    assert not fires("agree ..9 more", "We agree with [2]; see also {cite} for more.")
    assert fires("agree ..9 {cite}", "We agree with [2]; see also [3] for more.")


def test_the_words_shown_for_a_match_are_those_of_the_text() -> None:
    automaton = Automaton()
    automaton.add(parse_pattern("of {cite} is"), 0)
    text = Text("The big oven of Smith et al. (2020) is hot", cites=True)
    ((start, end),) = automaton.matches(text).values()
    assert text.passage(start, end) == "of Smith et al. (2020) is"


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "[",
        "{cite} ",
        "Smith and ",
        "Smith (2003) ",
        "[1], ",
        "A et al. ",
        "(Ab, 2003, ",
        "A  &  ",
    ],
)
def test_the_time_grows_as_the_sentence(unit: str) -> None:
    def seconds(size: int) -> float:
        """Return the least of three tries: a busy machine only adds."""
        text = unit * (size // len(unit))
        tries = []
        for _ in range(3):
            before = time.process_time()
            Text(text, cites=True)
            tries.append(time.process_time() - before)
        return min(tries)

    gc.disable()
    try:  # sixteen times where it is quadratic; the clock is too coarse for less than that
        assert seconds(400_000) < 10 * max(seconds(100_000), 0.005)
    finally:
        gc.enable()
