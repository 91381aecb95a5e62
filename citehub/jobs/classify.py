"""The rules applied again to every hub of a library."""

from citehub.hubs.by_hand import Change, changes
from citehub.hubs.classify import classify_hub
from citehub.library.changing import changing
from citehub.library.library import Library
from citehub.rules.ruleset import RuleSet


def classify_library(library: Library, rules: RuleSet, *, dry_run: bool) -> list[Change]:
    """Label all papers by the rules; return the labels that change. Labels by hand stay."""
    done: list[Change] = []
    with changing(library, "classify", dry_run=dry_run) as hubs:
        for place in library.ask(lambda index: index.places()):
            old = hubs.get(place)
            new = classify_hub(old, rules)
            done += changes(old, new)
            if new != old:
                hubs.put(new)
    return done
