"""Why a paper has its labels: every rule that fired, on which words, measured how. Pure."""

from typing import Any

from citehub.hubs.classify import Texts, decide, hub_names_of, texts_of
from citehub.model import GIVEN, LABELS, Hub
from citehub.records import Record, listed_paper
from citehub.rules.ruleset import Hit, RuleSet
from citehub.rules.text import Text

_SHOWN = ("hub", "position", "title", "summary", "abstract", "contexts")


def explain_paper(hub: Hub, position: int, rules: RuleSet) -> Record:
    """Return a paper's labels with the rules behind them, as plain data.

    Each label has its stored value and evidence, and the `rules` that fire on the paper today,
    those for the best value first: id, what it speaks for, weight, why, the text's name, the
    characters [start, end) of the matched words, the terms found of a rule that has terms, and the
    precision measured for it. `totals` has each value's score with its prior, the best first;
    `lead` is how far that is ahead, `needed` the least lead that labels.
    """
    paper = listed_paper(hub, position)
    record: Record = {key: paper[key] for key in _SHOWN}
    groups = texts_of(hub.papers[position - 1], hub_names_of(hub))
    record["labels"] = {label: _explain(label, paper, groups[label], rules) for label in LABELS}
    return record


def _explain(label: str, paper: Record, groups: list[Texts], rules: RuleSet) -> dict[str, Any]:
    decision, texts = decide(label, groups, rules)
    evidence = paper[f"{label}_evidence"]
    given = evidence is not None and evidence["rule"] in GIVEN
    fired = [_hit(hit, texts) for hit in rules.hits(label, texts)]
    settings = rules.settings[label]
    scores = decision.scores
    ranked = sorted(scores, key=lambda value: (-scores[value], value))
    fired.sort(key=lambda hit: (ranked.index(hit["value"]), -hit["weight"]))
    today = decision.value if groups and not given else paper[label]
    return {
        "label": paper[label],
        "evidence": evidence,
        "stale": today != paper[label],
        "rules": fired,
        "totals": [
            {"value": value, "total": scores[value], "prior": settings.prior.get(value, 0.0)}
            for value in ranked
        ],
        "lead": decision.lead if scores else None,
        "needed": settings.margin,
    }


def _hit(hit: Hit, texts: Texts) -> dict[str, Any]:
    measured = hit.rule.measured
    start, end = texts[hit.where].span(hit.start, hit.end)
    return {
        "id": hit.rule.id,
        "value": hit.rule.value,
        "weight": round(hit.weight, 3),
        "why": hit.rule.why,
        "where": hit.where,
        "start": start,
        "end": end,
        "terms": [_term(term, texts[term.where]) for term in hit.terms],
        "precision": measured.precision if measured else None,
        "n": measured.n if measured else None,
        "on": measured.on if measured else None,
    }


def _term(hit: Hit, text: Text) -> dict[str, Any]:
    start, end = text.span(hit.start, hit.end)
    match = text.text[start:end]
    return {"match": match, "weight": hit.weight, "where": hit.where, "start": start, "end": end}
