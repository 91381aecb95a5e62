"""The page of a paper, which lists its citing papers as a hub page does."""

import json
from pathlib import Path

import pytest
from conftest import CASES, flat_page, ingest, stored

from citehub.errors import PageError
from citehub.pages import parse_page

FLAT = (CASES / "paper_page_flat.txt").read_text("utf-8")
TITLE = "Ballast for Kites in Gusts"


def test_a_cut_summary_loses_the_mark_of_its_cut_and_nothing_else() -> None:
    summary = parse_page(FLAT).papers[0].summary
    assert summary
    assert summary.endswith("of silk and of")
    assert f"{summary} ..." in FLAT


def test_it_is_a_page_of_the_same_hub_and_shortens_nothing(tmp_path: Path) -> None:
    whole = (
        "Long tails stop a kite from tumbling sooner than heavy ones do, over forty flights "
        + ("in the same wind, and the comparison holds for kites of paper, of silk and of linen.")
    )
    title = "Tails against Tumbling: A Comparison"
    ingest(tmp_path / "hubs.jsonl", flat_page(TITLE, 9, {title: whole}), FLAT)
    (hub,) = stored(tmp_path / "hubs.jsonl")
    assert (hub.page_title, hub.arxiv_id, len(hub.captures)) == (TITLE, "2504.99980", 2)
    assert [paper.summary for paper in hub.papers if paper.title == title] == [whole]


def test_a_heading_alone_is_no_list() -> None:
    for text in (FLAT.replace("Cited by 3 Pith papers\n", ""), FLAT.partition("Forward")[0]):
        with pytest.raises(PageError, match="this page of Pith lists no citing papers; its citing"):
            parse_page(text)


@pytest.mark.parametrize(
    "data", [{"nodes": [], "edges": []}, {"pith_number": 7, "state": {}}, {"pith_state": {}}]
)
def test_the_sites_other_json_is_called_what_it_is(data: dict[str, object]) -> None:
    with pytest.raises(PageError, match=r"no hub page: this seems to be .*; its citing papers are"):
        parse_page(json.dumps(data))


def test_a_paper_page_cut_anywhere_says_nothing_that_the_whole_does_not() -> None:
    whole = {paper.title: paper.summary for paper in parse_page(FLAT).papers}
    for size in range(len(FLAT)):
        try:
            page = parse_page(FLAT[:size])
        except PageError:
            continue
        assert page.title == TITLE
        assert page.citing_count == 3
        for paper in page.papers:
            assert paper.title in whole
            assert (whole[paper.title] or "").startswith((paper.summary or "").rstrip("."))
