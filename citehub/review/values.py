"""The values a label can be given, each with its key and what it means."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from citehub.model import UNCLASSIFIED
from citehub.rules.ruleset import RuleSet

# Short enough for a line of the screen; docs/rules.md has them in full.
DEFINITIONS = {
    "role": {
        "survey": "reviews or teaches existing work, or takes a stand",
        "benchmark": "data or a yardstick: a data set, metric, challenge",
        "method": "a new technique: an algorithm, model, recipe",
        "analysis": "findings about what exists: a study, a comparison",
        "theory": "a formal result: a proof, a bound, a derivation",
        "system": "something built: software, hardware, a platform",
    },
    "citation_role": {
        "background": "names the hub as earlier or related work",
        "method": "uses the hub's method or tool",
        "dataset": "uses the hub's data",
        "baseline": "measures itself against the hub",
        "comparison": "compares its findings with the hub's",
        "extension": "builds on the hub and goes further",
        "other": "none of these",
    },
    "citation_polarity": {
        "background": "takes no side",
        "support": "agrees with the hub, or confirms it",
        "contrast": "disagrees with the hub, or finds otherwise",
        "use_method": "uses its method, and takes no side",
        "use_dataset": "uses its data, and takes no side",
    },
}
_DIGITS = "123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Value(NamedTuple):
    """A value of a label, the key that gives it, and its definition ("" for one of user rules)."""

    key: str
    name: str
    meaning: str


def values_of(label: str, rules: RuleSet, taken: Collection[str]) -> list[Value]:
    """Return the values of a label: the known ones first, then those that only these rules give.

    Keys are digits, then letters that are not `taken`; with the last key the values end.
    """
    known = DEFINITIONS[label]
    own = [rule.value for rule in rules.rules if rule.label == label and rule.value not in known]
    names = [name for name in dict.fromkeys([*known, *own]) if name != UNCLASSIFIED]
    keys: Iterable[str] = (key for key in _DIGITS + _LETTERS if key not in taken)
    return [Value(k, name, known.get(name, "")) for k, name in zip(keys, names, strict=False)]
