"""Which papers to list, and in which order. Pure."""

import re
from typing import Any, NamedTuple

from citehub.model import UNCLASSIFIED

SORTS = (
    *("position", "title", "role", "field", "date", "year", "verdict", "novelty", "margin"),
    "hub",
)
LAST_YEAR = 9999


def check_sort(sort: str | None) -> None:
    """Raise ValueError for a sort that is not one of `SORTS`, with or without `-` before it."""
    if sort is not None and sort.removeprefix("-") not in SORTS:
        raise ValueError(f"{sort!r} is not one of {', '.join(SORTS)}")


def years_of(text: str | int) -> tuple[int, int]:
    """Return the first and the last year that a text means: 2024, 2022-2024, >2024, <=2020.

    ValueError where it means none.
    """
    found = re.fullmatch(r"([<>]=?)?(\d{1,4})(?:-(\d{1,4}))?", str(text).replace(" ", ""))
    if not found or (found[1] and found[3]) or int(found[3] or LAST_YEAR) < int(found[2]):
        raise ValueError(f"{str(text)!r} is no year: 2024, 2022-2024, >2024 or <=2020")
    year = int(found[2])
    if not found[1]:
        return year, int(found[3] or year)
    within = year if "=" in found[1] else year + 1 if found[1] == ">" else year - 1
    return (within, LAST_YEAR) if found[1][0] == ">" else (0, within)


def check_since(since: str | None) -> None:
    """Raise ValueError for what is no day, month or year: 2024-05-31, 2024-05, 2024."""
    if since is not None and not re.fullmatch(
        r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", since
    ):
        raise ValueError(f"{since!r} is no date: 2024-05-31, 2024-05 or 2024")


class Filters(NamedTuple):
    """Which papers to list; the values of one filter are alternatives, the filters combine.

    A value that begins with `!` is one not to have. `year` takes what `years_of` reads, `since` a
    day, month or year. `phrases` and `without` are folded words that have to stand side by side, or
    must not, in what is `within`: title and summary. `hubs` are numbers of the index.
    A paper that several hubs list is one, or with `every_listing`, one for each.
    """

    role: tuple[str, ...] = ()
    citation_role: tuple[str, ...] = ()
    citation_polarity: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    year: tuple[str | int, ...] = ()
    verdict: tuple[str, ...] = ()
    representative: bool = False
    max_confidence: float | None = None
    grep: tuple[str, ...] = ()
    sort: str | None = None
    limit: int | None = None
    since: str | None = None
    by_hand: bool = False
    dropped: bool = False
    min_hubs: int = 0
    hubs: tuple[int, ...] = ()
    every_listing: bool = False
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    within: tuple[str, ...] = ("title", "summary")

    @property
    def is_narrow(self) -> bool:
        """Whether the index finds what passes without a look at much that does not."""
        if self.grep or self.phrases or self.without or self.min_hubs > 1:
            return False
        if self.hubs:
            return True
        if self.representative or self.dropped or self.since or self.max_confidence is not None:
            return False
        labels = (self.role, self.citation_role, self.citation_polarity, self.field, self.verdict)
        return bool(self.year or self.by_hand or any(map(_is_looked_up, labels)))


def filters_from(given: dict[str, Any]) -> Filters:
    """Read filters given by keyword: a lone value of one that takes several stands for a tuple.

    TypeError where there is no such filter, ValueError where there is no such sort, year or date.
    """
    defaults = Filters()._asdict()
    if unknown := set(given) - set(defaults):
        raise TypeError(f"no filter {', '.join(sorted(unknown))}; filters: {', '.join(defaults)}")
    check_sort(given.get("sort"))
    check_since(given.get("since"))
    several = {name for name, value in defaults.items() if isinstance(value, tuple)}
    built: dict[str, Any] = {
        name: _several(value) if name in several else value for name, value in given.items()
    }
    filters = Filters(**built)
    for year in filters.year:
        years_of(year)
    return filters


def _is_looked_up(values: tuple[str, ...]) -> bool:
    """Return whether the papers with one of these are found by an index: not those without one."""
    return bool(values) and not any(v.startswith("!") or v.lower() == UNCLASSIFIED for v in values)


def _several(value: Any) -> tuple[Any, ...]:
    return (value,) if isinstance(value, str | int) else tuple(value)
