import json
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES, USER_PAGE, flat_page, json_page, page_record
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.errors import PageError
from citehub.model import UNCLASSIFIED, Note, Tallies
from citehub.pages import decode, parse_page
from citehub.pages.grammar import LONGEST

PAGES = sorted(CASES.glob("*.txt"))
WHOLE = USER_PAGE.read_bytes()


def read(data: bytes) -> dict[str, Any]:
    try:
        return page_record(parse_page(decode(data), "(given by hand)"))
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


FLAT, SPACED = (CASES / name for name in ("flat_hub.txt", "spaced_full.txt"))


@pytest.mark.parametrize("page", [USER_PAGE, FLAT, SPACED], ids=lambda page: page.stem)
def test_blank_lines_above_and_below_change_nothing(page: Path) -> None:
    data = page.read_bytes()
    assert read(b"\n \n\n\t\n" + data) == read(data)
    assert read(data + b"\n\n\n") == read(data + b"\n")
    assert read(b"\xef\xbb\xbf\n\n" + data) == read(data)


def test_a_spaced_page_is_known_without_its_bar_of_links() -> None:
    data = SPACED.read_bytes()
    assert read(data.partition(b"\n\n")[2]) == read(data)


def test_a_tally_without_a_value_is_empty() -> None:
    page = flat_page("T", 1, {"A": "B."}).replace(
        "hub tools\n", "hub tools\nroles\nyears\n2025 1\n"
    )
    assert parse_page(page).tallies == Tallies(years={"2025": 1})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hub\n", "cut off before the title of the cited work; save the page again"),
        ("20 Pith papers cite this work.\n", "cut off before the title of the cited work; save"),
        ("Dear diary.\nabstract\nWe met.\n", "no hub page: neither a status line"),
        (" \n\n", "the file is empty"),
    ],
)
def test_a_text_that_is_no_page_is_refused_and_why(text: str, said: str) -> None:
    assert read(text.encode())["error"].startswith(said)


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
    *("data", "offset", "next", "citingPaper", "contexts", "intents", "contextsWithIntent"),
    *("paperId", "externalIds", "DOI", "ArXiv", "tldr", "text", "authors", "name", "citations"),
    *("meta", "count", "results", "id", "doi", "display_name", "authorships", "author"),
    *("primary_location", "referenced_works", "abstract_inverted_index", "publication_date"),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


objects = st.dictionaries(st.sampled_from(KEYS), values, max_size=8)
edges = st.lists(st.fixed_dictionaries({"citingPaper": objects | values}, optional={"x": values}))
works = st.lists(objects.map(lambda work: work | {"id": "https://openalex.org/W1"}), max_size=3)


@given(
    st.fixed_dictionaries({"work": values, "hub": values, "items": st.lists(values)})
    | st.fixed_dictionaries({"offset": values, "data": edges})
    | st.fixed_dictionaries({"paperId": values, "citations": st.lists(objects)})
    | st.fixed_dictionaries({"meta": values, "results": works})
    | values
)
@settings(max_examples=250, deadline=None)
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


def test_a_page_in_utf_16_cut_inside_a_letter_is_read_up_to_there() -> None:
    data = WHOLE.decode().encode("utf-16")
    assert read(data + b"x") == read(data)


def test_a_byte_that_is_no_text_is_named_also_at_the_very_end() -> None:
    line = WHOLE.count(b"\n") + 1
    assert read(WHOLE + b"\xff")["error"].startswith(f"line {line}: byte {len(WHOLE)} is not UTF-8")


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


@pytest.mark.parametrize("case", ["spaced_clear_filters", "spaced_with_dashes", "flat_two_ways"])
def test_two_pages_in_one_are_refused_with_the_line_of_the_second(case: str) -> None:
    flat = flat_page("Kites", 1, {"Strings": "They hold."})
    text = flat if case == "flat_two_ways" else (CASES / f"{case}.txt").read_text("utf-8")
    assert parse_page(text)
    with pytest.raises(PageError, match=r"^line \d+: here is the status line of a second page"):
        parse_page(text + "\n" + flat)


# ---- what a page in JSON states ------------------------------------------------------------------


def test_a_label_that_the_page_states_is_the_pages_and_no_other_has_evidence() -> None:
    stated = {"top_context_role": "method", "top_context_polarity": "use_method"}
    said, unsaid = parse_page(json_page("T", {"paper_title": "A", **stated}, {})).papers
    assert (said.citation_role, said.citation_polarity) == ("method", "use_method")
    for evidence in (said.citation_role_evidence, said.citation_polarity_evidence):
        assert evidence is not None
        assert (evidence.rule, evidence.where) == ("page", "page")
    assert (unsaid.citation_role, unsaid.citation_polarity) == (UNCLASSIFIED, UNCLASSIFIED)
    assert (unsaid.citation_role_evidence, unsaid.citation_polarity_evidence) == (None, None)


@pytest.mark.parametrize(
    ("stated", "taken"),
    [(0, 0), (20, 20), ((1 << 53) - 1, (1 << 53) - 1)]
    + [(wrong, None) for wrong in (1 << 53, -1, True, 2.5, "20", [20], None)],
)
def test_a_count_is_a_number_that_every_reader_counts_exactly(stated: Any, taken: object) -> None:
    page = parse_page(json.dumps({"work": {"title": "T", "year": stated}, "total": stated}))
    assert (page.citing_count, page.year) == (taken, taken)


@pytest.mark.parametrize(
    ("stated", "taken"), [(0, 0.0), (7, 7.0), (6.5, 6.5), (1 << 53, None), ("7", None)]
)
def test_novelty_is_a_number(stated: Any, taken: float | None) -> None:
    (paper,) = parse_page(json_page("T", {"novelty_score": stated})).papers
    assert paper.novelty == taken


def test_a_text_of_the_most_letters_is_taken_and_one_more_is_refused() -> None:
    assert len(parse_page(json_page("T" * LONGEST)).title) == LONGEST
    with pytest.raises(PageError, match="'title' has 100,001 characters"):
        parse_page(json_page("T" * (LONGEST + 1)))


def test_a_list_under_an_unknown_key_is_said_to_be_left_out() -> None:
    papers, other = [{"paper_title": "A"}, {"paper_title": "B"}], {"cut_at": 3, "tags": ["A", "B"]}
    page = {"work": {"title": "T"}, "citing": papers, "items": papers[:1], "refs": [{}]} | other
    read_page = parse_page(json.dumps(page, indent=1))
    assert [paper.title for paper in read_page.papers] == ["A"]
    assert read_page.notes == (Note(5, "papers go under 'items', not under 'citing', 'refs'"),)


def test_an_item_without_a_title_is_said_to_have_none_and_which_keys_it_has() -> None:
    items = [{"paper_title": "A"}, {"title": "B", "contexts": ["We use [1]."]}, {}]
    read_page = parse_page(json.dumps({"work": {"title": "T"}, "items": items}))
    said = "2 items without 'paper_title'; the first has 'title', 'contexts'"
    assert read_page.notes == (Note(1, said),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"title": "T", "citing": [{}]}',
            "no hub page: it has the keys 'title', 'citing'; known are work, hub, total, items",
        ),
        ('{"work": {"title": "T"}, "items": {"paper_title": "A"}}', "'items' is not a list of obj"),
        ('{"work": {"title": "T"}, "items": ["A"]}', "'items' is not a list of objects"),
        ('{"work": {"title": "T"}, "total": ' + "9" * 5000 + "}", "broken JSON: "),
        ('{"work": ' * 9000, "JSON nested too deeply to be a hub page"),
        (
            '{"work": {"title": "T"}\n"total": 3}',
            "line 2, column 1: cut off or broken JSON (Expecting ',' ",
        ),
    ],
)
def test_json_that_is_no_page_is_refused_and_why(text: str, said: str) -> None:
    assert read(text.encode())["error"].startswith(said)
