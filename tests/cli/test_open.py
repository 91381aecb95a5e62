"""The page of a hub or a paper: opened on a terminal, printed elsewhere."""

import json
from pathlib import Path

import pytest
from conftest import asked, ingest, on_terminal, run

from citehub.errors import CitehubError


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("open") / "hubs.jsonl"
    items = [{"paper_title": "Fog", "citing_arxiv_id": "2601.00001"}, {"paper_title": "Dew"}]
    ingest(path, json.dumps({"work": {"title": "Salt"}, "total": 2, "items": items}))
    return path


def test_off_a_terminal_the_address_is_printed(linked: Path) -> None:
    assert run("open", "salt", "fog", store=linked).stdout == "https://arxiv.org/abs/2601.00001\n"
    assert asked("open", "salt", "1", store=linked) == {
        "title": "Fog",
        "address": "https://arxiv.org/abs/2601.00001",
    }


def test_on_a_terminal_the_browser_opens_it(linked: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {seen}\n')
    browser.chmod(0o755)
    sent = on_terminal("open", "salt", "1", store=linked, BROWSER=str(browser)).decode()
    assert sent == "citehub: opened https://arxiv.org/abs/2601.00001\r\n"
    assert seen.read_text() == "https://arxiv.org/abs/2601.00001\n"


@pytest.mark.parametrize("arguments", [("salt", "dew"), ("salt",)])
def test_what_has_no_address_is_a_problem(linked: Path, arguments: tuple[str, ...]) -> None:
    result = run("open", *arguments, store=linked)
    assert isinstance(result.exception, CitehubError)
    assert "no page gives an arXiv id, a DOI or an address" in str(result.exception)


def test_titles_link_where_a_terminal_can(linked: Path) -> None:
    link = b"\x1b]8;id="
    address = b";https://arxiv.org/abs/2601.00001\x1b\\"
    for env in ({"TERM_PROGRAM": "WezTerm"}, {"VTE_VERSION": "7600"}):
        sent = on_terminal("show", "salt", store=linked, exit_code=0, **env)
        assert (sent.count(link), sent.count(address)) == (1, 1)
    for env in ({"VTE_VERSION": "4000"}, {"TERM": "dumb", "VTE_VERSION": "7600"}, {}):
        assert b"\x1b]8" not in on_terminal("show", "salt", store=linked, exit_code=0, **env)
    assert "\x1b]8" not in run("show", "salt", "--color", store=linked, VTE_VERSION="7600").stdout
