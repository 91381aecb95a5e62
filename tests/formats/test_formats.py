"""Each format holds the same data."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import (
    asked,
    problem,
    run,
)
from markdown_it import MarkdownIt
from small_library import LISTINGS

from citehub.formats import FORMATS, load


def _cell(value: Any) -> str:
    if isinstance(value, bool | dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _read(form: str, text: str) -> list[list[str]]:
    """Read a flat format back: the names of the columns, and the rows."""
    if form == "csv":
        return list(csv.reader(io.StringIO(text)))
    if form == "tsv":
        return [line.split("\t") for line in text.splitlines()]
    assert re.fullmatch(r"\|( --- \|)+", text.splitlines()[1])
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append("".join(part.content for part in token.children or ()))
    return rows


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("form", ["csv", "tsv", "md"])
def test_flat_formats_hold_the_same_data(store: Path, listing: str, form: str) -> None:
    names = LISTINGS[listing]
    chosen = [*listing.split(), "--fields", ",".join(names)]
    data = asked(*chosen, store=store)
    text = run(*chosen, "--format", form, store=store).stdout
    assert data
    assert _read(form, text) == [
        list(names),
        *([_cell(row[name]) for name in names] for row in data),
    ]


@pytest.mark.parametrize("listing", LISTINGS)
def test_json_jsonl_and_yaml_hold_the_same_data(store: Path, listing: str) -> None:
    data = asked(*listing.split(), store=store)
    asked_for = ("json", "jsonl", "yaml")
    text = {form: run(*listing.split(), "-f", form, store=store).stdout for form in asked_for}
    assert json.loads(text["json"]) == data
    assert yaml.safe_load(text["yaml"]) == data
    rows = data["papers"] if isinstance(data, dict) else data
    assert [json.loads(line) for line in text["jsonl"].splitlines()] == rows


@pytest.mark.parametrize("listing", LISTINGS)
def test_each_row_of_a_flat_format_without_fields_is_a_record(store: Path, listing: str) -> None:
    data = asked(*listing.split(), store=store)
    rows = data["papers"] if isinstance(data, dict) else data
    for form in ("csv", "tsv", "md"):
        head, *lines = _read(form, run(*listing.split(), "-f", form, store=store).stdout)
        assert lines == [[_cell(row.get(name)) for name in head] for row in rows]


# What is text and no page to look at.
LISTS = tuple(form for form in FORMATS if load(form).SHAPE not in ("page", "frame", "chart"))


@pytest.mark.parametrize("form", LISTS)
def test_nothing_found_has_no_rows_in_any_format(store: Path, form: str) -> None:
    nothing = run("search", "zzzz", "-f", form, store=store).stdout
    if load(form).SHAPE == "document" or form.endswith("json"):
        assert yaml.safe_load(nothing) == []
    elif load(form).SHAPE == "graph":
        assert "tides" not in nothing.lower()
    else:  # the head, if there is one
        assert run("search", "tides", "-f", form, store=store).stdout.startswith(nothing)
        assert len(nothing.splitlines()) < 3


def test_fields_come_in_the_order_asked_for(store: Path) -> None:
    chosen = ("search", "--fields", "year, title,hub", "--limit", "3")
    assert run(*chosen, "-f", "csv", store=store).stdout.startswith("year,title,hub\n")
    assert run(*chosen, store=store).stdout.startswith("year\ttitle\thub\n")
    assert {tuple(row) for row in asked(*chosen, store=store)} == {("year", "title", "hub")}


def test_an_unknown_field_is_refused_and_the_known_ones_are_named(store: Path) -> None:
    told = problem("search", "--fields", "title,colour", store=store)
    assert "'colour'" in told
    assert "title, summary, hub, position" in told


@pytest.mark.parametrize("form", LISTS)
def test_a_record_is_printed_before_the_next_is_read(form: str) -> None:
    read = []

    def records() -> Iterator[dict[str, Any]]:
        for n in range(3):
            read.append(n)
            yield {"value": f"number {n}", "title": f"number {n}", "hub": "h", "position": n}

    found = load(form).pieces(records(), ("value",), False)
    next(piece for piece in found if "number 0" in piece)
    assert read == [0]
