"""Counts of things in words."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return "1 hub" or "2,000 hubs"; the plural of `one` ends in s unless `many` says it."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
