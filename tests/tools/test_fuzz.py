"""The fuzzer in short, what it found, and that it sees what it is there to see."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from fuzz import GRACE, TARGETS, Target, fault, fuzz, large, pace

from citehub.errors import PageError

BY_NAME = {target.name: target for target in TARGETS}
each_target = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)

# Nine lists of nine of the one before: to write the last one out takes 400 million letters.
BOMB = "[&a0 [x]" + "".join(f", &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]" for n in range(9)) + "]"
RULE = "rules:\n- {id: a, role: b, match: c, why: d, measured: {precision: 1, low: 1, on: e, n: "
FOUND = [
    ("yaml store", "id: !!bool x"),
    ("yaml store", 'id: !!int ""'),
    ("yaml store", f"id: {'1:' * 400}1.5"),
    ("yaml store", f"id: x\ntitle: {BOMB}"),
    ("yaml store", "---\n" * 20_000),
    ("rules", "\x00"),
    ("rules", "extends: !!bool x"),
    ("rules", "extends: &a [*a]"),
    ("rules", "extends: 2020-99-99"),
    ("rules", f"? {BOMB}\n: x"),
    ("rules", f"rules:\n- {{id: {BOMB}, role: b, match: c, why: d}}"),
    ("rules", f"rules:\n- {{id: a, role: b, match: {BOMB}, why: d}}"),
    ("rules", RULE + "nan}}"),
    ("rules", RULE + "1e999}}"),
    ("rules", 'rules:\n- {id: !!int "a\n\n b", role: b, match: c, why: d}'),
    ("rules", f"rules:\n- {{id: a, role: b, match: c ..{'9' * 5000} d, why: e}}"),
    ("text page", f"pith. sign in\nhub\nT\nciting papers explorer\nA\nnovelty {'9' * 400}\nB\n"),
    ("text page", "hub\nT\nciting papers explorer" + "\n" * 50_000 + "A"),
]


@each_target
def test_broken_inputs_are_read_or_refused_by_the_readers_own_error(target: Target) -> None:
    assert [wrong for _, _, wrong in fuzz([target], 150 * (1 + target.share), seed=1)] == []


@each_target
def test_large_inputs_take_time_in_proportion(target: Target) -> None:
    assert [wrong for _, _, wrong in large([target], 1 << 14)] == []


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_what_was_found_once_is_read_or_refused(name: str, text: str) -> None:
    assert fault(BY_NAME[name], text.encode()) is None


def test_an_input_is_made_from_its_seed_and_number_alone() -> None:
    for target in TARGETS:
        made = [target.input(3, number) for number in range(40)]
        assert made == [target.input(3, number) for number in range(40)]
        assert made != [target.input(4, number) for number in range(40)]


def _slow(data: bytes) -> None:
    started = time.process_time()
    while time.process_time() < started + 2 * GRACE * pace():
        pass


def test_what_is_slow_once_is_not_slow() -> None:
    slowness = iter([_slow])

    def slow_once(data: bytes) -> None:
        next(slowness, len)(data)

    assert fault(replace(TARGETS[0], read=slow_once), b"") is None
    assert next(slowness, None) is None


def _many_lines(data: bytes) -> None:
    raise PageError("one\ntwo")


def _wrong_error(data: bytes) -> None:
    raise KeyError("x")


@pytest.mark.parametrize(
    ("reader", "wrong"),
    [(_slow, "too slow: "), (_many_lines, "a message of several"), (_wrong_error, "KeyError: 'x'")],
)
def test_the_fuzzer_sees(reader: Callable[[bytes], None], wrong: str) -> None:
    said = fault(replace(TARGETS[0], read=reader), b"")
    assert said is not None
    assert said.startswith(wrong)
