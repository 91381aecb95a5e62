"""Markdown shows a text as it is: nothing in a cell acts."""

import re
from pathlib import Path

import pytest
from conftest import flat_page, ingest, run
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citehub.formats import load

MARKED = (
    "<script>alert(1)</script>",
    "![picture](https://example.org/x.png)",
    "[link](javascript:alert(1)) [ref] [^1]",
    "see https://example.org and www.example.org or ftp://example.org/x",
    "mail me@example.org or mailto:me@example.org",
    "**bold** __bold__ *slant* _slant_ ~~gone~~ ==mark==",
    "`code` ``more`` $|W|$ and $\\|W\\|$ and \\alpha \\_ \\",
    "a | b || c &lt; &amp; &#64; # heading > quote + list 1. list",
    "http:// HTTPS://EXAMPLE.ORG <https://example.org> xhttps://y",
)


def shown(table: str) -> tuple[str, set[str]]:
    """Return the text of a table's last cell as a Markdown reader shows it, and what it is of."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    *_, cell = (token for token in reader.parse(table) if token.type == "inline")
    parts = cell.children or []
    return "".join(part.content for part in parts), {part.type for part in parts}


@pytest.mark.parametrize("value", MARKED)
def test_a_text_is_shown_as_it_is_and_nothing_in_it_acts(value: str) -> None:
    table = "".join(load("md").pieces([{"value": value}], ("value",), False))
    text, kinds = shown(table)
    assert text == value
    assert kinds <= {"text", "text_special"}
    # What GitHub makes links of, outside CommonMark: no such address stands in the source.
    assert not re.search(r"(?i)(https?|ftp)://|www\.|\w@\w", table)


@given(st.text("\\`*_{}[]()<>#+-.!|~$&;:@/= ahtps1"))
def test_signs_in_any_order_are_shown_as_they_are(value: str) -> None:
    text, kinds = shown("".join(load("md").pieces([{"value": value}], ("value",), False)))
    assert text == " ".join(value.split())
    assert kinds <= {"text", "text_special"}


def test_a_page_puts_no_tag_and_no_picture_into_a_table(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    title = "A Survey of <script>alert(1)</script> ![i](http://x/)"
    ingest(store, flat_page("A Hub", 1, {title: "<img src=x> says it."}))
    text, kinds = shown(run("search", "-f", "md", "--fields", "title", store=store).stdout)
    assert (text, kinds) == (title, {"text"})
