import json
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES, USER_PAGE, page_record
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.errors import PageError
from citehub.pages import decode, parse_page

PAGES = sorted(CASES.glob("*.txt"))
WHOLE = USER_PAGE.read_bytes()


def read(data: bytes) -> dict[str, Any]:
    try:
        return page_record(parse_page(decode(data)))
    except PageError as error:
        return {"error": str(error)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_case_is_read_as_written_beside_it(page: Path) -> None:
    assert read(page.read_bytes()) == json.loads(page.with_suffix(".json").read_bytes())


def test_every_case_has_both_its_files() -> None:
    assert {page.with_suffix(".json") for page in PAGES} == set(CASES.glob("*.json"))


@pytest.mark.parametrize("page", [*PAGES, USER_PAGE], ids=lambda page: page.stem)
def test_windows_line_ends_give_the_same_page(page: Path) -> None:
    data = page.read_bytes()
    assert read(data.replace(b"\n", b"\r\n")) == read(data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_changes_nothing(encoding: str) -> None:
    assert read(WHOLE.decode().encode(encoding)) == read(WHOLE)


def test_the_users_page_is_read_whole() -> None:
    page = read(WHOLE)
    assert page["title"] == "Yoshua Bengio, Jérôme Louradour, Ronan Collobert, and Jason Weston"
    assert page["tier"] == "hub"
    assert page["citing_count"] == len(page["papers"]) == 20
    assert all(paper["representative"] for paper in page["papers"])
    assert all(paper["title"] and paper["summary"] for paper in page["papers"])
    assert page["tallies"] == {"roles": {"background": 4}, "polarities": {"background": 4}}
    assert "notes" not in page


def test_the_users_page_cut_anywhere_is_a_page_or_a_page_error() -> None:
    for size in range(0, len(WHOLE), 50):
        read(WHOLE[:size])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_case_cut_anywhere_is_a_page_or_a_page_error(page: Path) -> None:
    data = page.read_bytes()
    for size in range(0, len(data), 7):
        read(data[:size])


lines_of_pages = sorted({line for page in PAGES for line in page.read_text("utf-8").split("\n")})
some_lines = st.lists(st.sampled_from(lines_of_pages) | st.text(max_size=20), max_size=30)


@given(st.text() | some_lines.map("\n".join) | some_lines.map("\n\n".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_page_or_a_page_error(text: str) -> None:
    read(text.encode("utf-8", "surrogatepass"))


KEYS = (
    *("work", "title", "authors_text", "year", "abstract"),
    *("hub", "state", "tier", "pith_inbound_count", "total", "items"),
    *("paper_title", "one_line_summary", "submitted_at", "novelty_score", "top_context_role"),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(st.fixed_dictionaries({"work": values, "hub": values, "items": st.lists(values)}) | values)
@settings(max_examples=200, deadline=None)
def test_any_json_is_a_page_or_a_page_error(value: Any) -> None:
    read(json.dumps(value).encode())


@given(st.binary())
def test_any_bytes_are_a_page_or_a_page_error(data: bytes) -> None:
    read(data)


def test_the_users_page_cut_anywhere_lists_only_what_is_on_it() -> None:
    titles = {paper["title"] for paper in read(WHOLE)["papers"]}
    wrong = []
    for size in range(0, len(WHOLE), 7):
        listed = read(WHOLE[:size]).get("papers", [])
        if len(listed) > 20 or {p["title"] for p in listed if "title" in p} - titles:
            wrong.append(size)
    assert wrong == []


def test_a_page_cut_inside_a_letter_is_read_up_to_there() -> None:
    at = WHOLE.index("Δ".encode()) + 1
    assert read(WHOLE[:at]) == read(WHOLE[: at - 1])


@pytest.mark.parametrize(
    "text",
    [
        "A lead.\nT\n, Pith papers cite this work.\n",
        "A lead.\nhub\nT\n, Pith papers citing it\n",
        f"hub\nT\nBackground {'9' * 5000}% of classified citations\n",
        '{"work":{"title":"T"},"total":' + "9" * 5000 + "}",
        '{"work":{"title":"T"},"items":[{"novelty_score":' + "9" * 400 + "}]}",
    ],
    ids=["comma", "comma count", "share", "total", "novelty"],
)
def test_odd_numbers_are_a_page_or_a_page_error(text: str) -> None:
    read(text.encode())
