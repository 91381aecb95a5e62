"""A hub's title, authors, year and id by hand."""

from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

from citehub.errors import CitehubError
from citehub.hubs.by_hand import correct_hub, rename_hub, uncorrect_hub
from citehub.hubs.merge import other_ids
from citehub.library.changing import changing
from citehub.library.library import Library
from citehub.library.names import find_hub, hubs_of_title
from citehub.model import Hub
from citehub.text.titles import is_author_list, slug
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
    new_id: str | None = None,
    clear: bool = False,
    dry_run: bool = False,
) -> tuple[Hub, list[FieldChange]]:
    """Correct a hub's title, authors, year or id; `clear` takes earlier corrections back first.

    A hub that is named after a list of authors is named after its title when that is given first,
    unless `new_id` says how. The ids that it had go on finding it.

    Return the hub as it is then, and what changes. CitehubError where a text is blank, or where
    another hub has the title or the id.
    """
    fields = {
        field: one_line(value) if isinstance(value, str) else value
        for field, value in fields.items()
    }
    if "" in fields.values():
        raise CitehubError("a title or authors cannot be blank")
    with changing(library, "set", dry_run=dry_run) as hubs:
        place = library.ask(lambda _: find_hub(library, name, guess=False))
        found = hubs.get(place)
        if "title" in fields:
            _refuse_title_of_another(library, found, str(fields["title"]))
        changed = correct_hub(_as_on_its_page(found) if clear else found, fields)
        if new_id is not None:
            _refuse_id(library, found, new_id)
        elif "title" in fields and "title" not in found.by_hand:
            new_id = _better_id(library, changed)
        if new_id is not None and new_id != found.id:
            changed = rename_hub(changed, new_id)
        if changed != found:
            hubs.put(changed, at=place)
    pairs = [(field, getattr(found, field), getattr(changed, field)) for field in _FIELDS]
    return changed, [FieldChange(changed.id, *pair) for pair in pairs if pair[1] != pair[2]]


_FIELDS = ("id", "title", "authors", "year")


def _as_on_its_page(hub: Hub) -> Hub:
    """Return a hub as its page calls it, also where its title was edited in the store."""
    return uncorrect_hub(hub)._replace(title=hub.page_title)


def _refuse_title_of_another(library: Library, hub: Hub, title: str) -> None:
    """Let no two hubs get one title unseen: they may be one work."""
    for other, _ in library.ask(lambda _: hubs_of_title(library, title)):
        if other != hub.id:
            raise CitehubError(
                f"the hub {other} has this title; if both are one work, join them: "
                f"citehub merge {hub.id} {other}"
            )


def _refuse_id(library: Library, hub: Hub, new_id: str) -> None:
    if new_id != slug(new_id):
        raise CitehubError(f"{new_id!r} cannot be an id, but {slug(new_id)!r} can")
    owner = _owner(library, new_id)
    if owner not in (None, hub.id):
        is_former = "" if owner == new_id else ", which had it before"
        raise CitehubError(f"the id {new_id} belongs to the hub {owner}{is_former}")


def _better_id(library: Library, hub: Hub) -> str | None:
    """Return an id made of a hub's title in place of one made of the authors on its page."""
    if not (hub.id.startswith(slug(hub.page_title)) and is_author_list(hub.page_title)):
        return None
    titled = hub._replace(id=slug(hub.title))
    new_ids = chain([titled.id], other_ids(titled))
    return next(new_id for new_id in new_ids if _owner(library, new_id) in (None, hub.id))


def _owner(library: Library, hub_id: str) -> str | None:
    """Return the id of the hub that an id finds, or None."""
    place = library.ask(lambda index: index.place_of_name(hub_id))
    return place.id if place else None
