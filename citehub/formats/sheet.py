"""A value as a cell of CSV and TSV, which spreadsheets read."""

import re
from typing import Any

from citehub.formats.cells import cell

# What a spreadsheet takes for a formula, also behind white space, which some strip, and behind the
# apostrophes that tell it not to.
_FORMULA = re.compile(r"[\s']*[=+@\t\r\n＝＋－＠-]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def sheet_cell(value: Any) -> str:
    """Return a value as one cell that no spreadsheet computes: an apostrophe before a formula.

    A text that has apostrophes there already gets one more, so that taking one away gives the
    text back.
    """
    text = cell(value)
    is_formula = isinstance(value, str) and _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
