"""Lists of citing papers from Semantic Scholar and OpenAlex: what they say, and what not."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES, USER_PAGE, asked, ingest, json_page, run, stored

from citehub.errors import NamelessPageError, NoMatchError, PageError
from citehub.model import PAGE, UNCLASSIFIED, Evidence
from citehub.pages import parse_page

EDGES = (CASES / "semantic_scholar_pages_of_edges.txt").read_text("utf-8")
WORKS = (CASES / "openalex_list_of_works.txt").read_text("utf-8")


def edge(title: str, **said: Any) -> dict[str, Any]:
    return {"citingPaper": {"paperId": title, "title": title}} | said


def edges(*found: dict[str, Any], **page: Any) -> str:
    return json.dumps({"offset": 0, "data": found} | page)


def work(number: int, *references: int, **said: Any) -> dict[str, Any]:
    address = "https://openalex.org/W{}"
    listed = [address.format(cited) for cited in references]
    named = {"id": address.format(number), "display_name": f"Work {number}"}
    return named | {"referenced_works": listed} | said


def works(*found: dict[str, Any], count: int | None = None) -> str:
    return json.dumps({"meta": {"count": len(found) if count is None else count}, "results": found})


# ---- the site's intents --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intents", "role", "words"),
    [
        (["background"], "background", "background"),
        (["methodology"], "method", "methodology"),
        (["result"], "comparison", "result"),
        (["homage"], "homage", "homage"),
        (["background", "methodology"], "method", "background, methodology"),
        (["methodology", "result"], "method", "methodology, result"),
    ],
)
def test_an_intent_is_the_pages_label_and_its_own_word_is_kept(
    intents: list[str], role: str, words: str
) -> None:
    (paper,) = parse_page(edges(edge("A", intents=intents)), "T").papers
    assert paper.citation_role == role
    assert paper.citation_role_evidence == Evidence(rule=PAGE, match=words, where=PAGE)


def test_of_several_intents_that_of_most_sentences_is_the_label() -> None:
    sentences = [("A.", "methodology"), ("B.", "result"), ("C.", "result")]
    stated = [{"context": text, "intents": [intent]} for text, intent in sentences]
    (paper,) = parse_page(edges(edge("A", contextsWithIntent=stated)), "T").papers
    assert paper.citation_role == "comparison"
    assert paper.contexts == ("A.", "B.", "C.")


@pytest.mark.parametrize("intents", [None, [], "background", [None], [3]])
def test_without_an_intent_the_page_states_nothing(intents: Any) -> None:
    (paper,) = parse_page(edges(edge("A", intents=intents)), "T").papers
    assert (paper.citation_role, paper.citation_role_evidence) == (UNCLASSIFIED, None)


# ---- how many there are --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "count", "complete"),
    [
        ({"offset": 0}, 2, True),
        ({"offset": 0, "next": None}, 2, True),
        ({"offset": 0, "next": 2}, None, False),
        ({"offset": 5}, 7, False),
        ({"offset": None}, None, False),
        ({"offset": "0"}, None, False),
    ],
)
def test_only_the_last_page_of_edges_tells_how_many_there_are(
    page: dict[str, Any], count: int | None, complete: bool
) -> None:
    read = parse_page(edges(edge("A"), edge("B"), **page), "T")
    assert (read.citing_count, read.complete) == (count, complete)


def test_edges_are_read_without_their_place_in_the_list_and_then_nobody_knows_how_many() -> None:
    read = parse_page(json.dumps({"data": [edge("A"), edge("B")]}), "T")
    assert ([paper.title for paper in read.papers], read.citing_count) == (["A", "B"], None)


def test_citations_of_a_paper_are_all_only_where_their_number_says_so() -> None:
    paper = {"paperId": "p", "title": "T", "citations": [{"title": "A"}, {"title": "B"}]}
    for said, complete in (
        ({}, False),
        ({"citationCount": 3}, False),
        ({"citationCount": 2}, True),
    ):
        assert parse_page(json.dumps(paper | said)).complete is complete


def test_a_list_of_works_is_complete_when_it_has_as_many_as_it_counts() -> None:
    assert parse_page(works(work(1, 9), work(2, 9)), "T").complete
    assert not parse_page(works(work(1, 9), work(2, 9), count=3), "T").complete


def test_a_paper_listed_on_two_pages_of_one_file_counts_once() -> None:
    assert len(parse_page(edges(edge("A"), edge("A"), edge("B")), "T").papers) == 2
    assert len(parse_page(works(work(1, 9)) + works(work(1, 9), work(2, 9)), "T").papers) == 2


# ---- abstracts as positions ----------------------------------------------------------------------


def abstract_of(positions: Any) -> str | None:
    (paper,) = parse_page(works(work(1, 9, abstract_inverted_index=positions)), "T").papers
    return paper.abstract


@pytest.mark.parametrize(
    ("positions", "abstract"),
    [
        ({"b": [1, 3], "a": [0], "c": [2]}, "a b c b"),
        ({"far": [10**18], "near": [-5]}, "near far"),
        ({"a": None, "b": [None, "x", 1.5, True], "c": [0]}, "c"),
        ({}, None),
        (None, None),
        (["a"], None),
    ],
)
def test_an_abstract_is_its_words_in_the_order_of_their_places(
    positions: Any, abstract: str | None
) -> None:
    assert abstract_of(positions) == abstract


def test_an_abstract_beyond_measure_is_refused() -> None:
    with pytest.raises(PageError, match="an abstract of more than 100,000 characters"):
        abstract_of({"w" * 1000: [*range(200)]})


# ---- which work is cited -------------------------------------------------------------------------


def test_the_work_among_others_that_all_of_them_cite_is_the_cited_one() -> None:
    for found in ([work(1, 9), work(2, 8, 9), work(9, 3)], [work(9, 3), work(1, 9), work(2, 9)]):
        lines = "\n".join(map(json.dumps, found))
        page = parse_page(lines)
        assert page.title == "Work 9"
        assert [paper.title for paper in page.papers] == ["Work 1", "Work 2"]
        assert parse_page(json.dumps(found)) == page


def test_works_that_do_not_cite_the_work_in_their_file_are_refused() -> None:
    with pytest.raises(PageError, match=r"do not cite https://openalex\.org/W9"):
        parse_page(json.dumps(work(9)) + works(work(1, 8), work(2, 8)))


def test_a_reference_that_all_works_share_is_where_the_cited_work_is() -> None:
    with pytest.raises(NamelessPageError, match=r"\(https://openalex\.org/W9\)$"):
        parse_page(works(work(1, 9, 8), work(2, 9, 7)))
    assert parse_page(works(work(1, 9, 8)), "T").url is None  # it may be the one or the other


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"data": [{"citedPaper": {}}], "offset": 0}, "this seems to be what a paper of Semantic"),
        ({"data": [{"paperId": "x"}], "total": 1}, "this seems to be a search result of Semantic"),
        ({"authorId": "1"}, "this seems to be an author of Semantic Scholar"),
        ({"id": "https://openalex.org/A1"}, "this seems to be an author of OpenAlex"),
        ({"id": "https://openalex.org/S1"}, "this seems to be a journal or other source of OpenA"),
        ({"meta": {}, "results": [], "group_by": [{"key": "x"}]}, "this seems to be another list"),
        ({"error": "no such paper"}, "the site answered with an error in place of a page: no such"),
        ({"message": "Too many", "code": "429"}, "the site answered with an error in place of a"),
    ],
)
def test_what_a_file_of_another_kind_seems_to_be_is_said(data: dict[str, Any], said: str) -> None:
    with pytest.raises(PageError, match=said):
        parse_page(json.dumps(data), "T")
    with pytest.raises(PageError, match=f"line 2: .*{said}"):
        parse_page(edges(edge("A"), next=1) + "\n" + json.dumps(data), "T")


# ---- the command ---------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my citations.txt"
    path.write_text(EDGES, "utf-8")
    return path


def test_a_list_that_does_not_name_its_work_is_asked_about_with_the_command(file: Path) -> None:
    store = file.with_name("hubs.jsonl")
    result = run("ingest", file, store=store)
    assert result.exit_code == 1
    assert f"name it: citehub ingest '{file}' --hub 'TITLE'" in result.stderr
    assert "citehub ingest - --hub 'TITLE'" in run("ingest", "-", store=store, stdin=EDGES).stderr
    assert not store.exists()


@pytest.mark.parametrize("name", ["yoshua", "Yoshua Bengio, Jérôme Louradour, Ronan Collobert, …"])
def test_hub_is_a_hub_that_is_there_or_the_title_of_a_new_one(file: Path, name: str) -> None:
    store = file.with_name("hubs.jsonl")
    assert run("ingest", USER_PAGE, store=store).exit_code == 0
    (known,) = stored(store)
    run("ingest", file, "--hub", name.replace("…", "and Jason Weston"), store=store)
    (hub,) = stored(store)
    assert (hub.id, len(hub.papers)) == (known.id, 24)
    run("ingest", "-", "--hub", "Yoshua", store=store, stdin=WORKS)
    assert [hub.title for hub in stored(store)][1:] == ["Yoshua"]


def test_hub_never_guesses(file: Path) -> None:
    store = file.with_name("hubs.jsonl")
    ingest(store, json_page("Kites"), json_page("Kites in Rain"))
    with pytest.raises(NoMatchError, match="'kite' fits more than one hub"):
        raise run("ingest", file, "--hub", "kite", store=store).exception or AssertionError
    assert [len(hub.papers) for hub in stored(store)] == [0, 0]


def test_a_page_that_names_its_work_is_not_moved_to_another_hub(file: Path) -> None:
    store = file.with_name("hubs.jsonl")
    file.write_text(json_page("Kites", {"paper_title": "Strings"}))
    result = run("ingest", file, "--hub", "Looms", store=store)
    assert "note: names its cited work, 'Kites', so --hub is not used for it" in result.stderr
    assert [hub.title for hub in stored(store)] == ["Kites"]


def test_pages_of_one_list_join_in_any_order_and_tell_when_they_are_all(file: Path) -> None:
    pages = EDGES.split("\n", 1)
    for order in (pages, pages[::-1]):
        store = file.with_name(f"{len(order[0])}.jsonl")
        files = [file.with_name(f"{number}.json") for number in range(2)]
        for path, text in zip(files, order, strict=True):
            path.write_text(text, "utf-8")
        assert run("ingest", *files, "--hub", "Stilts", store=store).exit_code == 0
        (hub,) = asked("show", store=store)
        # One citation names no paper, so the list can never be known to be all there.
        assert (hub["citing_count"], hub["listed_count"], hub["complete"]) == (6, 4, False)


def test_a_complete_list_of_another_site_drops_nobody(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, json_page("Kites", {"paper_title": "Strings"}, {"paper_title": "Tails"}))
    for text in (edges(edge("Knots")), works(work(1, 9))):
        run("ingest", "-", "--hub", "kites", store=store, stdin=text)
    hub = asked("show", "kites", store=store)
    assert [paper["dropped"] for paper in hub["papers"]] == [False] * 4
    assert {capture["site"] for capture in hub["captures"]} == {
        *(None, "semantic_scholar", "openalex"),
    }


def test_a_list_of_fewer_papers_than_before_is_taken_for_a_filtered_one(tmp_path: Path) -> None:
    store, file = tmp_path / "hubs.jsonl", tmp_path / "works.json"
    both, one = works(work(1, 9), work(2, 9)), works(work(2, 9))
    for day, text in enumerate((both, one), start=1):
        file.write_text(text, "utf-8")
        asked_for = ("--hub", "Knots", "--when", f"2026-01-0{day}")
        result = run("ingest", file, *asked_for, store=store)
    assert "counts 1 paper where an earlier list of openalex had more" in result.stderr
    (hub,) = asked("show", store=store)
    assert (hub["citing_count"], hub["listed_count"], hub["complete"]) == (2, 2, True)
    file.write_text(works(work(2, 9), work(3, 9)), "utf-8")
    result = run("ingest", file, "--hub", "Knots", "--when", "2026-01-03", store=store)
    assert "earlier list" not in result.stderr  # said of that page, not of one of the same name
    (hub,) = asked("show", store=store)
    assert hub["listed_count"] == 2  # as many as before: all there are, and the first one is gone
