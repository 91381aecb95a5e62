"""What docs/safety.md promises against other programs, odd files and full disks."""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from conftest import ROOT, asked, beside, citehub, flat_page, ingest, opened, put, run, stored

from citehub.errors import StoreError
from citehub.library.writer import writing
from citehub.model import Hub, Paper
from citehub.store.disk import leftovers
from citehub.store.store import Store

KITES = Hub("kites", "Kites", "Kites", papers=(Paper("A Survey of Strings"), Paper("On Tails")))
LOOMS = Hub("looms", "Looms", "Looms", papers=(Paper("On Weft"),))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "hubs.jsonl"
    put(path, KITES, LOOMS)
    return path


# ---- edits by other programs ---------------------------------------------------------------------


@pytest.mark.parametrize("how", ["in place", "by another file"])
def test_an_edit_that_is_saved_while_a_change_is_written_survives(store: Path, how: str) -> None:
    edited = store.read_bytes().replace(b"On Weft", b"On Warp")

    def look() -> bytes:
        if how == "in place":
            store.write_bytes(edited)
        else:
            other = store.with_name("editor.tmp")
            other.write_bytes(edited)
            other.replace(store)
        return Store(store).encode(KITES)

    first = store.read_bytes().index(b"\n") + 1
    with pytest.raises(StoreError, match="another program changed it in the meantime"):
        Store(store).replace({0: (first, look)}, seen=Store(store).stamp())
    assert store.read_bytes() == edited
    assert not leftovers(store)


def test_offsets_of_a_file_that_is_another_by_now_are_not_used(store: Path) -> None:
    seen = Store(store).stamp()
    text = b'{"id":"oars","title":"Oars"}\n' + store.read_bytes()
    store.write_bytes(text)
    with pytest.raises(StoreError, match="another program changed it in the meantime"):
        Store(store).replace({0: (10, bytes)}, seen=seen)
    assert store.read_bytes() == text


def test_an_edit_that_keeps_size_and_time_is_noticed(store: Path) -> None:
    found = store.stat()
    store.write_bytes(store.read_bytes().replace(b"On Weft", b"On Warp"))
    os.utime(store, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert store.stat().st_size == found.st_size
    assert asked("show", "looms", store=store)["papers"][0]["title"] == "On Warp"
    assert [hit["title"] for hit in asked("search", "warp", store=store)] == ["On Warp"]


def test_a_record_that_is_not_where_the_index_says_is_found_all_the_same(store: Path) -> None:
    with opened(store) as library:
        place = library.place(id="looms")
        assert place is not None
        store.write_bytes(b"\n\n" + store.read_bytes())
        with library.index.transaction() as intake:  # as if nothing had been changed
            intake.set_stamp(library.store.stamp(), 1)
        assert library.read(place).title == "Looms"


def test_a_line_that_another_program_appends_right_after_ours_is_seen(store: Path) -> None:
    line = b'{"id":"oars","title":"Oars"}\n'
    with opened(store) as library, writing(library) as writer:
        append = library.store.append

        def appended(records: object) -> object:
            done = append(records)  # type: ignore[arg-type]
            with store.open("ab") as file:
                file.write(line)
            return done

        library.store.append = appended  # type: ignore[method-assign,assignment]
        writer.put(Hub("wells", "Wells", "Wells"))
    assert [hub["id"] for hub in asked("show", store=store)] == ["kites", "looms", "wells", "oars"]


# ---- files that are not ours ---------------------------------------------------------------------


def as_file(path: Path) -> None:
    path.write_text("the user's own notes\n")


def as_link(path: Path) -> None:
    target = path.with_name("target.txt")
    target.write_text("what a link leads to\n")
    path.symlink_to(target)


def as_second_name(path: Path) -> None:
    target = path.with_name("first.txt")
    target.write_text("what has two names\n")
    os.link(target, path)


def as_pipe(path: Path) -> None:
    os.mkfifo(path)


def as_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE mine (x)")


def state(folder: Path, *, but: str = "") -> dict[str, object]:
    """Return what stands in a folder, apart from the store and what citehub adds."""
    found: dict[str, object] = {}
    for path in folder.iterdir():
        if path.name.startswith("hubs.jsonl") and path.name != but:
            continue
        kind = path.lstat().st_mode
        found[path.name] = (kind, path.read_bytes() if path.is_file() else None)
    return found


KINDS = [as_file, as_link, as_second_name, as_pipe, as_database]


@pytest.mark.parametrize("make", KINDS)
def test_a_file_in_the_place_of_the_index_is_left_alone(
    store: Path, make: Callable[[Path], None]
) -> None:
    index = beside(store, "index")
    index.unlink()
    make(index)
    before = state(store.parent, but=index.name)
    done = citehub("show", "kites", "--json", store=store)
    assert json.loads(done.stdout)["title"] == "Kites"
    assert "not an index of citehub, so it is left alone" in done.stderr
    assert citehub("label", "kites", "1", "--role", "survey", store=store).returncode == 0
    page = store.with_name("page.txt")
    page.write_text(flat_page("Oars", 1, {"On Oars": "They are long."}))
    assert citehub("ingest", page, store=store).returncode == 0
    page.unlink()
    citehub("doctor", "--fix", store=store)
    assert state(store.parent, but=index.name) == before
    assert {hub.id for hub in stored(store)} == {"kites", "looms", "oars"}


@pytest.mark.parametrize("make", KINDS)
def test_a_file_called_as_a_new_store_is_left_alone(
    store: Path, make: Callable[[Path], None]
) -> None:
    for name in ("new", "1.new"):
        make(beside(store, name)) if name == "new" else beside(store, name).write_text("mine")
    before = state(store.parent, but="hubs.jsonl.new"), beside(store, "1.new").read_text()
    assert citehub("label", "kites", "1", "--role", "survey", store=store).returncode == 0
    assert (state(store.parent, but="hubs.jsonl.new"), beside(store, "1.new").read_text()) == before


@pytest.mark.parametrize("make", [as_link, as_pipe])
def test_a_lock_that_is_a_link_or_a_pipe_is_refused_and_not_waited_for(
    store: Path, make: Callable[[Path], None]
) -> None:
    beside(store, "lock").unlink()
    make(beside(store, "lock"))
    done = citehub("label", "kites", "1", "--role", "survey", store=store)
    assert done.returncode == 1
    assert "hubs.jsonl.lock: " in done.stderr
    assert citehub("show", "kites", store=store).returncode == 0


@pytest.mark.parametrize("ending", ["lock", "index", "torn", "damaged"])
def test_a_file_that_goes_with_a_store_is_not_taken_for_a_store(store: Path, ending: str) -> None:
    other = beside(store, ending)
    if not other.exists():
        other.write_bytes(b"")
    before = other.read_bytes()
    page = store.with_name("page.txt")
    page.write_text(flat_page("Oars", 1, {"On Oars": "They are long."}))
    done = citehub("ingest", page, store=other)
    assert done.returncode == 1
    assert f"goes with the store {store}" in done.stderr
    assert other.read_bytes() == before


def test_a_store_may_be_called_like_an_index(tmp_path: Path) -> None:
    store = tmp_path / "x.index"
    put(store, KITES)
    assert [hub["id"] for hub in asked("show", store=store)] == ["kites"]
    put(tmp_path / "x", LOOMS)  # whose index would stand there
    assert [hub["id"] for hub in asked("show", store=tmp_path / "x")] == ["looms"]
    assert [hub.id for hub in stored(store)] == ["kites"]


# ---- what is no file at all ----------------------------------------------------------------------


def test_a_device_or_pipe_as_store_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for store in (Path("/dev/zero"), pipe):
        for command in (("show",), ("classify",), ("doctor",)):
            done = citehub(*command, store=store)
            assert (done.returncode, "a pipe or a device" in done.stderr) == (1, True)


def test_a_deleted_working_folder_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = "import os; os.rmdir(os.getcwd()); from citehub.cli import main; main()"
    command = [sys.executable, "-c", program, "show", "--store", "hubs.jsonl"]
    done = subprocess.run(command, cwd=gone, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "citehub: hubs.jsonl: the current folder was deleted; go to another\n"


def test_a_file_that_is_mounted_by_itself_is_refused_and_its_folder_advised(store: Path) -> None:
    mounted = store.with_name("mounted.jsonl")
    mounted.touch()
    mount = ["mount", "--bind", str(store), str(mounted)]
    if not shutil.which("mount") or subprocess.call(mount, stderr=subprocess.DEVNULL):
        pytest.skip("nothing may be mounted here")
    before = store.read_bytes()
    try:
        done = citehub("label", "kites", "1", "--role", "survey", store=mounted)
    finally:
        subprocess.run(["umount", str(mounted)], check=True)
    assert (done.returncode, "mount its folder" in done.stderr) == (1, True)
    assert store.read_bytes() == before


def test_endless_rules_and_rows_are_refused(store: Path) -> None:
    done = citehub("rules", "check", "/dev/zero", store=store)
    assert (done.returncode, "larger than 16 MiB" in done.stderr) == (1, True)
    done = citehub("label", "--from", "/dev/zero", store=store)
    assert (done.returncode, "larger than 256 MiB" in done.stderr) == (1, True)


def test_a_huge_hole_as_store_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "hole.jsonl"
    with store.open("wb") as file:
        file.truncate(1 << 40)
    done = citehub("show", store=store)
    assert (done.returncode, "a line of more than 512 MiB" in done.stderr) == (1, True)


def test_an_index_with_other_tables_is_not_trusted(store: Path) -> None:
    database = sqlite3.connect(beside(store, "index"))
    database.executescript(
        "ALTER TABLE hub_texts RENAME TO mine;"
        "CREATE VIEW hub_texts AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
        " SELECT n, '' AS title, '' AS words, '{}' AS summary FROM c;"
    )
    database.close()
    assert [hub["title"] for hub in asked("show", store=store)] == ["Kites", "Looms"]


# ---- all or nothing ------------------------------------------------------------------------------


def many(store: Path) -> None:
    hubs = [
        Hub(f"h{n}", f"Work {n}", f"Work {n}", papers=(Paper("On it", "word " * 400),))
        for n in range(400)
    ]
    put(store, *hubs)


def test_labels_that_find_no_room_are_all_left_out(store: Path, tmp_path: Path) -> None:
    many(store)
    before = store.read_bytes()
    rows = tmp_path / "rows.jsonl"
    text = "".join(f'{{"hub": "h{n}", "paper": 1, "role": "survey"}}\n' for n in range(400))
    rows.write_text(text)
    command = [sys.executable, "-m", "citehub", "label", "--from", str(rows), "--store", str(store)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )
    assert done.returncode == 1
    assert "cannot keep changes there" in done.stderr
    assert store.read_bytes() == before


def test_a_change_that_fails_half_way_changes_nothing(store: Path) -> None:
    before = store.read_bytes()
    with (
        opened(store) as library,
        pytest.raises(KeyboardInterrupt),
        writing(library, keep=False) as writer,
    ):
        writer.put(KITES._replace(tier="hub"))
        raise KeyboardInterrupt
    assert store.read_bytes() == before


def test_measured_rules_keep_the_old_file_where_the_disk_is_full(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    shipped = (ROOT / "citehub" / "rules" / "default.yaml").read_bytes()
    rules.write_bytes(shipped)
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"title": "A Survey of Oars", "summary": "All oars.", "label": "survey"}\n')
    command = ["rules", "measure", str(rows), "--rules", str(rules), "-o", str(rules)]
    done = subprocess.run(
        [sys.executable, "-m", "citehub", *command],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000)),
    )
    assert done.returncode == 1
    assert rules.read_bytes() == shipped
    assert not leftovers(rules)


# ---- names, sorting, searching -------------------------------------------------------------------


def test_a_name_that_is_an_ids_beginning_and_anothers_title_is_ambiguous(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    put(store, Hub("kites-and-string", "On Flight", "On Flight"), Hub("flying", "Kites", "Kites"))
    assert asked("show", "Kites", store=store)["id"] == "flying"  # to the letter, and no id's
    done = citehub("show", "kites", store=store)
    assert (done.returncode, "flying" in done.stderr) == (1, True)
    put(store, Hub("loom-repair", "Mending", "Mending"), Hub("weaving", "LOOM", "LOOM"))
    done = citehub("show", "loom", store=store)
    assert done.returncode == 1
    assert "loom-repair" in done.stderr
    assert "weaving" in done.stderr


def test_a_sorted_search_is_sorted_also_where_words_are_missing(tmp_path: Path) -> None:
    papers = [
        Paper("Kites on strings over harbours", year=2003),
        Paper("Kites and strings", year=2001),
        Paper("Strings over harbours", year=2004),
        Paper("Kites over harbours", year=2002),
    ]
    store = tmp_path / "hubs.jsonl"
    put(store, Hub("h", "H", "H", papers=tuple(papers)))
    years = [
        p["year"] for p in asked("search", "kites strings sails", "--sort", "year", store=store)
    ]
    assert years == sorted(years)
    years = [p["year"] for p in asked("search", "kitse strngs", "--sort", "-year", store=store)]
    assert years == sorted(years, reverse=True)
    assert len(years) > 1


def test_grep_for_signs_alone_finds_nothing(store: Path) -> None:
    assert asked("search", "--grep", "🚀", store=store) == []
    assert asked("show", "kites", "--grep", "!?", store=store)["papers"] == []


# ---- rights --------------------------------------------------------------------------------------


def test_an_index_in_a_folder_that_cannot_be_written_is_used(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = os.access
    monkeypatch.setattr(
        "os.access", lambda path, mode: mode != os.W_OK and access(path, mode)
    )  # root may write everywhere
    with opened(store) as library:
        (name,) = library.index._db.execute("SELECT file FROM pragma_database_list").fetchone()
        assert name == str(beside(store, "index"))
        assert library.index.hub_count() == 2
    assert run("show", "kites", store=store).exit_code == 0


def test_a_full_disk_never_costs_a_good_index(store: Path) -> None:
    store.write_bytes(store.read_bytes() + b'{"id":"oars","title":"Oars"}\n')
    inode = beside(store, "index").stat().st_ino
    done = subprocess.run(
        [sys.executable, "-m", "citehub", "show", "--json", "--store", store],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert [hub["id"] for hub in json.loads(done.stdout)] == ["kites", "looms", "oars"]
    assert beside(store, "index").stat().st_ino == inode


def test_three_readers_after_a_lost_index_make_one(store: Path) -> None:
    many(store)
    beside(store, "index").unlink()
    found: list[int] = []

    def look() -> None:
        done = citehub("show", "--json", store=store)
        found.append(len(json.loads(done.stdout)))

    threads = [Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [402, 402, 402]
    ingest(store, flat_page("Oars", 1, {"On Oars": "They are long."}))
    assert len(asked("show", store=store)) == 403
