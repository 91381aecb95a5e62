import fcntl
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from conftest import ROOT, USER_PAGE, asked, beside, citehub, flat_page, hubs, opened, put, stored
from hypothesis import given, settings
from hypothesis import strategies as st

from citehub.errors import StoreError
from citehub.model import Capture, Hub, Paper
from citehub.store.disk import leftovers
from citehub.store.span import BOM
from citehub.store.stamp import NO_FILE
from citehub.store.store import Store

FORMATS = ("jsonl", "yaml")
CHUNK = 1 << 20  # bytes that are looked at together where a store is read from its end
BELLS = Hub("bells", "Bells", "Bells", papers=(Paper("A Peal of Nine", "It rings."),))
KITES = Hub("kites", "Kites", "Kites", papers=(Paper("Strings"), Paper("Tails")))
LOOMS = Hub("looms", "Looms", "Looms")


def shown(path: Path, *hub: str) -> Any:
    done = citehub("show", *hub, "--json", store=path)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(params=FORMATS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"hubs.{request.param}"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    written = tmp_path / "page.txt"
    written.write_text(flat_page("Oars", 1, {"Rowing by Ear": "Rowers keep time by the creak."}))
    return written


# ---- the records ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
@given(st.lists(hubs, max_size=3))
@settings(max_examples=40, deadline=None)
def test_what_is_stored_is_read_back(ending: str, written: list[Hub]) -> None:
    store = Store(Path(f"hubs.{ending}"))
    data = b"".join(map(store.encode, written))
    spans = list(store.codec.spans(io.BytesIO(data), 1))
    assert [store.decode(span.data) for span in spans] == written
    assert b"".join(data[span.offset :][: len(span.data)] for span in spans) == data
    assert [data[: span.offset].count(b"\n") + 1 for span in spans] == [s.line for s in spans]


@given(hubs)
@settings(max_examples=40, deadline=None)
def test_a_json_record_is_one_line_that_any_reader_understands(hub: Hub) -> None:
    data = Store(Path("hubs.jsonl")).encode(hub)
    assert data.count(b"\n") == 1
    record = json.loads(data.decode("utf-8"))
    assert (record["id"], len(record["papers"])) == (hub.id, len(hub.papers))


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2500])
def test_a_record_of_many_papers_is_written_as_any_other(count: int) -> None:
    store = Store(Path("hubs.jsonl"))
    hub = BELLS._replace(papers=tuple(Paper(f"Peal {n}", "Ⅻ bells") for n in range(count)))
    data = store.encode(hub)
    assert json.dumps(json.loads(data), ensure_ascii=False, separators=(",", ":")) + "\n" == (
        data.decode("utf-8")
    )
    assert store.decode(data) == hub


@pytest.mark.parametrize("held", [0.0, 1.3])
def test_a_writer_says_once_for_whom_it_waits(path: Path, held: float) -> None:
    said: list[str] = []
    with beside(path, "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        free = Timer(held, fcntl.flock, (lock, fcntl.LOCK_UN))
        free.start()
        started = time.monotonic()
        with Store(path).writing(said.append):
            assert time.monotonic() - started < held + 5
        free.join()
    waiting = f"waiting for another citehub to finish writing {path}"
    assert said == [waiting] * bool(held)


def test_what_is_flushed_to_the_disk_is_whole_by_then(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[tuple[int, int]] = []  # number and size of each file that is
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        found = os.fstat(descriptor)
        flushed.append((found.st_ino, found.st_size))
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", noted)
    store = Store(path)
    store.append([store.encode(BELLS)])
    store.replace({0: (path.stat().st_size, partial(store.encode, KITES))}, seen=store.stamp())
    aside = store.put_aside("torn", [b"x" * 99])
    folder = path.parent.stat().st_ino
    names = [flushed.pop(at) for at in (5, 3, 1)]
    assert {number for number, _ in names} == {folder}
    assert [size for _, size in flushed] == [len(store.encode(hub)) for hub in (BELLS, KITES)] + [
        100
    ]
    assert [number for number, _ in flushed[1:]] == [path.stat().st_ino, aside.stat().st_ino]


def test_appended_records_stand_where_it_is_said(path: Path) -> None:
    store = Store(path)
    for batch in ([BELLS], [KITES, LOOMS]):
        records = [store.encode(hub) for hub in batch]
        spans, stamp = store.append(records)
        assert stamp == store.stamp()
        assert [span.data for span in spans] == records
        for span in spans:
            assert path.read_bytes()[span.offset :].startswith(span.data)
    assert spans[-1].offset + len(spans[-1].data) == path.stat().st_size


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(deadline=None)
def test_any_bytes_are_a_hub_or_a_value_error(data: bytes) -> None:
    for ending in FORMATS:
        try:
            hub = Store(Path(f"hubs.{ending}")).decode(data)
        except ValueError:
            continue
        assert isinstance(hub, Hub)


def test_both_formats_show_the_same(tmp_path: Path, page: Path) -> None:
    jsonl, yaml = tmp_path / "hubs.jsonl", tmp_path / "hubs.yaml"
    for path in (jsonl, yaml):
        assert citehub("ingest", USER_PAGE, page, store=path).returncode == 0
    assert len(shown(jsonl)) == 2
    assert shown(jsonl) == shown(yaml)
    assert shown(jsonl, "yoshua") == shown(yaml, "yoshua")


# ---- the file ------------------------------------------------------------------------------------


def test_a_new_hub_leaves_earlier_bytes_as_they_are(path: Path) -> None:
    put(path, BELLS, KITES)
    before = path.read_bytes()
    put(path, LOOMS)
    assert path.read_bytes().startswith(before)
    assert stored(path) == [BELLS, KITES, LOOMS]


def test_a_changed_hub_changes_no_other_record(path: Path) -> None:
    put(path, BELLS, KITES, LOOMS)
    changed = KITES._replace(tier="mega hub", abstract="On kites, " * 30)
    put(path, changed)
    encode = Store(path).encode
    assert path.read_bytes() == encode(BELLS) + encode(changed) + encode(LOOMS)


def test_a_replaced_file_keeps_its_mode(path: Path) -> None:
    put(path, BELLS)
    path.chmod(0o640)
    put(path, BELLS._replace(tier="hub"))
    assert path.stat().st_mode & 0o7777 == 0o640
    assert stored(path) == [BELLS._replace(tier="hub")]


def test_what_is_kept_from_others_is_kept_from_them_while_it_is_replaced(path: Path) -> None:
    put(path, BELLS)
    path.chmod(0o600)
    modes: list[int] = []

    def look() -> bytes:
        (new,) = leftovers(path)
        modes.append(new.stat().st_mode & 0o7777)
        return Store(path).encode(BELLS)

    Store(path).replace({0: (path.stat().st_size, look)}, seen=Store(path).stamp())
    assert modes == [0o600]
    assert stored(path) == [BELLS]


def test_what_is_kept_from_others_is_kept_from_them_beside_the_store_too(path: Path) -> None:
    put(path, BELLS)
    beside(path, "index").unlink()
    path.chmod(0o600)
    with path.open("ab") as file:
        file.write(Store(path).encode(KITES)[:20])
    assert len(asked("show", store=path)) == 1
    Store(path).mend_tail()
    modes = {ending: beside(path, ending).stat().st_mode & 0o777 for ending in ("index", "torn")}
    assert modes == {"index": 0o600, "torn": 0o600}


def test_many_changes_of_one_run_are_all_stored(path: Path) -> None:
    put(path, BELLS, KITES)
    put(path, KITES._replace(tier="hub"), LOOMS, BELLS._replace(year=1999), KITES._replace(year=1))
    assert stored(path) == [BELLS._replace(year=1999), KITES._replace(year=1), LOOMS]


def test_what_stands_between_two_changed_records_stays_between_them(tmp_path: Path) -> None:
    path = tmp_path / "hubs.jsonl"
    encode = Store(path).encode
    path.write_bytes(encode(BELLS) + b"\n" + encode(KITES))
    put(path, KITES._replace(tier="hub"), BELLS._replace(tier="hub"))
    changed = [encode(hub._replace(tier="hub")) for hub in (BELLS, KITES)]
    assert path.read_bytes() == b"\n".join(changed)


@pytest.mark.parametrize("behind", [10, CHUNK - 60, *range(CHUNK - 2, CHUNK + 7), 2 * CHUNK + 9])
def test_no_more_than_the_last_record_is_read_before_an_append(path: Path, behind: int) -> None:
    store = Store(path)
    first = store.encode(LOOMS) + store.encode(BELLS)
    last = store.encode(KITES._replace(abstract="x"))
    last = last.replace(b"x", b"x" * (1 + max(0, behind - len(last))))
    path.write_bytes(first + last)
    with store.reading() as file:
        assert store.codec.last_start(file, len(first + last)) == len(first)
        assert store.codec.last_start(file, len(store.encode(LOOMS))) == 0


def test_ingesting_twice_changes_no_byte(path: Path, page: Path) -> None:
    citehub("ingest", USER_PAGE, page, store=path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    done = citehub("ingest", page, USER_PAGE, store=path)
    assert done.returncode == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_showing_never_writes_the_store(path: Path) -> None:
    put(path, BELLS)
    path.write_bytes(torn := path.read_bytes()[:-9])
    citehub("show", "--json", store=path)
    assert path.read_bytes() == torn


# ---- damage --------------------------------------------------------------------------------------


def test_a_torn_last_line_is_set_aside_and_said(tmp_path: Path, page: Path) -> None:
    path = tmp_path / "hubs.jsonl"
    put(path, BELLS, KITES)
    whole, torn = Store(path).encode(BELLS), Store(path).encode(KITES)[:40]
    path.write_bytes(whole + torn)
    done = citehub("ingest", page, store=path)
    aside = beside(path, "torn")
    assert done.returncode == 0
    assert "torn" in done.stderr
    assert str(aside) in done.stderr
    assert aside.read_bytes() == torn + b"\n"
    assert path.read_bytes().startswith(whole)
    assert [hub.id for hub in stored(path)] == ["bells", "oars"]


def test_a_whole_last_record_only_gets_its_line_end(path: Path) -> None:
    put(path, BELLS, KITES)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    put(path, LOOMS)
    assert stored(path) == [BELLS, KITES, LOOMS]
    assert not beside(path, "torn").exists()


@pytest.mark.parametrize(
    "damage",
    ["{", "[]", "null", '{"id":"x"}', '{"id":1,"title":"X"}', '{"id":"x","title":"X","hue":3}'],
)
def test_a_damaged_record_is_named_by_line_and_the_others_show(path: Path, damage: str) -> None:
    put(path, BELLS, KITES)
    first, second = map(Store(path).encode, (BELLS, KITES))
    marker = "---\n" if path.suffix == ".yaml" else ""
    path.write_bytes(first + f"{marker}{damage}\n".encode() + second)
    done = citehub("show", "--json", store=path)
    line = first.count(b"\n") + 1
    assert done.returncode == 0
    assert f"{path}:{line}: " in done.stderr
    assert [hub["id"] for hub in json.loads(done.stdout)] == ["bells", "kites"]


@pytest.mark.parametrize(
    ("ending", "data", "said"),
    [
        ("jsonl", b"[1]\n", "^not a JSON object$"),
        ("yaml", b"[1]\n", "^not a YAML mapping$"),
        ("jsonl", b'{"id":' * 100_000, "^brackets nested too deeply$"),
        ("jsonl", b'{"year":' + b"9" * 5000 + b"}\n", "^a number of thousands of digits$"),
        ("jsonl", b'{"id":"x"\n', "^Expecting ',' delimiter at column 10$"),
        ("jsonl", b'{"id":"x\n', "^Invalid control character at column 9$"),
        ("jsonl", b'{"id":"\xff"}\n', "^byte 8 is not UTF-8 text$"),
        ("yaml", b'---\nid: "\xff"\n', "^byte 10 is not UTF-8 text$"),
        ("yaml", b"---\nid: \x01\n", r"^a character that YAML does not allow, U\+0001$"),
        ("yaml", b"--- {id: x: y}\n", "or '}' at column 11$"),
        ("yaml", b"---\nid: x: y\n", ", 1 line below at column 6$"),
        ("yaml", b"---\nid: x\ntitle: x: y\n", ", 2 lines below at column 9$"),
        ("yaml", b'{"id":"x"}\n{"id":"y"}\n', ", this is JSON; name the file .jsonl$"),
    ],
)
def test_what_a_record_is_not_is_said(ending: str, data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Store(Path(f"hubs.{ending}")).decode(data)


def test_a_name_that_is_not_text_is_an_escape_in_json(tmp_path: Path) -> None:
    hub = BELLS._replace(captures=(Capture("caf\udce9.txt", "ab" * 32),))
    assert b'"caf\\udce9.txt"' in Store(tmp_path / "hubs.jsonl").encode(hub)


def test_no_record_but_the_last_is_torn(tmp_path: Path) -> None:
    store = Store(tmp_path / "hubs.jsonl")
    for data, torn in ((b"{broken\n{}\n", [False] * 2), (b"{}\n{broken", [False, True])):
        assert [span.torn for span in store.codec.spans(io.BytesIO(data), 1)] == torn


def test_a_torn_record_that_cannot_be_put_aside_stays_where_it_is(path: Path) -> None:
    put(path, BELLS)
    torn = path.read_bytes() + Store(path).encode(KITES)[:20]
    path.write_bytes(torn)
    beside(path, "torn").mkdir()
    with pytest.raises(
        StoreError, match=r"\.torn: a link, folder, pipe or device, so nothing was written to it$"
    ):
        Store(path).mend_tail()
    assert path.read_bytes() == torn


def test_what_cannot_be_written_or_read_is_named(tmp_path: Path) -> None:
    folder, missing, file = (tmp_path / f"{name}.jsonl" for name in ("folder", "missing", "file"))
    folder.mkdir()
    file.touch()
    (loop := tmp_path / "loop.jsonl").symlink_to(loop)
    for store, told in (
        (lambda: Store(folder).append([b"x"]), f"{folder}: cannot write: Is a directory"),
        (
            lambda: Store(missing).replace({}, seen=NO_FILE),
            f"{missing}: cannot write: No such file or directory",
        ),
        (Store(file / "in").stamp, f"{file}/in: cannot read the store: Not a directory"),
        (lambda: Store(loop), f"{loop}: cannot read the store: a link that leads nowhere"),
        (Store(folder).mend_tail, f"{folder}: cannot write: Is a directory"),
    ):
        with pytest.raises(StoreError) as problem:
            store()
        assert str(problem.value) == told
    assert sorted(tmp_path.iterdir()) == [file, folder, loop]


@pytest.mark.parametrize("text", [b"\n", b" ", b"# mine", b"# mine\n\n"])
def test_a_store_of_nothing_but_blanks_or_remarks_is_added_to(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "hubs.yaml"
    path.write_bytes(text)
    put(path, BELLS)
    end = b"" if text.endswith(b"\n") else b"\n"
    assert path.read_bytes() == text + end + Store(path).encode(BELLS)


def test_two_records_of_one_hub_are_named_and_the_first_shows(path: Path) -> None:
    encode = Store(path).encode
    path.write_bytes(encode(BELLS) + encode(BELLS._replace(tier="hub")) + encode(KITES))
    heard: list[str] = []
    with opened(path, heard) as library:
        assert [hub["tier"] for hub in library.index.summaries()] == [None, None]
    assert len(heard) == 1
    assert f"{path}:{encode(BELLS).count(10) + 1}: " in heard[0]


def test_a_damaged_record_outlives_a_change_of_another(path: Path) -> None:
    put(path, BELLS, KITES)
    marker = "---\n" if path.suffix == ".yaml" else ""
    damaged = f"{marker}{{ not a hub\n".encode()
    encode = Store(path).encode
    path.write_bytes(encode(BELLS) + damaged + encode(KITES))
    put(path, BELLS._replace(tier="hub"), LOOMS)
    kept = [encode(BELLS._replace(tier="hub")), damaged, encode(KITES), encode(LOOMS)]
    assert path.read_bytes() == b"".join(kept)


@pytest.mark.parametrize(
    "record",
    [
        {"id": "x", "title": "X", "captures": [{"source": "a", "sha256": "not hex"}]},
        {"id": "x", "title": "X", "papers": [{"title": "T", "year": 10**30}]},
        {"id": "x", "title": "X", "papers": [{"title": "T", "novelty": 10**30}]},
        {"id": "x", "title": "X\ud800"},
        {"id": "x", "title": "X", "by_hand": "title"},
        {"id": "x", "title": "X", "page": {"roles": {"method": "many"}}},
    ],
)
def test_a_record_with_a_value_that_cannot_be_is_named_and_the_others_show(
    tmp_path: Path, record: object
) -> None:
    path = tmp_path / "hubs.jsonl"
    put(path, BELLS)
    path.write_bytes(json.dumps(record).encode() + b"\n" + path.read_bytes())
    heard: list[str] = []
    with opened(path, heard) as library:
        assert [hub["id"] for hub in library.index.summaries()] == ["bells"]
    assert f"{path}:1: " in heard[0]


@pytest.mark.parametrize("line", [b"title:", b"papers:", b"- title: Tails"])
def test_a_byte_order_mark_in_the_midst_of_a_record_costs_no_byte_when_that_changes(
    tmp_path: Path, line: bytes
) -> None:
    path = tmp_path / "hubs.yaml"
    encode = Store(path).encode
    marked = encode(KITES).replace(line, BOM + b"# from another file\n" + line, 1)
    path.write_bytes(encode(BELLS) + marked + encode(LOOMS))
    changed = KITES._replace(tier="hub")
    put(path, changed)
    assert stored(path) == [BELLS, changed, LOOMS]
    assert path.read_bytes() == encode(BELLS) + encode(changed) + encode(LOOMS)


@pytest.mark.parametrize("marks", [(BOM, b""), (b"", BOM), (BOM, BOM)])
def test_a_byte_order_mark_before_a_record_stays_when_that_changes(
    path: Path, marks: tuple[bytes, bytes]
) -> None:
    def records(*stored: Hub) -> bytes:
        encoded = map(Store(path).encode, stored)
        return b"".join(mark + record for mark, record in zip(marks, encoded, strict=True))

    path.write_bytes(records(BELLS, KITES))
    bells, kites = BELLS._replace(tier="hub"), KITES._replace(tier="mega hub")
    put(path, bells, kites)
    assert path.read_bytes() == records(bells, kites)


def test_a_store_behind_a_link_stays_behind_it(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    citehub("ingest", USER_PAGE, store=real)
    link.symlink_to(real)
    assert citehub("set", "yoshua", "--year", "2009", store=link).returncode == 0
    assert link.is_symlink()
    assert '"year":2009' in real.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "other"), [("hubs.yaml", "a.jsonl"), ("hubs.jsonl", "a.YML")])
def test_a_store_has_one_format_by_whichever_name_it_is_called(
    tmp_path: Path, name: str, other: str
) -> None:
    real, link = tmp_path / name, tmp_path / other
    put(real, BELLS)
    link.symlink_to(real)
    put(link, KITES)
    assert stored(real) == stored(link) == [BELLS, KITES]
    assert real.read_bytes() == Store(real).encode(BELLS) + Store(real).encode(KITES)


@pytest.mark.parametrize("ending", ["yaml", "yml", "YAML", "Yml"])
def test_a_name_that_ends_so_makes_it_yaml(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"hubs.{ending}"
    put(path, BELLS)
    assert path.read_bytes().startswith(b"---\nid: bells\n")


def test_a_yaml_store_cut_inside_its_last_record_takes_the_page_again(tmp_path: Path) -> None:
    path = tmp_path / "hubs.yaml"
    citehub("ingest", USER_PAGE, store=path)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"- title:", len(whole) // 2)])
    assert ".torn" in citehub("ingest", USER_PAGE, store=path).stderr
    assert path.read_bytes() == whole


@pytest.mark.parametrize("ending", FORMATS)
def test_a_last_record_cut_at_any_byte_is_put_aside_or_whole_and_never_half_read(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"hubs.{ending}"
    torn = beside(path, "torn")
    store = Store(path)
    first, second = store.encode(BELLS), store.encode(KITES)
    for cut in range(len(second) + 1):
        path.write_bytes(first + second[:cut])
        torn.unlink(missing_ok=True)
        with store.reading() as file:
            spans = [span for span in store.codec.spans(file, 1) if not span.torn]
        readable = [store.decode(span.data) for span in spans]
        assert readable in ([BELLS], [BELLS, KITES])
        message = store.mend_tail()
        assert stored(path) == readable
        assert (message is None) is not torn.exists()
        if torn.exists():
            assert torn.read_bytes().rstrip(b"\n") == second[:cut].rstrip(b"\n")
        if readable == [BELLS]:
            store.append([second])
        assert path.read_bytes() == first + second


def broken_off(*records: bytes) -> Iterator[bytes]:
    yield from records
    raise KeyboardInterrupt


def test_an_append_that_is_broken_off_leaves_the_file_as_it_was(path: Path) -> None:
    store = Store(path)
    record = store.encode(KITES)
    with pytest.raises(KeyboardInterrupt):
        store.append(broken_off(record))
    assert not path.exists()
    put(path, BELLS)
    before = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(KeyboardInterrupt):
        store.append(broken_off(record, record))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_change_that_is_broken_off_leaves_the_file_as_it_was(path: Path) -> None:
    put(path, BELLS, KITES)
    before = sorted(path.parent.iterdir()), path.read_bytes(), path.stat().st_mtime_ns
    records = broken_off(Store(path).encode(LOOMS))
    with pytest.raises(KeyboardInterrupt):
        changes = {at: (4, lambda: next(records)) for at in (0, 9)}
        Store(path).replace(changes, seen=Store(path).stamp())
    assert (sorted(path.parent.iterdir()), path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    "mark", [b"---\n", b"--- \r\n", b"---\n# next\n", b"...\n---\n", b"---\n" + BOM + b"\n"]
)
def test_an_empty_document_between_two_harms_neither(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "hubs.yaml"
    encode = Store(path).encode
    path.write_bytes(encode(BELLS) + mark + encode(KITES))
    assert stored(path) == [BELLS, KITES]


def test_documents_that_another_program_wrote_without_their_ends_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "hubs.yaml"
    documents = [Store(path).encode(hub) for hub in (BELLS, KITES)]
    text = b"".join(documents).replace(b"...\n", b"").removeprefix(b"---\n")
    path.write_bytes(text)
    heard: list[str] = []
    with opened(path, heard) as library:
        assert [hub["id"] for hub in library.index.summaries()] == ["bells", "kites"]
    assert heard == []
    put(path, LOOMS)
    assert path.read_bytes().startswith(text)
    assert stored(path) == [BELLS, KITES, LOOMS]
    assert not beside(path, "torn").exists()
    path.write_bytes(path.read_bytes()[:-6])  # and what is torn behind them is known as torn
    put(path, LOOMS)
    assert beside(path, "torn").exists()
    assert stored(path) == [BELLS, KITES, LOOMS]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_hub_that_moved_under_a_reader_is_never_read_in_part(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"hubs.{ending}"
    put(path, BELLS, KITES)
    longer = BELLS._replace(papers=(BELLS.papers[0]._replace(summary="It rings and rings on."),))
    with opened(path) as library:
        place = library.index.place(id="bells")
        assert place is not None
        put(path, longer)
        assert library.read(place) == longer


def test_a_file_name_that_is_not_text_stops_nothing(tmp_path: Path) -> None:
    path, page = tmp_path / "hubs.jsonl", tmp_path / os.fsdecode(b"caf\xe9.txt")
    page.write_bytes(USER_PAGE.read_bytes())
    assert citehub("ingest", page, store=path).returncode == 0
    assert citehub("show", "yoshua", "--json", store=path).returncode == 0


def test_an_ingest_that_was_killed_and_done_again_ends_in_the_same_bytes(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(1200):
        page = flat_page(f"Work {n % 700}", 3, {f"Paper {k} of {n}": f"It says {k}." for k in "ab"})
        (pages / f"{n:04}.txt").write_text(page, encoding="utf-8")
        os.utime(pages / f"{n:04}.txt", (n, n))
    undisturbed, path = tmp_path / "whole.jsonl", tmp_path / "hubs.jsonl"
    assert citehub("ingest", "-q", pages, store=undisturbed).returncode == 0
    command = [sys.executable, "-m", "citehub", "ingest", "-q", str(pages), "--store", str(path)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None and not (path.exists() and path.stat().st_size):
            time.sleep(0.01)
        process.kill()
    assert len(hubs_shown := json.loads(citehub("show", "--json", store=path).stdout)) > 0
    assert len({hub["id"] for hub in hubs_shown}) == len(hubs_shown)
    assert citehub("ingest", "-q", pages, store=path).returncode == 0
    assert path.read_bytes() == undisturbed.read_bytes()


def test_a_store_from_before_papers_had_several_citing_sentences_is_read(tmp_path: Path) -> None:
    papers = [
        {"title": "A", "context": "We use it."},
        {"title": "B", "context": None},
        {"title": "C"},
    ]
    store = tmp_path / "hubs.jsonl"
    store.write_text(json.dumps({"id": "t", "title": "T", "papers": papers}) + "\n")
    (hub,) = stored(store)
    assert [paper.contexts for paper in hub.papers] == [("We use it.",), (), ()]
    (shown,) = asked("show", "t", "--role", "unclassified", "--fields", "contexts", store=store)[:1]
    assert shown == {"contexts": ["We use it."]}
