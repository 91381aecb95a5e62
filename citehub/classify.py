"""Labels for citing papers, each with the rule and the words it rests on. Pure.

For the citation labels a page's own statement comes first, then the citing sentence, then a title
or summary that names the hub. A label that the user gave by hand is never touched.
"""

from dataclasses import replace

from citehub.model import LABELS, UNCLASSIFIED, Hub, Paper
from citehub.rules.pattern import Text, hub_names
from citehub.rules.ruleset import Decision, RuleSet

GIVEN = ("hand", "page")  # what stands above every rule


def texts_of(label: str, paper: Paper, names: tuple[tuple[str, ...], ...]) -> list[dict[str, Text]]:
    """Return the fields that may speak for a label, grouped by precedence, strongest first."""
    said = {name: text for name in ("title", "summary") if (text := getattr(paper, name))}
    if label == "role":
        return [{name: Text(text) for name, text in said.items()}]
    groups = []
    if paper.context:
        groups.append({"context": Text(paper.context, names)})
    if names:
        texts = {name: Text(text, names) for name, text in said.items()}
        groups.append({name: text for name, text in texts.items() if text.names_hub})
    return [group for group in groups if group]


def decide(
    label: str, paper: Paper, names: tuple[tuple[str, ...], ...], rules: RuleSet
) -> Decision | None:
    """Decide one label from the strongest text that has evidence; None where there is no text."""
    decision = None
    for texts in texts_of(label, paper, names):
        decision = rules.decide(label, texts)
        if decision.evidence:
            break
    return decision


def classify_paper(paper: Paper, names: tuple[tuple[str, ...], ...], rules: RuleSet) -> Paper:
    """Return the paper with its labels decided anew, but for those given by page or by hand."""
    changes: dict[str, object] = {}
    for label in LABELS:
        given = getattr(paper, f"{label}_evidence")
        if given is not None and given.rule in GIVEN:
            continue
        decision = decide(label, paper, names, rules)
        value, evidence = (decision.value, decision.evidence) if decision else (UNCLASSIFIED, None)
        if value != getattr(paper, label) or evidence != given:
            changes |= {label: value, f"{label}_evidence": evidence}
    return replace(paper, **changes) if changes else paper  # type: ignore[arg-type]


def hub_names_of(hub: Hub) -> tuple[tuple[str, ...], ...]:
    """Return what the hub may be called in a text: by its title, and by its page's."""
    return tuple(dict.fromkeys((*hub_names(hub.title), *hub_names(hub.page_title))))


def classify_hub(hub: Hub, rules: RuleSet) -> Hub:
    """Return the hub with all its papers labelled, and the version of the rules that did it."""
    names = hub_names_of(hub)
    papers = tuple(classify_paper(paper, names, rules) for paper in hub.papers)
    return replace(hub, papers=papers, rules=rules.version)
