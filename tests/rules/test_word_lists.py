"""Word lists of a rules file, and how much of anything a rules file may have."""

import time
from pathlib import Path

import pytest

from citehub.rules.check import check
from citehub.rules.load import MOST_GAPS, load
from citehub.rules.nodes import MOST_VALUES
from citehub.rules.pattern import WIDEST
from citehub.rules.text import Text

LISTS = """\
words:
  we: [we, our kitchen]
  use: [use, using, appl*]
"""
RULE = """\
rules:
  - id: uses
    citation_role: method
    match: <we> <use> ..3 {cite}
    why: They use it.
"""


def faults(text: str) -> list[str]:
    return check(text.encode(), "my.yaml")


def test_a_list_stands_for_any_of_its_words(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(LISTS + RULE)
    rules = load(tmp_path / "rules.yaml")
    for text, value in [
        ("We use the oven of [3].", "method"),
        ("Our kitchen applied Moss (2020).", "method"),
        ("They use the oven of [3].", "unclassified"),
    ]:
        assert rules.decide("citation_role", {"context": Text(text, cites=True)}).value == value


def test_own_rules_may_use_the_shipped_lists_and_replace_them(tmp_path: Path) -> None:
    shipped = load().rules
    (tmp_path / "rules.yaml").write_text("extends: default\n" + LISTS + RULE)
    rules = load(tmp_path / "rules.yaml").rules
    assert rules[: len(shipped)] == shipped  # a list of that name changes nothing in them
    assert rules[-1].id == "uses"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (RULE, 4, "<we> is no list under 'words'; there are none"),
        (LISTS + RULE.replace("<we>", "<us>"), 7, "<us> is no list under 'words'; there are <we>"),
        ("words: {we: [we ..2 cook]}\n" + RULE, 1, "'we ..2 cook' is more than words"),
        ("words: {we: []}\n" + RULE, 1, "a list without words"),
        ("words: {we: [soup $]}\n" + RULE, 1, "'soup $' is more than words"),
        ("words: {'we all': [we]}\n" + RULE, 1, "'we all' cannot name a list"),
        ("words: {we: [no]}\n" + RULE, 1, "no is not a text to YAML"),
    ],
)
def test_a_wrong_list_is_named_by_its_line(text: str, line: int, said: str) -> None:
    assert any(fault.startswith(f"my.yaml:{line}:") and said in fault for fault in faults(text))


# ---- no file is endless --------------------------------------------------------------------------


def rules_of(count: int, patterns: str) -> str:
    rule = "  - {{id: r{}, role: survey, match: {}, why: w}}\n"
    return "rules:\n" + "".join(rule.format(n, patterns) for n in range(count))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "".join(f"{n}: &{n} [{f'*{m},' * 100}]\n" for m, n in zip("abc", "bcd", strict=True)),
            f"more than {MOST_VALUES:,} values",
        ),
        ("x: &e [*e]\n", f"more than {MOST_VALUES:,} values"),
        (rules_of(MOST_GAPS // 40 + 1, "[a ..20 b ..20 c]"), f"more than {MOST_GAPS:,} words"),
        (rules_of(1, f"[{'a ..20 ' * (WIDEST // 20 + 1)} b]"), f"more than {WIDEST} words"),
    ],
    ids=["aliases of aliases", "an alias within itself", "many gaps", "a wide pattern"],
)
def test_a_file_that_grows_beyond_bounds_is_refused(text: str, said: str) -> None:
    text = "a: &a [x]\n" + text if "*a" in text else text
    before = time.process_time()
    assert said in " ".join(faults(text))
    assert time.process_time() - before < 5


def test_twice_the_rules_take_about_twice_the_time_to_check() -> None:
    def seconds(count: int) -> float:
        text = rules_of(count, "[soup, salt]")
        before = time.process_time()
        assert not faults(text)
        return time.process_time() - before

    assert any(seconds(800) < 3 * seconds(400) for _ in range(5))
