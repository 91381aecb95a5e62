"""How often a lead is right: the bins, what they claim, and where a rules file keeps them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citehub.rules.annotate import write_calibrated
from citehub.rules.calibration import Bin, Calibration, calibrate, expected_error
from citehub.rules.load import load

TESTED = st.lists(st.tuples(st.floats(0, 10), st.booleans()), min_size=1, max_size=300)
KNOWN = Calibration("texts", (Bin(0.5, 0.6, 40), Bin(1.5, 0.9, 30)))
RULE = "rules:\n  - {id: a, role: theory, match: [beds], why: Beds.}\n"


@given(TESTED)
def test_every_label_is_in_a_bin_and_a_larger_lead_claims_more(tested: list) -> None:  # type: ignore[type-arg]
    bins = calibrate(tested, "texts").bins
    assert sum(one.n for one in bins) == len(tested)
    assert [one.lead for one in bins] == sorted({one.lead for one in bins})
    assert [one.right for one in bins] == sorted({one.right for one in bins})


def test_the_share_of_a_lead_is_that_of_its_bin() -> None:
    assert [KNOWN.share(lead) for lead in (0.1, 0.5, 1.4, 1.5, 99)] == [0.6, 0.6, 0.6, 0.9, 0.9]


def test_the_error_is_how_far_claims_and_measure_lie_apart() -> None:
    ones = [(1.0, right) for right in [True] * 8 + [False] * 2]  # claimed 0.6, right 0.8
    assert expected_error(ones, KNOWN) == pytest.approx(0.2)
    assert expected_error([*ones, *[(2.0, True)] * 10], KNOWN) == pytest.approx(0.15)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "labels:\n  role:\n    margin: 0.7\n",
        "labels:\n  # how sure\n  role:  # of papers\n    prior: {theory: 0.1}\n    margin: 0.7\n",
        "labels:\n  citation_role:\n    margin: 2\n",
        "labels:\n  role:\n    calibrated: {on: old, bins: [[0, 1, 1]]}\n    margin: 0.7\n\n",
    ],
)
def test_a_calibration_is_written_where_it_is_read_and_nothing_else_changes(
    head: str, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(head + RULE)
    before = load(file)
    written = write_calibrated(head + RULE, "role", KNOWN)
    assert written
    file.write_text(written)
    after = load(file)
    assert after.settings["role"].calibrated == KNOWN
    for label, settings in before.settings.items():
        assert after.settings[label].margin == settings.margin
        assert after.settings[label].prior == settings.prior
    assert [rule.id for rule in after.rules] == ["a"]
    assert write_calibrated(written, "role", KNOWN) == written


def test_settings_in_one_line_are_left_alone() -> None:
    for head in ("labels: {role: {margin: 1}}\n", "labels:\n  role: {margin: 1}\n"):
        assert write_calibrated(head + RULE, "role", KNOWN) is None


def test_a_file_that_extends_keeps_the_settings_it_does_not_name(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: default\nlabels: {role: {margin: 3}}\n")
    shipped, mine = load().settings["role"], load(file).settings["role"]
    assert (mine.margin, mine.prior) == (3, shipped.prior)
    assert mine.calibrated == shipped.calibrated
