"""The nearest of the words that a mistyped one may stand for."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like this one, or None."""
    from difflib import get_close_matches  # noqa: PLC0415 - slow to load, only for a mistake

    return next(iter(get_close_matches(word, list(known), n=1)), None)
