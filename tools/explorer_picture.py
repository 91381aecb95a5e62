"""Draw the README's picture of the explorer: the user's page of `seeds/`, in Chromium.

Run as `python tools/explorer_picture.py FILE [light|dark]`.
"""

import sys
import tempfile
from pathlib import Path
from typing import Literal

from chromium import chromium
from conftest import run
from playwright.sync_api import ViewportSize

PAGE = Path(__file__).parents[1] / "seeds" / "000_051ae697ebc19333.txt"
SIZE = ViewportSize(width=1120, height=800)


def draw(file: Path, scheme: Literal["light", "dark"]) -> None:
    """Write the picture of a search in the page of one hub."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        store, page_file = Path(folder) / "hubs.jsonl", Path(folder) / "hub.html"
        run("ingest", PAGE, store=store)
        run("set", "yoshua", "--title", "Curriculum Learning", store=store)
        run("label", "curriculum", "2", "--role", "analysis", store=store)
        page_file.write_text(run("show", "curriculum", "-f", "html", store=store).stdout, "utf-8")
        page = browser.new_page(viewport=SIZE, color_scheme=scheme)
        page.goto(page_file.as_uri() + "#q=distillation")
        page.screenshot(path=file)


if __name__ == "__main__":
    chosen: Literal["light", "dark"] = "dark" if "dark" in sys.argv[2:] else "light"
    draw(Path(sys.argv[1]), chosen)
