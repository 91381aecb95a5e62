"""What papers the levels of a query ask for."""

import pytest

from citehub.library.candidates import Level

LEVEL = Level([["lantern", "lanterns"], ["harv*"], ["quartzite", ("quartz", "ite")]], 0.0)


@pytest.mark.parametrize(
    "text",
    ["harvest lantern quartzite", "ite of lanterns quartz harv", "quartzite lantern harvests"],
)
def test_a_text_with_a_term_of_each_group_fits(text: str) -> None:
    assert LEVEL.fits(text)


@pytest.mark.parametrize(
    "text", ["", "lantern harvest quartz", "lantern quartzite har", "lanternx harvest quartzite"]
)
def test_a_text_without_one_does_not(text: str) -> None:
    assert not LEVEL.fits(text)
