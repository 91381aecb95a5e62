"""Labels for citing papers, each with the rule and the words it rests on. Pure.

For the citation labels a page's own statement comes first, then the citing sentences, then a title
or summary that names the hub. The abstract stands in for a summary that is not there. A label that
the user gave by hand is never touched.
"""

from citehub.model import EVIDENCE, GIVEN, UNCLASSIFIED, Hub, Paper, named_contexts
from citehub.rules.ruleset import Decision, RuleSet
from citehub.rules.text import Text, hub_names
from citehub.text.words import fold

Names = tuple[tuple[str, ...], ...]
Texts = dict[str, Text]


def texts_of(paper: Paper, names: Names) -> dict[str, list[Texts]]:
    """Return for each label the texts that may speak for it, grouped, strongest group first."""
    about = {name: Text(text) for name, text in _about(paper)}
    cites = _citing_texts(paper, names)
    return {"role": [about], "citation_role": cites, "citation_polarity": cites}


def _about(paper: Paper) -> tuple[tuple[str, str], ...]:
    """Return what says what a paper is, (name, text): its title, and its summary or abstract."""
    about = "summary" if paper.summary else "abstract"
    return tuple((name, text) for name in ("title", about) if (text := getattr(paper, name)))


def _citing_texts(paper: Paper, names: Names) -> list[Texts]:
    """Return the texts that may say how a paper uses the hub."""
    cites: list[Texts] = []
    if paper.contexts:
        sentences = named_contexts(paper.contexts)
        cites.append({name: Text(text, names, cites=True) for name, text in sentences.items()})
    about = _about(paper)
    if names and _may_name(" ".join(text for _, text in about), names):
        naming = {name: Text(text, names) for name, text in about}
        if named := {name: text for name, text in naming.items() if text.names_hub}:
            cites.append(named)
    return cites


def _may_name(text: str, names: Names) -> bool:
    """Return False quickly where a text cannot name the hub, as most texts do not."""
    folded = fold(text)
    return any(name[0] in folded and name[-1] in folded for name in names)


def decide(label: str, groups: list[Texts], rules: RuleSet) -> tuple[Decision, Texts]:
    """Decide one label from the strongest texts that have evidence; return them, too."""
    decision, texts = Decision(UNCLASSIFIED, None), {}
    for texts in groups:
        decision = rules.decide(label, texts)
        if decision.evidence:
            break
    return decision, texts


def classify_paper(
    paper: Paper, names: Names, rules: RuleSet, labelled: Paper | None = None
) -> Paper:
    """Return the paper labelled by the rules; labels from the page or by hand stay.

    `labelled` is a paper of the same texts that these rules labelled before.
    """
    changes: dict[str, object] = {}
    cites: list[Texts] | None = None
    for label, why in EVIDENCE.items():
        given = getattr(paper, why)
        if given is not None and given.rule in GIVEN:
            continue
        evidence = getattr(labelled, why, None)
        if labelled and not (evidence and evidence.rule in GIVEN):
            value = getattr(labelled, label)
        elif label == "role":
            value, evidence = rules.role_of(_about(paper))
        else:
            cites = _citing_texts(paper, names) if cites is None else cites
            decision, _ = decide(label, cites, rules)
            value, evidence = decision.value, decision.evidence
        if value != getattr(paper, label) or evidence != given:
            changes[label], changes[why] = value, evidence
    return paper._replace(**changes) if changes else paper  # type: ignore[arg-type]


def _said(paper: Paper) -> tuple[object, ...]:
    """Return all of a paper that rules look at."""
    return paper.title, paper.summary, paper.abstract, paper.contexts


def hub_names_of(hub: Hub) -> Names:
    """Return what the hub may be called in a text: by its title, and by its page's."""
    return tuple(dict.fromkeys((*hub_names(hub.title), *hub_names(hub.page_title))))


def classify_hub(hub: Hub, rules: RuleSet, *labelled: Hub) -> Hub:
    """Return the hub with all its papers labelled, and the version of the rules that did it.

    `labelled` are hubs that were labelled just now, such as its pages: what the same rules said of
    the same texts holds. Of the hub itself nobody knows that: texts in a store can be edited.
    """
    names = hub_names_of(hub)
    known = {
        _said(paper): paper
        for other in labelled
        if other.rules == rules.version and hub_names_of(other) == names
        for paper in other.papers
    }
    papers = (classify_paper(p, names, rules, known.get(_said(p))) for p in hub.papers)
    return hub._replace(papers=tuple(papers), rules=rules.version)
