"""A damaged store: every command serves the rest, `doctor` names it all and loses no byte of it."""

import fcntl
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, asked, beside, citehub, flat_page, put, run, stored

from citehub.index import index
from citehub.model import Hub, Paper
from citehub.store.store import Store

BELLS = Hub("bells", "Bells", "Bells", papers=(Paper("A Peal of Nine", "It rings."),))
KITES = Hub("kites", "Kites", "Kites", papers=(Paper("Strings"), Paper("Tails")))
LOOMS = Hub("looms", "Looms", "Looms", papers=(Paper("Weft", "It holds — the warp."),))
GARBAGE = bytes(byte for byte in range(256) if byte not in b"\r\n") * 3
ASIDE, MENDED, LEFT = "put it aside", "mended", "left"


class Damage(NamedTuple):
    """A damaged store: its bytes, which hubs are served, and each fault: line, words, remedy."""

    data: bytes
    served: list[Hub]
    faults: list[tuple[int, str, str]]


def damaged(ending: str) -> dict[str, Damage]:
    """Return what can be wrong with a store of a format."""
    encode = Store(Path(f"hubs.{ending}")).encode
    first, second, third = map(encode, (BELLS, KITES, LOOMS))
    at = [1, 1 + first.count(b"\n"), 1 + (first + second).count(b"\n")]
    mark = b"---\n" if ending == "yaml" else b""
    end = 1 + (first + second + third).count(b"\n")
    newer = mark + b'{"id": "x", "title": "X", "hue": 3}\n'
    half = third[: third.index(b"Weft")]
    whole = [BELLS, KITES, LOOMS]
    both = [BELLS, LOOMS]
    return {
        "torn": Damage(first + second + half, [BELLS, KITES], [(at[2], "torn", ASIDE)]),
        "broken": Damage(first + mark + b"{broken\n" + third, both, [(at[1], "damaged", ASIDE)]),
        "no hub": Damage(first + mark + b"[1]\n" + third, both, [(at[1], "damaged", ASIDE)]),
        "binary": Damage(first + mark + GARBAGE + b"\n" + third, both, [(at[1], "damaged", ASIDE)]),
        "twice": Damage(first + second + second + third, whole, [(at[2], "once more", MENDED)]),
        "second": Damage(
            first + second + encode(KITES._replace(year=1999)) + third,
            whole,
            [(at[2], "a second record of the hub 'kites'", ASIDE)],
        ),
        "second of a page": Damage(
            first + second + encode(KITES._replace(id="kites-2")) + third,
            whole,
            [(at[2], "the hub 'kites-2'", ASIDE)],
        ),
        "newer": Damage(first + newer + third, both, [(at[1], "newer citehub", LEFT)]),
        "carriage returns": Damage(
            (first + second + third).replace(b"\n", b"\r\n"), whole, [(1, "CRLF", MENDED)]
        ),
        "byte order mark": Damage(
            b"\xef\xbb\xbf" + first + second + third, whole, [(1, "byte order mark", MENDED)]
        ),
        "no line end": Damage(
            (first + second + third)[:-1], whole, [(end - 1, "has no end", MENDED)]
        ),
        "all at once": Damage(
            b"\xef\xbb\xbf" + first.replace(b"\n", b"\r\n") + newer + second + second + half,
            [BELLS, KITES],
            [
                (1, "byte order mark", MENDED),
                (1, "CRLF", MENDED),
                (at[1], "newer citehub", LEFT),
                (at[2] + newer.count(b"\n"), "once more", MENDED),
                (2 * at[2] - at[1] + newer.count(b"\n"), "torn", ASIDE),
            ],
        ),
    }


CASES = [(ending, name) for ending in ("jsonl", "yaml") for name in damaged(ending)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of its own for the store, so that the files next to it can be seen."""
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


def broken_store(folder: Path, ending: str, name: str) -> tuple[Path, Damage]:
    damage = damaged(ending)[name]
    path = folder / f"hubs.{ending}"
    path.write_bytes(damage.data)
    return path, damage


def doctor(path: Path, *options: str) -> tuple[int, list[dict[str, Any]], str]:
    result = run("doctor", *options, "--json", store=path)
    return result.exit_code, json.loads(result.stdout), result.stderr


# ---- every command serves the rest ---------------------------------------------------------------


@pytest.mark.parametrize(("ending", "name"), CASES)
def test_every_command_serves_the_rest_and_names_the_damage_by_line(
    folder: Path, tmp_path: Path, ending: str, name: str
) -> None:
    path, damage = broken_store(folder, ending, name)
    ids = [hub.id for hub in damage.served]
    titles = [paper.title for hub in damage.served for paper in hub.papers]
    named = [(line, words) for line, words, remedy in damage.faults if remedy is not MENDED]
    for arguments in (
        ("show",),
        ("search",),
        ("show", "bells"),
        ("explain", "bells", "1"),
        ("label", "bells", "1", "--role", "survey", "--dry-run"),
        ("classify", "--dry-run"),
    ):
        result = run(*arguments, "--json", store=path)
        assert result.exit_code == 0, result.exception
        for line, words in named:
            assert f"{path}:{line}: " in result.stderr
            assert words in result.stderr
        if arguments == ("show",):
            assert [hub["id"] for hub in json.loads(result.stdout)] == ids
        if arguments == ("search",):
            assert [paper["title"] for paper in json.loads(result.stdout)] == titles


@pytest.mark.parametrize(("ending", "name"), CASES)
def test_every_writer_works_on_a_damaged_store_and_leaves_the_damage_be(
    folder: Path, tmp_path: Path, ending: str, name: str
) -> None:
    path, damage = broken_store(folder, ending, name)
    page = tmp_path / "page.txt"
    page.write_text(flat_page("Oars", 1, {"Rowing by Ear": "Rowers listen."}), encoding="utf-8")
    for arguments in (
        ("label", "bells", "1", "--role", "survey"),
        ("set", "bells", "--year", "1999"),
        ("classify",),
        ("ingest", page),
    ):
        result = run(*arguments, store=path)
        assert result.exit_code == 0, result.exception
    ids = [*(hub.id for hub in damage.served), "oars"]
    assert [hub["id"] for hub in asked("show", store=path)] == ids
    assert beside(path, "torn").exists() is any(words == "torn" for _, words, _ in damage.faults)
    still = [fault["fault"] for fault in doctor(path)[1]]
    for _, words, remedy in damage.faults:
        if remedy is not MENDED and words != "torn":
            assert any(words in fault for fault in still)


@pytest.mark.parametrize("ending", ["jsonl", "yaml"])
def test_a_reader_names_a_torn_record_by_line_and_serves_no_half_of_it(
    folder: Path, ending: str
) -> None:
    path, damage = broken_store(folder, ending, "torn")
    result = run("show", "--json", store=path)
    assert f"{path}:{damage.faults[0][0]}: the last record is torn" in result.stderr
    assert [hub["id"] for hub in json.loads(result.stdout)] == ["bells", "kites"]


# ---- doctor --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ending", "name"), CASES)
def test_doctor_names_every_fault_by_its_line_and_changes_nothing(
    folder: Path, ending: str, name: str
) -> None:
    path, damage = broken_store(folder, ending, name)
    code, faults, _ = doctor(path)
    assert code == 1
    assert [(fault["file"], fault["line"]) for fault in faults] == [
        (str(path), line) for line, _, _ in damage.faults
    ]
    for fault, (_, words, remedy) in zip(faults, damage.faults, strict=True):
        assert words in fault["fault"]
        assert (fault["fix"] is None) == (remedy is LEFT)
        assert fault["fixed"] is False
    assert path.read_bytes() == damage.data
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(("ending", "name"), CASES)
def test_fix_mends_without_loss_and_puts_the_rest_aside(
    folder: Path, ending: str, name: str
) -> None:
    path, damage = broken_store(folder, ending, name)
    store = Store(path)
    with store.reading() as file:
        spans = {span.line: span.data for span in store.codec.spans(file, 1)}
    moved = [spans[line] for line, _, remedy in damage.faults if remedy is ASIDE]
    left = [line for line, _, remedy in damage.faults if remedy is LEFT]

    code, faults, _ = doctor(path, "--fix")
    assert code == (1 if left else 0)
    assert [fault["fixed"] for fault in faults if fault["file"] == str(path)] == [
        *(True for _, _, remedy in damage.faults if remedy is not LEFT),
        *(False for _ in left),
    ]
    if not left:
        assert stored(path) == damage.served
        assert path.read_bytes() == b"".join(map(store.encode, damage.served))
    assert [hub["id"] for hub in asked("show", store=path)] == [h.id for h in damage.served]
    aside = beside(path, "damaged")
    assert aside.exists() is bool(moved)
    if moved:
        assert aside.read_bytes() == b"".join(d if d.endswith(b"\n") else d + b"\n" for d in moved)
        assert str(aside) in [fault["file"] for fault in faults]
    mended = path.read_bytes()
    assert not any(fault["fix"] for fault in doctor(path)[1])
    doctor(path, "--fix")
    assert path.read_bytes() == mended


@pytest.mark.parametrize("ending", ["jsonl", "yaml"])
def test_a_good_store_has_no_faults_and_is_left_as_it_is(folder: Path, ending: str) -> None:
    path = folder / f"hubs.{ending}"
    put(path, BELLS, KITES)
    before = path.read_bytes(), path.stat().st_mtime_ns
    for options in ((), ("--fix",)):
        code, faults, said = doctor(path, *options)
        assert (code, faults, said) == (0, [], f"citehub: {path}: no faults\n")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert not list(folder.glob("*.damaged"))


def test_fix_adds_to_what_was_put_aside_before(folder: Path) -> None:
    path, damage = broken_store(folder, "jsonl", "broken")
    doctor(path, "--fix")
    path.write_bytes(path.read_bytes() + b"{again\n")
    doctor(path, "--fix")
    assert beside(path, "damaged").read_bytes() == b"{broken\n{again\n"
    assert stored(path) == damage.served


def test_comments_between_yaml_documents_outlive_a_fix_and_a_change(folder: Path) -> None:
    path = folder / "hubs.yaml"
    first, second = map(Store(path).encode, (BELLS, KITES))
    comment = b"# what follows was checked by hand\n"
    path.write_bytes(first + comment + second + b"---\n[1]\n...\n" + comment)
    assert doctor(path, "--fix")[0] == 0
    assert path.read_bytes() == first + comment + second + comment
    assert run("set", "kites", "--year", "1999", store=path).exit_code == 0
    assert path.read_bytes().count(comment) == 2
    assert [hub.id for hub in stored(path)] == ["bells", "kites"]


def faulty(path: Path, what: str, at: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, ROOT / "tools" / "faulty.py", what, str(at), *arguments],
        env=os.environ | {"CITEHUB_STORE": str(path), "PYTHONPATH": str(ROOT)},
        encoding="utf-8",
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("what", ["kill", "cut", "full", "interrupt"])
def test_a_fix_that_is_broken_off_loses_no_byte(folder: Path, what: str) -> None:
    path, damage = broken_store(folder, "jsonl", "all at once")
    records = [line.removeprefix(b"\xef\xbb\xbf").rstrip() for line in damage.data.splitlines()]
    steps = faulty(path, "list", 0, "doctor", "--fix").stderr.count("step: ")
    assert steps > 10
    for at in range(1, steps + 1, 2):
        for file in folder.iterdir():
            file.unlink()
        path.write_bytes(damage.data)
        done = faulty(path, what, at, "doctor", "--fix")
        assert "Traceback" not in done.stderr
        aside = beside(path, "damaged")
        kept = path.read_bytes() + (aside.read_bytes() if aside.exists() else b"")
        assert all(record in kept for record in records), (what, at)
        doctor(path, "--fix")
        assert [hub["id"] for hub in asked("show", store=path)] == ["bells", "kites"]


@pytest.mark.parametrize("ending", ["jsonl", "yaml"])
def test_each_mark_of_a_merge_conflict_is_called_one(folder: Path, ending: str) -> None:
    path = folder / f"hubs.{ending}"
    first, second, third = map(Store(path).encode, (BELLS, KITES, LOOMS))
    marks = (b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> theirs\n")
    path.write_bytes(first + marks[0] + second + marks[1] + third + marks[2])
    code, faults, _ = doctor(path)
    lines = path.read_bytes().splitlines(keepends=True)
    assert (code, [fault["line"] for fault in faults]) == (1, [lines.index(m) + 1 for m in marks])
    said = "a damaged record: a mark of a merge conflict in git; keep one side of it"
    assert {fault["fault"] for fault in faults} == {said}


def test_a_merge_conflict_within_a_yaml_document_is_called_one(folder: Path) -> None:
    path = folder / "hubs.yaml"
    ours, theirs = (Store(path).encode(BELLS._replace(year=year)) for year in (1998, 1999))
    old, new = b"year: 1998\n", b"year: 1999\n"
    assert ours.replace(old, new) == theirs
    path.write_bytes(ours.replace(old, b"<<<<<<< a\n" + old + b"=======\n" + new + b">>>>>>> b\n"))
    _, (fault,), _ = doctor(path)
    assert "a mark of a merge conflict in git" in fault["fault"]


# ---- the files next to it ------------------------------------------------------------------------


def garbage(path: Path) -> None:
    head = beside(path, "index").read_bytes()[:100]
    beside(path, "index").write_bytes(head + b"no index at all\n" * 500)


def half(path: Path) -> None:
    data = beside(path, "index").read_bytes()
    beside(path, "index").write_bytes(data[: len(data) // 2])


def one_page_of_many(path: Path) -> None:
    database = sqlite3.connect(beside(path, "index"))
    sql = "SELECT rootpage FROM sqlite_master WHERE name = 'papers_role'"
    (page,) = database.execute(sql).fetchone()
    size = database.execute("PRAGMA page_size").fetchone()[0]
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    data = bytearray(beside(path, "index").read_bytes())
    data[(page - 1) * size : page * size] = bytes(size)
    beside(path, "index").write_bytes(data)


def of_another_store(path: Path) -> None:
    other = path.with_name("other.jsonl")
    put(other, LOOMS)
    beside(path, "index").write_bytes(beside(other, "index").read_bytes())


def untrue(path: Path) -> None:
    database = sqlite3.connect(beside(path, "index"))
    database.execute("UPDATE hubs SET offset = 7 WHERE id = 'kites'")
    database.commit()
    database.close()


@pytest.mark.parametrize("spoil", [garbage, half, one_page_of_many, of_another_store, untrue])
def test_an_index_that_is_no_good_is_named_and_removed(folder: Path, spoil: Any) -> None:
    path = folder / "hubs.jsonl"
    put(path, BELLS, KITES)
    spoil(path)
    code, (fault,), _ = doctor(path)
    assert (code, fault["file"], fault["line"]) == (1, str(beside(path, "index")), None)
    assert "index" in fault["fault"]
    code, (fault,), _ = doctor(path, "--fix")
    assert (code, fault["fixed"]) == (0, True)
    assert not beside(path, "index").exists()
    assert doctor(path)[0] == 0
    assert [hub["id"] for hub in asked("show", store=path)] == ["bells", "kites"]
    assert doctor(path)[0] == 0


def test_an_index_that_is_only_behind_is_no_fault(folder: Path) -> None:
    path = folder / "hubs.jsonl"
    put(path, BELLS, KITES)
    path.write_bytes(path.read_bytes() + Store(path).encode(LOOMS))
    assert doctor(path)[:2] == (0, [])


def test_what_cannot_be_removed_is_not_called_mended(folder: Path) -> None:
    path = folder / "hubs.jsonl"
    put(path, BELLS)
    beside(path, "index").unlink()
    (beside(path, "index") / "in").mkdir(parents=True)
    code, faults, _ = doctor(path, "--fix")
    assert (code, [fault["fixed"] for fault in faults]) == (1, [False])
    assert stored(path) == [BELLS]


@pytest.mark.parametrize("is_behind", [True, False])
@pytest.mark.parametrize("hold", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_locked_index_is_named_and_left_alone_and_done_without(
    folder: Path, hold: str, is_behind: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "hubs.jsonl"
    put(path, BELLS, KITES, LOOMS)
    if is_behind:
        os.utime(path, (1, 1))
    monkeypatch.setattr(index, "_WAIT", 0.1)
    other = sqlite3.connect(beside(path, "index"), isolation_level=None)
    if hold == "EXCLUSIVE":
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute(f"BEGIN {hold}")
    other.execute("UPDATE meta SET value = value")
    try:
        number = beside(path, "index").stat().st_ino
        if is_behind:
            assert len(asked("show", store=path)) == 3
        assert run("label", "looms", "1", "--role", "survey", store=path).exit_code == 0
        assert asked("show", "looms", store=path)["papers"][0]["role"] == "survey"
        for options in ((), ("--fix",)):
            code, faults, _ = doctor(path, *options)
            assert code == 1
            assert all("another program holds it" in fault["fault"] for fault in faults)
        assert beside(path, "index").stat().st_ino == number
    finally:
        other.close()
    assert asked("show", "looms", store=path)["papers"][0]["role"] == "survey"
    assert doctor(path)[0] == 0


def test_what_a_killed_writer_left_over_is_removed_and_what_was_put_aside_stays(
    folder: Path,
) -> None:
    path = folder / "hubs.jsonl"
    put(path, BELLS)
    new, torn = beside(path, "1.new"), beside(path, "torn")
    new.write_bytes(b"{")
    torn.write_bytes(b'{"id":"ki\n')
    code, faults, _ = doctor(path)
    assert (code, [fault["file"] for fault in faults]) == (1, [str(new), str(torn)])
    code, faults, _ = doctor(path, "--fix")
    assert (code, [fault["fixed"] for fault in faults]) == (0, [True, False])
    assert not new.exists()
    assert torn.read_bytes() == b'{"id":"ki\n'
    torn.unlink()
    assert doctor(path)[0] == 0


@pytest.mark.parametrize("options", [(), ("--fix",)])
def test_a_store_that_is_not_there_is_a_problem_and_none_is_made(
    folder: Path, options: tuple[str, ...]
) -> None:
    done = citehub("doctor", *options, store=folder / "none.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"citehub: {folder / 'none.jsonl'}: there is no such file\n"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("options", [(), ("--fix",)])
def test_doctor_lets_a_writer_finish_first(folder: Path, options: tuple[str, ...]) -> None:
    path, _ = broken_store(folder, "jsonl", "torn")
    with beside(path, "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-m", "citehub", "doctor", *options, "--store", str(path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        time.sleep(1)
        assert process.poll() is None
        path.write_bytes(b"".join(map(Store(path).encode, (BELLS, KITES, LOOMS))))
    process.communicate()
    assert process.returncode == 0


def test_a_wrong_field_is_refused_before_anything_is_mended(folder: Path) -> None:
    path, damage = broken_store(folder, "jsonl", "broken")
    done = citehub("doctor", "--fix", "--fields", "hue", store=path)
    assert done.returncode == 1
    assert "'hue'" in done.stderr
    assert path.read_bytes() == damage.data


NO_STORES = {
    "diary.jsonl": b"Dear diary,\r\nwe met.\n",
    "rows.jsonl": b'{"text": "We use it.", "label": "method"}\n[1, 2]\n',
    "page.txt": b"hub\nKites\n20 Pith papers cite this work.",
    "list.csv": b"id,title\n1,Kites\n",
    "setup.yaml": b"- kites\n- looms\n",
}


@pytest.mark.parametrize("name", NO_STORES)
def test_fix_leaves_a_file_alone_in_which_nothing_looks_like_a_hub(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(NO_STORES[name])
    done = citehub("doctor", "--fix", store=path)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{path}: nothing in this file looks like a hub, so nothing was changed" in done.stderr
    assert path.read_bytes() == NO_STORES[name]
    assert not beside(path, "damaged").exists()


@pytest.mark.parametrize("ending", ["jsonl", "yaml"])
def test_fix_mends_a_store_whose_only_hub_is_damaged(folder: Path, ending: str) -> None:
    path = folder / f"hubs.{ending}"
    record = Store(path).encode(BELLS).replace(b"Nine", b"Ni\x00ne", 1)
    path.write_bytes(record)
    doctor(path, "--fix")
    assert beside(path, "damaged").read_bytes() == record
