"""A review in plain lines: what its keys do, and that nothing is lost however it ends."""

import json
import random
import re
import time
from pathlib import Path

import pytest
from conftest import asked, beside, citehub, flat_page, ingest, problem, run, stored
from reviewing import PROMPT, Terminal, by_hand, library


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return library(tmp_path)


def review(store: Path, *arguments: str) -> Terminal:
    return Terminal("review", "--plain", *arguments, store=store)


def rows(store: Path) -> list[dict[str, object]]:
    """Return the rows of the journal."""
    path = beside(store, "review")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_key_labels_and_goes_on_and_the_label_is_in_the_store_at_the_end(store: Path) -> None:
    with review(store) as terminal:
        first = terminal.until(PROMPT)
        assert "1. Beds in Row" in first
        terminal.press("3")
        assert "2. " in terminal.until(PROMPT)
        assert [row["role"] for row in rows(store)] == ["method"]
        assert by_hand(store) == {}
        terminal.press("q")
        assert terminal.ended() == 0
    assert [*by_hand(store).values()] == ["method"]
    assert not beside(store, "review").exists()


def test_what_the_rules_left_open_comes_first_and_what_was_labelled_by_hand_is_left_out(
    store: Path,
) -> None:
    run("label", "tulips", "1", "--role", "system", store=store)
    with review(store) as terminal:
        assert "1. Beds in Row 1\r" in terminal.until(PROMPT)
        for _ in range(22):
            terminal.press("s")
            terminal.until(PROMPT)
        terminal.press("s")
        last = terminal.until(PROMPT)
        assert "24. [A Survey]" in last
        assert "role: survey (survey.title" in last
        terminal.press("\r")
        terminal.until("no more papers")
        assert terminal.ended() == 0
    assert by_hand(store) == {
        ("tulips", 1): "system",
        ("tulips", 13): "survey",
        ("roses", 1): "survey",
    }


def test_back_undo_note_and_skip(store: Path) -> None:
    with review(store) as terminal:
        terminal.until(PROMPT)
        for key in "12n":
            terminal.press(key)
            terminal.until("why: " if key == "n" else PROMPT)
        terminal.press("because I say so\r")
        terminal.until("because I say so")
        terminal.press("3")
        terminal.until(PROMPT)
        terminal.press("u")
        assert "3. " in terminal.until(PROMPT)
        assert [row["role"] for row in rows(store)] == ["survey", "benchmark"]
        for key, at in (("u", "2. "), ("u", "1. "), ("s", "2. "), ("b", "1. ")):
            terminal.press(key)
            assert at in terminal.until(PROMPT)
        assert rows(store) == []
        terminal.press("u")
        terminal.until("nothing to take back")
        terminal.until(PROMPT)
        terminal.press("4")
        terminal.until(PROMPT)
        for key in "ss3q":
            terminal.press(key)
        assert terminal.ended() == 0
    assert sorted(by_hand(store).values()) == ["analysis", "method"]


def test_a_search_goes_to_the_paper_that_is_chosen_and_a_filter_begins_again(store: Path) -> None:
    with review(store) as terminal:
        terminal.until(PROMPT)
        terminal.press("/")
        terminal.until("words: ")
        terminal.press("nothing of the kind\r")
        terminal.until("no match")
        terminal.press("/")
        terminal.until("words: ")
        terminal.press("survey\r")
        assert "1. A Survey" in terminal.until("which, 1 to ")
        terminal.press("1\r")
        assert "[A Survey]" in terminal.until(PROMPT)
        terminal.press("f")
        terminal.until("Only papers with these words")
        terminal.press("colour=red\r")
        terminal.until("no filter 'colour=red'")
        terminal.press("f")
        terminal.until("Only papers with these words")
        terminal.press("role=survey\r")
        assert "1. [A Survey]" in terminal.until(PROMPT)
        terminal.press("\r")
        terminal.until("no more papers")
        assert terminal.ended() == 0
    assert set(by_hand(store).values()) == {"survey"}


def test_the_journal_is_what_label_reads(store: Path, tmp_path: Path) -> None:
    with review(store) as terminal:
        terminal.until(PROMPT)
        for key in "123":
            terminal.press(key)
            terminal.until(PROMPT)
        terminal.kill()
    copy = tmp_path / "labels.jsonl"
    copy.write_bytes(beside(store, "review").read_bytes())
    changed = asked("label", "--from", copy, store=store)
    assert [change["new"] for change in changed] == ["survey", "benchmark", "method"]


@pytest.mark.parametrize("seed", range(3))
def test_a_kill_at_any_instant_loses_no_label_and_doubles_none(store: Path, seed: int) -> None:
    """What was shown to be labelled is kept; of a key in mid-air it may go either way."""
    chance = random.Random(seed)
    kept: dict[tuple[str, int], str] = {}
    for _ in range(2):
        with review(store) as terminal:
            terminal.until(PROMPT)
            shown = 0
            for key in chance.choices("123456", k=chance.randrange(1, 8)):
                terminal.press(key)
                terminal.until(PROMPT)
                shown += 1
            terminal.press(chance.choice("123456"))
            time.sleep(chance.random() / 50)
            terminal.kill()
        waiting = len(rows(store))
        with review(store) as terminal:
            terminal.until(PROMPT)
            terminal.press("q")
            assert terminal.ended() == 0
        found = by_hand(store)
        assert found.items() >= kept.items()
        assert len(found) - len(kept) == waiting
        assert shown <= waiting <= shown + 1
        kept = found
    assert [len(hub.papers) for hub in stored(store)] == [13, 13]


def test_a_torn_last_line_is_no_label(store: Path) -> None:
    beside(store, "review").write_text(
        '{"hub": "tulips", "position": 1, "role": "survey"}\n{"hub": "tulips", "position": 2, "ro'
    )
    with review(store) as terminal:
        terminal.until(PROMPT)
        terminal.press("3")
        terminal.until(PROMPT)
        assert [row["role"] for row in rows(store)] == ["method"]
        terminal.press("q")
        assert terminal.ended() == 0
    assert sorted(by_hand(store).values()) == ["method", "survey"]


def test_a_label_of_a_paper_that_is_gone_waits_and_is_named(store: Path) -> None:
    good = '{"hub": "roses", "position": 2, "role": "survey"}\n'
    bad = '{"hub": "tulips", "position": 1, "title": "Another", "role": "survey"}\n'
    beside(store, "review").write_text(good + bad)
    with review(store) as terminal:
        said = " ".join(terminal.until(PROMPT).split())  # a message fits the terminal's width
        assert "tulips #1 is not titled 'Another'; the label waits in" in said
        terminal.press("q")
        assert terminal.ended() == 0
    assert by_hand(store) == {("roses", 2): "survey"}
    assert beside(store, "review").read_text() == bad


def test_a_label_given_later_by_another_program_stays(store: Path) -> None:
    row = '{"hub": "tulips", "position": 1, "role": "survey", "when": "2020-01-01T00:00:00Z"}\n'
    run("label", "tulips", "1", "--role", "system", store=store)
    beside(store, "review").write_text(row)
    with review(store) as terminal:
        terminal.until(PROMPT)
        terminal.press("q")
        assert terminal.ended() == 0
    assert by_hand(store) == {("tulips", 1): "system"}


def test_another_writer_is_no_error_and_another_review_is_one(store: Path) -> None:
    with review(store) as terminal:
        terminal.until(PROMPT)
        run("label", "roses", "5", "--role", "theory", store=store)
        assert "another review" in review_refused(store)
        terminal.press("1")
        terminal.until(PROMPT)
        terminal.press("q")
        assert terminal.ended() == 0
    assert sorted(by_hand(store).values()) == ["survey", "theory"]


def review_refused(store: Path) -> str:
    with review(store) as second:
        said = second.until(r"end\s+it\s+first")
        assert second.ended() == 1
    return said


def test_off_a_terminal_it_says_what_to_use(store: Path) -> None:
    assert "citehub label --from" in problem("review", "--plain", store=store)


def test_by_chance_the_same_seed_draws_the_same_papers(store: Path) -> None:
    seen = []
    for seed in "112":
        with review(store, "--order", "random", "--seed", seed) as terminal:
            titles = []
            for _ in range(4):
                text = terminal.until(PROMPT)
                titles.append(text.split(". ", 1)[1].split("\r")[0])
                terminal.press("s")
            seen.append(titles)
    assert seen[0] == seen[1] != seen[2]


def test_hostile_text_does_not_act_on_the_terminal(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("Evil \x1b[2J", 1, {"[/b] \x1b]0;own\x07 \u202egnp": ":x: \x9b31m"}))
    with review(store) as terminal:
        shown = terminal.until(PROMPT)
        terminal.press("q")
        terminal.ended()
    assert "\x1b]0" not in shown
    assert "\u202e" not in shown
    assert "\x9b" not in shown
    assert citehub("show", store=store).returncode == 0


def test_keys_can_be_set(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(store.parent)
    Path("citehub.toml").write_text('[keys]\nskip = "k"\nquit = "x"\naccept = "1"\n')
    with review(store) as terminal:
        shown = terminal.until(PROMPT)
        assert "2 survey" in shown
        assert "k skip" in shown
        for key in "ks2x":
            terminal.press(key)
        assert terminal.ended() == 0
    assert set(by_hand(store).values()) == {"survey"}


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ('skp = "k"', "no key 'skp'; keys: accept, skip"),
        ('skip = "q"', "the key 'q' is of both skip and quit"),
        ('skip = "ab"', "citehub.toml:1: keys must be a table of one character each"),
        ("skip = 1", "keys must be a table"),
    ],
)
def test_wrong_keys_are_refused(
    store: Path, monkeypatch: pytest.MonkeyPatch, keys: str, fault: str
) -> None:
    monkeypatch.chdir(store.parent)
    Path("citehub.toml").write_text(f"[keys]\n{keys}\n")
    with review(store) as terminal:
        terminal.until(re.escape(fault).replace(r"\ ", r"\s+"))
        assert terminal.ended() == 1
