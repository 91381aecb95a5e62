"""Rules grouped for use: compiled once, asked for the labels of many papers.

A label's score is its prior plus the weights of the rules that speak for it; each rule counts once
for a paper. The best label is given when a rule speaks for it and it leads the next one by the
margin; else the paper stays unclassified. A prior alone never labels.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from citehub.model import UNCLASSIFIED, Evidence
from citehub.rules.automaton import Automaton
from citehub.rules.calibration import Calibration
from citehub.rules.pattern import Pattern
from citehub.rules.text import Text

FIELDS = ("title", "summary", "context")


def field_of(name: str) -> str:
    """Return which field's rules read a text: an abstract's are those of a summary."""
    return "summary" if name == "abstract" else name.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a rule was right: on `n` labelled texts of `on` where it fired, and the bound."""

    precision: float
    low: float
    n: int
    on: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One keyword rule: `value` of `label` is what it speaks for, `line` where it stands."""

    id: str
    label: str
    value: str
    fields: tuple[str, ...]
    match: tuple[Pattern, ...]
    why: str
    unless: tuple[Pattern, ...] = ()
    weight: float = 1.0
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    measured: Measured | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """How one label is decided: the lead it takes, and each value's score before any rule.

    `calibrated` is how often it was right with which lead, None where nobody measured it.
    """

    margin: float = 0.5
    prior: Mapping[str, float] = field(default_factory=dict)
    calibrated: Calibration | None = None


class Hit(NamedTuple):
    """A rule that fired: in which field, and on which of its words, [start, end)."""

    rule: Rule
    where: str
    start: int
    end: int


class Decision(NamedTuple):
    """The label, why, and every rule that spoke for each value.

    `scores` has the total of each value, its prior included; `lead` is how far the best is ahead
    of the next.
    """

    value: str
    evidence: Evidence | None
    hits: tuple[Hit, ...]
    scores: Mapping[str, float] = MappingProxyType({})
    lead: float = 0.0


class RuleSet:
    """Compiled rules. `version` changes whenever their text does."""

    def __init__(
        self, rules: Iterable[Rule], settings: Mapping[str, Settings], version: str
    ) -> None:
        self.rules = tuple(rules)
        self.settings = settings
        self.version = version
        self._automata: dict[tuple[str, str], Automaton] = {}
        for number, rule in enumerate(self.rules):
            for name in rule.fields:
                automaton = self._automata.setdefault((rule.label, name), Automaton())
                for pattern in rule.match:
                    automaton.add(pattern, number)
                for pattern in rule.unless:
                    automaton.add(pattern, -number - 1)  # below zero: this match silences the rule

    def hits(self, label: str, texts: Mapping[str, Text]) -> list[Hit]:
        """Return the rules of a label that fire on a paper's texts, in the file's order.

        The `unless` of a rule holds for title and summary together, for each citing sentence alone.
        """
        if all(field_of(name) == "context" for name in texts):
            found: dict[int, Hit] = {}
            for name, text in texts.items():
                found = self._fire(label, {name: text}) | found
        else:
            found = self._fire(label, texts)
        return [found[number] for number in sorted(found)]

    def _fire(self, label: str, texts: Mapping[str, Text]) -> dict[int, Hit]:
        found: dict[int, Hit] = {}
        silenced = set()
        for name, text in texts.items():
            automaton = self._automata.get((label, field_of(name)))
            if automaton is None:
                continue
            for number, (start, end) in automaton.matches(text).items():
                if number < 0:
                    silenced.add(-number - 1)
                elif number not in found:
                    found[number] = Hit(self.rules[number], name, start, end)
        for number in silenced:
            found.pop(number, None)
        return found

    def decide(
        self, label: str, texts: Mapping[str, Text], margin: float | None = None
    ) -> Decision:
        """Decide one label of a paper; `margin` 0 always decides, by the priors if need be."""
        settings = self.settings[label]
        lead = settings.margin if margin is None else margin
        hits = self.hits(label, texts)
        if not hits and lead > 0:
            return Decision(UNCLASSIFIED, None, ())
        scores = dict(settings.prior)
        heaviest: dict[str, Hit] = {}  # of the rules that speak for a value
        for hit in hits:
            value, weight = hit.rule.value, hit.rule.weight
            scores[value] = scores.get(value, 0.0) + weight
            if value not in heaviest or weight > heaviest[value].rule.weight:
                heaviest.pop(value, None)  # to stand behind the others: of equals the first counts
                heaviest[value] = hit
        if not scores:
            return Decision(UNCLASSIFIED, None, ())
        ranked = sorted([(-score, value) for value, score in scores.items()])
        best = ranked[0][1]
        ahead = (ranked[1][0] if len(ranked) > 1 else 0.0) - ranked[0][0]
        if lead > 0 and (best not in heaviest or ahead < lead):
            return Decision(UNCLASSIFIED, None, tuple(hits), scores, ahead)
        chosen = heaviest.pop(best, None)
        evidence = self._evidence(chosen, heaviest, texts, ahead) if chosen else None
        return Decision(best, evidence, tuple(hits), scores, ahead)

    def _evidence(
        self, chosen: Hit, others: Mapping[str, Hit], texts: Mapping[str, Text], lead: float
    ) -> Evidence:
        """Name the rule that decided, and what the heaviest one against it speaks for.

        Measured is what rules do on summaries: nobody knows how they do on abstracts. Nor how far
        to trust a lead that an unmeasured rule brought about.
        """
        calibrated = self.settings[chosen.rule.label].calibrated
        known = calibrated and chosen.rule.measured and chosen.where != "abstract"
        runner_up = max(others, key=lambda value: others[value].rule.weight) if others else None
        return Evidence(
            rule=chosen.rule.id,
            match=texts[chosen.where].passage(chosen.start, chosen.end),
            where=chosen.where,
            confidence=calibrated.share(lead) if calibrated and known else None,
            margin=round(lead, 3),
            runner_up=runner_up,
        )
