"""Rules that labelled texts suggest: found on some texts, tested on others, fit for a file."""

import json
from pathlib import Path

import pytest
from conftest import flat_page, ingest, run
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.rules.check import check
from citehub.rules.load import load, read
from citehub.rules.measure import Labelled, wilson
from citehub.rules.ruleset import RuleSet, Settings
from citehub.rules.suggest import file_of, suggest
from citehub.rules.text import Text

OTHERS = [f"Lamp {n} was lit in the {word} room [3]." for n, word in enumerate("abcdefghij")]
USES = [f"{word} we use {word * 2} {word * 3} [3]." for word in "klmnopqrst"]


def rows(**texts: list[str]) -> list[Labelled]:
    return [
        Labelled({"context": text}, label, "citation_role")
        for label, those in texts.items()
        for text in those
    ]


def test_what_goes_with_a_label_is_suggested_for_it_with_texts_of_both_kinds() -> None:
    found = suggest(rows(background=[*OTHERS, "They say we use [4]."], method=USES), load(), 9)
    (uses,) = [entry for entry in found if '"we use"' in entry]
    assert 'citation_role: "method"' in uses
    assert "right 10 of 11 where it was not looked for: at least 62%" in uses
    assert round(wilson(10, 11)[0], 2) == 0.62
    assert '"yes": ["k we use kk kkk [3]."' in uses
    assert '# wrong: "They say we use [4]." is "background"' in uses


def test_suggestions_are_a_rules_file_without_faults_the_surest_first() -> None:
    text = file_of(suggest(rows(background=OTHERS, method=USES), load(), 20))
    assert check(text.encode(), "suggested.yaml") == []
    sure = [int(line.split()[-1].rstrip("%")) for line in text.splitlines() if "at least" in line]
    assert sure == sorted(sure, reverse=True) and sure


BETWEEN = [f"{word} floopy {'[71] ' * (n > 1)}{{cite}}." for n, word in enumerate("klmnopqrst")]


@pytest.mark.parametrize("those", [USES, BETWEEN], ids=["one work", "another work between"])
def test_a_rule_fires_on_as_many_texts_as_its_suggestion_says(those: list[str]) -> None:
    data = rows(background=[*OTHERS, "They say we use [4].", "Use it [5]."], method=those)
    found = suggest(data, load(), 20)
    assert found
    for entry in found:
        rule = read(file_of([entry]).encode(), "suggested.yaml").rules[-1]
        alone = RuleSet([rule], {rule.label: Settings()}, "")
        texts = [{"context": Text(row.fields["context"], cites=True)} for row in data]
        fired = [bool(alone.hits(rule.label, text)) for text in texts]
        right = sum(on and row.gold == rule.value for on, row in zip(fired, data, strict=True))
        assert rule.why == f"In {right} texts labelled so, and in {sum(fired) - right} others."


def test_labels_that_have_nothing_to_do_with_the_texts_suggest_nothing() -> None:
    same = [f"Lamp {n} was lit by us all [3]." for n in range(20)]
    assert suggest(rows(background=same[::2], method=same[1::2]), load(), 20) == []


def test_a_phrase_of_one_fold_alone_suggests_nothing() -> None:
    texts = [("lit" if n % 5 == 0 else f"dark{n}") + f" {n} [3]" for n in range(40)]
    labels = ["method" if n % 5 == 0 else "background" for n in range(40)]
    both = zip(texts, labels, strict=True)
    found = [Labelled({"context": text}, label, "citation_role") for text, label in both]
    assert not [entry for entry in suggest(found, load(), 20) if '"lit"' in entry]


def test_a_label_of_ones_own_gets_weight_enough_to_win() -> None:
    found = suggest(rows(background=OTHERS, homage=USES), load(), 20)
    (entry, *_) = [one for one in found if "homage" in one]
    file = read(file_of([entry]).encode(), "suggested.yaml")
    decided = file.settings["citation_role"]
    weight = file.rules[-1].weight
    assert weight >= decided.margin + max(decided.prior.values())


@settings(deadline=None, max_examples=15)
@given(st.text(max_size=30), st.text(min_size=1, max_size=8))
def test_any_text_and_label_make_a_file_that_can_be_read(odd: str, label: str) -> None:
    texts = {"background": OTHERS, f"{label} x": [f"{odd} {text}" for text in USES]}
    text = file_of(suggest(rows(**texts), load(), 5))
    assert read(text.encode("utf-8"), "suggested.yaml").faults == []


def test_the_command_learns_from_a_file_or_from_labels_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    lines = [{"context": t, "label": "method"} for t in USES]
    lines += [{"context": t, "label": "background"} for t in OTHERS]
    file.write_text("\n".join(map(json.dumps, lines)))
    printed = run("rules", "suggest", file, "--limit", "1")
    assert printed.stdout.count("- id:") == 1
    store = tmp_path / "hubs.jsonl"
    papers = {f"Lamps {n}": f"Lamps are lit by {n} men." for n in range(6)}
    ingest(store, flat_page("Lamps", 12, papers | {f"Bed {n}": f"Bed {n}." for n in range(6)}))
    for n in range(1, 13):
        role = "theory" if n <= 6 else "survey"
        assert run("label", "lamps", str(n), "--role", role, store=store).exit_code == 0
    learnt = run("rules", "suggest", "--labels", store=store).stdout
    assert 'role: "theory"' in learnt and 'role: "survey"' in learnt
    assert run("rules", "suggest", store=store).exit_code == 2
