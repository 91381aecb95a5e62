"""Looking through a library: its keys at three sizes, and labels from there."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import beside, flat_page, ingest, opened, problem
from reviewing import Terminal, by_hand, library
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from citehub import jobs
from citehub.index.filters import Filters
from citehub.review.browse import browse_app

SIZES = [(100, 30), (60, 20), (150, 50)]
Drive = Callable[["Pilot[None]"], Awaitable[None]]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return library(tmp_path)


def drive(store: Path, keys: Drive, size: tuple[int, int] = (100, 30)) -> None:
    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await keys(pilot)

    with opened(store) as found, ExitStack() as held:
        app = browse_app(found, jobs.rules_of(None), None, Filters(), held)
        asyncio.run(run())


def text(pilot: "Pilot[None]", where: str) -> str:
    return str(pilot.app.screen.query_one(where, Static).content)


def listed(pilot: "Pilot[None]", where: str) -> list[str]:
    return [str(option.prompt) for option in pilot.app.screen.query_one(where, OptionList).options]


@pytest.mark.parametrize("size", SIZES)
def test_every_key_does_what_the_help_says(store: Path, size: tuple[int, int]) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        assert [line.split(" · ")[0] for line in listed(pilot, "#hubs")] == ["Tulips", "Roses"]
        await pilot.press("down", "enter")
        assert text(pilot, "#top") == "13 papers"
        await pilot.press("down", "down")
        assert "Tubs 1" in text(pilot, "#text")
        await pilot.press("e")
        assert "no evidence" in text(pilot, ".dialog Static")
        await pilot.press("escape", "question_mark", "q", "l", "escape", "l", "2")
        assert beside(store, "review").read_text().count("benchmark") == 1
        await pilot.press("f", *"number 7", "enter")
        assert [line.split(" · ")[0] for line in listed(pilot, "#papers")] == ["Tubs 7"]
        await pilot.press("f", *"year=x", "enter", "f", "enter", "slash", *"survye bulbs")
        assert "A Survey of Bulbs" in text(pilot, "#text")
        assert len(listed(pilot, "#papers")) == 1  # though it cites both hubs
        await pilot.press("enter")
        with patch.object(pilot.app, "open_url") as open_url:
            await pilot.press("o")
        assert "Survey" in open_url.call_args.args[0]
        await pilot.press("escape")
        assert text(pilot, "#top") == "2 hubs"
        await pilot.press("q")

    drive(store, keys, size)
    assert by_hand(store) == {("roses", 3): "benchmark"}


def test_an_empty_library_can_be_looked_at(tmp_path: Path) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        await pilot.press("enter", "e", "l", "o", "f", "enter", "slash", "x", "escape")
        assert text(pilot, "#top") == "0 hubs"

    drive(tmp_path / "none.jsonl", keys)


@pytest.mark.parametrize("size", SIZES)
def test_hostile_titles_are_shown_and_do_not_act(tmp_path: Path, size: tuple[int, int]) -> None:
    store = tmp_path / "hubs.jsonl"
    evil = {"[/b] [@click=app.exit]q[/]": "[red] \x1b]0;own\x07 \u202egnp", "[": "]"}
    ingest(store, flat_page("[/] \x1b[2J Evil", 2, evil))

    async def keys(pilot: "Pilot[None]") -> None:
        await pilot.press("enter")
        assert "[@click=app.exit]" in "".join(listed(pilot, "#papers"))
        await pilot.press("l", "1", "down", "e", "escape", "slash", "[")
        pilot.app.screen.query_one("#search", Input).value = "[/b] \x1b[2J"
        await pilot.pause()
        assert "\x1b" not in pilot.app.export_screenshot()

    drive(store, keys, size)


def test_a_label_while_a_review_is_open_is_refused(store: Path) -> None:
    async def keys(pilot: "Pilot[None]") -> None:
        with Terminal("review", "--plain", store=store) as terminal:
            terminal.until(r"\? help")
            await pilot.press("enter", "l", "2")
        assert not beside(store, "review").exists()

    drive(store, keys)
    assert by_hand(store) == {}


def test_on_a_real_terminal_it_opens_the_hub_named_and_ends(store: Path) -> None:
    with Terminal("browse", "roses", store=store, size=(20, 60)) as terminal:
        terminal.until("A Survey")
        terminal.press("q")
        terminal.until(r"\x1b\[\?1049l")
        assert terminal.ended() == 0
    assert "citehub show" in problem("browse", store=store)


def test_without_textual_it_says_what_to_install(store: Path) -> None:
    hidden = {"PYTHONPATH": str(store.with_name("hidden"))}
    module = store.with_name("hidden") / "textual"
    module.mkdir(parents=True)
    (module / "__init__.py").write_text(
        "raise ModuleNotFoundError('No module named textual', name='textual')\n"
    )
    with patch.dict("os.environ", hidden):
        for command in ("review", "browse"):
            with Terminal(command, store=store) as terminal:
                terminal.until(r"pip install 'citehub\[review\]'")
                assert terminal.ended() == 1
        with Terminal("review", "--plain", store=store) as terminal:
            terminal.until(r"\? help")
