"""A saved page of HTML gives what its text gives."""

from html import escape
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES, USER_PAGE, page_record
from hypothesis import given
from hypothesis import strategies as st

from citehub.errors import PageError
from citehub.pages import parse_page
from citehub.pages.html_text import is_html, text_of

PAGE = "<!DOCTYPE html>\n<html><head><title>No line</title></head><body>{}</body></html>\n"
TEXTS = [*sorted(CASES.glob("flat_*.txt")), *sorted(CASES.glob("spaced_*.txt")), USER_PAGE]


def read(text: str) -> dict[str, Any]:
    try:
        return page_record(parse_page(text))
    except PageError as error:
        return {"error": str(error)}


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.stem)
def test_a_page_of_preformatted_text_is_read_as_that_text(page: Path) -> None:
    text = page.read_text("utf-8").strip() + "\n"
    assert read(PAGE.format(f"<pre>{escape(text)}</pre>")) == read(text)


@pytest.mark.parametrize(
    "block", ["<p>{}</p>", "<div><h3>{}</h3></div>", "<ul><li>{}</ul>", "{}<hr>"]
)
@pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.stem)
def test_blocks_are_read_as_lines_with_blank_ones_between(page: Path, block: str) -> None:
    lines = [line for line in page.read_text("utf-8").splitlines() if line.strip()]
    html = PAGE.format("\n".join(block.format(escape(line)) for line in lines))
    record, spaced = read(html), read("\n\n".join(lines) + "\n")
    for found in (record, spaced):  # the lines of the text are not those of the file
        for note in found.get("notes", ()):
            del note["line"]
    assert record == spaced


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <b>b</b>\n  c", "a b c"),
        ("a<i>b</i>", "ab"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<table><tr><td>a<td>b</tr><tr><th>c</th></tr></table>", "a b\n\nc"),
        ("<p>a<p>b", "a\n\nb"),
        ("a &amp; b &lt;c&gt; &#x2605; &nosuch;", "a & b <c> ★ &nosuch;"),
        ("a<script>if (a < b) '<p>no</p>'</script>b<style>p{}</style>c", "abc"),
        ("a<SCRIPT>no</script >b", "ab"),
        ("a<!-- <p>no</p> -->b<!no>c<?no?>d", "abcd"),
        ("a<svg><title>no</title></svg>b<template><p>no</p></template>c", "abc"),
        ('<p title="a > b">c</p>', "c"),
        ("a < b", "a < b"),
        (f"a&#{'9' * 5000};b&#x{'f' * 5000};c", "a\ufffdb\ufffdc"),
        ("a<<!-- b -->![CDATA[c", "a<![CDATA[c"),
        ("<pre>a\n  b\n\nc</pre>d", "a\nb\n\nc\n\nd"),
    ],
)
def test_what_a_page_shows_is_its_text(html: str, text: str) -> None:
    assert text_of(PAGE.format(html)) == f"{text}\n"


@pytest.mark.parametrize(
    "cut",
    ["<p>b", "<p>b<", "<p>b<a href='", "<p>b<!-- c", "<p>b<script>c", "<p>b<style>", "<p>b</"],
)
def test_a_page_that_is_cut_off_has_no_line_end_and_no_markup(cut: str) -> None:
    assert text_of(f"<!doctype html><html><body><p>a</p>{cut}") == "a\n\nb"


@given(st.text() | st.text(st.sampled_from("<>!-/ab \"'=&?[]\n")))
def test_any_markup_gives_some_text(markup: str) -> None:
    html = PAGE.format(markup)
    assert is_html(html)
    text_of(html)
    text_of(html.removesuffix("</body></html>\n"))


@pytest.mark.parametrize("text", ["<html5 is a lead", "html", "<b>x</b>", "x <html>", ""])
def test_what_does_not_begin_as_html_is_none(text: str) -> None:
    assert not is_html(text)
