"""The page that a command prints, open in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import chromium
from conftest import run
from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open what a command prints as a page; in the end, nothing was complained of or loaded."""
    told: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(*command: str, store: Path, address: str = "", **options: Any) -> Page:
        result = run(*command, "-f", "html", store=store)
        assert result.exit_code == 0, result.exception
        file = tmp_path / "page.html"
        file.write_text(result.stdout, "utf-8")
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("dialog", lambda dialog: told.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: _note(told, request.url, file))
        page.goto(file.as_uri() + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert told == []


def _note(told: list[str], url: str, file: Path) -> None:
    if url.partition("#")[0] != file.as_uri() and not url.startswith("blob:"):
        told.append(f"request: {url}")
