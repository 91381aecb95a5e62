"""Faults of a rules file that can only be seen by running it, each with its line."""

import re
from collections import defaultdict

from citehub.model import LABELS
from citehub.rules.automaton import Automaton
from citehub.rules.load import read, shipped_rules
from citehub.rules.ruleset import Rule, RuleSet, Settings
from citehub.rules.text import Text
from citehub.rules.version import extends_shipped

# Plain sentences about nothing in particular. A pattern that fires on most of them tells nothing.
_PLAIN = (
    "The results of this paper are shown for a number of cases and discussed in the text.",
    "A new method is used with data from earlier work, and it is as good as the others.",
    "In this study we look at how people in the north and in the south spend their time.",
    "Small changes of the model have an effect on what is found by the end of the year.",
    "It was the first of many attempts to learn from what had been written before that.",
)
# What regular expressions are written with and no word is, `c++` aside; quoted words may have it.
_QUOTED = re.compile(r'"[^"]*"')
_REGEX = re.compile(r"\.[*+?]|\\\w?|[\[\]?]|(?<!\+)\+(?!\+)")


def check(data: bytes, source: str) -> list[str]:
    """Return all faults of a rules file as `FILE:LINE: what`, none for a good one."""
    rules, settings, faults = read(data, source)
    taken = frozenset(shipped_rules()[0] if extends_shipped(data) else ())
    own = [rule for rule in rules if rule not in taken]
    for rule in own:
        faults += [f"{source}:{rule.line}: {what}" for what in _examples(rule)]
        faults += [f"{source}:{rule.line}: {what}" for what in _regexes(rule)]
        faults += [f"{source}:{rule.line}: {what}" for what in _too_broad(rule)]
    faults += [f"{source}:{rule.line}: {what}" for rule, what in _never_win(own, rules, settings)]
    return faults


def _fires(alone: RuleSet, text: str) -> bool:
    """Return whether a rule, alone in its set, fires on an example; `{hub}` is the hub's name."""
    (rule,) = alone.rules
    named = Text(text.replace("{hub}", "Hubname"), (("hubname",),))
    return any(alone.hits(rule.label, {name: named}) for name in rule.fields)


def _examples(rule: Rule) -> list[str]:
    """Run a rule's own examples."""
    alone = RuleSet([rule], {label: Settings() for label in LABELS}, "")
    faults = []
    for text in rule.yes:
        if not _fires(alone, text):
            faults.append(f"rule {rule.id!r} does not fire on its own 'yes' example {text!r}")
    for text in rule.no:
        if _fires(alone, text):
            faults.append(f"rule {rule.id!r} fires on its own 'no' example {text!r}")
    return faults


def _regexes(rule: Rule) -> list[str]:
    """Find patterns meant as regular expressions: read as words, they say something else."""
    faults = []
    for pattern in (*rule.match, *rule.unless):
        if sign := _REGEX.search(_QUOTED.sub(" ", pattern)):
            faults.append(
                f"rule {rule.id!r}: the pattern {pattern!r} has {sign[0]!r}, as in a regular "
                "expression; patterns are words, and word* is any ending of one"
            )
    return faults


def _too_broad(rule: Rule) -> list[str]:
    faults = []
    for pattern in rule.match:
        automaton = Automaton()
        automaton.add(pattern, 0)
        fired = sum(bool(automaton.matches(Text(sentence))) for sentence in _PLAIN)
        if fired > len(_PLAIN) // 2:
            faults.append(f"rule {rule.id!r}: the pattern {pattern!r} matches nearly everything")
    return faults


def _never_win(
    own: list[Rule], rules: list[Rule], settings: dict[str, Settings]
) -> list[tuple[Rule, str]]:
    """Find rules that cannot decide: with every rule for their value, still behind the margin.

    And rules whose patterns another rule for the same value in the same fields has all of.
    """
    reach: dict[tuple[str, str], float] = defaultdict(float)
    for rule in rules:
        reach[rule.label, rule.value] += rule.weight
    faults = []
    for rule in own:
        label = settings[rule.label]
        others = [prior for value, prior in label.prior.items() if value != rule.value]
        best = reach[rule.label, rule.value] + label.prior.get(rule.value, 0.0)
        lead = best - max([*others, 0.0])
        if lead < label.margin:
            enough = rule.weight + label.margin - lead
            what = (
                f"rule {rule.id!r} can never win: {rule.value!r} leads by {lead:g} at most, and "
                f"the margin is {label.margin:g}; a weight of {enough:g} wins"
            )
            faults.append((rule, what))
        for other in rules:
            if (
                other is not rule
                and other.label == rule.label
                and set(rule.match) <= set(other.match)
                and set(rule.fields) <= set(other.fields)
                and other.weight >= rule.weight
                and other.value != rule.value
                and not other.unless
            ):
                faults.append(
                    (rule, f"rule {rule.id!r} can never win: {other.id!r} has its patterns")
                )
    return faults
