"""The short form of `make cuts`: some of the cuts of each page."""

from pathlib import Path

import pytest
from cuts import PAGES, faults

# Summaries that the page does not give to a paper; cut before its list, they are papers of it.
NOT_TOLD = {"flat_cut_early_in_a_summary", "flat_summary_of_one_of_two_silent_papers"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_cut_off_makes_nothing_up_and_changes_nothing(page: Path) -> None:
    if page.stem in NOT_TOLD:
        pytest.skip("a page of which nobody can tell what belongs to whom")
    text = page.read_text("utf-8")
    assert list(faults(text, step=max(1, len(text) // 60))) == []
