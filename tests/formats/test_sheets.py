"""CSV and TSV: nothing in a cell is a formula to a spreadsheet."""

import csv
import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citehub.formats import load

FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    " =1+1",
    "\u00a0 @SUM(A1)",
    "' -1+1",
    "\r=1",
    "＝1+1",
    "＠a",
)


def cells(form: str, *values: Any) -> list[str]:
    """Write values as a column of a flat format, and return its cells below the head."""
    records = [{"value": value} for value in values]
    text = "".join(load(form).pieces(records, ("value",), False))
    if form == "tsv":
        return text.removesuffix("\n").split("\n")[1:]
    return [row[0] if row else "" for row in csv.reader(io.StringIO(text, newline=""))][1:]


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(form: str, text: str) -> None:
    (cell,) = cells(form, text)
    assert cell.startswith("'")


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_numbers_and_plain_texts_stay_as_they_are(form: str) -> None:
    plain = ["-1", "+1.5", "A - B", "a=b", "'tis", "[x]", "x@y"]
    assert cells(form, -1, -0.5, 2, True, None, *plain) == ["-1", "-0.5", "2", "true", "", *plain]


@given(st.lists(st.text("'=+-@1a ＝", max_size=5) | st.sampled_from(FORMULAS), min_size=1))
def test_taking_one_apostrophe_from_a_guarded_cell_gives_the_text_back(values: list[str]) -> None:
    guarded = re.compile("'[\\s']*[=+@\t\r\n＝＋－＠-]")
    read = [cell[1:] if guarded.match(cell) else cell for cell in cells("csv", *values)]
    assert read == values
