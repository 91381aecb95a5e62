"""The full-screen review, driven by its keys and by the mouse, at three sizes."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import flat_page, ingest, opened
from reviewing import Terminal, by_hand, library
from textual.pilot import Pilot
from textual.widgets import Input, Static

from citehub import jobs
from citehub.index.queue import Asked
from citehub.model import LABELS
from citehub.review.app import ReviewApp
from citehub.review.full import app_of
from citehub.review.keys import ACTIONS, KEYS
from citehub.review.panes import Queue, ValueRow
from citehub.review.session import Review
from citehub.review.start import open_review
from citehub.review.values import values_of

SIZES = [(100, 30), (60, 20), (150, 50)]
Drive = Callable[["Pilot[None]"], Awaitable[None]]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return library(tmp_path)


@contextmanager
def begun(store: Path, label: str = "role") -> Iterator[ReviewApp]:
    rules = jobs.rules_of(None)
    with (
        opened(store) as found,
        open_review(found, Asked(label), rules, order="margin", seed=0) as review,
    ):
        yield app_of(found, review, values_of(label, rules, KEYS.values()), rules, KEYS)


def drive(store: Path, keys: Drive, size: tuple[int, int] = (100, 30), label: str = "role") -> None:
    """Run the app while `keys` drives it, and put its labels into the store."""

    async def run(app: ReviewApp) -> None:
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await keys(pilot)

    with begun(store, label) as app:
        asyncio.run(run(app))


async def settled(pilot: "Pilot[None]") -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def reviewed(pilot: "Pilot[None]") -> Review:
    assert isinstance(pilot.app, ReviewApp)
    return pilot.app.review


def text(pilot: "Pilot[None]", where: str) -> str:
    return str(pilot.app.screen.query_one(where, Static).content)


@pytest.mark.parametrize("size", SIZES)
def test_every_key_does_what_the_help_says(store: Path, size: tuple[int, int]) -> None:
    done = []

    async def keys(pilot: "Pilot[None]") -> None:
        review = reviewed(pilot)
        assert "Beds in Row 0" in text(pilot, "#text")
        await pilot.press("3")
        assert (review.at, [*review.given.values()]) == (1, ["method"])
        await pilot.press("s")
        assert review.at == 2
        await pilot.press("b")
        assert review.at == 1
        await pilot.press("n")
        await pilot.press(*"why not", "enter")
        assert "why: why not" in text(pilot, "#proposal")
        await pilot.press("2")
        assert [task.why for task in review.journal.tasks] == [None, "why not"]
        await pilot.press("u", "u")
        assert (review.at, review.given, review.journal.tasks) == (0, {}, [])
        await pilot.press("e")
        assert "citation_role" in text(pilot, ".dialog Static")
        await pilot.press("3", "q")  # a digit labels nothing while a dialog is open
        assert review.given == {}
        await pilot.press("question_mark")
        assert all(action.does in text(pilot, ".dialog Static") for action in ACTIONS)
        await pilot.press("escape", "slash")
        await pilot.press(*"survey of blubs")
        await settled(pilot)
        await pilot.press("enter")
        assert "A Survey of Bulbs" in text(pilot, "#text")
        assert "cites Tulips and 1 more" in text(pilot, "#text")
        await pilot.press("enter")
        assert [task.labels for task in review.journal.tasks] == [{"role": "survey"}]
        await pilot.press("f")
        await pilot.press(*"tub", "enter")
        await settled(pilot)
        assert "Tubs 0" in text(pilot, "#text")
        await pilot.press("f")
        await pilot.press(*"role=", "enter")
        assert "Tubs 0" in text(pilot, "#text")
        with patch.object(pilot.app, "open_url") as open_url:
            await pilot.press("o")
        assert "Tubs%200" in open_url.call_args.args[0]
        await pilot.press("q")
        done.append(True)

    drive(store, keys, size)
    assert done
    assert by_hand(store) == {("tulips", 13): "survey", ("roses", 1): "survey"}


def test_each_action_of_the_settings_has_a_key_and_a_method() -> None:
    assert len(set(KEYS.values())) == len(ACTIONS)
    assert all(hasattr(ReviewApp, f"_do_{action.name}") for action in ACTIONS)


def test_enter_labels_nothing_where_nothing_is_proposed(store: Path) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        await pilot.press("enter", "escape", "x")
        assert reviewed(pilot).given == {}

    drive(store, keys)


def test_what_ends_in_the_background_is_shown_below_a_dialog(store: Path) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        await pilot.press("question_mark")
        await pilot.pause(2)
        await settled(pilot)
        assert pilot.app.return_code in (None, 0)
        await pilot.press("escape")
        assert "0 labelled of 26" in text(pilot, "#top")
        assert "Beds in Row 11" in text(pilot, "#queue")

    drive(store, keys)


def test_the_mouse_labels_and_chooses_from_the_queue(store: Path) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        await pilot.click(Queue, offset=(5, 4))
        assert reviewed(pilot).at == 4
        await pilot.click(pilot.app.query(ValueRow)[1])
        assert [*reviewed(pilot).given.values()] == ["benchmark"]

    drive(store, keys)


def test_the_end_of_the_queue_is_told_and_left_by_undo(store: Path) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        for _ in range(25):
            await pilot.press("1")
        assert "No more papers" in text(pilot, "#text")
        await pilot.press("1", "enter", "s", "n", "e", "o")
        assert len(reviewed(pilot).given) == 25
        await pilot.press("u")
        assert "Survey of Bulbs" in text(pilot, "#text")

    drive(store, keys)
    assert len(by_hand(store)) == 24


def test_a_label_that_is_in_the_store_already_can_be_taken_back(store: Path) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        await pilot.press("1", "2")
        reviewed(pilot).save()
        assert len(by_hand(store)) == 2
        await pilot.press("u")

    drive(store, keys)
    assert [*by_hand(store).values()] == ["survey"]


def test_the_store_takes_batches_in_while_keys_are_pressed(store: Path) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        with patch("citehub.review.app.BATCH", 5):
            await pilot.press(*"123451")
            await pilot.pause(3)  # without a key: then the batch goes into the store
        await settled(pilot)
        assert len(by_hand(store)) >= 5

    drive(store, keys)
    assert len(by_hand(store)) == 6


@pytest.mark.parametrize("label", LABELS)
def test_each_label_can_be_reviewed(store: Path, label: str) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        await pilot.press("1")
        (task,) = reviewed(pilot).journal.tasks
        assert [*task.labels] == [label]

    drive(store, keys, label=label)


@pytest.mark.parametrize("size", SIZES)
def test_hostile_text_is_shown_and_does_not_act(tmp_path: Path, size: tuple[int, int]) -> None:
    store = tmp_path / "hubs.jsonl"
    evil = {"[/b] [bold]x[/] [@click=app.exit]q[/]": ":x: \x9b31m [red] \x1b]0;own\x07 \u202egnp"}
    evil |= {"$" * 300: "\u0300" * 90, "漢字" * 60: "\u200b" * 9, "[": "]"}
    ingest(store, flat_page("[/] \x1b[2J Evil", 4, evil))

    async def keys(pilot: "Pilot[None]") -> None:
        seen = ""
        await pilot.press("n")
        pilot.app.screen.query_one(Input).value = "[/x] \x1b[2J"
        await pilot.press("enter")
        for _ in range(4):
            await pilot.press("e", "escape")
            seen += pilot.app.export_screenshot()
            await pilot.press("1")
        assert "[@click=app.exit]" in re.sub("<[^>]*>|&#160;", "", seen) or size[0] < 80
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", seen)

    drive(store, keys, size)
    assert len(by_hand(store)) == 4


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}])
def test_on_a_real_terminal_it_labels_and_leaves_it_as_it_was(
    store: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with Terminal("review", store=store, size=(20, 60)) as terminal:
        terminal.until("Beds")
        terminal.press("3")
        terminal.until("1 labelled")
        terminal.press("q")
        left = terminal.until(r"\x1b\[\?1049l")  # the screen of before
        assert terminal.ended() == 0
    assert bool(re.search(r"\x1b\[[\d;]*3[1-7]", left)) is not bool(env)
    assert [*by_hand(store).values()] == ["method"]
