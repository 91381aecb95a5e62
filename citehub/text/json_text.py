"""Plain data from JSON text that stands in one line; which line that is, its reader knows."""

import json
from typing import Any

_DEEPEST = 500  # brackets in brackets; before Python 3.13 the decoder itself gave up near 1,000


def nested_too_deeply(error: json.JSONDecodeError) -> bool:
    """Return whether the text up to an error is brackets in brackets, and not a cut-off page."""
    before = error.doc[: error.pos]
    return sum(map(before.count, "[{")) - sum(map(before.count, "]}")) > _DEEPEST


def read_json(data: str | bytes) -> Any:
    """Read plain data from a line of JSON; ValueError says what is wrong, and at which column."""
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        if nested_too_deeply(error):
            raise ValueError("brackets nested too deeply") from None
        # What is not there is missed behind the line's end: before it is where it belongs.
        column = min(error.pos, len(error.doc.rstrip())) + 1
        raise ValueError(f"{error.msg.removesuffix(' at')} at column {column}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8 text") from None
    except ValueError:
        raise ValueError("a number of thousands of digits") from None
    except RecursionError:
        raise ValueError("brackets nested too deeply") from None
