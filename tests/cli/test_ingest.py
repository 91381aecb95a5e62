"""What ingest takes, in which order, what it says, and which store it fills."""

import gzip
import os
from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml
from conftest import (
    USER_PAGE,
    asked,
    citehub,
    flat_page,
    on_terminal,
    problem,
    run,
)


def _hubs(store: Path) -> list[str]:
    return [hub["title"] for hub in asked("show", store=store)]


def _pages(folder: Path, *titles: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{title.lower()}.txt" for title in titles]
    for file, title in zip(files, titles, strict=True):
        file.write_text(flat_page(title, 1, {f"On {title}": "It is so."}), "utf-8")
    return files


def test_a_folder_is_taken_with_all_pages_below_it(tmp_path: Path) -> None:
    _pages(tmp_path / "in", "Ash", "Elm")
    _pages(tmp_path / "in" / "deep" / "er", "Oak")
    (tmp_path / "in" / "notes.rst").write_text("Not a page.")
    store = tmp_path / "hubs.jsonl"
    assert run("ingest", tmp_path / "in", store=store).exit_code == 0
    assert sorted(_hubs(store)) == ["Ash", "Elm", "Oak"]


def test_a_folder_is_taken_with_every_form_of_page_and_the_rest_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for file in _pages(folder, "Ash", "Elm", "Oak", "Fir", "Yew", "Box", "Bay"):
        ending = {"elm": ".md", "oak": ".TEXT", "fir": ".jsonl", "yew": ".html", "box": ".htm"}
        file.rename(file.with_suffix(ending.get(file.stem, ".txt")))
    bay = folder / "bay.txt"
    (folder / "bay.txt.gz").write_bytes(gzip.compress(bay.read_bytes()))
    bay.unlink()
    for name in ("a.pdf", "b.pdf", "c.png", "README", ".hidden"):
        (folder / name).write_text("Not a page.")
    store = folder / "hubs.jsonl"  # in the folder itself: it is no page
    for status in (f"7 new; written to {store}", "7 unchanged"):
        result = run("ingest", folder, store=store)
        assert result.exit_code == 0, result.stderr
        total, left = result.stderr.splitlines()[-2:]
        assert total == f"citehub: 7 pages: {status}"
        assert left == ("citehub: left alone: 5 other files: 2 .pdf, 2 without ending, 1 .png")
    assert sorted(_hubs(store)) == ["Ash", "Bay", "Box", "Elm", "Fir", "Oak", "Yew"]


def test_a_folder_that_cannot_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ash,) = _pages(tmp_path / "in", "Ash")
    monkeypatch.chdir(ash.parent)
    for _ in range(17):  # together longer than a path may be
        Path("d" * 250).mkdir()
        monkeypatch.chdir("d" * 250)
    monkeypatch.chdir(tmp_path)
    result = run("ingest", tmp_path / "in", store=tmp_path / "hubs.jsonl")
    assert result.exit_code == 1
    assert "ddd: problem: cannot be read: File name too long" in result.stderr
    assert _hubs(tmp_path / "hubs.jsonl") == ["Ash"]


def test_files_are_taken_in_the_order_named(tmp_path: Path) -> None:
    files = _pages(tmp_path, "Elm", "Ash", "Oak")
    result = citehub("ingest", *files, store=tmp_path / "hubs.jsonl")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1] == (
        f"citehub: 3 pages: 3 new; written to {tmp_path / 'hubs.jsonl'}"
    )
    assert _hubs(tmp_path / "hubs.jsonl") == ["Elm", "Ash", "Oak"]


def test_a_page_comes_from_stdin(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    result = run("ingest", "-", store=store, stdin=USER_PAGE.read_text("utf-8"))
    assert (result.exit_code, result.stdout) == (0, "")
    (hub,) = asked("show", store=store)
    assert (hub["listed_count"], hub["captures"][0]["source"]) == (20, "stdin")


def test_what_is_piped_in_is_read_without_an_argument(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    result = run("ingest", store=store, stdin=USER_PAGE.read_text("utf-8"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert len(_hubs(store)) == 1


def test_without_an_argument_and_a_pipe_it_is_a_usage_error(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    assert b"name pages or folders, or pipe" in on_terminal("ingest", store=store, exit_code=2)
    result = run("ingest", store=store, stdin="")
    assert (result.exit_code, "Usage:" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "this is a PDF; open it, copy its text"),
        ("a.docx", b"PK\x03\x04...", "this is a zip archive, or an Office file"),
        (
            "a.mhtml",
            b"From: <Saved by Blink>",
            "this is a web archive (MHTML); save the page again",
        ),
        ("a.db", b"SQLite format 3\0", "this is an SQLite database"),
        ("a.gz", gzip.compress(b"%PDF-", mtime=0), "this is a PDF"),
        ("a.gz", b"\x1f\x8b...", "a damaged gzip file"),
        (
            "a.gz",
            gzip.compress(b"x" * 999, mtime=0)[:-9],
            "the gzip file is cut off; save the page again",
        ),
        ("a.gz", gzip.compress(b"", mtime=0) * 17, "a gzip file of more than 16 parts; unpack it"),
    ],
)
def test_what_a_file_of_another_kind_is_and_what_to_do_is_said(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    told = problem("ingest", tmp_path / name, store=tmp_path / "hubs.jsonl")
    assert f"{tmp_path / name}: problem:" in told
    assert said in told


def test_an_address_in_place_of_a_file_is_answered_with_how_to_save_it(tmp_path: Path) -> None:
    address = "https://example.org/citations/1?page=2"
    told = problem("ingest", address, store=tmp_path / "hubs.jsonl")
    assert f"{address}: problem: this is an address; save what is there first: " in told
    assert f"curl -o page.html '{address}'" in told


def test_a_gzip_file_of_several_parts_is_their_text_together(tmp_path: Path) -> None:
    data = USER_PAGE.read_bytes()
    parts = gzip.compress(data[:1000]) + gzip.compress(data[1000:])
    (tmp_path / "page.gz").write_bytes(parts)
    run("ingest", tmp_path / "page.gz", store=tmp_path / "hubs.jsonl")
    assert [hub["listed_count"] for hub in asked("show", store=tmp_path / "hubs.jsonl")] == [20]


def test_a_bad_page_among_good_ones_is_named_and_the_rest_stored(tmp_path: Path) -> None:
    ash, elm, oak = _pages(tmp_path, "Ash", "Elm", "Oak")
    elm.write_text("Dear diary.\n")
    told = problem("ingest", ash, elm, tmp_path / "gone.txt", oak, store=tmp_path / "hubs.jsonl")
    assert f"{elm}: problem: no hub page" in told
    assert f"{tmp_path / 'gone.txt'}: problem: there is no such file" in told
    assert told.splitlines()[-1] == (
        f"citehub: 4 pages: 2 new, 2 problems; written to {tmp_path / 'hubs.jsonl'}"
    )
    assert _hubs(tmp_path / "hubs.jsonl") == ["Ash", "Oak"]


def test_a_folder_without_pages_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no *.txt, *.md, " in problem("ingest", tmp_path / "empty", store=tmp_path / "h.jsonl")


def test_many_pages_are_summed_up_in_one_line_and_problems_are_named(tmp_path: Path) -> None:
    files = _pages(tmp_path / "in", *(f"Tree{n}" for n in range(120)))
    files[60].write_text("Dear diary.\n")
    result = run("ingest", tmp_path / "in", store=tmp_path / "hubs.jsonl")
    wrong, total = result.stderr.splitlines()
    assert f"{files[60]}: problem:" in wrong
    assert total == (
        f"citehub: 120 pages: 119 new, 1 problem; written to {tmp_path / 'hubs.jsonl'}"
    )
    assert (result.exit_code, len(_hubs(tmp_path / "hubs.jsonl"))) == (1, 119)


def test_notes_of_many_pages_are_told_up_to_a_number(tmp_path: Path) -> None:
    for file in _pages(tmp_path / "in", *(f"Tree{n}" for n in range(51))):
        file.write_text(
            file.read_text("utf-8").replace("hub tools", "One.\nTwo.\nThree.\nhub tools")
        )
    result = run("ingest", tmp_path / "in", store=tmp_path / "hubs.jsonl")
    *notes, more, total = result.stderr.splitlines()
    assert len(notes) == 100
    assert all(": note: line " in note for note in notes)
    assert more.startswith("citehub: 53 more notes; to read those of a page")
    assert total == f"citehub: 51 pages: 51 new; written to {tmp_path / 'hubs.jsonl'}"


def test_many_pages_on_a_terminal_show_a_bar_and_the_totals(tmp_path: Path) -> None:
    _pages(tmp_path / "in", *(f"Tree{n}" for n in range(60)))
    store = tmp_path / "hubs.jsonl"
    sent = on_terminal("ingest", str(tmp_path / "in"), store=store).decode()
    assert "100%" in sent
    assert " ".join(sent.split()).endswith(f"citehub: 60 pages: 60 new; written to {store}")
    quiet = on_terminal("ingest", "-q", str(tmp_path / "in"), store=tmp_path / "other.jsonl")
    assert quiet == b""


def test_the_same_page_twice_in_one_run_is_one_capture(tmp_path: Path) -> None:
    (ash,) = _pages(tmp_path, "Ash")
    result = run("ingest", ash, ash, store=tmp_path / "hubs.jsonl")
    assert "2 pages: 1 new, 1 unchanged" in result.stderr
    assert len(asked("show", store=tmp_path / "hubs.jsonl")[0]["captures"]) == 1


def test_quiet_reports_only_problems(tmp_path: Path) -> None:
    (ash,) = _pages(tmp_path, "Ash")
    store = tmp_path / "hubs.jsonl"
    assert run("ingest", "--quiet", ash, store=store).stderr == ""
    assert "problem" in run("ingest", "-q", tmp_path / "gone.txt", store=store).stderr


def test_the_store_is_that_of_the_option_then_of_the_environment_then_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CITEHUB_STORE", raising=False)
    ash, elm, oak = _pages(tmp_path, "Ash", "Elm", "Oak")
    run("ingest", ash)
    run("ingest", elm, store=tmp_path / "of-environment.yaml")
    run("ingest", oak, "--store", "of-option.jsonl", store=tmp_path / "of-environment.yaml")
    found = {name: _hubs(Path(name)) for name in ("data/citehub.jsonl", "of-option.jsonl")}
    assert found == {"data/citehub.jsonl": ["Ash"], "of-option.jsonl": ["Oak"]}
    assert _hubs(tmp_path / "of-environment.yaml") == ["Elm"]
    assert yaml.safe_load((tmp_path / "of-environment.yaml").read_text())["title"] == "Elm"


def test_an_empty_store_says_how_to_fill_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CITEHUB_STORE", raising=False)
    result = run("show", "--json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert "holds no hubs yet; fill it with: citehub ingest PATH" in result.stderr
    assert "holds no hubs yet" in str(run("show", "ash").exception)
    assert asked("search", "ash") == []
    assert not (tmp_path / "data").exists()


def test_a_page_that_lists_more_than_it_declares_says_so(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(flat_page("Kites", 1, {"Strings": "They hold.", "Tails": "They steer."}))
    result = run("ingest", page, store=tmp_path / "hubs.jsonl")
    assert "note: lists 2 papers and declares 1; it marks no paper as gone" in result.stderr


def saved(path: Path, page: str, day: int) -> Path:
    """Write a page as saved on a day of January 2026."""
    path.write_text(page)
    time = datetime(2026, 1, day, tzinfo=timezone.utc).timestamp()
    os.utime(path, (time, time))
    return path


PAPERS = {"Strings": "They hold.", "Tails": "They steer.", "Bows": "They sing."}


def kites(*names: str) -> str:
    return flat_page("Kites", len(names), {name: PAPERS[name] for name in names})


def test_an_update_says_what_it_did(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    first = saved(tmp_path / "a.txt", kites("Strings", "Tails"), 1)
    later = saved(tmp_path / "b.txt", kites("Strings", "Bows"), 2)
    assert "a.txt: new kites: all 2 citing papers" in run("ingest", first, store=store).stderr
    result = run("ingest", later, store=store)
    assert "b.txt: updated kites: +1 new, 1 gone; lists 2 of 2" in result.stderr
    assert "1 page: 1 updated (+1 new, 1 gone)" in result.stderr


def test_pages_of_one_hub_are_joined_at_once_and_summed_up(tmp_path: Path) -> None:
    names = ("Strings", "Tails", "Bows")
    pages = [saved(tmp_path / f"{n}.txt", kites(*names[:n]), n) for n in (1, 2, 3)]
    result = run("ingest", *pages, store=tmp_path / "hubs.jsonl")
    assert "2.txt: updated kites: with 1 other page: +2 new; lists 3 of 3" in result.stderr
    assert "3 pages: 1 new, 2 updated (+2 new)" in result.stderr


def test_an_older_page_drops_nobody_and_changes_nothing_newer(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    newer = saved(tmp_path / "new.txt", kites("Strings", "Tails", "Bows"), 9)
    older = saved(tmp_path / "old.txt", kites("Strings"), 1)
    run("ingest", newer, store=store)
    assert "updated kites: no change; lists 3 of 3" in run("ingest", older, store=store).stderr
    hub = asked("show", "kites", store=store)
    assert [capture["when"][:10] for capture in hub["captures"]] == ["2026-01-01", "2026-01-09"]
    assert (hub["citing_count"], hub["listed_count"]) == (3, 3)


def test_when_overrides_the_time_of_the_file(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    newer = saved(tmp_path / "new.txt", kites("Strings", "Tails"), 1)
    older = saved(tmp_path / "old.txt", kites("Strings"), 9)
    run("ingest", newer, "--when", "2026-05-01T12:30+02:00", store=store)
    run("ingest", older, "--when", "2026-05-01", store=store)
    hub = asked("show", "kites", store=store)
    times = [capture["when"] for capture in hub["captures"]]
    assert times == ["2026-05-01T00:00:00Z", "2026-05-01T10:30:00Z"]
    assert hub["listed_count"] == 2
    failed = run("ingest", older, "--when", "yesterday", store=store)
    assert "not a time: 'yesterday'; write a day, 2026-05-01" in str(failed.exception)


def test_pages_of_one_second_are_said_to_be_so(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    for name, page in (("a.txt", kites("Strings")), ("b.txt", kites("Strings", "Tails"))):
        result = run("ingest", saved(tmp_path / name, page, 1), store=store)
    assert f"b.txt: note: saved in the same second as {tmp_path / 'a.txt'}" in result.stderr


def test_a_page_that_is_again_as_it_was_brings_its_papers_back(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    page = tmp_path / "page.txt"
    for day, names in enumerate((("Strings", "Tails"), ("Strings", "Bows"), ("Strings", "Tails"))):
        run("ingest", saved(page, kites(*names), day + 1), store=store)
    papers = asked("show", "kites", store=store)["papers"]
    assert {paper["title"]: paper["dropped"] for paper in papers} == {
        **{"Strings": False, "Tails": False, "Bows": True}
    }
    before = store.read_bytes()
    assert "1 unchanged" in run("ingest", page, store=store).stderr
    assert store.read_bytes() == before


@pytest.mark.parametrize("calls", [[3], [1, 2], [2, 1], [1, 1, 1]])
def test_pages_a_b_and_a_again_are_three_captures_in_one_call_or_many(
    tmp_path: Path, calls: list[int]
) -> None:
    store = tmp_path / "hubs.jsonl"
    pages = [
        saved(tmp_path / f"{day}.txt", kites(*names), day)
        for day, names in enumerate((("Strings", "Tails"), ("Strings",), ("Strings", "Tails")), 1)
    ]
    for count in calls:
        run("ingest", *pages[:count], store=store)
        del pages[:count]
    hub = asked("show", "kites", store=store)
    assert [capture["listed"] for capture in hub["captures"]] == [2, 1, 2]
    assert not any(paper["dropped"] for paper in hub["papers"])
    before = store.read_bytes()
    assert "3 unchanged" in run("ingest", tmp_path, store=store).stderr
    assert store.read_bytes() == before


def test_notes_about_odd_titles_are_not_lost_among_many_pages(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    for n in range(60):
        title = f"Ann Vil, Bell Ows and Carl {'XYZ'[n % 3]}oal" if n < 3 else f"Kites {n}"
        (tmp_path / f"{n}.txt").write_text(flat_page(title, 1, {"Strings": "They hold."}))
    result = run("ingest", tmp_path, store=store)
    assert "3 pages with an odd title: citehub doctor names them" in result.stderr
    assert run("doctor", store=store).stderr.count("this is a list of authors, not a title") == 3
