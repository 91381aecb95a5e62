"""What changed in a library between two times, or two captures of a hub."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from citehub.errors import CitehubError
from citehub.hubs.history import Difference, differences
from citehub.library.library import Library
from citehub.library.names import find_hub
from citehub.model import Hub

_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
_NUMBER = re.compile(r"\d{1,9}")


def before(day: str) -> str:
    """Return the day before one; CitehubError where it is no day."""
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        raise CitehubError(
            f"{day!r} is not a day, such as 2026-05-01; captures have numbers where a hub is named"
        ) from None


def hubs_to_compare(
    library: Library, name: str | None, start: str | None, end: str | None
) -> Iterable[Hub]:
    """Return the hubs that have captures between two ends, read one by one; of one name, that hub.

    CitehubError where an end is neither a day nor, of one hub, a capture's number.
    """
    for given in (start, end):
        if given is None or _DAY.fullmatch(given) or (name and _NUMBER.fullmatch(given)):
            continue
        said = "a capture's number or " if name else ""
        raise CitehubError(f"{given!r} is not {said}a day, such as 2026-05-01")
    if name is not None:
        place = library.ask(lambda _: find_hub(library, name))
        return [library.read(place)]
    return _changed_hubs(library, start, end)


def _changed_hubs(library: Library, start: str | None, end: str | None) -> Iterator[Hub]:
    for place in library.ask(lambda index: index.places()):
        hub = library.read(place)
        first, last = ends(hub, start, end)
        if first < last:
            yield hub


def ends(hub: Hub, start: str | None, end: str | None) -> tuple[int, int]:
    """Return the numbers of the two captures that are compared.

    A day stands for the last capture up to it; without a start it is the one before the end's.
    CitehubError where the hub has no capture of that number.
    """
    last = len(hub.captures) if end is None else _number(hub, end)
    first = max(last - 1, 1) if start is None else _number(hub, start)
    return min(first, last), last


def _number(hub: Hub, given: str) -> int:
    if _NUMBER.fullmatch(given):
        if int(given) > len(hub.captures):
            raise CitehubError(f"{hub.id} has captures 1 to {len(hub.captures)}, no {given}")
        return int(given)
    return sum((capture.when or "")[: len(given)] <= given for capture in hub.captures)


def compare(hubs: Iterable[Hub], start: str | None, end: str | None) -> Iterator[Difference]:
    """Yield what changed in hubs between two ends."""
    for hub in hubs:
        yield from differences(hub, *ends(hub, start, end))
