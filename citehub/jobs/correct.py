"""A hub's title, authors and year by hand."""

from collections.abc import Mapping
from typing import NamedTuple

from citehub.errors import CitehubError
from citehub.hubs.by_hand import correct_hub, uncorrect_hub
from citehub.library.library import Library
from citehub.library.names import find_hub
from citehub.library.writer import changing
from citehub.model import Hub
from citehub.text.words import one_line


class FieldChange(NamedTuple):
    """A field of a hub that is or would be other than before."""

    hub: str
    field: str
    old: str | int | None
    new: str | int | None


def set_fields(
    library: Library,
    name: str,
    fields: Mapping[str, str | int],
    *,
    clear: bool = False,
    dry_run: bool = False,
) -> tuple[Hub, list[FieldChange]]:
    """Correct a hub's title, authors or year; `clear` takes earlier corrections back first.

    Return the hub as it is then, and what changes. CitehubError where a text is blank.
    """
    fields = {
        field: one_line(value) if isinstance(value, str) else value
        for field, value in fields.items()
    }
    if "" in fields.values():
        raise CitehubError("a title or authors cannot be blank")
    with changing(library, "set", dry_run=dry_run) as hubs:
        found = hubs.get(find_hub(library, name, guess=False))
        changed = correct_hub(_as_on_its_page(found) if clear else found, fields)
        if changed != found:
            hubs.put(changed)
    pairs = [(field, getattr(found, field), getattr(changed, field)) for field in _FIELDS]
    return changed, [FieldChange(changed.id, *pair) for pair in pairs if pair[1] != pair[2]]


_FIELDS = ("title", "authors", "year")


def _as_on_its_page(hub: Hub) -> Hub:
    """Return a hub as its page calls it, also where its title was edited in the store."""
    return uncorrect_hub(hub)._replace(title=hub.page_title)
