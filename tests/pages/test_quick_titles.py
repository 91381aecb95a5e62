"""The title of a page found quickly is the one that the whole page has."""

from pathlib import Path

import pytest
from conftest import CASES, USER_PAGE
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.errors import PageError
from citehub.pages import decode, parse_page
from citehub.pages.titles import title_of_text

PAGES = [*sorted(CASES.glob("*.txt")), USER_PAGE]
ALL = [decode(page.read_bytes()) for page in PAGES]
LINES = sorted({line for text in ALL for line in text.splitlines() if len(line) < 200})


def agrees(text: str) -> bool:
    """Return whether a title was found quickly; it has to be that of the whole page."""
    quick = title_of_text(text)
    if quick is None:
        return False
    try:
        assert parse_page(text, "(given by hand)").title == quick
    except PageError:
        return False
    return True


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_quick_title_is_that_of_the_page_wherever_it_is_cut(page: Path) -> None:
    text = decode(page.read_bytes())
    for end in range(0, len(text) + 1, 1 + len(text) // 200):
        agrees(text[:end])
    agrees(text)
    agrees(text.replace("\n", "\r\n"))


@given(
    st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", "\n\n", "\r", "\u2028"])
)
@settings(max_examples=500, deadline=None)
def test_the_quick_title_is_that_of_any_page(lines: list[str], end: str) -> None:
    agrees(end.join(lines))


def test_most_titles_of_text_are_found_quickly() -> None:
    assert sum(map(agrees, ALL)) > len(ALL) / 2
