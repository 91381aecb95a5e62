"""Parts of a store that are made by themselves and joined are the store that one run makes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, beside, citehub, flat_page, problem, stored
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from citehub.api import open_library
from citehub.errors import CitehubError, StoreError
from citehub.jobs.part import Part
from citehub.text.titles import slug

RULES = "rules: [{id: mine, role: forged, match: anvil, weight: 5, why: a test}]"
# Titles of one id (Forges), of other ids, and of other forms of one title.
TITLES = ("Forges", "Forges!", "Forges?", "FORGES", "Smithies", "Foundries", "Mills", "Études")


def page(drawn: dict[str, Any]) -> str:
    """Write a page, as text where it has no id, else as JSON."""
    papers = drawn["papers"]
    if not drawn["ids"]:
        return flat_page(drawn["title"], 2, {f"Anvil {n}": f"It rings {n} times." for n in papers})
    items = [{"paper_title": f"Anvil {n}", "one_line_summary": f"It rings {n}."} for n in papers]
    work = {"title": drawn["title"], "authors_text": drawn["authors"], **drawn["ids"]}
    return json.dumps({"work": work, "total": 2, "items": items})


drawn_pages = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "authors": st.sampled_from([None, "Ann Vil", "Bell Ows"]),
        "ids": st.sampled_from(
            [
                {},
                {},
                {"doi": "10.1000/a"},
                {"doi": "10.1000/b"},
                {"arxiv_id": "2601.00001"},
                {"doi": "10.1000/a", "arxiv_id": "2601.00002"},
                {"doi": "10.1000/b", "arxiv_id": "2601.00001"},
            ]
        ),
        "papers": st.lists(st.integers(0, 5), unique=True, min_size=1, max_size=3),
        "day": st.integers(1, 3),
        "folder": st.sampled_from(["a", "b"]),
    }
)


def write(folder: Path, pages: list[str], days: list[int], folders: list[str]) -> None:
    for number, (text, day, name) in enumerate(zip(pages, days, folders, strict=True)):
        file = folder / "pages" / name / f"{number:02}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        os.utime(file, (86400 * day, 86400 * day))


def in_parts(pages: Path, store: Path, count: int, **options: Any) -> list[str]:
    """Make a store in parts and join them; return what became of the pages."""
    statuses = []
    with open_library(store) as library:
        for number in range(count, 0, -1):
            outcomes = library.ingest([pages], part=f"{number}/{count}", **options)
            statuses += [outcome.status for outcome in outcomes]
        library.join([Part(number, count).path(store) for number in range(1, count + 1)])
    return statuses


@given(st.lists(drawn_pages, min_size=1, max_size=9), st.integers(1, 4), st.booleans())
@settings(max_examples=80, deadline=None)
def test_parts_joined_are_the_store_of_one_run_byte_for_byte(
    drawn: list[dict[str, Any]], count: int, bad: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = [page(one) for one in drawn] + ["Dear diary"] * bad
        days = [one["day"] for one in drawn] + [1] * bad
        write(folder, texts, days, [one["folder"] for one in drawn] + ["a"] * bad)
        (folder / "mine.yaml").write_text(RULES, "utf-8")
        rules = folder / "mine.yaml"
        with open_library(folder / "one.jsonl") as library:
            one_run = library.ingest([folder / "pages"], rules=rules)
        try:
            statuses = in_parts(folder / "pages", folder / "all.jsonl", count, rules=rules)
        except StoreError as error:  # a page that is back, of a work with pages in several parts
            assert "only one run can tell" in str(error)
            reject()
        assert (folder / "all.jsonl").read_bytes() == (folder / "one.jsonl").read_bytes()
        assert statuses.count("problem") == bad
        assert len(statuses) == len(one_run)
        note = beside(folder / "all.jsonl", "rules")
        assert note.read_bytes() == beside(folder / "one.jsonl", "rules").read_bytes()


def test_a_page_that_is_back_after_another_is_so_in_its_part_too(tmp_path: Path) -> None:
    listed = [("Strings", "Tails"), ("Strings",), ("Strings", "Tails")]
    texts = [flat_page("Kites", len(names), dict.fromkeys(names, "It holds.")) for names in listed]
    write(tmp_path, texts, [1, 2, 3], ["a"] * 3)
    with open_library(tmp_path / "one.jsonl") as library:
        library.ingest([tmp_path / "pages"])
    in_parts(tmp_path / "pages", tmp_path / "all.jsonl", 2)
    assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    (hub,) = stored(tmp_path / "all.jsonl")
    assert len(hub.captures) == 3


def test_a_page_that_is_back_where_only_one_run_can_tell_is_refused(tmp_path: Path) -> None:
    other = next(t for t in TITLES if Part(1, 2).has(slug(t)) != Part(1, 2).has("forges"))
    drawn: dict[str, Any] = {"authors": None, "ids": {"doi": "10.1000/a"}, "papers": [1]}
    texts = [page(drawn | {"title": title}) for title in ("Forges", other, "Forges")]
    write(tmp_path, texts, [1, 2, 3], ["a"] * 3)
    with pytest.raises(StoreError, match="page number 3 is as an earlier one"):
        in_parts(tmp_path / "pages", tmp_path / "all.jsonl", 2)


def test_an_id_that_a_hub_gives_up_to_another_part_is_free_for_the_next(tmp_path: Path) -> None:
    """Of two hubs with one id by their titles, the first belongs to a hub of another part."""
    other = next(t for t in TITLES if Part(1, 2).has(slug(t)) != Part(1, 2).has("forges"))
    drawn = {"authors": None, "papers": [1]}
    by_doi: dict[str, Any] = {"ids": {"doi": "10.1000/a"}}
    titled = [(other, by_doi), ("Forges!", by_doi), ("Forges?", {"ids": {}})]
    texts = [page(drawn | ids | {"title": title}) for title, ids in titled]
    write(tmp_path, texts, [1, 2, 3], ["a"] * 3)
    with open_library(tmp_path / "one.jsonl") as library:
        library.ingest([tmp_path / "pages"])
    in_parts(tmp_path / "pages", tmp_path / "all.jsonl", 2)
    assert [hub.id for hub in stored(tmp_path / "all.jsonl")] == [slug(other), "forges"]
    assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages, the store of one run, and its eight parts, made at the same time."""
    folder = tmp_path_factory.mktemp("parts")
    titles = [*TITLES, *(f"Work {number}" for number in range(40))]
    texts = [flat_page(title, 1, {f"On {title}": "We forge it."}) for title in titles]
    texts += texts[:3]  # the same bytes once more
    texts += ["Dear diary"]
    write(folder, texts, [1] * len(texts), ["a"] * len(texts))
    assert citehub("ingest", folder / "pages", store=folder / "one.jsonl").returncode == 1
    citehub_at = f"{sys.executable} -m citehub"
    every = f"seq 8 | xargs -P 4 -I{{}} {citehub_at} ingest pages --part {{}}/8 --store all.jsonl"
    done = subprocess.run(
        every.replace(" pages ", f" {folder}/pages "),
        shell=True,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.count(": problem: ") == 1, done.stderr
    assert done.stderr.count(" of 52 pages: ") == 8
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it to break; its pages are named as in the original."""
    for file in made.glob("*.jsonl*"):
        shutil.copy(file, tmp_path)
    return tmp_path


def parts(folder: Path) -> list[Path]:
    """Return what `all.part-*` names: the parts, and all that stands next to them."""
    return sorted(folder.glob("all.part-*"))


def test_eight_parts_made_at_the_same_time_are_joined_to_the_store_of_one_run(
    folder: Path,
) -> None:
    assert len(parts(folder)) > 16
    done = citehub("join", *parts(folder), store=folder / "all.jsonl")
    assert done.stderr.startswith("citehub: 8 parts, 52 pages: 48 hubs; written to ")
    assert (folder / "all.jsonl").read_bytes() == (folder / "one.jsonl").read_bytes()
    assert "no fault" in citehub("doctor", store=folder / "all.jsonl").stderr


def test_joining_again_changes_nothing_and_completes_what_was_broken_off(folder: Path) -> None:
    whole = (folder / "one.jsonl").read_bytes()
    store = folder / "all.jsonl"
    lines = whole.splitlines(keepends=True)
    for there, said in (
        (b"".join(lines[:20]), "48 hubs; written to"),
        (b"".join(lines[:20]) + lines[20][:50], "48 hubs; written to"),
        (whole, "48 hubs, all there before"),
    ):
        store.write_bytes(there)
        assert said in citehub("join", *parts(folder), store=store).stderr
        assert store.read_bytes() == whole


def test_a_store_with_other_hubs_is_left_as_it_is(folder: Path) -> None:
    lines = (folder / "one.jsonl").read_bytes().splitlines(keepends=True)
    for other in (lines[1], b"".join((*lines, lines[0].replace(b"forges", b"forgery")))):
        store = folder / "other.jsonl"
        store.write_bytes(other)
        said = problem("join", *parts(folder), store=store)
        assert "holds other hubs than these parts; nothing was changed" in said
        assert store.read_bytes() == other


def test_a_part_that_is_made_again_changes_nothing(made: Path, folder: Path) -> None:
    made_of = [file for file in parts(folder) if ".index" not in file.name]  # rebuilt in a copy
    before = {file: file.read_bytes() for file in made_of}
    texts = []
    for number in range(1, 9):
        done = citehub(
            "ingest", made / "pages", "--part", f"{number}/8", store=folder / "all.jsonl"
        )
        texts.append(done.stderr)
    assert {file: file.read_bytes() for file in made_of} == before
    assert "".join(texts).count(": problem: ") == 1
    assert "new" not in "".join(texts).replace(str(folder), "")


def test_a_part_that_was_broken_off_is_completed(made: Path, folder: Path) -> None:
    part = Part(3, 8).path(folder / "all.jsonl")
    whole, listed = part.read_bytes(), beside(part, "part").read_bytes()
    lines = whole.splitlines(keepends=True)
    for there in (b"", lines[0], lines[0] + lines[1][:20]):
        part.write_bytes(there)
        beside(part, "part").unlink()
        said = problem("join", *parts(folder), store=folder / "all.jsonl")
        assert "part-3-of-8.jsonl: this part is not whole; citehub ingest --part 3/8 with" in said
        done = citehub("ingest", made / "pages", "--part", "3/8", store=folder / "all.jsonl")
        assert done.returncode == 0, done.stderr
        assert part.read_bytes() == whole
        assert beside(part, "part").read_bytes() == listed


def join_problem(folder: Path, *named: Path) -> str:
    said = problem("join", *(named or parts(folder)), store=folder / "all.jsonl")
    assert not (folder / "all.jsonl").exists()
    return said


def test_a_part_that_is_missing_doubled_or_of_another_number_is_named(
    made: Path, folder: Path
) -> None:
    whole = [Part(number, 8).path(folder / "all.jsonl") for number in range(1, 9)]
    assert "of 8 parts these are missing: 2, 5" in join_problem(
        folder, *(part for at, part in enumerate(whole, start=1) if at not in (2, 5))
    )
    other = folder / "copy.part-2-of-8.jsonl"
    shutil.copy(whole[1], other)
    assert "part 2 of 8 is there twice" in join_problem(folder, *whole, other)
    citehub("ingest", made / "pages", "--part", "2/9", store=folder / "all.jsonl")
    assert "these are of 8, 9 parts" in join_problem(folder)
    renamed = [*whole[:1], folder / "all.part-2-of-8.jsonl", *whole[2:]]
    for ending in ("", ".part"):
        shutil.copy(f"{whole[4]}{ending}", f"{whole[1]}{ending}")
    assert "was made as part 5 of 8; give it its name back" in join_problem(folder, *renamed)
    for wrong in ("one.jsonl", "all.part-0-of-8.jsonl"):
        assert "no part of a store" in join_problem(folder, folder / wrong)


@pytest.mark.parametrize("part", ["0/8", "9/8", "3", "3/", "-1/8", "3/8/9", "a/b", "1/0"])
def test_what_is_no_part_is_refused(part: str, made: Path, tmp_path: Path) -> None:
    said = problem("ingest", made / "pages", f"--part={part}", store=tmp_path / "hubs.jsonl")
    assert f"{part!r} is no part: give K/N, such as 3/8" in said
    assert not any(tmp_path.iterdir())


def test_parts_of_other_pages_or_rules_are_refused(made: Path, folder: Path) -> None:
    part = Part(3, 8).path(folder / "all.jsonl")
    pages = folder / "pages"
    shutil.copytree(made / "pages", pages)
    (folder / "mine.yaml").write_text(RULES, "utf-8")
    given = ("ingest", pages, "--part", "3/8")
    others: list[tuple[list[str | Path], str]] = [
        ([], "the pages"),
        (["--rules", folder / "mine.yaml"], "the rules, the pages"),
        (["--when", "2026-01-01"], "--when, the pages"),
        (["--hub", "A Work"], "--hub, the pages"),
    ]
    for more, what in others:
        said = problem(*given, *more, store=folder / "all.jsonl")
        assert f"and not the same: other are {what}; to make it again, delete it" in said
        kept = {file: file.read_bytes() for file in (part, beside(part, "part"))}
        for file in kept:
            file.unlink()
        assert citehub(*given, *more, store=folder / "all.jsonl").returncode == 0
        assert f"not of one store; they differ in {what}" in join_problem(folder)
        for file, data in kept.items():
            file.write_bytes(data)
        beside(part, "rules").unlink(missing_ok=True)


def test_a_part_with_a_label_by_hand_is_refused(made: Path, folder: Path) -> None:
    part = Part(3, 8).path(folder / "all.jsonl")
    hub = stored(part)[0].id
    assert citehub("label", hub, "1", "--role", "survey", store=part).returncode == 0
    said = "part-3-of-8.jsonl: was changed since this part was made; join the parts first"
    assert said in join_problem(folder)
    again = ("ingest", made / "pages", "--part", "3/8")
    assert said in problem(*again, store=folder / "all.jsonl")


def halves() -> tuple[str, str]:
    """Return a title of each of two parts."""
    one, other = ([t for t in TITLES if Part(half, 2).has(slug(t))] for half in (1, 2))
    return one[0], other[0]


@pytest.mark.parametrize(("before", "after"), [halves(), halves()[::-1]])
def test_a_page_that_changes_while_the_parts_are_made_is_noticed(
    before: str, after: str, tmp_path: Path
) -> None:
    texts = [flat_page(title, 1, {"A": "B"}) for title in ("Kilns", before)]
    size = max(map(len, texts)) + 20  # the same for all, as is the time: nothing else tells
    write(tmp_path, [text.ljust(size) for text in texts], [1] * 2, ["a"] * 2)
    store = tmp_path / "new.jsonl"
    citehub("ingest", tmp_path / "pages", "--part", "1/2", store=store)
    changed = flat_page(after, 1, {"A": "B"}).ljust(size)
    write(tmp_path, [texts[0].ljust(size), changed], [1] * 2, ["a"] * 2)
    citehub("ingest", tmp_path / "pages", "--part", "2/2", store=store)
    said = problem("join", *tmp_path.glob("new.part-*"), store=store)
    wrong = "in two parts" if Part(1, 2).has(slug(before)) else "in no part"
    assert f"1 page of 2 {wrong}, the first of them number 2: pages were changed" in said


def test_a_page_that_is_needed_again_and_has_gone_is_named(tmp_path: Path) -> None:
    one, other = halves()
    drawn = {"authors": None, "ids": {"doi": "10.1000/a"}}
    titled = enumerate((one, one, other))  # of two captures in one part, joined by the other
    texts = [page(drawn | {"title": title, "papers": [n]}) for n, title in titled]
    write(tmp_path, texts, [1, 2, 3], ["a"] * 3)
    store = tmp_path / "hubs.jsonl"
    for number in (1, 2):
        citehub("ingest", tmp_path / "pages", "--part", f"{number}/2", store=store)
    gone = tmp_path / "pages" / "a" / "01.txt"
    text = gone.read_text("utf-8")
    gone.unlink()
    said = problem("join", *tmp_path.glob("hubs.part-*"), store=store)
    assert (
        "01.txt: is needed once more, as its work has pages in several parts; there is no" in said
    )
    gone.write_text(text, "utf-8")
    assert "3 pages: 1 hub;" in citehub("join", *tmp_path.glob("hubs.part-*"), store=store).stderr


def test_a_stream_has_no_parts(tmp_path: Path) -> None:
    with (
        open_library(tmp_path / "hubs.jsonl") as library,
        pytest.raises(CitehubError, match="pipe"),
    ):
        library.ingest(["-"], part="1/2")


def test_yaml_parts_are_joined_too(made: Path, tmp_path: Path) -> None:
    store = tmp_path / "hubs.yaml"
    in_parts(made / "pages", store, 2)
    with open_library(tmp_path / "one.yaml") as library:
        library.ingest([made / "pages"])
    assert store.read_bytes() == (tmp_path / "one.yaml").read_bytes()


def test_parts_next_to_their_pages_are_no_pages(tmp_path: Path) -> None:
    write(tmp_path, [flat_page("Mills", 1, {"A": "B"})], [1], ["a"])
    store = tmp_path / "pages" / "hubs.jsonl"
    assert in_parts(tmp_path / "pages", store, 3) == ["new"]
