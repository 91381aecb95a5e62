"""The Python interface."""

import doctest
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, USER_PAGE, beside, flat_page, ingest

import citehub
from citehub import api

PAGE_SIZE = 4096  # of SQLite


@pytest.mark.parametrize("module", [citehub, api])
def test_the_examples_of_the_docstrings_run(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert (failed, tried > 0) == (0, True)


def test_the_examples_of_the_documentation_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    shutil.copy(USER_PAGE, tmp_path / "seeds")
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(code, {}, "python.md", None, None)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    failed, tried = runner.run(examples)
    assert (failed, tried > 10) == (0, True)


def test_importing_citehub_loads_nothing_heavy() -> None:
    code = "import sys; known = set(sys.modules); import citehub; print(*set(sys.modules) - known)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {name for name in loaded if name.startswith("citehub")} == {"citehub", "citehub.lazy"}
    assert loaded & {"json", "re", "rich", "sqlite3", "typer", "yaml"} == set()


def test_what_hears_of_each_page_gets_what_is_returned_else(tmp_path: Path) -> None:
    heard: list[object] = []
    with citehub.open_library(tmp_path / "one.jsonl") as library:
        assert library.ingest([USER_PAGE], tell=heard.append) == []
    with citehub.open_library(tmp_path / "two.jsonl") as library:
        assert library.ingest([USER_PAGE]) == heard


def test_a_library_answers_as_the_commands_do(tmp_path: Path) -> None:
    with citehub.open_library(tmp_path / "hubs.jsonl") as library:
        (outcome,) = library.ingest([USER_PAGE])
        assert outcome.status == "new"
        (hub,) = library.hubs()
        assert library.hub("yoshua")["papers"] == library.papers("yoshua")
        surveys = library.papers("yoshua", role="survey")
        assert [paper["position"] for paper in surveys] == [19, 20]
        both = library.papers("yoshua", role=("survey", "benchmark"), limit=2, sort="-position")
        assert [paper["position"] for paper in both] == [20, 19]
        assert library.search("a survey on efficient inference", limit=1)[0]["position"] == 19
        (change,) = library.label("yoshua", 3, role="survey", why="it says so")
        assert (change.position, change.new) == (3, "survey")
        assert library.explain("yoshua", "3")["labels"]["role"]["evidence"]["match"] == "it says so"
        assert library.set("yoshua", title="Curriculum Learning").title == "Curriculum Learning"
        assert library.classify() == []
        assert hub["id"] == "yoshua-bengio-jerome-louradour-ronan-collobert-and-jason"


def test_what_is_wrong_is_raised(tmp_path: Path) -> None:
    with citehub.open_library(tmp_path / "hubs.jsonl") as library:
        with pytest.raises(citehub.CitehubError, match="holds no hubs yet"):
            library.hub("anything")
        with pytest.raises(TypeError, match="no filter colour; filters: role, "):
            library.search(colour="red")
        with pytest.raises(citehub.CitehubError, match="give a label"):
            library.label("a", 1)


def test_an_index_that_is_damaged_while_it_is_open_is_rebuilt(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    with citehub.open_library(store) as library:
        library.ingest([USER_PAGE])
    index = beside(store, "index")
    data = bytearray(index.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    index.write_bytes(data)
    with citehub.open_library(store) as library:
        assert len(library.papers("yoshua", role="survey")) == 2


def test_a_list_is_whole_whichever_page_of_the_index_is_damaged(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(flat_page(f"Hub {n}", 1, {f"Paper {n}": "It is one."}) for n in range(60)))
    with citehub.open_library(store) as library:
        whole = list(library.hubs())
    index = beside(store, "index")
    sound = index.read_bytes()
    for start in range(PAGE_SIZE, len(sound), PAGE_SIZE):
        index.write_bytes(sound[:start] + bytes(PAGE_SIZE) + sound[start + PAGE_SIZE :])
        with citehub.open_library(store) as library:
            assert list(library.hubs()) == whole
