"""Labels for citing papers, each with the rule and the words it rests on. Pure.

For the citation labels a page's own statement comes first, then the citing sentences, then a title
or summary that names the hub. The abstract stands in for a summary that is not there. A label that
the user gave by hand is never touched.
"""

from citehub.model import GIVEN, UNCLASSIFIED, Hub, Paper, named_contexts
from citehub.rules.ruleset import Decision, RuleSet
from citehub.rules.text import Text, hub_names
from citehub.text.words import fold

Names = tuple[tuple[str, ...], ...]
Texts = dict[str, Text]


def texts_of(paper: Paper, names: Names) -> dict[str, list[Texts]]:
    """Return for each label the texts that may speak for it, grouped, strongest group first."""
    about = "summary" if paper.summary else "abstract"
    said = {name: text for name in ("title", about) if (text := getattr(paper, name))}
    cites: list[Texts] = []
    if paper.contexts:
        sentences = named_contexts(paper.contexts)
        cites.append({name: Text(text, names, cites=True) for name, text in sentences.items()})
    naming = {n: Text(text, names) for n, text in said.items() if names and _may_name(text, names)}
    if named := {name: text for name, text in naming.items() if text.names_hub}:
        cites.append(named)
    whole = {name: Text(text) for name, text in said.items()}
    return {"role": [whole], "citation_role": cites, "citation_polarity": cites}


def _may_name(text: str, names: Names) -> bool:
    """Return False quickly where a text cannot name the hub, as most texts do not."""
    folded = fold(text)
    return any(name[0] in folded and name[-1] in folded for name in names)


def decide(label: str, groups: list[Texts], rules: RuleSet) -> Decision | None:
    """Decide one label from the strongest texts that have evidence; None where there are none."""
    decision = None
    for texts in groups:
        decision = rules.decide(label, texts)
        if decision.evidence:
            break
    return decision


def classify_paper(paper: Paper, names: Names, rules: RuleSet) -> Paper:
    """Return the paper labelled by the rules; labels from the page or by hand stay."""
    changes: dict[str, object] = {}
    for label, groups in texts_of(paper, names).items():
        given = getattr(paper, f"{label}_evidence")
        if given is not None and given.rule in GIVEN:
            continue
        decision = decide(label, groups, rules)
        value, evidence = (decision.value, decision.evidence) if decision else (UNCLASSIFIED, None)
        if value != getattr(paper, label) or evidence != given:
            changes |= {label: value, f"{label}_evidence": evidence}
    return paper._replace(**changes) if changes else paper  # type: ignore[arg-type]


def hub_names_of(hub: Hub) -> Names:
    """Return what the hub may be called in a text: by its title, and by its page's."""
    return tuple(dict.fromkeys((*hub_names(hub.title), *hub_names(hub.page_title))))


def classify_hub(hub: Hub, rules: RuleSet) -> Hub:
    """Return the hub with all its papers labelled, and the version of the rules that did it."""
    names = hub_names_of(hub)
    papers = tuple(classify_paper(paper, names, rules) for paper in hub.papers)
    return hub._replace(papers=papers, rules=rules.version)
