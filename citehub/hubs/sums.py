"""What pages did to a hub: papers that came, went and changed. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from citehub.hubs.listing import said_of
from citehub.hubs.match import ids_of
from citehub.model import Hub, Paper
from citehub.text.words import fold


class Sums(NamedTuple):
    """How many listed papers are new, are gone, and are there with other values."""

    new: int = 0
    gone: int = 0
    changed: int = 0

    def __str__(self) -> str:
        """Say what is not nothing: `+3 new, 1 gone`."""
        parts = [f"+{self.new} new", f"{self.gone} gone", f"{self.changed} changed"]
        said = [part for part, n in zip(parts, self, strict=True) if n]
        return ", ".join(said) or "no change"


def sums(before: Hub, after: Hub) -> Sums:
    """Return what became of the listed papers of a hub."""
    left = dict(enumerate(before.listed))
    places: dict[tuple[str, str], list[int]] = {}  # the first one last
    for at in reversed(left):
        for key in _keys(left[at]):
            places.setdefault(key, []).append(at)
    new = changed = 0
    for paper in after.listed:
        known = _take(left, [places[key] for key in _keys(paper) if key in places])
        if known is None:
            new += 1
        else:
            changed += said_of(known) != said_of(paper)
    return Sums(new, len(left), changed)


def _take(left: dict[int, Paper], lists: list[list[int]]) -> Paper | None:
    """Take the first paper of a list that is left, from the first list that has one."""
    for places in lists:
        while places:
            if (at := places.pop()) in left:
                return left.pop(at)
    return None


def _keys(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield what a paper is known by, the surest first."""
    yield from ids_of(paper)
    if paper.title:
        yield "title", fold(paper.title)
    if paper.summary:
        yield "summary", paper.summary
