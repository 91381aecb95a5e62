"""An index is trusted only as citehub left it on this machine: anything else has it rebuilt."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, asked, beside, citehub, opened, put

from citehub.model import Hub, Paper

HUBS = [
    Hub(f"h{n}", f"Work {n}", f"Work {n}", papers=(Paper(f"Pears {n}", "They are ripe."),))
    for n in range(30)
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "hubs.jsonl"
    put(path, *HUBS)
    return path


def answers(store: Path) -> object:
    return [
        asked(*command, store=store) for command in (("show",), ("search", "pears"), ("search",))
    ]


def inode(store: Path) -> int:
    return beside(store, "index").stat().st_ino


def test_an_index_that_nobody_touched_is_used_again(store: Path) -> None:
    before = inode(store)
    asked("show", store=store)
    put(store, HUBS[3]._replace(year=1999), Hub("new", "New", "New"))
    asked("search", "pears", store=store)
    assert inode(store) == before


def test_no_flipped_bit_of_the_index_changes_an_answer(store: Path) -> None:
    whole = answers(store)
    chance = random.Random(7)
    for _ in range(40):
        index = beside(store, "index")
        data = bytearray(index.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        index.write_bytes(data)
        assert answers(store) == whole


def sql(statement: str) -> Callable[[Path], None]:
    """Let a stranger change an index by SQL, which leaves its tables as they are."""

    def craft(index: Path) -> None:
        database = sqlite3.connect(index)
        database.executescript(statement)
        database.close()

    return craft


@pytest.mark.parametrize(
    "craft",
    [
        sql("UPDATE hub_texts SET summary = '[]'"),
        sql("UPDATE hub_texts SET title = 7, words = x'00'"),
        sql("UPDATE hubs SET offset = 'far', length = -1"),
        sql("UPDATE hubs SET length = 1 << 60"),
        sql("UPDATE hubs SET hash = NULL"),
        sql("UPDATE papers SET n = n + (500 << 24)"),
        sql("UPDATE meta SET value = 'soon'"),
        sql("DELETE FROM paper_texts"),
        sql("UPDATE problems SET line = 'x'; INSERT INTO problems VALUES ('a', x'00')"),
        sql("CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM hubs; END"),
        sql("DROP TABLE captures; CREATE VIEW captures AS SELECT 1 AS sha256, 2 AS hub"),
        sql("PRAGMA journal_mode = WAL; DELETE FROM hubs WHERE n > 3"),
    ],
)
def test_an_index_that_another_program_wrote_to_is_rebuilt(
    store: Path, craft: Callable[[Path], None]
) -> None:
    whole = answers(store)
    craft(beside(store, "index"))
    assert answers(store) == whole
    assert citehub("label", "h3", "1", "--role", "survey", store=store).returncode == 0
    assert citehub("doctor", store=store).returncode == 0


def test_an_index_that_came_with_a_store_is_rebuilt(store: Path, tmp_path: Path) -> None:
    sql("DELETE FROM hubs WHERE n > 3")(beside(store, "index"))
    with opened(store) as library:  # sealed again, for the folder it was made in
        assert library.index.hub_count() == 30
    sent = tmp_path / "sent"
    sent.mkdir()
    for path in store.parent.glob("hubs.*"):
        shutil.copy2(path, sent)
    (sent / "hubs.jsonl.index").write_bytes(b"")  # even an empty one of another inode
    assert len(asked("show", store=sent / "hubs.jsonl")) == 30


def test_a_seal_that_is_lost_or_not_ours_costs_no_answer(store: Path) -> None:
    whole = answers(store)
    seal = beside(store, "index-seal")
    seal.unlink()
    assert answers(store) == whole
    seal.unlink()
    seal.write_text("my own notes\n")
    assert answers(store) == whole
    assert seal.read_text() == "my own notes\n"
    seal.unlink()
    (target := seal.with_name("target")).write_text("elsewhere")
    seal.symlink_to(target)
    assert answers(store) == whole
    assert target.read_text() == "elsewhere"


def test_a_log_that_another_program_left_is_not_read_into_the_index(store: Path) -> None:
    whole = answers(store)
    log = beside(store, "index-journal")
    log.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\1" * 9000)
    assert answers(store) == whole
    assert log.exists()


def test_where_nothing_can_be_written_an_index_whose_store_only_changed_its_mode_is_used(
    store: Path,
) -> None:
    store.chmod(0o444)
    beside(store, "index").chmod(0o444)
    program = (
        "import os, sys, sqlite3\n"
        "connect, os_open = sqlite3.connect, os.open\n"
        "def readonly(path, *a, **k):\n"
        "    return connect(f'file:{path}?mode=ro', *a, uri=True, **k)\n"
        "def refuse(path, flags, *a, **k):\n"
        "    if flags & (os.O_WRONLY | os.O_RDWR):\n"
        "        raise PermissionError(13, 'Permission denied', path)\n"
        "    return os_open(path, flags, *a, **k)\n"
        "sqlite3.connect, os.open = readonly, refuse\n"
        "from citehub.index.intake import Intake\n"
        "Intake.insert = None  # nothing is indexed once more\n"
        "sys.argv[0] = 'citehub'\n"
        "from citehub.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "show", "--json", "--store", store],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)) == 30
