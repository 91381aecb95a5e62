"""Draw the README's second picture: a paper in `citehub review`, as SVG.

Run as `python tools/review_picture.py FILE`. The same program and page make the same bytes.
"""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from picture import PAGE, WEB_FONT

import citehub
from citehub import jobs
from citehub.index.queue import Asked
from citehub.review.full import app_of
from citehub.review.keys import KEYS
from citehub.review.start import open_review
from citehub.review.values import values_of

SIZE = (100, 26)
_KEYS = ("4", "3", "s", "3")  # what is labelled before the picture is taken
_AT = re.compile(r"terminal-\d+")


def draw() -> str:
    """Return the picture. It needs nothing from the web: the viewer's own font is used."""
    rules = jobs.rules_of(None)
    with (
        tempfile.TemporaryDirectory() as folder,
        citehub.open_library(Path(folder) / "hubs.jsonl") as library,
    ):
        library.ingest([PAGE])
        library.set("yoshua", title="Curriculum Learning")
        asked = Asked("role")
        with open_review(library.library, asked, rules, order="margin", seed=0) as review:
            values = values_of("role", rules, KEYS.values())
            app = app_of(library.library, review, values, rules, KEYS)

            async def pressed() -> str:
                async with app.run_test(size=SIZE) as pilot:
                    await app.workers.wait_for_complete()
                    await pilot.press(*_KEYS)
                    while review.read_title(0, SIZE[1]):
                        pass
                    app.show_all()
                    await pilot.pause()
                    return app.export_screenshot(title="citehub review", simplify=True)

            drawn = asyncio.run(pressed())
    return _AT.sub("review", WEB_FONT.sub("", drawn))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(draw(), encoding="utf-8")
