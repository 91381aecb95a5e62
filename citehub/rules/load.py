"""Read a rules file; every fault is named with its line before anything is used.

The file's head, `rules/default.yaml`, documents its keys.
"""

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from citehub.errors import RulesError
from citehub.model import GIVEN, LABELS
from citehub.rules.pattern import PatternError, parse_pattern
from citehub.rules.ruleset import FIELDS, Measured, Rule, RuleSet, Settings
from citehub.rules.version import SHIPPED, rules_bytes, shipped_bytes, version_of

_TOP_KEYS = ("extends", "without", "labels", "rules")
_RULE_KEYS = ("id", *LABELS, "in", "match", "unless", "weight", "why", "yes", "no", "measured")


class _Faults:
    """Collects faults, so that a file's author sees all of them at once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[str] = []

    def add(self, node: yaml.Node | int, what: str) -> None:
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.found.append(f"{self.source}:{line}: {what}")


def load(path: Path | None = None) -> RuleSet:
    """Read, check and compile a rules file; RulesError has a line for each fault."""
    data, source = rules_bytes(path)
    rules, settings, faults = read(data, source)
    if faults:
        raise RulesError("\n".join(["the rules have faults:", *faults]))
    return RuleSet(rules, settings, version_of(data))


def read(data: bytes, source: str) -> tuple[list[Rule], dict[str, Settings], list[str]]:
    """Return the rules, each label's settings and all faults, as `FILE:LINE: what`."""
    faults = _Faults(source)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(data, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or " ".join(str(error).split())
        faults.add(line, f"not YAML: {what}")
        return [], {}, faults.found
    settings = {label: Settings() for label in LABELS}
    if not isinstance(root, yaml.MappingNode):
        faults.add(1, "a rules file is a mapping with the key 'rules'")
        return [], settings, faults.found
    top = _mapping(root, _TOP_KEYS, faults)
    rules: list[Rule] = []
    if "extends" in top:
        if _text(top["extends"]) != "default":
            faults.add(top["extends"], "'extends' can only name 'default', the shipped rules")
        shipped = shipped_rules()
        rules, settings = list(shipped[0]), dict(shipped[1])
    elif "rules" not in top:
        faults.add(1, "no key 'rules'")
    if "without" in top:
        known = {rule.id for rule in rules}
        without = _strings(top["without"], faults)
        for name in without:
            if name not in known:
                faults.add(top["without"], f"'without' names {name!r}, which is no shipped rule")
        rules = [rule for rule in rules if rule.id not in without]
    if "labels" in top:
        settings |= _settings(top["labels"], faults)
    own = list(_rules(top.get("rules"), faults))
    _refuse_doubles(own, faults)
    replaced = {rule.id for rule in own}
    return [r for r in rules if r.id not in replaced] + own, settings, faults.found


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[tuple[Rule, ...], Mapping[str, Settings]]:
    """Return the shipped rules and settings, read once."""
    rules, settings, _ = read(shipped_bytes(), SHIPPED)
    return tuple(rules), settings


def _refuse_doubles(rules: list[Rule], faults: _Faults) -> None:
    lines: dict[str, int] = {}
    for rule in rules:
        if rule.id in lines:
            faults.add(rule.line, f"the id {rule.id!r} is taken by line {lines[rule.id]}")
        lines.setdefault(rule.id, rule.line)


def _text(node: yaml.Node) -> str:
    """Return what stands at a node, in short for a list or mapping: aliases make those endless."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "this"


def _mapping(node: yaml.Node, keys: tuple[str, ...], faults: _Faults) -> dict[str, yaml.Node]:
    """Return a mapping's nodes by key; unknown and doubled keys are faults."""
    if not isinstance(node, yaml.MappingNode):
        faults.add(node, f"expected a mapping with {', '.join(keys) or 'values'}")
        return {}
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _text(key)
        if keys and name not in keys:
            faults.add(key, f"unknown key {name!r}; there are {', '.join(keys)}")
        elif name in found:
            faults.add(key, f"the key {name!r} stands here twice")
        else:
            found[name] = value
    return found


def _is_string(node: yaml.Node) -> bool:
    """Return whether a node is text: unquoted no, 1.10, 2020-01-01 and {name} are not, to YAML."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str"


def _string(node: yaml.Node, faults: _Faults) -> str:
    if _is_string(node):
        return str(node.value)
    shown = " ".join(_text(node).split())
    said = f"{shown} is not a text to YAML; put it in quotes" if shown else "expected a text"
    faults.add(node, said)
    return ""


def _strings(node: yaml.Node, faults: _Faults) -> tuple[str, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(_string(item, faults) for item in nodes)


def _number(node: yaml.Node, faults: _Faults) -> float:
    """Return a number, or NaN where there is none: no later check complains about NaN."""
    try:
        number = float(_text(node))
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    faults.add(node, "expected a number")
    return math.nan


def _settings(node: yaml.Node, faults: _Faults) -> dict[str, Settings]:
    found = {}
    for label, inner in _mapping(node, LABELS, faults).items():
        keys = _mapping(inner, ("margin", "prior"), faults)
        margin = _number(keys["margin"], faults) if "margin" in keys else 0.5
        if margin <= 0:
            faults.add(inner, "a margin is greater than 0; at 0 a guess would pass for evidence")
        prior = _mapping(keys["prior"], (), faults) if "prior" in keys else {}
        found[label] = Settings(margin, {k: _number(v, faults) for k, v in prior.items()})
    return found


def _rules(node: yaml.Node | None, faults: _Faults) -> Iterator[Rule]:
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        faults.add(node, "'rules' is a list, each rule behind a '-'")
        return
    for item in node.value:
        before = len(faults.found)
        keys = _mapping(item, _RULE_KEYS, faults)
        rule = _rule(item, keys, faults) if keys else None
        if rule and len(faults.found) == before:
            yield rule


def _rule(item: yaml.Node, keys: dict[str, yaml.Node], faults: _Faults) -> Rule | None:
    label = next((name for name in LABELS if name in keys), None)
    for key in ("id", "match", "why"):
        if key not in keys:
            faults.add(item, f"a rule needs the key {key!r}")
            return None
    if label is None or sum(name in keys for name in LABELS) > 1:
        faults.add(item, f"a rule speaks for one of {', '.join(LABELS)}: write e.g. 'role: survey'")
        return None
    default_fields = ("title", "summary") if label == "role" else ("context",)
    fields = _strings(keys["in"], faults) if "in" in keys else default_fields
    for name in fields:
        if name not in FIELDS:
            faults.add(keys["in"], f"'in' names {name!r}; there are {', '.join(FIELDS)}")
    weight = _number(keys["weight"], faults) if "weight" in keys else 1.0
    if weight <= 0:
        faults.add(keys["weight"], "a weight is greater than 0")
    for key in ("id", label, "why"):
        if _is_string(keys[key]) and not _text(keys[key]).strip():
            faults.add(keys[key], f"{key} is empty")
    if (name := _text(keys["id"])) in GIVEN:
        faults.add(keys["id"], f"the id {name!r} is kept for labels given by hand or page")
    match = _patterns(keys["match"], faults)
    if not match:
        faults.add(keys["match"], "'match' has no pattern")
    return Rule(
        id=_string(keys["id"], faults),
        label=label,
        value=_string(keys[label], faults),
        fields=fields,
        match=match,
        why=_string(keys["why"], faults),
        unless=_patterns(keys["unless"], faults) if "unless" in keys else (),
        weight=weight,
        yes=_strings(keys["yes"], faults) if "yes" in keys else (),
        no=_strings(keys["no"], faults) if "no" in keys else (),
        measured=_measured(keys["measured"], faults) if "measured" in keys else None,
        line=item.start_mark.line + 1,
    )


def _patterns(node: yaml.Node, faults: _Faults) -> tuple[str, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    patterns = []
    for inner in nodes:
        pattern = _string(inner, faults)
        patterns.append(pattern)
        if not _is_string(inner):
            continue
        try:
            parse_pattern(pattern)
        except RecursionError:
            faults.add(inner, "bad pattern: too many brackets within brackets")
        except PatternError as error:
            faults.add(inner, f"bad pattern {pattern!r}: {error}")
    return tuple(patterns)


def _measured(node: yaml.Node, faults: _Faults) -> Measured | None:
    keys = _mapping(node, ("precision", "low", "n", "on"), faults)
    if len(keys) < 4:
        faults.add(node, "'measured' needs precision, low, n and on")
        return None
    precision, low, n = (_number(keys[key], faults) for key in ("precision", "low", "n"))
    return Measured(precision, low, 0 if math.isnan(n) else int(n), _string(keys["on"], faults))
