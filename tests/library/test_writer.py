"""Which hub a page goes to."""

import json
from pathlib import Path

import pytest
from conftest import citehub, ingest, json_page, stored

_BATCH = 500  # hubs that are stored at once


def page(title: str, doi: str | None, paper: str) -> str:
    found = json.loads(json_page(title, {"paper_title": paper}))
    return json.dumps(found | {"work": {"title": title, "doi": doi}})


@pytest.mark.parametrize("between", [0, _BATCH + 1])
def test_of_two_hubs_with_one_title_the_first_counts_however_many_are_stored_since(
    between: int, tmp_path: Path
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(
        store,
        page("Forges", None, "Anvils"),
        page("Smithies", "10.1000/b", "Bellows"),
        page("Forges", "10.1000/b", "Coal"),  # its id tells that these are the smithies
        *(page(f"Work {number}", None, "Dross") for number in range(between)),
        page("Forges", None, "Embers"),
    )
    first, second, *_ = stored(store)
    assert [paper.title for paper in first.papers] == ["Anvils", "Embers"]
    assert [paper.title for paper in second.papers] == ["Bellows", "Coal"]


@pytest.mark.parametrize(("other", "is_said"), [(None, True), ("10.1000/a", False)])
def test_a_page_with_an_id_of_one_hub_and_the_title_of_another_says_so(
    other: str | None, is_said: bool, tmp_path: Path
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, page("Forges", other, "Anvils"), page("Smithies", "10.1000/b", "Bellows"))
    file = tmp_path / "both.json"
    file.write_text(page("Forges", "10.1000/b", "Coal"), "utf-8")
    said = citehub("ingest", file, store=store).stderr
    assert ("if both are one work: citehub merge smithies forges" in said) == is_said
    if is_said:
        assert citehub("merge", "smithies", "forges", store=store).returncode == 0
        (hub,) = stored(store)
        assert {paper.title for paper in hub.papers} == {"Anvils", "Bellows", "Coal"}
