"""Faults of a rules file that can only be seen by running it, each with its line."""

import re
from collections import defaultdict
from collections.abc import Iterator

from citehub.model import LABELS
from citehub.rules.automaton import Automaton
from citehub.rules.load import RulesFile, read, shipped_rules
from citehub.rules.pattern import Pattern
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
_MOST_ALIKE = 50  # rules that share a pattern and are compared: no file takes time by its square
_QUOTED = re.compile(r'"[^"]*"')
_REGEX = re.compile(r"\.[*+?]|\\\w?|[\[\]?]|(?<!\+)\+(?!\+)")


def check(data: bytes, source: str) -> list[str]:
    """Return all faults of a rules file as `FILE:LINE: what`, none for a good one."""
    file = read(data, source)
    faults = list(file.faults)
    taken = {id(rule) for rule in (shipped_rules().rules if extends_shipped(data) else ())}
    own = [rule for rule in file.rules if id(rule) not in taken]
    for rule in own:
        faults += [f"{source}:{rule.line}: {what}" for what in _examples(rule)]
        faults += [f"{source}:{rule.line}: {what}" for what in _regexes(rule)]
        faults += [f"{source}:{rule.line}: {what}" for what in _too_broad(rule)]
    faults += [f"{source}:{rule.line}: {what}" for rule, what in _never_win(own, file)]
    return faults


def _fires(alone: RuleSet, text: str) -> bool:
    """Return whether a rule, alone in its set, fires on an example; `{hub}` is the hub's name."""
    (rule,) = alone.rules
    named = text.replace("{hub}", "Hubname")
    texts = {name: Text(named, (("hubname",),), cites=name == "context") for name in rule.fields}
    return any(alone.hits(rule.label, {name: text}) for name, text in texts.items())


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
    for pattern in (*rule.patterns, *rule.unless):
        written = pattern.written
        if sign := _REGEX.search(_QUOTED.sub(" ", written)):
            faults.append(
                f"rule {rule.id!r}: the pattern {written!r} has {sign[0]!r}, as in a regular "
                "expression; patterns are words, and word* is any ending of one"
            )
    return faults


def _too_broad(rule: Rule) -> list[str]:
    faults = []
    for pattern in rule.patterns:
        automaton = Automaton()
        automaton.add(pattern, 0)
        fired = sum(bool(automaton.matches(Text(sentence))) for sentence in _PLAIN)
        if fired > len(_PLAIN) // 2:
            faults.append(
                f"rule {rule.id!r}: the pattern {pattern.written!r} matches nearly everything"
            )
    return faults


def _never_win(own: list[Rule], file: RulesFile) -> Iterator[tuple[Rule, str]]:
    """Find rules that cannot decide: with every rule for their value, still behind the margin.

    And rules whose patterns another rule in the same fields has all of, for another value.
    """
    reach: dict[tuple[str, str], float] = defaultdict(float)
    having: dict[tuple[str, Pattern], list[Rule]] = defaultdict(list)
    for rule in file.rules:
        reach[rule.label, rule.value] += sum(weight for weight, _ in rule.ways)
        for pattern in rule.match:
            having[rule.label, pattern].append(rule)
    for rule in own:
        label = file.settings[rule.label]
        others = [prior for value, prior in label.prior.items() if value != rule.value]
        best = reach[rule.label, rule.value] + label.prior.get(rule.value, 0.0)
        lead = best - max([*others, 0.0])
        if lead < label.margin:
            missing = label.margin - lead
            win = (
                f"a weight of {rule.weight + missing:g} wins"
                if rule.match
                else f"weights of {missing:g} more win"
            )
            yield (
                rule,
                f"rule {rule.id!r} can never win: {rule.value!r} leads by {lead:g} at most, and "
                f"the margin is {label.margin:g}; {win}",
            )
        rarest = min((having[rule.label, pattern] for pattern in rule.match), key=len, default=[])
        for other in rarest[:_MOST_ALIKE]:
            if (
                other.value != rule.value
                and set(rule.match) <= set(other.match)
                and set(rule.fields) <= set(other.fields)
                and other.weight >= rule.weight
                and not other.unless
            ):
                yield rule, f"rule {rule.id!r} can never win: {other.id!r} has its patterns"
