"""What the keys of a review do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from citehub.errors import CitehubError

ENTER = "enter"


class Action(NamedTuple):
    """Something that a key does: its name in the settings, its key by default, what it does."""

    name: str
    key: str
    does: str


ACTIONS = (
    Action("accept", ENTER, "give the proposed label"),
    Action("skip", "s", "go on without a label"),
    Action("back", "b", "go to the paper before"),
    Action("undo", "u", "take the last label back"),
    Action("note", "n", "note why; it is kept with the label"),
    Action("open", "o", "open the paper in the browser"),
    Action("search", "/", "search the titles"),
    Action("filter", "f", "filter the papers"),
    Action("explain", "e", "explain the label in full"),
    Action("help", "?", "list the keys"),
    Action("quit", "q", "end; what was labelled is kept"),
)
KEYS: Mapping[str, str] = MappingProxyType({action.name: action.key for action in ACTIONS})


def keys_of(said: str | None, source: str) -> Mapping[str, str]:
    """Return the key of each action, as the settings have it: `skip=k back=h`, the rest as usual.

    CitehubError, which names the `source`, where there is no such action, or a key has two.
    """
    own = dict(part.split("=", 1) for part in (said or "").split())
    if unknown := [name for name in own if name not in KEYS]:
        raise CitehubError(f"{source}: no key {unknown[0]!r}; keys: {', '.join(KEYS)}")
    keys = {**KEYS, **own}
    action_of: dict[str, str] = {}
    for name, key in keys.items():
        if (other := action_of.setdefault(key, name)) != name:
            raise CitehubError(f"{source}: the key {key!r} is of both {other} and {name}")
    return MappingProxyType(keys)
