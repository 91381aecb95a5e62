"""Which papers to list, and in which order. Pure."""

from typing import NamedTuple

SORTS = (
    *("position", "title", "role", "field", "date", "year", "verdict", "novelty", "margin"),
    "hub",
)


def check_sort(sort: str | None) -> None:
    """Raise ValueError for a sort that is not one of `SORTS`, with or without `-` before it."""
    if sort is not None and sort.removeprefix("-") not in SORTS:
        raise ValueError(f"{sort!r} is not one of {', '.join(SORTS)}")


class Filters(NamedTuple):
    """Which papers to list; the values of one filter are alternatives, the filters combine."""

    role: tuple[str, ...] = ()
    citation_role: tuple[str, ...] = ()
    citation_polarity: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    verdict: tuple[str, ...] = ()
    representative: bool = False
    max_confidence: float | None = None
    grep: str | None = None
    sort: str | None = None
    limit: int | None = None
