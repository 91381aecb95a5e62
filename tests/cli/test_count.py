"""Counts, compared with the same counted by hand from what `search` lists."""

import re
from collections import Counter
from itertools import permutations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import asked, ingest, json_page, opened, put, run
from small_library import Records

import citehub
from citehub.formats import load
from citehub.formats.svg import COLORS, GREY
from citehub.index.sql import COUNT_KEYS
from citehub.model import Hub, Paper

SVG = "{http://www.w3.org/2000/svg}"


def counted(papers: Records, *keys: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(paper[key] for key in keys) for paper in papers)


@pytest.mark.parametrize("keys", [(key,) for key in COUNT_KEYS] + [*permutations(COUNT_KEYS, 2)])
def test_counts_are_those_of_what_search_lists(
    store: Path, papers: Records, keys: tuple[str, ...]
) -> None:
    rows = asked("count", "--by", ",".join(keys), store=store)
    assert {tuple(row) for row in rows} == {(*keys, "count")}
    found = {tuple(row[key] for key in keys): row["count"] for row in rows}
    assert len(found) == len(rows)
    assert found == counted(papers, *keys)


@pytest.mark.parametrize(
    "chosen",
    [
        ("--role", "survey"),
        ("--year", "2025", "--representative"),
        ("--grep", "tides", "--cited-as", "unclassified"),
        ("--field", "cs.ai", "--verdict", "conditional"),
    ],
)
def test_filters_choose_what_is_counted(store: Path, chosen: tuple[str, ...]) -> None:
    papers = asked("search", *chosen, store=store)
    rows = asked("count", *chosen, "--by", "hub,year", store=store)
    assert {(r["hub"], r["year"]): r["count"] for r in rows} == counted(papers, "hub", "year")


def test_one_hub_can_be_counted(store: Path, papers: Records) -> None:
    rows = asked("count", "clocks", store=store)
    listed = asked("show", "clocks", store=store)["papers"]
    assert {(row["role"],): row["count"] for row in rows} == counted(listed, "role")


def test_years_go_up_other_values_by_how_many_and_what_is_not_known_comes_last(store: Path) -> None:
    years = [row["year"] for row in asked("count", "--by", "year", store=store)]
    assert years == [*sorted(filter(None, years)), None]
    rows = asked("count", "--by", "field", store=store)
    numbers = [row["count"] for row in rows if row["field"]]
    assert numbers == sorted(numbers, reverse=True)
    assert rows[-1]["field"] is None
    roles = [row["citation_role"] for row in asked("count", "--by", "citation_role", store=store)]
    assert roles[-1] == "unclassified"


def test_values_that_a_filter_takes_for_one_are_counted_as_one(tmp_path: Path) -> None:
    papers = tuple(Paper(title=f"Paper {n}", venue=("NeurIPS", "neurips")[n % 2]) for n in range(4))
    put(tmp_path / "hubs.jsonl", Hub("a", "A", "A", papers=papers))
    rows = asked("count", "--by", "venue", store=tmp_path / "hubs.jsonl")
    assert rows == [{"venue": "NeurIPS", "count": 4}]


@pytest.mark.parametrize("by", ["colour", "role,role", "role,year,hub", "", "yaer"])
def test_other_keys_are_refused_and_the_known_ones_named(store: Path, by: str) -> None:
    result = run("count", "--by", by, store=store)
    assert result.exit_code == 2
    assert "citation_role, field, hub, role, venue" in " ".join(result.stderr.split())


def test_a_count_reads_no_record_of_the_store(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "hubs.jsonl"
    copy.write_bytes(store.read_bytes())
    rows = asked("count", "--by", "role,year", store=copy)
    with opened(copy) as library:  # an index that says other than the store
        library.store.reading = None  # type: ignore[method-assign,assignment]
        api = citehub.api.OpenLibrary.__new__(citehub.api.OpenLibrary)
        api.library = library
        assert api.count("role", "year") == rows


def test_a_table_has_bars_and_every_format_the_same_rows(store: Path, papers: Records) -> None:
    table = run("count", "--by", "year", store=store).stdout
    assert re.search(r"^2025 +█+[▏▎▍▌▋▊▉]? +\d+$", table, re.MULTILINE)
    assert table.endswith("27 citing papers; one that several hubs list counts in each\n")
    hub = asked("show", store=store)[0]["id"]
    assert run("count", hub, store=store).stdout.endswith(" citing papers\n")
    text = run("count", "--by", "year", "-f", "csv", store=store).stdout
    rows = asked("count", "--by", "year", store=store)
    shown = [f"{'' if row['year'] is None else row['year']},{row['count']}" for row in rows]
    assert text.splitlines() == ["year,count", *shown]


def test_a_limit_cuts_rows_and_says_so(store: Path) -> None:
    table = run("count", "--by", "year", "--limit", "1", store=store).stdout
    assert "the first 1 of 4 rows" in table
    assert len(asked("count", "--by", "year", "--limit", "1", store=store)) == 1


# ---- the picture ---------------------------------------------------------------------------------


def picture(*by: str, store: Path) -> ElementTree.Element:
    return ElementTree.fromstring(
        run("count", "--by", ",".join(by), "-f", "svg", store=store).stdout
    )


def bars(svg: ElementTree.Element) -> list[tuple[str, float, str]]:
    """Return what each bar says, how long it is, and its colour."""
    found = []
    for rect in svg.iter(f"{SVG}rect"):
        title = rect.find(f"{SVG}title")
        if title is not None:
            found.append((str(title.text), float(rect.attrib["width"]), rect.attrib["fill"]))
    return found


def test_bars_are_as_long_as_their_counts(store: Path) -> None:
    rows = asked("count", "--by", "role", store=store)
    drawn = bars(picture("role", store=store))
    assert [text for text, _, _ in drawn] == [f"{row['role']}: {row['count']}" for row in rows]
    scale = max(width for _, width, _ in drawn) / max(row["count"] for row in rows)
    assert all(
        width == pytest.approx(row["count"] * scale, abs=0.1)
        for (_, width, _), row in zip(drawn, rows, strict=True)
    )


def test_two_keys_part_the_bars_by_colour(store: Path) -> None:
    rows = asked("count", "--by", "year,role", store=store)
    drawn = bars(picture("year", "role", store=store))
    said = {f"{row['year'] or 'not known'}: {row['role']}: {row['count']}" for row in rows}
    assert {text for text, _, _ in drawn} == said
    colors = {text.split(": ")[1]: color for text, _, color in drawn}
    assert len(set(colors.values())) == len(colors)


def test_a_picture_stays_small_and_counts_everything() -> None:
    records = [{"hub": f"hub {n}", "field": f"f{n % 30}", "count": n + 1} for n in range(500)]
    text = "".join(load("svg").pieces(records, ("hub", "field", "count"), False))
    drawn = bars(ElementTree.fromstring(text))
    assert len(text) < 40_000
    assert sum(int(said.split(": ")[-1].replace(",", "")) for said, _, _ in drawn) == 125_250
    assert any(said.startswith("461 others") for said, _, _ in drawn)


def test_a_text_does_nothing_in_a_picture(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(
        store, json_page("Hub", {"paper_title": "A", "verdict": "</text><script>x</script> & \x1b"})
    )
    svg = picture("verdict", store=store)
    assert not list(svg.iter(f"{SVG}script"))
    assert "<script>x</script> &" in bars(svg)[0][0]


def _light(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground", ["#ffffff", "#0d1117"])
def test_every_colour_is_seen_on_light_and_on_dark(ground: str) -> None:
    for color in (*COLORS, GREY):
        low, high = sorted((_light(color), _light(ground)))
        assert (high + 0.05) / (low + 0.05) >= 3, color
