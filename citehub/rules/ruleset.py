"""Rules grouped for use: compiled once, asked for the labels of many papers.

A label's score is its prior plus the weights of the rules that speak for it; each rule counts once
for a paper, and so does each term of a rule that has terms. The best label is given when a rule
speaks for it and it leads the next one by the margin; else the paper stays unclassified. A prior
alone never labels.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

from citehub.model import UNCLASSIFIED, Evidence
from citehub.rules.alphabet import Alphabet
from citehub.rules.automaton import Automaton
from citehub.rules.calibration import Calibration
from citehub.rules.pattern import Pattern
from citehub.rules.text import Text

MOST_KNOWN = 32_768  # decisions that a set of rules remembers (memory: half a kilobyte each)
FIELDS = ("title", "summary", "context")
Said = tuple[tuple[str, str], ...]  # texts, each behind its name
Spans = dict[int, tuple[int, int]]  # by number of what counts, the words [start, end) it takes


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
    """One keyword rule: `value` of `label` is what it speaks for, `line` where it stands.

    It has patterns to `match`, of which one is enough, and their `weight`; or `terms`, each with a
    weight of its own, the heaviest first.
    """

    id: str
    label: str
    value: str
    fields: tuple[str, ...]
    match: tuple[Pattern, ...]
    why: str
    unless: tuple[Pattern, ...] = ()
    terms: tuple[tuple[float, Pattern], ...] = ()
    weight: float = 1.0
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    measured: Measured | None = None
    line: int = 0

    @property
    def ways(self) -> tuple[tuple[float, tuple[Pattern, ...]], ...]:
        """What counts once: a weight, and the patterns of which one is enough for it."""
        if self.match:
            return ((self.weight, self.match),)
        return tuple((weight, (pattern,)) for weight, pattern in self.terms)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All patterns that the rule fires on."""
        return tuple(pattern for _, patterns in self.ways for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Settings:
    """How one label is decided: the lead it takes, and each value's score before any rule.

    `calibrated` is how often it was right with which lead, None where nobody measured it.
    """

    margin: float = 0.5
    prior: Mapping[str, float] = field(default_factory=dict)
    calibrated: Calibration | None = None


class Hit(NamedTuple):
    """A rule that fired: in which field, on which of its words, [start, end), and what it adds.

    Of a rule with terms, `terms` are those found, the heaviest first, each as a hit of its own: the
    place is that of the first, and the weight that of all.
    """

    rule: Rule
    where: str
    start: int
    end: int
    weight: float
    terms: tuple["Hit", ...] = ()


class Decision(NamedTuple):
    """The label, and why.

    `scores` has the total of each value, its prior included; `lead` is how far the best is ahead
    of the next.
    """

    value: str
    evidence: Evidence | None
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
        self._known: dict[bytes, tuple[str, Evidence | None]] = {}  # by a digest of what is said
        # By number, what counts once: whose rule it is, and its weight.
        self._rule_of: list[int] = []
        self._weight_of: list[float] = []
        alphabets: dict[str, Alphabet] = defaultdict(Alphabet)  # by label
        for at, rule in enumerate(self.rules):
            ways = rule.ways
            first = len(self._rule_of)
            self._rule_of += [at] * len(ways)
            self._weight_of += [weight for weight, _ in ways]
            for name in rule.fields:
                if (rule.label, name) not in self._automata:
                    self._automata[rule.label, name] = Automaton(alphabets[rule.label])
                automaton = self._automata[rule.label, name]
                for number, (_, patterns) in enumerate(ways, first):
                    for pattern in patterns:
                        automaton.add(pattern, number)
                for pattern in rule.unless:
                    automaton.add(pattern, -at - 1)  # below zero: this match silences the rule

    def hits(self, label: str, texts: Mapping[str, Text]) -> list[Hit]:
        """Return the rules of a label that fire on a paper's texts, in the file's order.

        The `unless` of a rule holds for title and summary together, for each citing sentence alone.
        """
        found = self._found(label, texts)
        hits: list[Hit] = []
        for number in _numbers(found):
            rule, weight = self.rules[self._rule_of[number]], self._weight_of[number]
            hit = Hit(rule, *_place(found, number), weight)
            if not rule.terms:
                hits.append(hit)
            elif hits and (last := hits[-1]).rule is rule:
                total = last.weight + weight
                hits[-1] = last._replace(weight=total, terms=(*last.terms, hit))
            else:
                hits.append(hit._replace(terms=(hit,)))
        return hits

    def _found(self, label: str, texts: Mapping[str, Text]) -> dict[str, Spans]:
        """Return by name of a text what counts in it; a number may be in several."""
        found: dict[str, Spans] = {}
        for name, text in texts.items():
            automaton = self._automata.get((label, field_of(name)))
            if automaton is not None:
                found[name] = automaton.matches(text)
        if all(field_of(name) == "context" for name in found):
            for spans in found.values():
                self._silence([spans])
        else:
            self._silence(found.values())
        return found

    def _silence(self, together: Collection[Spans]) -> None:
        """Take out the matches of every rule that one of these texts silences."""
        silenced = {-number - 1 for spans in together for number in spans if number < 0}
        if not silenced:
            return
        for spans in together:
            for number in [*spans]:
                if number < 0 or self._rule_of[number] in silenced:
                    del spans[number]

    def role_of(self, said: Said) -> tuple[str, Evidence | None]:
        """Return what a paper is that says this, and why.

        Captures of a hub, and hubs of a field, list the same papers: what was asked is remembered.
        """
        digest = blake2b(repr(said).encode(), digest_size=16).digest()  # the texts are let go
        known = self._known.get(digest)
        if known is None:
            decision = self.decide("role", {name: Text(text) for name, text in said})
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[digest] = decision.value, decision.evidence
        return known

    def decide(
        self, label: str, texts: Mapping[str, Text], margin: float | None = None
    ) -> Decision:
        """Decide one label of a paper; `margin` 0 always decides, by the priors if need be."""
        settings = self.settings[label]
        needed = settings.margin if margin is None else margin
        found = self._found(label, texts)
        numbers = _numbers(found)
        if not numbers and needed > 0:
            return Decision(UNCLASSIFIED, None)
        rule_of, weight_of = self._rule_of, self._weight_of
        weights: dict[int, float] = {}  # by rule, those of a rule's terms added up
        for number in numbers:
            at = rule_of[number]
            weights[at] = weights.get(at, 0.0) + weight_of[number]
        scores = dict(settings.prior)
        heaviest: dict[str, int] = {}  # of the rules that speak for a value; of equals the first
        for at, weight in weights.items():
            value = self.rules[at].value
            scores[value] = scores.get(value, 0.0) + weight
            if value not in heaviest or weight > weights[heaviest[value]]:
                heaviest[value] = at
        if not scores:
            return Decision(UNCLASSIFIED, None)
        ranked = sorted([(-score, value) for value, score in scores.items()])
        best = ranked[0][1]
        lead = (ranked[1][0] if len(ranked) > 1 else 0.0) - ranked[0][0]
        if needed > 0 and (best not in heaviest or lead < needed):
            return Decision(UNCLASSIFIED, None, scores, lead)
        if best not in heaviest:
            return Decision(best, None, scores, lead)
        chosen = heaviest.pop(best)
        others = sorted(heaviest.values())
        against = self.rules[max(others, key=weights.__getitem__)].value if others else None
        heaviest_term = next(number for number in numbers if rule_of[number] == chosen)
        place = _place(found, heaviest_term)
        return Decision(best, self._evidence(chosen, place, against, texts, lead), scores, lead)

    def _evidence(
        self,
        at: int,
        place: tuple[str, int, int],
        against: str | None,
        texts: Mapping[str, Text],
        lead: float,
    ) -> Evidence:
        """Name the rule that decided, and what the heaviest one against it speaks for.

        Measured is what rules do on summaries: nobody knows how they do on abstracts. Nor how far
        to trust a lead that an unmeasured rule brought about.
        """
        rule = self.rules[at]
        where, start, end = place
        margin = round(lead, 3)
        calibrated = self.settings[rule.label].calibrated
        known = calibrated and rule.measured and where != "abstract"
        return Evidence(
            rule=rule.id,
            match=texts[where].passage(start, end),
            where=where,
            confidence=calibrated.share(margin) if calibrated and known else None,
            margin=margin,
            runner_up=against,
        )


def _numbers(found: Mapping[str, Spans]) -> list[int]:
    """Return the numbers of what counts, in the file's order."""
    return sorted(set().union(*found.values()))


def _place(found: Mapping[str, Spans], number: int) -> tuple[str, int, int]:
    """Return in which text something counts that was found, the first that has it, and where."""
    return next((name, *spans[number]) for name, spans in found.items() if number in spans)
