"""How many papers there are of what."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from citehub.index.filters import Filters
from citehub.index.sql import COUNT_KEYS
from citehub.library.library import Library
from citehub.library.names import find_hub
from citehub.model import UNCLASSIFIED
from citehub.records import Record
from citehub.text.nearest import nearest

MOST_KEYS = 2


def check_keys(keys: Sequence[str]) -> None:
    """Raise ValueError where papers cannot be counted by these keys."""
    if not 1 <= len(keys) <= MOST_KEYS or len(set(keys)) < len(keys):
        raise ValueError(f"give one or two different keys of {', '.join(COUNT_KEYS)}")
    for key in keys:
        if key not in COUNT_KEYS:
            near = nearest(key, COUNT_KEYS)
            meant = f" (did you mean {near!r}?)" if near else ""
            raise ValueError(f"{key!r}{meant} is not one of {', '.join(COUNT_KEYS)}")


def count_papers(
    library: Library, keys: tuple[str, ...], filters: Filters, hub: str | None
) -> list[Record]:
    """Return a record for each combination of values that papers have: the keys, and `count`.

    Years go up, other values come by how many have them; what is not known comes last.
    """
    number = None if hub is None else find_hub(library, hub).number
    rows = library.index.papers.counts(keys, filters, hub=number)
    orders = [_order([(row[at], row[-1]) for row in rows]) for at in range(len(keys))]
    rows.sort(key=lambda row: [order(value) for order, value in zip(orders, row, strict=False)])
    return [dict(zip((*keys, "count"), row, strict=True)) for row in rows[: filters.limit]]


def _order(counted: list[tuple[Any, int]]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what orders the values of one key, of which each is counted."""
    totals: Counter[Any] = Counter()
    for value, count in counted:
        totals[value] += count

    def order(value: Any) -> tuple[Any, ...]:
        is_year = isinstance(value, int)
        rank = value if is_year else -totals[value]
        return (value in (None, UNCLASSIFIED), value is None, rank, str(value))

    return order
