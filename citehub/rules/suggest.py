"""Rules that labelled texts suggest: phrases that go with a label, tested on other texts.

Phrases are up to four words in a row, or a word near a citation, all of words that several texts
have (Agrawal and Srikant 1994). The texts are dealt into folds. What goes with a label on four of
them is a candidate, and only what it does on the fifth counts; its rank is the lower end of the
95 % interval of how often it was right there.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from citehub.rules.check import check
from citehub.rules.measure import Labelled, wilson
from citehub.rules.ruleset import RuleSet
from citehub.rules.text import CITE_WORD, OTHER_CITE_WORD, Text
from citehub.text.words import fold, one_line

FOLDS = 5
LEAST = 3  # texts that a phrase is in, outside the fold it is tested on
LONGEST = 4  # words of a phrase
NEAR = 4  # words that may stand between a phrase and a citation
_SHOWN = 2  # examples of each kind
_NEW = 0.5  # share of a phrase's right texts that no better phrase has


class Phrase(NamedTuple):
    """A pattern for one field of a text."""

    where: str
    pattern: str


class Suggestion(NamedTuple):
    """A phrase for a value of a label: how often it was right of `n` on the folds it was not from.

    `low` is the lower end of the 95 % interval of that, `right_in` and `wrong_in` are rows.
    """

    label: str
    value: str
    phrase: Phrase
    right: int
    n: int
    low: float
    right_in: list[int]
    wrong_in: list[int]


def suggest(rows: list[Labelled], rules: RuleSet, most: int) -> list[str]:
    """Return at most so many rules for the labels of texts, as entries of a rules file in YAML.

    Each stands the test of `rules check` in a file that builds on the shipped rules.
    """
    entries: list[str] = []
    for one in _ranked(rows):
        if len(entries) == most:
            break
        entry = _entry(one, rows, rules)
        if entry and not check(file_of([entry]).encode("utf-8"), "suggestions"):
            entries.append(entry)
    return entries


def file_of(entries: Iterable[str]) -> str:
    """Return a rules file of such entries."""
    return "extends: default\nrules:\n" + "\n".join(entries)


def _ranked(rows: list[Labelled]) -> Iterator[Suggestion]:
    """Yield suggestions, the best first, without those that add little to a better one."""
    phrases = [_phrases(row) for row in rows]
    kinds = [(row.label, row.gold) for row in rows]
    base = Counter(kinds)
    of_label = Counter(label for label, _ in kinds)
    where: dict[Phrase, list[int]] = defaultdict(list)
    for number, found in enumerate(_frequent(phrases)):
        for phrase in found:
            where[phrase].append(number)
    ranked = []
    for phrase, numbers in where.items():
        for kind, count in Counter(kinds[number] for number in numbers).items():
            tested = _tested(numbers, kinds, kind, base[kind] / of_label[kind[0]])
            if count >= LEAST and tested[1]:
                ranked.append((wilson(*tested)[0], tested, kind, phrase))
    ranked.sort(
        key=lambda found: (-found[0], -found[1][1], _plainness(found[3].pattern), found[2:])
    )
    known: dict[tuple[str, str], set[int]] = defaultdict(set)
    for low, (right, n), kind, phrase in ranked:
        right_in = [number for number in where[phrase] if kinds[number] == kind]
        if low <= base[kind] / of_label[kind[0]]:
            break
        if len(known[kind].intersection(right_in)) <= (1 - _NEW) * len(right_in):
            known[kind].update(right_in)
            same = [n for n in where[phrase] if kinds[n][0] == kind[0] and kinds[n] != kind]
            yield Suggestion(*kind, phrase, right, n, low, right_in, same)


def _plainness(pattern: str) -> tuple[int, bool]:
    """Order patterns that do as well: more words are safer, and no gap is easier to read."""
    words = pattern.split()
    has_gap = f"..{NEAR}" in words
    return has_gap - len(words), has_gap


def _tested(
    numbers: list[int], kinds: list[tuple[str, str]], kind: tuple[str, str], share: float
) -> tuple[int, int]:
    """Return how often a phrase was right, of how many, on folds where the others suggest it."""
    right, n = [0] * FOLDS, [0] * FOLDS
    for number in numbers:
        if kinds[number][0] == kind[0]:
            n[number % FOLDS] += 1
            right[number % FOLDS] += kinds[number] == kind
    found = [
        fold
        for fold in range(FOLDS)
        if sum(n) - n[fold] >= LEAST
        and wilson(sum(right) - right[fold], sum(n) - n[fold])[0] > share
    ]
    return sum(right[fold] for fold in found), sum(n[fold] for fold in found)


def _words(name: str, text: str) -> list[str]:
    words = Text(text, cites=name.startswith("context")).words
    return ["{cite}" if word == CITE_WORD else fold(word) for word in words]


def _phrases(row: Labelled) -> list[tuple[str, list[str]]]:
    return [(name, _words(name, text)) for name, text in row.fields.items()]


def _frequent(texts: list[list[tuple[str, list[str]]]]) -> Iterator[set[Phrase]]:
    """Yield the phrases of each text that are made of words which several texts have."""
    counted = Counter(
        word for fields in texts for word in {w for _, words in fields for w in words}
    )
    common = {w for w, n in counted.items() if n > LEAST and (w == "{cite}" or w.isalnum())}
    for fields in texts:
        found: set[Phrase] = set()
        for name, words in fields:
            found.update(Phrase(name, pattern) for pattern in _patterns(words, common))
        yield found


def _patterns(words: list[str], common: set[str]) -> Iterator[str]:
    for start in range(len(words)):
        row = []
        for word in words[start : start + LONGEST]:
            if word not in common:
                break
            row.append(word)
            if row != ["{cite}"]:
                yield " ".join(row)
                if start == 0:
                    yield "^ " + " ".join(row)
    for at, word in enumerate(words):
        if word == "{cite}":
            for near in _up_to_another(words[max(0, at - NEAR - 1) : at][::-1]):
                if near in common - {"{cite}"}:
                    yield f"{near} ..{NEAR} {{cite}}"
            for near in _up_to_another(words[at + 1 : at + NEAR + 2]):
                if near in common - {"{cite}"}:
                    yield f"{{cite}} ..{NEAR} {near}"


def _up_to_another(words: list[str]) -> Iterator[str]:
    """Yield words up to a citation of another work, which no gap goes across."""
    return takewhile(OTHER_CITE_WORD.__ne__, words)


def _weight(one: Suggestion, rules: RuleSet) -> float:
    """Return the logarithm of the odds; for a value no rule gives, enough to win alone."""
    odds = math.log((one.right + 0.5) / (one.n - one.right + 0.5))
    if any(rule.label == one.label and rule.value == one.value for rule in rules.rules):
        return max(0.1, odds)
    settings = rules.settings[one.label]
    return max(odds, settings.margin + max([0.0, *settings.prior.values()]) + 0.1)


def _quoted(text: str) -> str:
    """Return a text in one line of YAML: as JSON, with escapes for what no line shows."""
    line = one_line(text)
    return json.dumps(line, ensure_ascii=not line.isprintable())


def _entry(one: Suggestion, rows: list[Labelled], rules: RuleSet) -> str:
    """Write a suggestion as a rule, with texts that it is right and wrong on."""
    name, pattern = one.phrase
    field = name.split()[0]
    texts = [rows[number].fields[name] for number in one.right_in[:_SHOWN]]
    plain = "-".join("".join(c if c.isalnum() else " " for c in f"{field} {pattern}").split())
    lines = [
        f"  # right {one.right} of {one.n} where it was not looked for: at least {one.low:.0%}",
        f"  - id: {_quoted(f'suggested.{one.value}.{plain}')}",
        f"    {one.label}: {_quoted(one.value)}",
        f"    in: {field}",
        f"    match: [{_quoted(pattern)}]",
        f"    weight: {_weight(one, rules):.2f}",
        f'    why: "In {len(one.right_in)} texts labelled so, and in {len(one.wrong_in)} others."',
        f'    "yes": [{", ".join(map(_quoted, texts))}]',
    ]
    for number in one.wrong_in[:_SHOWN]:
        wrong = rows[number]
        lines.append(f"    # wrong: {_quoted(wrong.fields[name])} is {_quoted(wrong.gold)}")
    return "\n".join(lines) + "\n"
