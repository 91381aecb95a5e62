"""Hostile text on a terminal, in data and in messages."""

import re
from pathlib import Path

import pytest
from conftest import (
    asked,
    citehub,
    flat_page,
    ingest,
    on_terminal,
    problem,
)

HOSTILE = "[/red]Bold[bold] :x: \x1b]0;owned\x07 \x1b[31mRed \u202eback\u2069 {hub} %s \\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hubs.jsonl"
    title, summary = f"A Survey of {HOSTILE}", f"We prove {HOSTILE}."
    ingest(path, flat_page(f"Hub {HOSTILE}", 2, {title: summary, "Calm": "Calm."}))
    return path


def test_json_keeps_hostile_text_as_it_was(hostile: Path) -> None:
    hub = asked("show", "hub", store=hostile)
    assert hub["title"] == f"Hub {HOSTILE}"
    assert hub["papers"][0]["title"] == f"A Survey of {HOSTILE}"
    assert hub["papers"][0]["summary"] == f"We prove {HOSTILE}."


@pytest.mark.parametrize(
    "command", ["show", "show hub", "search survey", "search", "explain hub 1", "search -f tsv"]
)
def test_hostile_text_is_shown_and_does_nothing(hostile: Path, command: str) -> None:
    sent = on_terminal(*command.split(), store=hostile, COLUMNS="2000").decode()
    assert not re.search(r"\x1b(?!\[[0-9;]*m)|\x07|[\u202a-\u202e\u2066-\u2069]", sent)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", sent)
    assert r"[/red]Bold[bold] :x: \x1b]0;owned\x07 \x1b[31mRed \u202eback\u2069 {hub} %s" in plain


def test_hostile_text_in_a_message_does_nothing(hostile: Path, tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m.txt").write_text("No hub.")
    told = problem("ingest", tmp_path, store=hostile)
    told += citehub("show", "\x1b]0;owned\x07", store=hostile).stderr
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u2500-\u257f]", told)  # controls, box drawing
    assert r"\x1b[31m.txt: problem" in told
