"""Marks: what the full-text index holds in addition to words, such as how long a title is. Pure."""

LONGEST = 24  # words of a title that are counted; longer ones are as one of so many


def length_mark(length: int) -> str:
    """Return the mark of titles of so many words."""
    return f"n{min(length, LONGEST)}"


def first_mark(word: str) -> str:
    """Return the mark of titles that begin with a word."""
    return f"b{word}"


def marks_of(title: list[str]) -> str:
    """Return the marks of a title: how long it is, and how it begins."""
    return f"{length_mark(len(title))} {first_mark(title[0])}" if title else ""
