"""How good are the rules? Measured on labelled texts, each figure with its 95 % interval.

Intervals are Wilson's (1927), which stay inside 0 to 1 and hold for small n.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from citehub.errors import CitehubError
from citehub.model import UNCLASSIFIED
from citehub.rules.calibration import Tested
from citehub.rules.ruleset import Measured, RuleSet, field_of
from citehub.rules.text import Text
from citehub.text.json_rows import read_rows

_Z = 1.959964  # the standard normal's 97.5 % point
# What coarser data sets call a label. ACL-ARC and SciCite have one name for the use of methods and
# data; SciCite has none for extensions, and its "result" is a comparison.
_COARSE = {"result": "comparison", "baseline": "comparison", "dataset": "method"}
_COARSER = _COARSE | {"extension": "method"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text whose label is known: the fields it is read from, and the gold label."""

    fields: Mapping[str, str]
    gold: str
    label: str


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share: `right` of `n`; (0, 1) where nothing was seen."""
    if not n:
        return 0.0, 1.0
    share, z2 = right / n, _Z * _Z
    middle = share + z2 / (2 * n)
    spread = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + z2 / n)), min(1.0, (middle + spread) / (1 + z2 / n))


def read_labelled(path: Path, label: str | None = None) -> list[Labelled]:
    """Read `{title, summary, label}` (role) or `{context, label}` (citation_role), a row a line.

    With a `label`, such as "citation_polarity", the rows are read for that one; its value may stand
    under its own name.
    """
    rows = read_rows(path, partial(_labelled, label=label))
    if not rows:
        raise CitehubError(f"{path}: no labelled rows")
    return rows


def _labelled(row: Any, where: str, label: str | None) -> Labelled:
    found = row if isinstance(row, dict) else {}
    gold = next((found[key] for key in (label, "label") if isinstance(found.get(key), str)), None)
    if gold is None:
        name = f"'label' or '{label}'" if label else "'label'"
        raise CitehubError(f"{where}: a row needs a {name} that is a text")
    names = ("context",) if "context" in row else ("title", "summary")
    fields = {name: row[name] for name in names if isinstance(row.get(name), str)}
    if not fields:
        raise CitehubError(f"{where}: a row needs a 'context', or a 'title' and 'summary'")
    if label and (label == "role") == ("context" in row):
        needed = "a 'title' and 'summary'" if label == "role" else "a 'context'"
        raise CitehubError(f"{where}: for {label}, a row needs {needed}")
    return Labelled(fields, gold, label or ("citation_role" if "context" in row else "role"))


def _texts(row: Labelled) -> dict[str, Text]:
    return {
        name: Text(text, cites=field_of(name) == "context") for name, text in row.fields.items()
    }


@dataclass(frozen=True, slots=True)
class Scores:
    """Predictions compared with gold labels; `confusion` is {gold: {predicted: n}}."""

    confusion: Mapping[str, Mapping[str, int]]

    @property
    def n(self) -> int:
        """How many texts were labelled by hand."""
        return sum(sum(row.values()) for row in self.confusion.values())

    @property
    def right(self) -> int:
        """How many the rules got right."""
        return sum(row.get(gold, 0) for gold, row in self.confusion.items())

    @property
    def labelled(self) -> int:
        """How many the rules gave any label."""
        return self.n - sum(row.get(UNCLASSIFIED, 0) for row in self.confusion.values())

    def of(self, label: str) -> dict[str, Any]:
        """Return precision, recall (each with its interval), F1 and counts of one label."""
        right = self.confusion.get(label, {}).get(label, 0)
        gold = sum(self.confusion.get(label, {}).values())
        given = sum(row.get(label, 0) for row in self.confusion.values())
        return {
            "n": gold,
            "predicted": given,
            "precision": _share(right, given),
            "precision_interval": _rounded(wilson(right, given)),
            "recall": _share(right, gold),
            "recall_interval": _rounded(wilson(right, gold)),
            "f1": _share(2 * right, gold + given) or 0.0,
        }

    def record(self) -> dict[str, Any]:
        """Return all figures; accuracy counts an unlabelled text as wrong, precision leaves it out.

        Macro-F1 is the mean over the labels that the gold data has.
        """
        labels = sorted(self.confusion)
        f1s = [self.of(label)["f1"] for label in labels]
        return {
            "n": self.n,
            "accuracy": _share(self.right, self.n),
            "accuracy_interval": _rounded(wilson(self.right, self.n)),
            "coverage": _share(self.labelled, self.n),
            "precision": _share(self.right, self.labelled),
            "precision_interval": _rounded(wilson(self.right, self.labelled)),
            "macro_f1": round(sum(f1s) / len(f1s), 4) if f1s else None,
            "labels": {label: self.of(label) for label in labels},
            "confusion": {gold: dict(row) for gold, row in self.confusion.items()},
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rounded(interval: tuple[float, float]) -> list[float]:
    return [round(bound, 4) for bound in interval]


def _namer(rows: list[Labelled]) -> Callable[[Labelled, str], str]:
    """Return what to call a row's labels so that gold and rules speak of the same classes."""
    golds = {row.gold for row in rows if row.label == "citation_role"}
    names: dict[str, str] = {}
    if golds <= {"background", "method", "result", "comparison", "extension"}:
        names = _COARSE if "extension" in golds else _COARSER
    return lambda row, value: names.get(value, value) if row.label == "citation_role" else value


def evaluate(rows: list[Labelled], rules: RuleSet, margin: float | None = None) -> Scores:
    """Hold the rules' labels against the gold ones; `margin` 0 makes them decide every text."""
    name = _namer(rows)
    confusion: dict[str, Counter[str]] = {}
    for row in rows:
        value = rules.decide(row.label, _texts(row), margin).value
        confusion.setdefault(name(row, row.gold), Counter())[name(row, value)] += 1
    return Scores(confusion)


def unspoken_for(rows: list[Labelled], rules: RuleSet) -> list[str]:
    """Return the gold labels that no rule speaks for, in order; no text can be right in them."""
    name = _namer(rows)
    given = {(label, UNCLASSIFIED) for label in rules.settings}
    for row in {row.label: row for row in rows}.values():
        spoken = (rule.value for rule in rules.rules if rule.label == row.label)
        given |= {(row.label, name(row, value)) for value in spoken}
    return sorted({row.gold for row in rows if (row.label, name(row, row.gold)) not in given})


def measure(rows: list[Labelled], rules: RuleSet, data: str) -> Iterator[tuple[str, Measured]]:
    """Yield each rule's id and precision: how often its value was the gold one where it fired."""
    name = _namer(rows)
    fired: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows:
        for hit in rules.hits(row.label, _texts(row)):
            fired[hit.rule.id] += 1
            right[hit.rule.id] += name(row, hit.rule.value) == name(row, row.gold)
    for rule_id, n in fired.items():
        low, _ = wilson(right[rule_id], n)
        yield rule_id, Measured(round(right[rule_id] / n, 3), round(low, 3), n, data)


def decisions(rows: list[Labelled], rules: RuleSet) -> dict[str, list[Tested]]:
    """Return for each label how far ahead the values given to texts were, and which were right."""
    name = _namer(rows)
    found: dict[str, list[Tested]] = {}
    for row in rows:
        decision = rules.decide(row.label, _texts(row))
        if decision.evidence:
            right = name(row, decision.value) == name(row, row.gold)
            found.setdefault(row.label, []).append((decision.lead, right))
    return found
