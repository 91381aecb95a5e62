"""The explorer as its user has it: search, filters, sorting, address, keyboard, no script."""

import csv
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, asked, flat_page, ingest, run
from playwright.sync_api import Page, expect

pytest_plugins = ["browsing"]  # fixture `opened`

AXE = ROOT / ".venv" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
Opened = Callable[..., Page]

FACETS = {  # as the page calls them: the key in the address, the option of the command line
    "Role": ("role", "--role"),
    "Cited as": ("citation_role", "--cited-as"),
    "Field": ("field", "--field"),
    "Year": ("year", "--year"),
    "Verdict": ("verdict", "--verdict"),
}


def titles(page: Page) -> list[str]:
    """Return the titles that are shown, all of them."""
    while page.locator("#more").is_visible():
        page.locator("#more").click()
    return page.locator("#list tbody .title > :first-child").all_inner_texts()


def named(papers: list[dict[str, Any]]) -> list[str]:
    return [paper["title"] or "(no title on the page)" for paper in papers]


def type_query(page: Page, text: str) -> None:
    page.locator("#query").fill("")
    page.locator("#query").press_sequentially(text)


# ---- search --------------------------------------------------------------------------------------


def test_all_papers_are_shown_in_the_order_of_the_command(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    assert titles(page) == named(asked("search", store=store))
    expect(page.locator("#count")).to_have_text("27 citing papers")


def test_search_narrows_as_one_types_over_titles_and_summaries(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    papers = asked("search", store=store)
    for query in ("t", "ti", "tide", "tides le", "number 1", "boiler"):
        type_query(page, query)
        wanted = [f" {word}" for word in query.split()]
        fits = [
            paper
            for paper in papers
            if all(
                word in " " + re.sub(r"\W+", " ", f"{paper['title']} {paper['summary']}".lower())
                for word in wanted
            )
        ]
        assert 0 < len(fits) < 27
        assert titles(page) == named(fits)


@pytest.mark.parametrize("query", ["Lubeck", "lübeck", "LÜBECK", "lu\u0308beck", "strasse", "蒸"])
def test_search_folds_case_and_accents(tmp_path: Path, opened: Opened, query: str) -> None:
    store = tmp_path / "hubs.jsonl"
    title = "Clocks of Lübeck in the Große Straße 知识蒸馏"
    ingest(store, flat_page("A Hub", 2, {title: "It is so.", "Other": "No."}))
    page = opened("show", "hub", store=store)
    type_query(page, query)
    assert titles(page) == [title]
    assert page.locator("mark.hit").first.inner_text() in title


def test_nothing_found_is_said(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    type_query(page, "zzzz")
    expect(page.locator("#none")).to_be_visible()
    page.locator("#query").press("Escape")
    expect(page.locator("#count")).to_have_text("27 citing papers")


# ---- facets, sorting, time -----------------------------------------------------------------------


@pytest.mark.parametrize("name", FACETS)
def test_each_facet_filters_as_the_command_line_does(
    store: Path, opened: Opened, name: str
) -> None:
    key, option = FACETS[name]
    page = opened("search", store=store)
    group = page.get_by_role("group", name=name)
    counted = 0
    for row in group.locator("label").all():
        value, count = row.locator("bdi").inner_text(), int(row.locator(".n").inner_text())
        row.click()
        assert len(titles(page)) == count
        if value != "not stated":
            assert titles(page) == named(asked("search", option, value, store=store))
            assert f"{key}={value}" in page.url
            counted += 1
        row.click()
    assert counted > 1


def test_a_hub_is_a_facet_of_a_library(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    page.get_by_role("group", name="Hub").get_by_text("Almanacs").click()
    assert titles(page) == named(asked("show", "almanacs", store=store)["papers"])


def test_counts_say_what_a_click_would_give(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    roles = page.get_by_role("group", name="Role")
    before = roles.locator(".n").all_inner_texts()
    roles.get_by_text("survey").click()
    assert roles.locator(".n").all_inner_texts() == before  # of a choice of the same facet
    for row in page.get_by_role("group", name="Year").locator("label").all():
        count = int(row.locator(".n").inner_text())
        row.click()
        assert len(titles(page)) == count
        row.click()


def test_a_facet_of_many_values_shows_the_most_frequent_first_and_more_on_request(
    tmp_path: Path, opened: Opened
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(flat_page(f"Hub {n}", 1, {f"Paper {n}": "It is so."}) for n in range(20)))
    page = opened("search", store=store, address="#hub=hub-19")
    assert titles(page) == ["Paper 19"]
    group = page.get_by_role("group", name="Hub")
    expect(group.get_by_role("checkbox")).to_have_count(9)  # the first eight and the one picked
    group.get_by_role("button", name="all 20 values").click()
    expect(group.get_by_role("checkbox")).to_have_count(20)
    assert page.evaluate("document.activeElement.type") == "checkbox"
    group.get_by_text("Hub 3", exact=True).click()
    assert titles(page) == ["Paper 3", "Paper 19"]


@pytest.mark.parametrize("name", ["Paper", "Role", "Year"])
def test_each_column_sorts_both_ways_and_says_so(store: Path, opened: Opened, name: str) -> None:
    key = {"Paper": "title", "Role": "role", "Year": "year"}[name]
    page = opened("search", store=store)
    papers = [p for p in asked("search", store=store) if p[key] is not None]
    head = page.locator("th", has=page.get_by_role("button", name=name))
    ways = ("descending", "ascending") if key == "year" else ("ascending", "descending")
    for way in ways:
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", way)
        assert page.locator("[aria-sort]").count() == 1
        wanted = sorted(papers, key=lambda p: p[key], reverse=way == "descending")
        assert [t for t in titles(page) if t[0] != "("][: len(papers)] == [
            t for t in named(wanted) if t[0] != "("
        ]


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """A hub whose second page, saved a month after the first, has a paper more."""
    store = tmp_path / "hubs.jsonl"
    first = {"Calm": "It is so.", "Storm": "It blows."}
    for month, papers in enumerate((first, first | {"A Survey of Gales": "It reviews gales."}), 1):
        file = tmp_path / f"{month}.txt"
        file.write_text(flat_page("A Hub", len(papers), papers), "utf-8")
        os.utime(file, (86400 * month * 30, 86400 * month * 30))
        assert run("ingest", file, store=store).exit_code == 0
    return store


def test_new_since_shows_what_a_later_page_added(grown: Path, opened: Opened) -> None:
    page = opened("show", "hub", store=grown)
    page.get_by_label("New since").select_option("1")
    assert titles(page) == ["A Survey of Gales"]
    assert page.url.endswith("#since=1")


def test_new_since_a_day_is_asked_of_a_library(grown: Path, opened: Opened) -> None:
    page = opened("search", store=grown)
    page.get_by_label("New since").select_option("1970-01-31")
    assert titles(page) == ["A Survey of Gales"]
    assert page.url.endswith("#since=1970-01-31")


# ---- the address ---------------------------------------------------------------------------------


def test_the_address_brings_back_what_is_shown(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    type_query(page, "number")
    for year in ("2024", "2025"):
        page.get_by_role("group", name="Year").get_by_text(year).click()
    page.get_by_label("Sort by").select_option("-title")
    page.wait_for_timeout(300)  # the address follows the keys a little behind
    shown, address = titles(page), "#" + page.url.partition("#")[2]
    assert shown == sorted(shown, reverse=True)
    assert 5 < len(shown) < 26
    again = opened("search", store=store, address=address)
    assert titles(again) == shown
    assert again.locator("#query").input_value() == "number"
    again.evaluate("location.hash = ''")
    expect(again.locator("#count")).to_have_text("27 citing papers")


@pytest.mark.parametrize(
    "address",
    ["#nonsense", "#sort=-constructor&role=zzz", "#since=-4", "#since=1e9", "#%ff%", "#q=(%5B"],
)
def test_an_address_of_anything_does_no_harm(store: Path, opened: Opened, address: str) -> None:
    page = opened("show", "clocks", store=store, address=address)
    expect(page.locator("#explorer")).to_be_visible()


# ---- labels, links, files ------------------------------------------------------------------------


def test_evidence_and_labels_by_hand_are_marked(
    store: Path, tmp_path: Path, opened: Opened
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(store.read_bytes())
    assert run("label", "clocks", "2", "--role", "system", store=copy).exit_code == 0
    page = opened("show", "clocks", store=copy)
    papers = asked("show", "clocks", store=copy)["papers"]
    expect(page.locator("#list tbody tr").nth(1).locator(".tag.hand")).to_have_text(
        "system ✎ by hand"
    )
    for row, paper in zip(page.locator("#list tbody tr").all(), papers, strict=True):
        evidence = paper["role_evidence"]
        if evidence and evidence["where"] in {"title", "summary"}:
            assert row.locator("mark.why").first.inner_text() == evidence["match"]
            row.locator("summary").click()
            expect(row.locator("details")).to_contain_text(f"by {evidence['rule']} on")


def test_the_csv_is_that_of_the_command(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    page.get_by_role("group", name="Role").get_by_text("survey").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    assert saved.value.suggested_filename == "papers.csv"
    text = saved.value.path().read_text("utf-8")
    names = next(csv.reader(io.StringIO(text)))
    assert {"title", "summary", "role", "year", "hub", "position"} <= set(names)
    chosen = ("search", "--role", "survey", "-f", "csv", "--fields", ",".join(names))
    ours = re.sub(r"(?m),(\d)\.0(,|$)", r",\1\2", run(*chosen, store=store).stdout)
    assert text == ours  # JavaScript writes 8.0 as 8


def test_the_csv_of_hubs_is_that_of_the_command(store: Path, opened: Opened) -> None:
    page = opened("show", store=store)
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    text = saved.value.path().read_text("utf-8")
    names = next(csv.reader(io.StringIO(text)))
    assert {"id", "title", "roles", "citing_count"} <= set(names)
    assert text == run("show", "-f", "csv", "--fields", ",".join(names), store=store).stdout


def _fields(text: str) -> list[str]:
    return [line.rstrip(",") for line in text.splitlines() if line]


def test_the_bibtex_is_that_of_the_command_without_the_summaries(
    store: Path, opened: Opened
) -> None:
    page = opened("search", store=store)
    with page.expect_download() as saved:
        page.get_by_role("button", name="BibTeX").click()
    text = saved.value.path().read_text("utf-8")
    whole = run("search", "-f", "bibtex", store=store).stdout
    assert len(re.findall("^@", text, re.M)) == 27
    kept = re.sub(r"(?m)^  (abstract|annote|keywords) = .*\n", "", whole)
    assert _fields(text) == _fields(kept)


# ---- keyboard, screen reader, no script ----------------------------------------------------------


def test_all_is_reached_by_the_keyboard_and_the_focus_is_seen(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "query"
    page.keyboard.type("number")
    reached: dict[str, str] = {}
    for _ in range(120):
        page.keyboard.press("Tab")
        kind, outline = page.evaluate(
            "[document.activeElement.innerText || document.activeElement.name,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert outline != "none", kind
        if kind == "role" and "role" not in reached:
            page.keyboard.press("Space")
        if kind.startswith("Paper") and "role" in reached:
            page.keyboard.press("Enter")
            break
        reached[kind] = outline
    assert {"CSV", "BibTeX", "Theme: auto", "role"} <= set(reached)
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    assert re.search(r"#q=number&role=\w+&sort=title$", page.url)


def test_the_first_tab_offers_to_skip_to_the_list(store: Path, opened: Opened) -> None:
    page = opened("search", store=store)
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_focused()
    assert "#" not in page.url


def test_it_has_landmarks_and_a_table_that_says_how_many_rows_there_are(
    store: Path, opened: Opened
) -> None:
    page = opened("search", store=store)
    for role in ("banner", "search", "main", "complementary", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)
    table = page.get_by_role("table", name="Citing papers")
    expect(table).to_have_attribute("aria-rowcount", "28")
    expect(table.get_by_role("rowheader")).to_have_count(27)


def test_without_a_script_there_is_a_plain_list(store: Path, opened: Opened) -> None:
    page = opened("show", "clocks", store=store, java_script_enabled=False)
    papers = asked("show", "clocks", store=store)["papers"]
    expect(page.get_by_role("heading", name="Clocks of Lübeck")).to_be_visible()
    items = page.locator("main li")
    expect(items).to_have_count(len(papers))
    for item, paper in zip(items.all(), papers, strict=True):
        expect(item).to_be_visible()
        assert paper["title"] in item.inner_text()
        assert paper["summary"] in item.inner_text()
    assert page.get_by_role("button").count() == 0


SCREENS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 400, "height": 800}},
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("command", ["show clocks", "search", "show", "rules list"])
def test_axe_finds_no_serious_fault(store: Path, opened: Opened, command: str, screen: str) -> None:
    assert AXE.exists(), "make browser installs axe-core"
    page = opened(*command.split(), store=store, address="#q=s", **SCREENS[screen])
    if page.locator("details").count():
        page.evaluate(
            "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
        )
    page.evaluate(AXE.read_text("utf-8"))
    faults = page.evaluate("axe.run().then((found) => found.violations)")
    grave = [f for f in faults if f["impact"] in {"serious", "critical", "moderate"}]
    assert [(f["id"], [node["html"][:120] for node in f["nodes"]]) for f in grave] == []


def test_dark_and_light_follow_the_system_and_the_button(store: Path, opened: Opened) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = opened("show", "clocks", store=store, color_scheme="light")
    dark = opened("show", "clocks", store=store, color_scheme="dark")
    bright, dim = light.evaluate(ground), dark.evaluate(ground)
    assert bright != dim
    dark.get_by_role("button", name="Theme").click()
    assert dark.evaluate(ground) == bright
    dark.get_by_role("button", name="Theme: light").click()
    assert dark.evaluate(ground) == dim


def test_print_has_every_row_and_no_controls(tmp_path: Path, opened: Opened) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("A Hub", 300, {f"Paper {n}": "It is so." for n in range(300)}))
    page = opened("show", "hub", store=store)
    assert page.locator("#list tbody tr").count() < 300
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#list tbody tr").count() == 300
    for control in ("#query", "#filters", "#as-csv", "#more"):
        expect(page.locator(control)).to_be_hidden()


# ---- hostile texts -------------------------------------------------------------------------------

HOSTILE = {
    "</script><script>alert(1)</script>": "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>": "<svg onload=alert(4)> {{7*7}} ${7*7}",
    "Left \u202egnp.exe\u202c right": "It has \u2066turns\u2069 in it.",
    "<!--<script>": "]]> &lt;b&gt; &amp; 'quoted' \"twice\".",
}


@pytest.mark.parametrize("command", ["show script", "search"])
@pytest.mark.parametrize("scripts", [True, False])
def test_hostile_titles_are_shown_as_text(
    tmp_path: Path, opened: Opened, command: str, scripts: bool
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("</script><img src=x onerror=alert(0)>", 4, HOSTILE))
    page = opened(*command.split(), store=store, java_script_enabled=scripts)
    shown = page.locator("main:visible").inner_text()
    for text in (text for pair in HOSTILE.items() for text in pair):
        visible = re.sub("[\u202a-\u202e\u2066-\u2069]", lambda c: f"\\u{ord(c[0]):x}", text)
        assert visible in shown
    assert page.locator("img, svg[onload]").count() == 0


def test_a_title_of_a_megabyte_is_cut_and_shown_whole_on_request(
    tmp_path: Path, opened: Opened
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("A Hub", 1, {"Short": "It is so."}))
    long = "word " * 200_000 + "end"
    store.write_text(store.read_text("utf-8").replace('"Short"', f'"{long}"'), "utf-8")
    page = opened("show", "hub", store=store)
    assert len(page.locator(".title bdi").inner_text()) == 2000
    page.get_by_role("button", name="show all 1,000,003 characters").click()
    assert page.locator(".title bdi").inner_text().endswith("end")
