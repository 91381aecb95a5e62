"""What the program writes of a store of hostile records is what the store holds."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import asked, run
from many_records import paper_records, store_papers
from pyarrow import BufferReader, parquet

from citehub.formats import GRAPHS, OF_WORKS, load

TEXTS = [form for form in OF_WORKS if form != "parquet"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exports") / "hubs.jsonl"
    store_papers(path, paper_records())
    return path


@pytest.fixture(scope="module")
def papers(library: Path) -> list[dict[str, Any]]:
    """The papers as `search` prints them: one that several hubs list comes once."""
    found: list[dict[str, Any]] = asked("search", store=library)
    return found


@pytest.fixture(scope="module")
def listings(library: Path) -> list[dict[str, Any]]:
    """The papers as each hub lists them."""
    hubs = asked("show", store=library)
    return [paper for hub in hubs for paper in asked("show", hub["id"], store=library)["papers"]]


def test_the_store_holds_the_records(listings: list[dict[str, Any]]) -> None:
    made = sorted(paper_records(), key=lambda record: str(record["hub"]))
    found = sorted(listings, key=lambda record: str(record["hub"]))
    for record, stored in zip(made, found, strict=True):
        same = [key for key in record if key != "position"]
        assert {key: stored[key] for key in same} == {
            key: record[key] or stored[key] for key in same
        }


@pytest.mark.parametrize("form", TEXTS)
def test_a_whole_store_goes_out(
    form: str, library: Path, papers: list[dict[str, Any]], listings: list[dict[str, Any]]
) -> None:
    records = papers
    if form in GRAPHS:
        records = [*asked("show", store=library), *listings]
    wanted = "".join(load(form).pieces(records, None, False))
    assert run("search", "-f", form, store=library).stdout == wanted


def test_parquet_holds_every_value_of_the_store(
    library: Path, papers: list[dict[str, Any]]
) -> None:
    command = [sys.executable, "-m", "citehub", "search", "-f", "parquet", "--store", str(library)]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    assert parquet.read_table(BufferReader(data)).to_pylist() == papers
