"""The explorer without a browser: what the file holds, and what it must not."""

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, asked, flat_page, ingest, run
from hypothesis import given
from hypothesis import strategies as st
from pytest import MonkeyPatch

import citehub.formats.html as html_format
from citehub.explorer.island import island
from citehub.explorer.markup import PAPERS, listed, shown
from citehub.explorer.page import SCRIPTS
from citehub.text.address import address

FOLDER = ROOT / "citehub" / "explorer"
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- <script> ]]> &lt; &amp;quot; \" ' $title ${data}",
    "Left \u202egnp.exe\u202c right \u200bzero\u0007bell",
)


class Reader(HTMLParser):
    """What stands in a page: its elements with their attributes, and the text of each kind."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = f"{tag} {dict(attrs).get('type', '')}".strip()

    def handle_data(self, data: str) -> None:
        self.texts[self._open] = self.texts.get(self._open, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(*command: str, store: Path) -> str:
    result = run(*command, "-f", "html", store=store)
    assert result.exit_code == 0, result.exception
    return result.stdout


def policy(page: str) -> str:
    (meta,) = (m for m in Reader(page).all("meta") if m.get("http-equiv"))
    return meta["content"] or ""


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "hubs.jsonl"
    ingest(path, flat_page(HOSTILE[0], len(HOSTILE), {text: f"It is {text}." for text in HOSTILE}))
    return path


# ---- the policy ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["show", "show clocks", "search tides", "search"])
def test_the_policy_allows_the_one_script_and_the_one_style_and_nothing_else(
    store: Path, command: str
) -> None:
    page = page_of(*command.split(), store=store)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert policy(page) == (
        f"default-src 'none'; script-src {hash_of(script)}; style-src {hash_of(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    # before all that it is to hold for
    assert page.index("Content-Security-Policy") < min(page.index("<style"), page.index("<script"))


@pytest.mark.parametrize("command", ["rules list", "explain clocks 1"])
def test_what_is_no_list_of_papers_is_a_table_without_a_script(store: Path, command: str) -> None:
    page = page_of(*command.split(), store=store)
    assert "<script" not in page
    assert "script-src" not in policy(page)
    rows = asked(*command.split(), store=store)
    count = len(rows) if isinstance(rows, list) else 1
    assert len(Reader(page).all("tr")) == count + 1


def test_nothing_in_a_page_loads_anything(hostile: Path) -> None:
    for command in ("show", "search", "show script", "rules list"):
        for tag, attributes in Reader(page_of(*command.split(), store=hostile)).elements:
            assert tag not in {"img", "link", "iframe", "object", "embed", "base", "form"}
            assert not {"src", "srcset", "style", "background", "ping"} & set(attributes)
            assert not [name for name in attributes if name.startswith("on")]


def test_the_script_builds_the_page_from_texts_alone() -> None:
    script = "".join((FOLDER / name).read_text("utf-8") for name in SCRIPTS)
    parsed = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|Function\("
    loaded = r"\bfetch\b|XMLHttpRequest|WebSocket|sendBeacon|import\(|\.src\b|localStorage|cookie"
    assert not re.search(f"{parsed}|{loaded}|setAttribute\\(.on", script)
    assert "</" not in script  # it would end the element
    assert {path.name for path in FOLDER.glob("*.js")} == set(SCRIPTS)


# ---- hostile texts -------------------------------------------------------------------------------


def test_hostile_titles_are_text(hostile: Path) -> None:
    for command in ("search", "show script"):
        page = page_of(*command.split(), store=hostile)
        read = Reader(page)
        assert [script.get("type") for script in read.all("script")] == ["application/json", None]
        data = json.loads(read.texts["script application/json"])
        titles = [row[data["keys"].index("title")] for row in data["rows"]]
        assert titles == [paper["title"] for paper in asked("search", store=hostile)]
        assert "\\u202egnp.exe" in read.texts["bdi"]
        shown_parts = re.sub(r"<script.*?</script>", "", page, flags=re.S)
        assert not re.search("[\u202e\u200b\x07]", shown_parts)


@given(st.text(st.characters() | st.sampled_from("<>&\"'/!-\u2028\u202e\u200d$")))
def test_any_text_comes_back_from_the_island_and_from_the_list(text: str) -> None:
    record = {"title": text, "summary": None, "role": text, "position": 1}
    data = json.loads(island("papers", [record]))
    assert "<" not in island("papers", [record])
    values = dict(zip(data["keys"], data["rows"][0] if data["rows"] else [], strict=False))
    assert values.get("title", "") == text
    if text:
        assert data["shared"]["role"][values["role"]] == text
        plain = re.sub("<[^>]*>", "", listed(PAPERS, [record]))
        assert html.unescape(shown(text)) in html.unescape(plain)


def test_a_value_of_many_records_stands_once_and_lists_of_them_are_numbers() -> None:
    records: list[dict[str, Any]] = [
        {"title": "A", "hub": "x", "hubs": ["x", "y"]},
        {"title": "B", "hub": "y"},
    ]
    data = json.loads(island("papers", records))
    assert data["shared"] == {"hub": ["x", "y"], "hubs": ["x", "y"]}
    assert data["rows"] == [["A", 0, [0, 1]], ["B", 1]]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"arxiv_id": "2401.01234v2"}, "https://arxiv.org/abs/2401.01234v2"),
        ({"arxiv_id": "hep-th/9901001"}, "https://arxiv.org/abs/hep-th/9901001"),
        ({"arxiv_id": "javascript:alert(1)"}, None),
        ({"arxiv_id": "../../login"}, None),
        ({"doi": "10.1000/a<b>\"c'd"}, "https://doi.org/10.1000/a%3Cb%3E%22c%27d"),
        ({"url": "https://example.org/x?y=1"}, "https://example.org/x?y=1"),
        ({"url": "javascript:alert(1)"}, None),
        ({"url": "data:text/html,x"}, None),
        ({}, None),
    ],
)
def test_a_paper_links_to_arxiv_a_doi_or_an_address_of_the_web(
    record: dict[str, Any], expected: str | None
) -> None:
    assert address(record) == expected


# ---- what it holds -------------------------------------------------------------------------------


def test_every_record_is_in_the_island_and_in_the_plain_list(store: Path) -> None:
    papers = asked("show", "clocks", store=store)["papers"]
    page = page_of("show", "clocks", store=store)
    data = json.loads(Reader(page).texts["script application/json"])
    assert len(data["rows"]) == len(papers)
    for key in ("role", "year", "field", "summary", "role_evidence"):
        told = [
            row[at] if (at := data["keys"].index(key)) < len(row) else None for row in data["rows"]
        ]
        shared = data["shared"].get(key)
        told = [shared[value] if shared and value is not None else value for value in told]
        kept = [
            {k: v for k, v in paper[key].items() if v is not None}
            if isinstance(paper[key], dict)
            else paper[key]
            for paper in papers
        ]
        assert told == kept
    plain = html.unescape(page[page.index("<noscript>") :])
    assert all(paper["title"] in plain and paper["summary"] in plain for paper in papers)


def test_the_header_has_both_tallies_of_a_hub(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    assert run("ingest", ROOT / "seeds", store=store).exit_code == 0
    page = page_of("show", "yoshua", store=store)
    head = page[page.index("<header") : page.index("</header>")]
    hub = asked("show", "yoshua", store=store)
    for role, count in hub["roles"].items():
        assert re.search(rf"<bdi>{role}</bdi>.*?<td>{count}</td>", head)
    assert "Stated by the page" in head
    assert "Roles <small>(4 of 20)" in head


def test_an_empty_list_is_a_page_that_says_so(store: Path) -> None:
    assert "Nothing found." in page_of("search", "zzzz", store=store)


def test_the_same_records_make_the_same_bytes(store: Path) -> None:
    assert page_of("show", "clocks", store=store) == page_of("show", "clocks", store=store)


def test_a_page_has_at_most_twice_the_size_of_its_records(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    words = "Sparse rewards steer a long horizon agent through mazes of its own making"
    papers = {f"{words} {n}": f"We show that {words.lower()}, {n} times over." for n in range(900)}
    ingest(store, flat_page("Mazes", 900, papers))
    page = page_of("show", "mazes", store=store)
    fixed = page_of("search", "zzzz", store=store)
    records = asked("show", "mazes", store=store)["papers"]
    compact = [{k: v for k, v in r.items() if v not in (None, False)} for r in records]
    size = len(json.dumps(compact, ensure_ascii=False, separators=(",", ":")).encode())
    assert len(page.encode()) - len(fixed.encode()) < 2 * size


def test_too_many_rows_or_bytes_are_refused_with_what_to_do(
    store: Path, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(html_format, "LARGEST", 1 << 15)
    assert "choose fewer with filters or --limit" in problem_of("show", "clocks", store=store)
    monkeypatch.setattr(html_format, "MOST", 5)
    for command in (("show", "clocks"), ("search",)):
        assert "at most 5 rows" in problem_of(*command, store=store)
    assert run("search", "--limit", "5", "-f", "json", store=store).exit_code == 0


def problem_of(*command: str, store: Path) -> str:
    result = run(*command, "-f", "html", store=store)
    assert (result.exit_code, result.stdout) == (1, "")
    return str(result.exception)
