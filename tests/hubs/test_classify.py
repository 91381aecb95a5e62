"""Which texts of a paper its labels rest on."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.hubs.classify import classify_hub, classify_paper
from citehub.jobs.draft import rules_of
from citehub.model import HAND, Evidence, Hub, Paper
from citehub.rules.load import load
from citehub.rules.ruleset import RuleSet

PLAIN = "Bulbs are planted in many lands [3]."
USES = "We used the spacing rule of [3] for all beds."


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load(None)


def labelled(rules: RuleSet, paper: Paper) -> Paper:
    return classify_paper(paper, (), rules)


def test_a_label_rests_on_all_citing_sentences_and_names_the_one_that_decided(
    rules: RuleSet,
) -> None:
    alone = labelled(rules, Paper(contexts=(USES,)))
    assert alone.citation_role == "method"
    assert alone.citation_role_evidence
    assert alone.citation_role_evidence.where == "context"
    for sentences in ((PLAIN, USES), (USES, PLAIN), (PLAIN, PLAIN, USES)):
        paper = labelled(rules, Paper(contexts=sentences))
        evidence = paper.citation_role_evidence
        assert paper.citation_role == "method"
        assert evidence
        assert evidence.where == f"context {sentences.index(USES) + 1}"
        same = ("rule", "match", "runner_up")  # what is said besides may change how far it leads
        assert [getattr(evidence, key) for key in same] == [
            getattr(alone.citation_role_evidence, key) for key in same
        ]


def test_what_silences_a_rule_in_one_sentence_leaves_it_to_speak_in_another(
    tmp_path: Path,
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(
        "rules:\n- {id: a, citation_role: method, match: [bought], unless: [not], why: It says.}\n"
    )
    rules = load(file)
    bought, not_bought = "We bought it [3].", "We have not bought it [3]."
    for sentences in ((bought, not_bought), (not_bought, bought)):
        assert labelled(rules, Paper(contexts=sentences)).citation_role == "method"
    assert labelled(rules, Paper(contexts=(not_bought,))).citation_role == "unclassified"


def test_without_a_summary_the_abstract_is_read(rules: RuleSet) -> None:
    text = "The paper surveys ways to plant bulbs."
    for paper in (Paper(abstract=text), Paper(abstract=text, summary=" ".join(["Hm."] * 3))):
        found = labelled(rules, paper)
        assert (found.role == "survey") == (paper.summary is None)
    evidence = labelled(rules, Paper(abstract=text)).role_evidence
    assert evidence
    assert (evidence.where, evidence.confidence) == ("abstract", None)
    assert evidence.match
    assert evidence.match in text


GIVEN = Evidence(HAND, where="stated by you")
texts = st.sampled_from(
    [PLAIN, USES, "It extends TULIP to beds.", "The paper surveys ways to plant."]
)
papers = st.lists(
    st.builds(
        lambda title, summary, contexts, by_hand: Paper(
            title,
            summary,
            contexts=tuple(contexts),
            role="tool",
            role_evidence=GIVEN if by_hand else None,
        ),
        texts,
        st.none() | texts,
        st.lists(texts, max_size=2),
        st.booleans(),
    ),
    max_size=4,
).map(tuple)


@given(papers, papers, st.sampled_from(["TULIP: Bulbs", "Bulbs"]))
@settings(max_examples=60, deadline=None)
def test_labels_are_the_same_whatever_was_labelled_before(
    listed: tuple[Paper, ...], others: tuple[Paper, ...], title: str
) -> None:
    rules = rules_of(None)
    hub = Hub("tulip", "TULIP: Bulbs", "TULIP: Bulbs", papers=listed)
    alike = Hub("tulip", title, title, papers=(*others, *listed))
    by_others = hub._replace(rules="others")
    earlier = (by_others, classify_hub(alike, rules), by_others)
    assert classify_hub(hub, rules, *earlier) == classify_hub(hub, rules)
