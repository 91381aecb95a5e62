"""The rule language, the faults of a rules file, the shipped rules, and how they are measured."""

import gc
import json
import random
import time
import tracemalloc
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, asked, citehub, flat_page, ingest, json_page, run
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.errors import RulesError
from citehub.rules.alphabet import Alphabet
from citehub.rules.automaton import Automaton
from citehub.rules.check import check
from citehub.rules.load import load
from citehub.rules.pattern import LONGEST_GAP, PatternError, parse_pattern
from citehub.rules.ruleset import RuleSet
from citehub.rules.text import Text

HUB_NAMES = (("tulip",), ("bulbs", "at", "night"))


def ends(text: str, *patterns: str) -> dict[int, int]:
    """Return which patterns match, and the word behind each one's first match."""
    automaton = Automaton()
    for number, pattern in enumerate(patterns):
        automaton.add(parse_pattern(pattern), number)
    return {n: end for n, (_, end) in automaton.matches(Text(text, HUB_NAMES)).items()}


def fires(pattern: str, text: str) -> bool:
    return bool(ends(text, pattern))


# ---- the pattern language ------------------------------------------------------------------------

MATCHES = [
    # words: whole, case and accents aside
    ("survey", "A Survey of soups", "surveyor, resurvey, surveys"),
    ("ecole", "L'École normale", "ecoles"),
    ("école", "ECOLE", "cole"),
    ("naive bayes", "Naïve Bayes", "naive, plain Bayes"),
    # hyphens, apostrophes and punctuation part words, on either side
    ("on policy", "On-Policy learning", "onpolicy"),
    ("on-policy", "on policy, on-policy", "on the policy"),
    ("don't know", "They don’t know", "They dont know"),
    ("state of the art", "state-of-the-art", "state of art"),
    # endings and beginnings
    ("distill*", "distill distilled distillation", "redistill, distil"),
    ("*bench", "A Workbench, a bench", "benches"),
    ("self super*", "self-supervised", "superself"),
    # alternatives, nested
    ("(red|blue) door", "a blue door", "a green door"),
    ("(red|dark (red|blue)) door", "dark blue door", "dark door, dark green door"),
    ("(a|our new) door", "our new door", "our door"),
    ("(one|two) (up|down)", "two down", "down two"),
    # gaps: up to so many words
    ("red ..2 door", "red door", "door red"),
    ("red ..2 door", "red and old door", "red and very old door"),
    ("red ..1 (barn ..1 door|gate)", "red big barn big door", "red big barn with a door"),
    # any form of a word
    ("prove~ it", "Proving it, proves it", "approves it, proven it"),
    ("analyse~", "analyzes", "analysis"),
    ("(prove~|show~) ..1 *ing", "showing being", "showed red"),
    ("use~", "uses, used, using, use", "usual"),
    # start and end of the field
    ("^ survey", "Survey of soups", "A survey of soups"),
    ("soups $", "A survey of soups", "soups of the north"),
    ("^ soup $", "Soup!", "Soup soup"),
    ("^ ..2 soup", "A hot soup", "A very hot soup"),
    # exact capitals
    ('"RAFT"', "RAFT: a way", "a raft, a Raft, RAFTs"),
    ('"RAFT" float*', "a RAFT floats", "a raft floats"),
    ('"Raft Club"', "the Raft Club", "the raft club, the Raft club"),
    # a coined name
    ("^ {name}", "vOPD stabilises", "Stabilising vOPD"),
    ("{name} is", "AlphaZero is", "Alpha is, alpha is"),
    ("by {name}", "by GPT-4", "by Gpt"),
    # the hub's name, which is one word
    ("extends {hub}", "It extends Tulip", "It extends a tulip"),
    ("extends ..1 {hub}", "extends our Bulbs at Night", "extends to the bulbs"),
    ("{hub} style", "TULIP-style beds", "tulips style"),
]


@pytest.mark.parametrize(("pattern", "yes", "no"), MATCHES)
def test_a_pattern_matches_what_it_says_and_no_more(pattern: str, yes: str, no: str) -> None:
    assert fires(pattern, yes)
    assert not fires(pattern, no)


def test_the_hub_is_named_only_where_it_has_a_name() -> None:
    automaton = Automaton()
    automaton.add(parse_pattern("extends {hub}"), 0)
    assert not automaton.matches(Text("It extends hub"))


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "",
            "   ",
            "..3",
            "^ (..2|soup)",
            "^ ((..2)) $",
            "..2 red",
            "red ..2",
            "red ..0 door",
            f"red ..{LONGEST_GAP + 1} door",
        ),
        *("(red", "red)", "(red|)", "()", "red|blue", "red ^", "$ red", "red {colour}", '"', '"-"'),
        *("*red*", "--", "red {", "red . door"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse_pattern(pattern)


# ---- against a matcher that is plainly right -----------------------------------------------------

# A pattern here is a row of elements: a word, a gap (int), or alternatives (a tuple of rows).
type_of_words = st.sampled_from("abc")
rows = st.recursive(
    type_of_words.map(lambda word: (word,)),
    lambda inner: st.lists(
        type_of_words | st.integers(1, 3) | st.lists(inner, min_size=1, max_size=3).map(tuple),
        min_size=1,
        max_size=4,
    ).map(tuple),
    max_leaves=8,
).filter(lambda row: not isinstance(row[0], int) and not isinstance(row[-1], int))
patterns = rows.filter(lambda row: not reached(row, [], {0}))  # those that look for a word at all
some_text = st.lists(type_of_words, max_size=10)
anchors = st.tuples(st.booleans(), st.booleans())


def written(row: Any, at_start: bool = False, at_end: bool = False) -> str:
    """Write a row in the rule language."""
    parts = []
    for element in row:
        if isinstance(element, int):
            parts.append(f"..{element}")
        elif isinstance(element, tuple):
            parts.append(f"({'|'.join(map(written, element))})")
        else:
            parts.append(element)
    return " ".join(["^"] * at_start + parts + ["$"] * at_end)


def reached(row: Any, text: list[str], starts: set[int]) -> set[int]:
    """Return every place behind a match of the row that starts at one of `starts`."""
    places = starts
    for element in row:
        if isinstance(element, int):
            places = {at + n for at in places for n in range(element + 1) if at + n <= len(text)}
        elif isinstance(element, tuple):
            places = {end for way in element for end in reached(way, text, places)}
        else:
            places = {at + 1 for at in places if text[at : at + 1] == [element]}
    return places


def expected(row: Any, anchor: tuple[bool, bool], text: list[str]) -> int | None:
    """Return the place behind the match that ends first, None where nothing matches."""
    at_start, at_end = anchor
    places = reached(row, text, {0} if at_start else set(range(len(text) + 1)))
    return min((place for place in places if not at_end or place == len(text)), default=None)


@given(st.lists(st.tuples(patterns, anchors), min_size=1, max_size=4), some_text)
@settings(max_examples=400, deadline=None)
def test_all_patterns_at_once_agree_with_a_plain_matcher(
    chosen: list[tuple[Any, tuple[bool, bool]]], text: list[str]
) -> None:
    found = ends(" ".join(text), *(written(row, *anchor) for row, anchor in chosen))
    by_hand = {n: expected(*pattern, text) for n, pattern in enumerate(chosen)}
    assert found == {n: place for n, place in by_hand.items() if place is not None}


@given(patterns, some_text)
@settings(max_examples=200, deadline=None)
def test_the_words_shown_for_a_match_are_a_match(row: Any, text: list[str]) -> None:
    automaton = Automaton()
    automaton.add(parse_pattern(written(row)), 0)
    cut = Text(" ".join(text))
    for start, end in automaton.matches(cut).values():
        assert end in reached(row, text, {start})


@given(st.data(), some_text)
@settings(max_examples=100, deadline=None)
def test_automata_of_one_alphabet_match_as_each_would_alone(data: Any, text: list[str]) -> None:
    cut = Text(" ".join(text))
    alphabet = Alphabet()
    shared, alone = [Automaton(alphabet), Automaton(alphabet)], [Automaton(), Automaton()]
    for number in range(4):  # also patterns that come when texts were read already
        row = written(data.draw(patterns))
        for automaton in (shared[number % 2], alone[number % 2]):
            automaton.add(parse_pattern(row), number)
        assert [one.matches(cut) for one in shared] == [one.matches(cut) for one in alone]


# ---- time is linear ------------------------------------------------------------------------------

SLOW = [
    ("a ..9 a ..9 a ..9 b", "a "),
    ("(a|a a|a a a) (a|a a) (a ..20 a|a) b", "a "),
    ("(a ..20 (a ..20 (a ..20 b)))", "a c "),
    ("(a*|*a|a|ab*) ..20 (a*|*a) ..20 zz", "aa ab ba "),
]


@pytest.mark.parametrize(("pattern", "words"), SLOW)
def test_twice_the_text_takes_about_twice_the_time(pattern: str, words: str) -> None:
    def seconds(size: int) -> float:
        text = words * (size // len(words))
        best = float("inf")
        for _ in range(3):
            automaton = Automaton()
            automaton.add(parse_pattern(pattern), 0)
            before = time.perf_counter()
            assert not automaton.matches(Text(text))
            best = min(best, time.perf_counter() - before)
        return best

    assert any(seconds(100_000) < 3 * seconds(50_000) for _ in range(5))


def test_no_more_is_learnt_of_a_long_text_than_may_be_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(3)
    text = Text(" ".join(chance.choices("abcdefgh", k=3_000)))
    rows = [f"{one} ..4 {other} ..4 {one}" for one in "abcdefgh" for other in "abcdefgh"]

    def followed() -> tuple[dict[int, tuple[int, int]], int]:
        automaton = Automaton()
        for number, row in enumerate(rows):
            automaton.add(parse_pattern(row), number)
        tracemalloc.start()
        matches = automaton.matches(text)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return matches, peak

    matches, peak = followed()
    monkeypatch.setattr("citehub.rules.automaton.MOST_STEPS", 1_000)
    again, less = followed()
    assert again == matches
    assert less < peak / 4


def test_threads_may_have_rules_in_common() -> None:
    texts = [{"title": Text(f"A survey of soup {n} and why it cools")} for n in range(40)]
    alone = [load().decide("role", text).value for text in texts]
    for _ in range(3):
        shared = load()
        with ThreadPoolExecutor(8) as threads:
            together = threads.map(partial(shared.decide, "role"), texts)
            assert [decided.value for decided in together] == alone


def test_what_was_decided_is_let_go_with_its_rules() -> None:
    rules = load()
    rules.role_of((("title", "A survey of soup"),))
    left = weakref.ref(rules)
    del rules
    gc.collect()
    assert left() is None


# ---- faults of a rules file ----------------------------------------------------------------------

RULE = """\
rules:
  - id: soup.title
    role: survey
    match: [soup]
    why: It is about soup.
"""
MORE = RULE.removeprefix("rules:\n")

TERMS = """\
rules:
  - id: soup.words
    role: survey
    terms:
      1.5: soup~, ^ broth
      0.7: ladle, stew
    why: Words about soup.
"""

FAULTS = [
    ("unknown key", RULE + "    colour: red\n", 6, "unknown key 'colour'"),
    ("unknown top key", "rulez: []\n" + RULE, 1, "unknown key 'rulez'"),
    ("bad pattern", RULE.replace("[soup]", "[soup, (red]"), 4, "bad pattern '(red'"),
    ("bad unless", RULE + "    unless: ['..3']\n", 6, "bad pattern '..3'"),
    ("unquoted no", RULE.replace("survey", "no"), 3, "no is not a text to YAML; put it in quotes"),
    ("unquoted 1.10", RULE.replace("[soup]", "[soup, 1.10]"), 4, "1.10 is not a text"),
    ("unquoted date", RULE.replace("[soup]", "\n    - 2020-01-01"), 5, "2020-01-01 is not a text"),
    ("duplicate ids", RULE + MORE, 6, "the id 'soup.title' is taken by line 2"),
    ("duplicate key", RULE + "    why: Again.\n", 6, "the key 'why' stands here twice"),
    ("failing yes", RULE + '    "yes": [A soup, A stew]\n', 2, "'yes' example 'A stew'"),
    ("firing no", RULE + '    "no": [A stew, A soup]\n', 2, "'no' example 'A soup'"),
    ("never wins", "labels: {role: {margin: 3}}\n" + RULE, 3, "can never win"),
    (
        "never wins by how much",
        "labels: {role: {margin: 3, prior: {tool: 0.5, survey: 0.2}}}\n"
        + RULE
        + "    weight: 1.3\n"
        + MORE.replace("soup.title", "soup.more"),
        3,
        "'survey' leads by 2 at most, and the margin is 3; a weight of 2.3 wins",
    ),
    ("too broad", RULE.replace("[soup]", "[soup, (the|a)]"), 2, "matches nearly everything"),
    ("not YAML", RULE + "    yes: [\n", 7, "not YAML"),
    ("no mapping", "- soup\n", 1, "a rules file is a mapping"),
    ("empty", "", 1, "a rules file is a mapping"),
    ("no rules", "labels: {}\n", 1, "no key 'rules'"),
    ("rules no list", "rules: soup\n", 1, "'rules' is a list"),
    ("no label", RULE.replace("    role: survey\n", ""), 2, "a rule speaks for one of"),
    ("two labels", RULE + "    citation_role: method\n", 2, "a rule speaks for one of"),
    ("no reason", RULE.replace("    why: It is about soup.\n", ""), 2, "needs the key 'why'"),
    ("unknown field", RULE + "    in: body\n", 6, "'in' names 'body'"),
    ("weight no number", RULE + "    weight: much\n", 6, "expected a number"),
    ("weight below 0", RULE + "    weight: -1\n", 6, "greater than 0"),
    ("margin 0", "labels:\n  role: {margin: 0}\n" + RULE, 2, "a margin is greater than 0"),
    ("unknown label", "labels: {mood: {}}\n" + RULE, 1, "unknown key 'mood'"),
    ("extends what", "extends: soup\n" + RULE, 1, "'extends' can only name 'default'"),
    ("without what", "extends: default\nwithout: [soup]\n", 2, "'soup', which is no shipped rule"),
    ("match and terms", RULE + "    terms: {1: stew}\n", 2, "'match', or 'terms' in its place"),
    ("neither", RULE.replace("match: [soup]", "weight: 1"), 2, "'match', or 'terms' in its place"),
    ("term without weight", TERMS.replace("0.7", "much"), 6, "'much' is no weight"),
    ("term of weight 0", TERMS.replace("0.7", "0"), 6, "'0' is no weight"),
    ("weight and terms", TERMS + "    weight: 1\n", 8, "leave 'weight' out"),
    ("bad term", TERMS.replace("stew", "(stew"), 6, "bad pattern '(stew'"),
    ("term twice", TERMS.replace("stew", "Soup~"), 5, "the term 'Soup~' stands here twice"),
    ("no term", "rules:\n  - {id: a, role: survey, terms: {}, why: b}\n", 2, "'terms' has no"),
    ("too broad a term", TERMS.replace("stew", "the"), 2, "matches nearly everything"),
    ("measured in part", RULE + "    measured: {n: 3}\n", 6, "'measured' needs"),
]


@pytest.mark.parametrize(
    ("text", "line", "said"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_check_names_each_fault_by_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(text)
    faults = str(run("rules", "check", file).exception).splitlines()
    assert [fault for fault in faults if fault.startswith(f"{file}:{line}: ") and said in fault]


def test_check_names_all_faults_at_once_and_exits_1(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULE + "    colour: red\n" + MORE + "    size: big\n")
    result = citehub("rules", "check", tmp_path / "rules.yaml", store=tmp_path / "hubs.jsonl")
    assert (result.returncode, result.stdout) == (1, "")
    assert "rules.yaml:6: unknown key 'colour'" in result.stderr
    assert "rules.yaml:11: unknown key 'size'" in result.stderr
    assert "Traceback" not in result.stderr


def test_check_finds_nothing_wrong_with_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULE + '    "yes": [A soup]\n    "no": [A stew]\n')
    result = run("rules", "check", file)
    assert (result.exit_code, result.stderr) == (0, f"citehub: {file}: no faults\n")


def test_check_finds_nothing_wrong_with_the_shipped_rules() -> None:
    shipped = ROOT / "citehub" / "rules" / "default.yaml"
    assert run("rules", "check", shipped).exit_code == 0


@pytest.mark.parametrize(
    "text",
    [
        RULE + "    weight: heavy\n",
        RULE + "    weight: .nan\n",
        RULE + "    unless: {name}\n",
        RULE + "    measured: {precision: 1, low: 1, n: many, on: soups}\n",
        RULE.replace("[soup]", "{name}"),
        RULE.replace("[soup]", "[1.10]"),
        RULE.replace("[soup]", ""),
        RULE.replace("survey", ""),
        RULE.replace("survey", "' '"),
        "labels: {role: {margin: wide}}\n" + RULE,
        "labels: {role: {prior: {tool: much}}}\n" + RULE,
    ],
)
def test_one_fault_is_named_once(text: str) -> None:
    assert len(check(text.encode(), "rules.yaml")) == 1


@pytest.mark.parametrize("key", ["match", "unless"])
@pytest.mark.parametrize(
    ("pattern", "sign"),
    [
        *(("compress.*", ".*"), ("c.*s", ".*"), ("soup.+", ".+"), (r"\w+ soup", r"\w")),
        *((r"\bsoup\b", r"\b"), ("[abc]", "["), ("soup]", "]"), ("soups?", "?"), ("o+h", "+")),
    ],
)
def test_check_tells_a_regular_expression_what_patterns_are(
    key: str, pattern: str, sign: str
) -> None:
    rule = RULE.replace("[soup]", f"['{pattern}']") if key == "match" else RULE
    rule += f"    unless: ['{pattern}']\n" if key == "unless" else ""
    (fault,) = check(rule.encode(), "rules.yaml")
    assert fault.startswith(
        f"rules.yaml:2: rule 'soup.title': the pattern {pattern!r} has {sign!r}"
    )
    assert "patterns are words, and word* is any ending of one" in fault


@pytest.mark.parametrize(
    "pattern",
    [
        *("c++", "C++ code", "e.g.", "i. e. soup", "state-of-the-art", '"C+" soup', "soup, salt"),
        *("soup*", "*soup", "x ..3 soup", "{name} soup", "^ soup", "soup $", "(a|b) soup"),
    ],
)
def test_check_takes_no_word_for_a_regular_expression(pattern: str) -> None:
    assert check(RULE.replace("[soup]", f"['{pattern}']").encode(), "rules.yaml") == []


LOADED = [
    f
    for f in FAULTS
    if f[0].removesuffix(" by how much")
    not in ("failing yes", "firing no", "never wins", "too broad", "too broad a term")
]


@pytest.mark.parametrize("text", [f[1] for f in LOADED], ids=[f[0] for f in LOADED])
def test_ingest_refuses_wrong_rules_before_it_writes_anything(tmp_path: Path, text: str) -> None:
    (tmp_path / "rules.yaml").write_text(text)
    (tmp_path / "page.txt").write_text(flat_page("Soups", 1, {"Leek": "Leeks."}))
    store = tmp_path / "data" / "hubs.jsonl"
    result = run("ingest", tmp_path / "page.txt", "--rules", tmp_path / "rules.yaml", store=store)
    assert isinstance(result.exception, RulesError)
    assert str(tmp_path / "rules.yaml:")[:-1] in str(result.exception)
    assert not store.parent.exists()


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(deadline=None)
def test_any_bytes_are_rules_or_faults_with_a_line(data: bytes) -> None:
    assert all(fault.startswith("rules.yaml:") for fault in check(data, "rules.yaml"))


# ---- own rules -----------------------------------------------------------------------------------


def _roles(folder: Path, rules: str | None) -> dict[str, str]:
    """Label a small hub by a rules file, None for the shipped one; return role by title."""
    page = flat_page("Kitchens", 2, {"A Survey of Soup": "", "Soup": "A soup.", "Stew": "A stew."})
    store = folder / "hubs.jsonl"
    chosen: list[str | Path] = []
    if rules is not None:
        (folder / "rules.yaml").write_text(rules)
        chosen = ["--rules", folder / "rules.yaml"]
    (folder / "page.txt").write_text(page)
    assert run("ingest", folder / "page.txt", *chosen, store=store).exit_code == 0
    return {paper["title"]: paper["role"] for paper in asked("search", store=store)}


def test_own_rules_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    rules = RULE.replace("survey", "recipe")
    assert _roles(tmp_path, rules) == {
        "A Survey of Soup": "recipe",
        "Soup": "recipe",
        "Stew": "unclassified",
    }


def test_extends_adds_to_the_shipped_rules(tmp_path: Path) -> None:
    rules = "extends: default\n" + RULE.replace("survey", "recipe") + "    weight: 3\n"
    roles = _roles(tmp_path, rules)
    assert (roles["A Survey of Soup"], roles["Soup"]) == ("survey", "recipe")
    assert [rule.id for rule in load(tmp_path / "rules.yaml").rules] == [
        *(rule.id for rule in load().rules),
        "soup.title",
    ]


def test_without_leaves_shipped_rules_out(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("extends: default\nwithout: [survey.title]\n")
    left = {rule.id for rule in load(tmp_path / "rules.yaml").rules}
    assert {rule.id for rule in load().rules} - left == {"survey.title"}


def test_a_rule_with_the_id_of_a_shipped_one_replaces_it(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        "extends: default\n" + RULE.replace("soup.title", "survey.title")
    )
    rules = load(tmp_path / "rules.yaml").rules
    replacing = [rule.match for rule in rules if rule.id == "survey.title"]
    assert replacing == [(parse_pattern("soup"),)]
    assert len(rules) == len(load().rules)


def test_labels_change_how_a_label_is_decided(tmp_path: Path) -> None:
    (tmp_path / "hasty.yaml").write_text(RULE)
    (tmp_path / "careful.yaml").write_text("labels: {role: {margin: 1.5}}\n" + RULE)
    texts = {"title": Text("Soup")}
    assert load(tmp_path / "hasty.yaml").decide("role", texts).value == "survey"
    assert load(tmp_path / "careful.yaml").decide("role", texts).value == "unclassified"


def test_a_close_race_is_unclassified(tmp_path: Path) -> None:
    other = MORE.replace("soup.title", "stew").replace("survey", "theory").replace("[soup]", "stew")
    (tmp_path / "rules.yaml").write_text(RULE + other)
    rules = load(tmp_path / "rules.yaml")
    values = {t: rules.decide("role", {"title": Text(t)}).value for t in ("soup stew", "soup")}
    assert values == {"soup stew": "unclassified", "soup": "survey"}


def test_of_the_rules_against_a_label_the_first_of_the_heaviest_is_the_runner_up(
    tmp_path: Path,
) -> None:
    weights = [("survey", 9), ("theory", 1), ("method", 5), ("theory", 5)]
    rules = "".join(
        MORE.replace("soup.title", f"rule{n}").replace("survey", value) + f"    weight: {weight}\n"
        for n, (value, weight) in enumerate(weights)
    )
    (tmp_path / "rules.yaml").write_text(f"rules:\n{rules}")
    decided = load(tmp_path / "rules.yaml").decide("role", {"title": Text("Soup")})
    assert decided.evidence is not None
    assert (decided.value, decided.evidence.runner_up) == ("survey", "method")


def test_unless_silences_its_rule_alone(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULE + "    unless: [soup kitchen*]\n")
    rules = load(tmp_path / "rules.yaml")
    assert rules.hits("role", {"title": Text("Soup")})
    assert not rules.hits("role", {"title": Text("Soup in Soup Kitchens")})


def test_each_term_that_is_found_adds_its_weight_once(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(TERMS)
    rules = load(tmp_path / "rules.yaml")
    for text, total in [
        ("Soups", 1.5),
        ("Souping with a ladle, a stew and a ladle", 2.9),
        ("Broth", 1.5),
        ("No broth", None),
    ]:
        decided = rules.decide("role", {"title": Text(text)})
        assert decided.scores.get("survey") == (total and pytest.approx(total)), text


def test_a_rule_is_as_heavy_as_its_terms_together_and_the_heaviest_is_shown(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        TERMS + MORE.replace("survey", "theory").replace("[soup]", "ladle")
    )
    rules = load(tmp_path / "rules.yaml")
    texts = {"title": Text("A Ladle for"), "summary": Text("Stew, broth and souping.")}
    decided = rules.decide("role", texts)
    assert decided.evidence is not None
    assert (decided.value, decided.evidence.rule) == ("survey", "soup.words")
    assert (decided.evidence.where, decided.evidence.match) == ("summary", "souping")
    assert decided.evidence.margin == pytest.approx(1.9)
    (words, _) = rules.hits("role", texts)
    found = [(texts[t.where].passage(t.start, t.end), t.weight) for t in words.terms]
    assert found == [("souping", 1.5), ("Ladle", 0.7), ("Stew", 0.7)]


def test_unless_silences_all_terms_of_its_rule(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(TERMS + "    unless: [ladle]\n" + MORE)
    rules = load(tmp_path / "rules.yaml")
    fired = rules.hits("role", {"title": Text("Soup with a ladle")})
    assert [hit.rule.id for hit in fired] == ["soup.title"]


# ---- the shipped rules: false friends ------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Iterator[RuleSet]:
    yield load()


NO_SURVEY = [
    "Predicting Turnout from a Household Survey",
    "Nurses answered a short survey question about sleep.",
    "Survey Responses Drift When the Interviewer Smiles",
    "Sentiment in Restaurant Reviews",
    "Faster Code Review with Ranked Comments",
    "Detecting Fake Product Reviews",
    "First-Person Perspective Video for Kitchens",
    "Perspective Projection without Calibration",
    "Forecasting Trends in Retail Sales",
    "Relative Position Embeddings for Music",
    "Galaxy Surveys Seen through Fog",
    "Opinion Mining on Short Messages",
]
NO_BENCHMARK = [
    "Training Detectors on a Small Dataset",
    "Learning to Rank from a Noisy Dataset",
    "A network that beats earlier ones on three benchmark datasets.",
    "Baseline Blood Pressure Predicts Stroke",
    "Patients with a low baseline score improved.",
    "A Workbench for Chemists",
    "Bench Press and Grip Strength",
    "Deep Metric Learning with Hard Pairs",
    "We propose a parser that wins on the standard corpus.",
]
NO_THEORY = [
    "Experiments prove the benefit of pruning.",
    "The tool proved useful to twelve teachers.",
    "Training by our recipe is proved effective by experiments.",
    "Guiding Automated Theorem Provers with Graphs",
    "A proof of concept on two robots.",
    "Drafting Contracts Faster",
    "Predicting Bounding Boxes in Fog",
    "Machine Theory of Mind in Card Games",
    "A Variational Lower Bound for Speech Models",
    "Improving in Lift and Draft of Kites",
]


@pytest.mark.parametrize(
    ("value", "text"),
    [("survey", text) for text in NO_SURVEY]
    + [("benchmark", text) for text in NO_BENCHMARK]
    + [("theory", text) for text in NO_THEORY],
)
def test_false_friends_do_not_fire_nor_label(shipped: RuleSet, value: str, text: str) -> None:
    texts = {"summary" if text.endswith(".") else "title": Text(text)}
    fired = [hit.rule for hit in shipped.hits("role", texts) if hit.rule.value == value]
    assert [rule.id for rule in fired if not rule.terms] == []
    assert shipped.decide("role", texts).value != value


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        ("survey", "title", "A Survey of Soup Making"),
        ("survey", "summary", "The paper surveys ways to season soup."),
        ("benchmark", "title", "SoupBench: A Benchmark for Cooking Robots"),
        ("benchmark", "summary", "We introduce a new dataset of 900 labelled soups."),
        ("theory", "summary", "We prove that every soup cools at a bounded rate."),
        ("method", "summary", "We propose a new algorithm that stirs without spilling."),
        ("analysis", "summary", "We investigate why soup cools faster in wide bowls."),
        ("system", "summary", "An open-source Python library for planning menus."),
        ("analysis", "title", "Do Wide Bowls Cool Faster?"),
        ("analysis", "title", "The Effect of Salt on Soup"),
        ("theory", "title", "Tight Bounds for Stirring"),
        ("theory", "title", "On the Convergence of Stirring"),
        # what leads the sentence is what the paper is
        ("method", "summary", "We propose a new sampler and prove that it converges."),
        ("theory", "summary", "We prove that every soup cools, and propose a faster spoon."),
        (
            "method",
            "summary",
            "We investigate how soups cool and propose a lid that keeps them warm.",
        ),
        ("method", "summary", "We propose a new lid and evaluate it on five soups."),
        ("method", "summary", "We introduce a model that wins on three benchmark datasets."),
    ],
)
def test_the_plain_cases_do(shipped: RuleSet, value: str, field: str, text: str) -> None:
    assert shipped.decide("role", {field: Text(text)}).value == value


def test_every_shipped_rule_shows_what_it_fires_on_and_what_not(shipped: RuleSet) -> None:
    assert [rule.id for rule in shipped.rules if not (rule.yes and rule.no)] == []


# ---- the shipped rules: polarity -----------------------------------------------------------------

PRAISE = [
    "The elegant work of Moss [3] started this field.",
    "An excellent overview is given in [4].",
    "We refer the reader to the beautiful proof of [5].",
    "Their impressive results drew much attention [6].",
    "This seminal paper [7] inspired many others.",
    "The method of [8] is simple, fast and effective.",
    "A breakthrough came with the model of [9].",
    "The authors of [10] achieved remarkable accuracy.",
    "One of the most successful approaches is that of [11].",
    "The careful study of Fern [12] is widely admired.",
    "Thanks to [13], training is now stable.",
    "The popular library of [14] made this easy.",
    "Great progress was made by [15] on speech.",
    "We are grateful to the authors of [16] for their data.",
    "A powerful idea is found in [17].",
    "State-of-the-art results were reported in [18].",
]
NO_AGREEMENT = [
    "This is not consistent with the report of [19].",
    "These values are hardly consistent with those of [20].",
    "We could not confirm the earlier finding [21].",
    "Our data do not support the hypothesis of [22].",
    "Further trials are needed to confirm these results [23].",
    "A consistent notation is used, as in [24].",
    "The line with the lowest slope is that of [25].",
    "They support teachers with tablets [26].",
    "The agreement was signed in 1990 [27].",
]


@pytest.mark.parametrize("sentence", PRAISE + NO_AGREEMENT)
def test_praise_and_talk_of_agreement_are_no_support(shipped: RuleSet, sentence: str) -> None:
    assert (
        shipped.decide("citation_polarity", {"context": Text(sentence, cites=True)}).value
        != "support"
    )


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("support", "Our results are consistent with those of Moss [3]."),
        ("support", "This is in line with earlier reports [4]."),
        ("support", "Our measurements confirm the findings of [5]."),
        ("contrast", "Contrary to the report of [6], we saw no effect."),
        ("contrast", "This is in contrast to the findings of [7]."),
        ("contrast", "We failed to replicate the results of [8]."),
    ],
)
def test_fixed_idioms_are_support_or_contrast(shipped: RuleSet, value: str, sentence: str) -> None:
    assert (
        shipped.decide("citation_polarity", {"context": Text(sentence, cites=True)}).value == value
    )


# ---- measuring -----------------------------------------------------------------------------------

TINY = """\
# Two rules, small enough to count by hand.
rules:
  - id: by-survey
    role: survey
    match: [survey]
    why: It says so.   # a comment

  - id: by-bench
    role: benchmark
    match: ["*bench"]
    why: It ends so.
"""
ROWS = [
    ("A survey", "survey"),  # right
    ("Words", "survey"),  # unclassified
    ("SoupBench", "survey"),  # wrong
    ("StewBench", "benchmark"),  # right
    ("SaltBench", "method"),  # wrong
    ("Words again", "method"),  # unclassified
]


@pytest.fixture
def tiny(tmp_path: Path) -> tuple[Path, Path]:
    """Return rules and labelled texts."""
    rules, rows_file = tmp_path / "tiny.yaml", tmp_path / "rows.jsonl"
    rules.write_text(TINY)
    rows_file.write_text(
        "".join(json.dumps({"title": t, "summary": "", "label": g}) + "\n" for t, g in ROWS)
    )
    return rules, rows_file


def test_eval_counts_as_by_hand(tiny: tuple[Path, Path]) -> None:
    rules, rows_file = tiny
    found = asked("rules", "eval", rows_file, "--rules", rules)
    assert found["n"] == 6
    assert found["accuracy"] == round(2 / 6, 4)
    assert found["coverage"] == round(4 / 6, 4)
    assert found["precision"] == round(2 / 4, 4)
    assert found["macro_f1"] == round((2 / 4 + 2 / 4 + 0) / 3, 4)
    assert found["accuracy_interval"] == [0.0968, 0.7]  # Wilson, 2 of 6
    assert found["confusion"] == {
        "survey": {"survey": 1, "unclassified": 1, "benchmark": 1},
        "benchmark": {"benchmark": 1},
        "method": {"benchmark": 1, "unclassified": 1},
    }
    survey = found["labels"]["survey"]
    assert (survey["n"], survey["predicted"]) == (3, 1)
    assert (survey["precision"], survey["recall"], survey["f1"]) == (1.0, round(1 / 3, 4), 0.5)


def test_eval_as_a_table_shows_the_same_figures(tiny: tuple[Path, Path]) -> None:
    rules, rows_file = tiny
    table = run("rules", "eval", rows_file, "--rules", rules).stdout
    assert "6 texts: accuracy 0.333 (0.097 to 0.700), 66.7% labelled" in table
    assert "macro-F1 0.333" in table


def test_a_higher_threshold_labels_less_and_0_labels_all(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    texts = (
        "We used the kit of [3].",
        "It is known [4].",
        "Contrary to [5], none was seen.",
        "Hm.",
    )
    file.write_text("".join(json.dumps({"context": t, "label": "method"}) + "\n" for t in texts))
    shares = [asked("rules", "eval", file, "--threshold", t)["coverage"] for t in ("0", "1", "99")]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)
    assert shares[2] == 0.0


def test_eval_takes_the_labels_given_by_hand(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, json_page("Kitchens", {"paper_title": "A Survey of Soup"}, {"paper_title": "X"}))
    run("label", "kitchens", "1", "--role", "survey", store=store)
    run("label", "kitchens", "2", "--role", "system", store=store)
    found = asked("rules", "eval", "--labels", store=store)
    assert found["confusion"] == {"survey": {"survey": 1}, "system": {"unclassified": 1}}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", ":2: not JSON"),
        ('{"title": "Soup"}', ":2: a row needs a 'label'"),
        ('{"label": "survey"}', ":2: a row needs a 'context'"),
        ("[]", ":2: a row needs a 'label'"),
    ],
)
def test_a_wrong_labelled_row_is_named_by_its_line(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(f'{{"title": "Soup", "label": "survey"}}\n{line}\n')
    assert f"{file}{said}" in str(run("rules", "eval", file).exception)


def test_all_wrong_labelled_rows_are_named_at_once_also_of_standard_input() -> None:
    rows = '{"title": "Soup", "label": "survey"}\n{\n{"title": "Soup"}\n'
    said = str(run("rules", "eval", "-", stdin=rows).exception)
    assert "stdin:2: not JSON" in said
    assert "stdin:3: a row needs a 'label'" in said


def test_a_file_that_is_called_stdin_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("stdin").write_text('{"title": "A Survey of Soup", "label": "survey"}\n')
    assert asked("rules", "eval", "stdin")["n"] == 1


def test_eval_leaves_out_a_label_by_hand_of_a_paper_that_has_no_such_text(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, json_page("Kitchens", {"paper_title": "A Survey of Soup"}))
    run("label", "kitchens", "1", "--cited-as", "method", store=store)
    said = str(run("rules", "eval", "--labels", store=store).exception)
    assert "1 label by hand, but no text to test on" in said


def test_a_file_of_rows_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b'{"title": "Soup\xff", "label": "survey"}\n')
    assert str(run("rules", "eval", file).exception) == f"{file}: not UTF-8 text"


def test_measure_names_the_copy_that_it_cannot_write(tiny: tuple[Path, Path]) -> None:
    rules, rows_file = tiny
    copy = rules.with_name("no") / "copy.yaml"
    said = str(run("rules", "measure", rows_file, "--rules", rules, "-o", copy).exception)
    assert said == f"{copy}: cannot write: No such file or directory"


def test_measure_writes_a_copy_with_each_rules_figures(tiny: tuple[Path, Path]) -> None:
    rules, rows_file = tiny
    copy = rules.with_name("measured.yaml")
    chosen = ("--rules", rules, "--output", copy, "--name", "six texts")
    assert run("rules", "measure", rows_file, *chosen).exit_code == 0
    found = {rule.id: rule.measured for rule in load(copy).rules}
    survey, bench = found["by-survey"], found["by-bench"]
    assert survey and bench
    assert (survey.precision, survey.n, survey.on) == (1.0, 1, "six texts")
    assert (bench.precision, bench.n, bench.on) == (0.333, 3, "six texts")
    assert survey.low == 0.207  # Wilson, 1 of 1
    assert bench.low == 0.061  # Wilson, 1 of 3
    listed = {row["id"]: row for row in asked("rules", "list", "--rules", copy)}
    assert (listed["by-bench"]["low"], listed["by-bench"]["n"]) == (0.061, 3)


def test_measure_changes_nothing_else_and_measures_anew_the_second_time(
    tiny: tuple[Path, Path],
) -> None:
    rules, rows_file = tiny
    once, twice = rules.with_name("once.yaml"), rules.with_name("twice.yaml")
    run("rules", "measure", rows_file, "--rules", rules, "-o", once)
    run("rules", "measure", rows_file, "--rules", once, "-o", twice)
    assert once.read_text() == twice.read_text()
    kept = [line for line in once.read_text().splitlines() if "measured:" not in line]
    assert kept[: len(TINY.splitlines())] == TINY.splitlines()
    added = kept[len(TINY.splitlines()) :]
    assert [line.split(":")[0].strip() for line in added] == ["", "labels", "role", "calibrated"]
    assert rules.read_text() == TINY


def test_confidence_is_how_often_labels_with_such_a_lead_were_right(
    tiny: tuple[Path, Path],
) -> None:
    rules, rows_file = tiny
    copy = rules.with_name("copy.yaml")
    run("rules", "measure", rows_file, "--rules", rules, "-o", copy)
    before = load(rules).decide("role", {"title": Text("A survey")}).evidence
    after = load(copy).decide("role", {"title": Text("A survey")}).evidence
    assert before and after
    assert (before.confidence, before.margin) == (None, 1.0)
    assert (after.confidence, after.margin) == (0.5, 1.0)  # labelled 4 of the 6 rows, 2 right


def test_the_shipped_rules_can_be_measured(tiny: tuple[Path, Path]) -> None:
    copy = tiny[0].with_name("shipped.yaml")
    assert run("rules", "measure", tiny[1], "-o", copy).exit_code == 0
    assert [rule.id for rule in load(copy).rules] == [rule.id for rule in load().rules]
    measured = {rule.id: rule.measured for rule in load(copy).rules}["survey.title"]
    assert measured and measured.on == "rows.jsonl"


def test_the_list_of_rules_has_a_row_each() -> None:
    listed = asked("rules", "list")
    assert [row["id"] for row in listed] == [rule.id for rule in load().rules]
    assert all(row["why"] and row["value"] for row in listed)
