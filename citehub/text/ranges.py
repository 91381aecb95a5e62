"""Numbers from 1 written as ranges: `1-3 5` for 1, 2, 3 and 5. Pure."""

from collections.abc import Iterable
from functools import lru_cache

from citehub.text.patterns import regex

_PART = r"[1-9]\d{0,6}(?:-[1-9]\d{0,6})?"
MOST = 1 << 20  # numbers above it stand for nothing
_RANGES = regex(rf"{_PART}(?: {_PART})*")


def is_ranges(value: object) -> bool:
    """Return whether a value is numbers written as ranges."""
    return isinstance(value, str) and _RANGES.fullmatch(value) is not None


@lru_cache(maxsize=1024)  # the papers of a hub share theirs
def numbers(ranges: str) -> tuple[int, ...]:
    """Return the numbers that ranges stand for."""
    found: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        found += range(int(first), min(int(last or first), MOST) + 1)
    return tuple(found)


def ranges(found: Iterable[int]) -> str:
    """Write numbers as ranges, in their order."""
    runs: list[list[int]] = []
    for number in found:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


@lru_cache(maxsize=4096)
def with_number(known: str, number: int) -> str:
    """Return ranges with one more number."""
    return ranges(sorted({*numbers(known), number}))


@lru_cache(maxsize=4096)
def without(known: str, others: tuple[str, ...]) -> str:
    """Return ranges without the numbers of others."""
    gone = {number for other in others for number in numbers(other)}
    return ranges(number for number in numbers(known) if number not in gone)
