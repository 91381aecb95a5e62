"""Read a rules file; every fault is named with its line before anything is used.

The file's head, `rules/default.yaml`, documents its keys.
"""

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from citehub.errors import RulesError
from citehub.model import GIVEN, LABELS
from citehub.rules.calibration import Bin, Calibration
from citehub.rules.nodes import (
    Faults,
    compose,
    is_string,
    mapping,
    number_at,
    string,
    strings,
    text_at,
)
from citehub.rules.pattern import (
    Element,
    Lists,
    Pattern,
    PatternError,
    parse_pattern,
    word_list,
)
from citehub.rules.ruleset import FIELDS, Measured, Rule, RuleSet, Settings
from citehub.rules.version import SHIPPED, rules_bytes, shipped_bytes, version_of

_TOP_KEYS = ("extends", "without", "labels", "words", "rules")
_RULE_KEYS = (
    *("id", *LABELS, "in", "match", "terms", "unless", "weight", "why", "yes", "no"),
    "measured",
)
MOST_GAPS = 20_000  # words in the gaps of a file, which take room and time; ours have 3,700
_LIST_NAME = re.compile(r"[\w-]+")


def load(path: Path | None = None) -> RuleSet:
    """Read, check and compile a rules file; RulesError has a line for each fault."""
    return compiled(*rules_bytes(path))


def compiled(data: bytes, source: str) -> RuleSet:
    """Do the same for the bytes of a rules file; `source` names it in messages."""
    file = read(data, source)
    if file.faults:
        raise RulesError("\n".join(["the rules have faults:", *file.faults]))
    return RuleSet(file.rules, file.settings, version_of(data))


class RulesFile(NamedTuple):
    """What a rules file says, with the shipped rules where it extends them, and its faults."""

    rules: tuple[Rule, ...]
    settings: Mapping[str, Settings]
    lists: Lists
    faults: list[str]


def read(data: bytes, source: str) -> RulesFile:
    """Read a rules file; its faults are written `FILE:LINE: what`."""
    faults = Faults(source)
    root = compose(data, faults)
    settings: dict[str, Settings] = {label: Settings() for label in LABELS}
    if not isinstance(root, yaml.MappingNode):
        if not faults.found:
            faults.add(1, "a rules file is a mapping with the key 'rules'")
        return RulesFile((), settings, {}, faults.found)
    top = mapping(root, _TOP_KEYS, faults)
    rules: list[Rule] = []
    lists: dict[str, Element] = {}
    if "extends" in top:
        if text_at(top["extends"]) != "default":
            faults.add(top["extends"], "'extends' can only name 'default', the shipped rules")
        shipped = shipped_rules()
        rules, settings, lists = [*shipped.rules], dict(shipped.settings), dict(shipped.lists)
    elif "rules" not in top:
        faults.add(1, "no key 'rules'")
    if "without" in top:
        known = {rule.id for rule in rules}
        without = set(strings(top["without"], faults))
        for name in sorted(without - known):
            faults.add(top["without"], f"'without' names {name!r}, which is no shipped rule")
        rules = [rule for rule in rules if rule.id not in without]
    if "labels" in top:
        settings |= _settings(top["labels"], settings, faults)
    if "words" in top:
        lists |= _lists(top["words"], faults)
    own = list(_rules(top.get("rules"), lists, faults))
    _refuse_doubles(own, faults)
    if sum(p.width for rule in own for p in (*rule.patterns, *rule.unless)) > MOST_GAPS:
        faults.add(1, f"the gaps of all patterns have more than {MOST_GAPS:,} words; use fewer")
    replaced = {rule.id for rule in own}
    kept = [rule for rule in rules if rule.id not in replaced]
    return RulesFile((*kept, *own), settings, lists, faults.found)


@lru_cache(maxsize=1)
def shipped_rules() -> RulesFile:
    """Return the shipped rules, read once."""
    return read(shipped_bytes(), SHIPPED)


def _refuse_doubles(rules: list[Rule], faults: Faults) -> None:
    lines: dict[str, int] = {}
    for rule in rules:
        if rule.id in lines:
            faults.add(rule.line, f"the id {rule.id!r} is taken by line {lines[rule.id]}")
        lines.setdefault(rule.id, rule.line)


def _settings(node: yaml.Node, base: Mapping[str, Settings], faults: Faults) -> dict[str, Settings]:
    """Read how labels are decided; what a label does not say stays as it was in `base`."""
    found = {}
    for label, inner in mapping(node, LABELS, faults).items():
        keys = mapping(inner, ("margin", "prior", "calibrated"), faults)
        known = base[label]
        margin = number_at(keys["margin"], faults) if "margin" in keys else known.margin
        if margin <= 0:
            faults.add(inner, "a margin is greater than 0; at 0 a guess would pass for evidence")
        prior = known.prior
        if "prior" in keys:
            given = mapping(keys["prior"], (), faults)
            prior = {value: number_at(score, faults) for value, score in given.items()}
        calibrated = known.calibrated
        if "calibrated" in keys:
            calibrated = _calibration(keys["calibrated"], faults)
        found[label] = Settings(margin, prior, calibrated)
    return found


def _calibration(node: yaml.Node, faults: Faults) -> Calibration | None:
    keys = mapping(node, ("on", "bins"), faults)
    said = keys.get("bins")
    if "on" not in keys or not isinstance(said, yaml.SequenceNode) or not said.value:
        faults.add(node, "'calibrated' needs 'on' and 'bins', a list of [lead, right, n]")
        return None
    bins = []
    for inner in said.value:
        if not isinstance(inner, yaml.SequenceNode) or len(inner.value) != len(Bin._fields):
            faults.add(inner, "a bin is [lead, right, n]")
            return None
        lead, right, n = (number_at(number, faults) for number in inner.value)
        bins.append(Bin(lead, right, 0 if math.isnan(n) else int(n)))
    return Calibration(string(keys["on"], faults), tuple(bins))


def _lists(node: yaml.Node, faults: Faults) -> dict[str, Element]:
    found = {}
    for name, inner in mapping(node, (), faults).items():
        if not _LIST_NAME.fullmatch(name):
            faults.add(inner, f"{name!r} cannot name a list: letters, digits, - and _ can")
            continue
        try:
            found[name] = word_list(strings(inner, faults))
        except PatternError as error:
            faults.add(inner, f"bad list {name!r}: {error}")
    return found


def _rules(node: yaml.Node | None, lists: Lists, faults: Faults) -> Iterator[Rule]:
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        faults.add(node, "'rules' is a list, each rule behind a '-'")
        return
    for item in node.value:
        before = len(faults.found)
        keys = mapping(item, _RULE_KEYS, faults)
        rule = _rule(item, keys, lists, faults) if keys else None
        if rule and len(faults.found) == before:
            yield rule


def _rule(item: yaml.Node, keys: dict[str, yaml.Node], lists: Lists, faults: Faults) -> Rule | None:
    label = next((name for name in LABELS if name in keys), None)
    for key in ("id", "why"):
        if key not in keys:
            faults.add(item, f"a rule needs the key {key!r}")
            return None
    if ("match" in keys) == ("terms" in keys):
        faults.add(item, "a rule needs the key 'match', or 'terms' in its place")
        return None
    if label is None or sum(name in keys for name in LABELS) > 1:
        faults.add(item, f"a rule speaks for one of {', '.join(LABELS)}: write e.g. 'role: survey'")
        return None
    default_fields = ("title", "summary") if label == "role" else ("context",)
    fields = strings(keys["in"], faults) if "in" in keys else default_fields
    for name in fields:
        if name not in FIELDS:
            faults.add(keys["in"], f"'in' names {name!r}; there are {', '.join(FIELDS)}")
    weight = number_at(keys["weight"], faults) if "weight" in keys else 1.0
    if weight <= 0:
        faults.add(keys["weight"], "a weight is greater than 0")
    if "weight" in keys and "terms" in keys:
        faults.add(keys["weight"], "the weights of 'terms' are their keys; leave 'weight' out")
    for key in ("id", label, "why"):
        if is_string(keys[key]) and not text_at(keys[key]).strip():
            faults.add(keys[key], f"{key} is empty")
    if (name := text_at(keys["id"])) in GIVEN:
        faults.add(keys["id"], f"the id {name!r} is kept for labels given by hand or page")
    match = _patterns(keys["match"], lists, faults) if "match" in keys else ()
    if "match" in keys and isinstance(keys["match"], yaml.SequenceNode) and not keys["match"].value:
        faults.add(keys["match"], "'match' has no pattern")
    terms = _terms(keys["terms"], lists, faults) if "terms" in keys else ()
    return Rule(
        id=string(keys["id"], faults),
        label=label,
        value=string(keys[label], faults),
        fields=fields,
        match=match,
        why=string(keys["why"], faults),
        unless=_patterns(keys["unless"], lists, faults) if "unless" in keys else (),
        terms=terms,
        weight=weight,
        yes=strings(keys["yes"], faults) if "yes" in keys else (),
        no=strings(keys["no"], faults) if "no" in keys else (),
        measured=_measured(keys["measured"], faults) if "measured" in keys else None,
        line=item.start_mark.line + 1,
    )


def _patterns(node: yaml.Node, lists: Lists, faults: Faults) -> tuple[Pattern, ...]:
    written = _written(node, faults)
    return tuple(read for text, at in written for read in _pattern(text, at, lists, faults))


def _written(node: yaml.Node, faults: Faults) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the text of a node, or of each in its list, and where it stands."""
    for inner in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        text = string(inner, faults)
        if is_string(inner):
            yield text, inner


def _pattern(
    written: str, node: yaml.Node, lists: Lists, faults: Faults
) -> tuple[Pattern] | tuple[()]:
    try:
        return (parse_pattern(written, lists),)
    except RecursionError:
        faults.add(node, "bad pattern: too many brackets within brackets")
    except PatternError as error:
        faults.add(node, f"bad pattern {written!r}: {error}")
    return ()


def _terms(node: yaml.Node, lists: Lists, faults: Faults) -> tuple[tuple[float, Pattern], ...]:
    """Read patterns by weight, parted by commas; return them with their weights, heaviest first."""
    found: list[tuple[float, Pattern]] = []
    for written, inner in mapping(node, (), faults).items():
        try:
            weight = float(written)
        except ValueError:
            weight = 0.0
        if not 0 < weight < math.inf:
            faults.add(inner, f"{written!r} is no weight: 'terms' is {{weight: patterns}}")
        for patterns, _ in _written(inner, faults):
            for pattern in map(str.strip, patterns.split(",")):
                found += [(weight, read) for read in _pattern(pattern, inner, lists, faults)]
    if not found:
        faults.add(node, "'terms' has no pattern")
    known: set[Pattern] = set()
    for _, term in found:
        if term in known:
            faults.add(node, f"the term {term.written!r} stands here twice")
        known.add(term)
    return tuple(sorted(found, key=lambda term: -term[0]))


def _measured(node: yaml.Node, faults: Faults) -> Measured | None:
    keys = mapping(node, ("precision", "low", "n", "on"), faults)
    if len(keys) < 4:
        faults.add(node, "'measured' needs precision, low, n and on")
        return None
    precision, low, n = (number_at(keys[key], faults) for key in ("precision", "low", "n"))
    return Measured(precision, low, 0 if math.isnan(n) else int(n), string(keys["on"], faults))
