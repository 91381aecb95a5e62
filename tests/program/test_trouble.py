"""A full disk, a folder or file that cannot be written, one that is gone, Ctrl-C: one line says so.

The exit code is 1, or 130, and the store is as it was.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import ROOT, asked, beside, flat_page, ingest, opened, put, run
from crash import FORMATS, Command, break_at_steps
from faulty import STRUCK

from citehub.errors import StoreError
from citehub.library.writer import writing
from citehub.model import Hub, Paper
from citehub.store.disk import leftovers
from citehub.store.store import Store

IS_ROOT = os.geteuid() == 0
KITES = Hub("kites", "Kites", "Kites", papers=(Paper("Strings"), Paper("Tails")))
LISTED = {"Knots": f"They hold — {'and hold ' * 60}."}


def told(said: str, *names: Path | str) -> None:
    """Hold what was said of a problem: one line, which names a file, and no traceback."""
    (line,) = said.splitlines()
    assert line.startswith("citehub: ")
    assert any(str(name) in line for name in names), line


def page(folder: Path, title: str) -> Path:
    file = folder / f"{title}.txt"
    file.write_text(flat_page(title, len(LISTED), LISTED), encoding="utf-8")
    return file


def citehub(
    *arguments: Path | str, store: Path, most: int | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the program; `most` is how many bytes a file of its may have, as on a full disk."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.run(
        [sys.executable, "-m", "citehub", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"CITEHUB_STORE": str(store)},
        encoding="utf-8",
        capture_output=True,
        check=False,
        preexec_fn=limit,
    )


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Let nobody write a file or folder, not even root, who minds no permissions."""
    if IS_ROOT:
        changed = subprocess.run(["chattr", "+i", str(path)], capture_output=True, check=False)
        if changed.returncode:
            pytest.skip("root can write everything here: chattr does not work on this file system")
        back = ["chattr", "-i", str(path)]
    else:
        mode = path.stat().st_mode & 0o7777
        path.chmod(mode & ~0o222)
        back = ["chmod", f"{mode:o}", str(path)]
    try:
        yield
    finally:
        subprocess.run(back, check=True)


# ---- at the steps of writing (tools/crash.py takes all of them) ----------------------------------


@pytest.mark.parametrize(("name", "ending"), [("label", "jsonl"), ("classify", "yaml")])
def test_a_change_that_does_not_fit_on_the_disk_leaves_the_store_as_it_was(
    tmp_path: Path, name: str, ending: str
) -> None:
    command = Command(tmp_path / "work", name, ending)
    before = (command.folder / "kept" / command.store.name).read_bytes()
    steps = command.steps()
    struck = 0
    for at, step in enumerate(steps[: steps.index("rename")], start=1):
        if step in ("write", "fsync"):
            process = command.start("full", str(at))
            _, said = process.communicate()
            if STRUCK in said:  # else it found its index as it was left, and took fewer steps
                struck += 1
                assert process.returncode == 1
                told(said.replace(f"{STRUCK}\n", ""), command.store, tempfile.gettempdir())
                assert command.store.read_bytes() == before
    assert struck


@pytest.mark.parametrize("ending", FORMATS)
def test_ctrl_c_at_any_step_of_an_ingest_loses_and_doubles_nothing(
    tmp_path: Path, ending: str
) -> None:
    command = Command(tmp_path / "work", "ingest", ending)
    assert len(list(break_at_steps(command, ("interrupt",), every=7))) > 4


# ---- a full disk ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("ending", FORMATS)
def test_what_does_not_fit_on_the_disk_leaves_the_store_as_it_was(
    tmp_path: Path, ending: str
) -> None:
    store = tmp_path / f"hubs.{ending}"
    ingest(store, flat_page("Kites", len(LISTED), LISTED))
    before = store.read_bytes(), store.stat().st_mtime_ns
    done = citehub("ingest", page(tmp_path, "Oars"), store=store, most=len(before[0]) + 100)
    assert done.returncode == 1
    told(done.stderr, store)
    assert (store.read_bytes(), store.stat().st_mtime_ns) == before
    done = citehub("label", "kites", "1", "--role", "survey", store=store, most=100)
    assert done.returncode == 1
    told(done.stderr, store, os.environ.get("TMPDIR", "/tmp"))
    assert (store.read_bytes(), store.stat().st_mtime_ns) == before
    assert not leftovers(store)


@pytest.mark.usefixtures("unmeasured")
def test_the_end_of_a_last_record_that_does_not_fit_leaves_the_store_as_it_was(
    tmp_path: Path,
) -> None:
    store = tmp_path / "hubs.yaml"
    put(store, KITES)
    before = store.read_bytes().removeprefix(b"---\n").removesuffix(b"...\n")  # as by hand
    store.write_bytes(before)
    done = citehub("ingest", page(tmp_path, "Oars"), store=store, most=len(before) + 2)
    assert done.returncode == 1
    told(done.stderr, store)
    assert store.read_bytes() == before
    assert citehub("ingest", page(tmp_path, "Oars"), store=store).returncode == 0
    assert store.read_bytes().startswith(before + b"...\n")


@pytest.mark.usefixtures("unmeasured")
def test_a_first_page_that_does_not_fit_leaves_no_store(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    done = citehub("ingest", page(tmp_path, "Oars"), store=store, most=100)
    assert done.returncode == 1
    told(done.stderr, store)
    assert not store.exists()


@pytest.mark.usefixtures("unmeasured")
def test_a_reader_does_without_an_index_that_has_no_room(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    many = tuple(Paper(f"Knot {n}", f"It is tied {n} {n * n} {n**3} times.") for n in range(3000))
    put(store, KITES, KITES._replace(id="knots", page_title="Knots", papers=many))
    whole = asked("show", "kites", store=store)
    for state in ("current", "behind", "not there"):
        for most in (0, 5_000, 150_000):
            asked("show", store=store)
            if state == "behind":
                os.utime(store, (most, most))
            elif state == "not there":
                beside(store, "index").unlink()
            done = citehub("show", "kites", "--json", store=store, most=most)
            assert (done.returncode, done.stderr) == (0, "")
            assert json.loads(done.stdout) == whole


@pytest.mark.usefixtures("unmeasured")
def test_a_writer_does_without_an_index_that_has_no_room(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    done = citehub("ingest", page(tmp_path, "Oars"), store=store, most=20_000)
    assert done.returncode == 0
    assert "Oars.txt: new oars" in done.stderr
    assert asked("show", "oars", store=store)["complete"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("command", ["show --json", "search -f csv", "doctor --json", "show"])
def test_a_full_stdout_is_said_in_one_line(tmp_path: Path, command: str) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("Kites", len(LISTED), LISTED))
    done = subprocess.run(
        f"{sys.executable} -m citehub {command} --store {store} > /dev/full",
        shell=True,
        cwd=ROOT,
        encoding="utf-8",
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == 1
    told(done.stderr.replace(f"citehub: {store}: no faults\n", ""), "stdout")


# ---- what cannot be written, or read -------------------------------------------------------------


def test_in_a_read_only_folder_readers_work_and_writers_say_why_they_do_not(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    store, oars = folder / "hubs.jsonl", page(tmp_path, "Oars")
    put(store, KITES)
    for file in set(folder.iterdir()) - {store}:
        file.unlink()
    before = store.read_bytes()
    with unwritable(folder):
        for arguments in (("show",), ("show", "kites"), ("search", "tails"), ("doctor",)):
            done = citehub(*arguments, "--json", store=store)
            assert done.returncode == 0
            assert done.stderr in ("", f"citehub: {store}: no faults\n")
        for changing in (
            ("ingest", str(oars)),
            ("label", "kites", "1", "--role", "survey"),
            ("set", "kites", "--year", "1999"),
            ("classify",),
            ("doctor", "--fix"),
        ):
            done = citehub(*changing, store=store)
            assert done.returncode == 1
            told(done.stderr, folder)
    assert store.read_bytes() == before
    assert list(folder.iterdir()) == [store]


def test_in_a_folder_made_read_only_later_the_index_that_is_there_does_no_harm(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    store = folder / "hubs.jsonl"
    put(store, KITES)
    whole = asked("show", "kites", store=store)
    with unwritable(folder):
        done = citehub("show", "kites", "--json", store=store)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout) == whole
        assert citehub("doctor", store=store).stderr == f"citehub: {store}: no faults\n"


def test_a_store_that_cannot_be_written_is_named_and_still_read(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    put(store, KITES)
    before = store.read_bytes()
    with unwritable(store):
        done = citehub("ingest", page(tmp_path, "Oars"), store=store)
        assert done.returncode == 1
        told(done.stderr, store)
        assert citehub("show", "kites", store=store).returncode == 0
    assert store.read_bytes() == before


@pytest.mark.skipif(IS_ROOT, reason="root may read everything")
def test_a_store_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    put(store, KITES)
    store.chmod(0)
    for arguments in (("show",), ("ingest", page(tmp_path, "Oars")), ("doctor",)):
        done = citehub(*arguments, store=store)
        assert done.returncode == 1
        told(done.stderr, store)


@pytest.mark.parametrize(
    "arguments", [("show",), ("search", "x"), ("classify",), ("ingest", "PAGE"), ("doctor",)]
)
@pytest.mark.parametrize("kind", ["a folder", "below a file", "a circle of links"])
def test_a_store_that_cannot_be_one_is_named(
    tmp_path: Path, arguments: tuple[str, ...], kind: str
) -> None:
    file = page(tmp_path, "Oars")
    store = tmp_path / "hubs.jsonl"
    if kind == "a folder":
        store.mkdir()
    elif kind == "below a file":
        store = file / "hubs.jsonl"
    else:
        store.symlink_to(tmp_path / "other.jsonl")
        (tmp_path / "other.jsonl").symlink_to(store)
    given = [str(file) if argument == "PAGE" else argument for argument in arguments]
    done = citehub(*given, store=store)
    assert done.returncode == 1
    told(done.stderr, store)


@pytest.mark.parametrize("in_the_way", ["a folder", "a link to nowhere"])
def test_what_stands_in_the_place_of_the_index_is_done_without(
    tmp_path: Path, in_the_way: str
) -> None:
    store = tmp_path / "hubs.jsonl"
    put(store, KITES)
    whole = asked("show", "kites", store=store)
    beside(store, "index").unlink()
    if in_the_way == "a folder":
        (beside(store, "index") / "in").mkdir(parents=True)
    else:
        beside(store, "index").symlink_to(tmp_path / "no" / "where")
    for _ in range(2):
        assert asked("show", "kites", store=store) == whole
    assert run("ingest", page(tmp_path, "Oars"), store=store).exit_code == 0
    assert len(asked("show", store=store)) == 2


# ---- gone, or changed by another -----------------------------------------------------------------


def test_a_page_that_vanished_is_named_and_the_others_are_stored(tmp_path: Path) -> None:
    store, oars = tmp_path / "hubs.jsonl", page(tmp_path, "Oars")
    done = citehub("ingest", "-q", tmp_path / "gone.txt", oars, store=store)
    assert done.returncode == 1
    told(done.stderr, tmp_path / "gone.txt")
    assert [hub["id"] for hub in asked("show", store=store)] == ["oars"]


@pytest.mark.parametrize("option", ["--from", "--rules"])
def test_a_file_of_labels_or_rules_that_vanished_is_named(tmp_path: Path, option: str) -> None:
    store = tmp_path / "hubs.jsonl"
    put(store, KITES)
    before = store.read_bytes()
    command = ("label",) if option == "--from" else ("classify",)
    done = citehub(*command, option, tmp_path / "gone", store=store)
    assert done.returncode == 1
    told(done.stderr, tmp_path / "gone")
    assert store.read_bytes() == before


@pytest.mark.parametrize("is_new", [True, False])
def test_nothing_is_written_over_what_another_program_wrote_meanwhile(
    tmp_path: Path, is_new: bool
) -> None:
    store = tmp_path / "hubs.jsonl"
    put(store, KITES)
    edited = Store(store).encode(Hub("a", "A", "A")) + store.read_bytes()[:-1]
    with (
        opened(store) as library,
        pytest.raises(StoreError, match=str(store)),
        writing(library) as writer,
    ):
        writer.put(Hub("b", "B", "B") if is_new else KITES._replace(year=1999))
        store.write_bytes(edited)
    assert store.read_bytes() == edited


def test_a_store_that_vanished_meanwhile_is_named_and_not_made_of_the_rest(
    tmp_path: Path,
) -> None:
    store = tmp_path / "folder" / "hubs.jsonl"
    store.parent.mkdir()
    put(store, KITES)
    with (
        opened(store) as library,
        pytest.raises(StoreError, match=str(store)),
        writing(library) as writer,
    ):
        writer.put(KITES._replace(year=1999))
        shutil.rmtree(store.parent)
    assert not store.exists()
