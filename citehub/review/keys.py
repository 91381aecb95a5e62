"""What the keys of a review do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

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
