"""Parquet: pyarrow and DuckDB read what the records say, each key with a type of its own."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pytest
from conftest import asked, on_terminal
from many_records import paper_records
from pyarrow import parquet

from citehub.formats import load

PAPERS = paper_records()
PAPER_KEYS = tuple(dict.fromkeys(key for record in PAPERS for key in record))


def written(records: list[dict[str, Any]], columns: tuple[str, ...]) -> bytes:
    return b"".join(load("parquet").pieces(records, columns, False))


def read(data: bytes) -> pyarrow.Table:
    return parquet.read_table(pyarrow.BufferReader(data))


def plain(value: Any) -> Any:
    """Return a value as JSON has it: Arrow reads a map as pairs, and a struct with all its keys."""
    if isinstance(value, list) and value and all(isinstance(item, tuple) for item in value):
        return dict(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def said(value: Any) -> Any:
    """Leave out what is null or empty."""
    if isinstance(value, dict):
        return {key: said(item) for key, item in value.items() if said(item) not in (None, {}, [])}
    return [said(item) for item in value] if isinstance(value, list) else value


def test_pyarrow_reads_what_the_records_say() -> None:
    table = read(written(PAPERS, PAPER_KEYS))
    assert tuple(table.column_names) == PAPER_KEYS
    for row, record in zip(table.to_pylist(), PAPERS, strict=True):
        assert row == {key: record.get(key) for key in PAPER_KEYS}


def test_duckdb_reads_what_the_records_say(tmp_path: Path) -> None:
    file = tmp_path / "papers.parquet"
    file.write_bytes(written(PAPERS, PAPER_KEYS))
    with duckdb.connect() as database:
        names = ("title", "authors", "year", "representative", "hub", "position")
        rows = database.execute(f"SELECT {', '.join(names)} FROM '{file}'").fetchall()
        assert rows == [tuple(record.get(name) for name in names) for record in PAPERS]
        ((count,),) = database.execute(
            f"SELECT count(*) FROM '{file}' WHERE year > 2000"
        ).fetchall()
        assert count == sum((record["year"] or 0) > 2000 for record in PAPERS)


def test_a_long_list_is_written_in_groups() -> None:
    many = [{"title": f"number {n}", "position": n} for n in range(25_000)]
    pieces = list(load("parquet").pieces(many, ("title", "position"), False))
    assert len(pieces) == 4
    assert read(b"".join(pieces)).to_pylist() == many


@pytest.mark.parametrize("listing", ["show", "show clocks", "search tides", "search zzzz"])
def test_a_listing_has_the_columns_and_values_of_its_json(store: Path, listing: str) -> None:
    columns = {key for record in asked("search", "tides", store=store) for key in record}
    table = read(_bytes(*listing.split(), store=store))
    data = asked(*listing.split(), store=store)
    rows = data["papers"] if isinstance(data, dict) else data
    assert [said(plain(row)) for row in table.to_pylist()] == [said(row) for row in rows]
    if listing.startswith("search"):
        assert set(table.column_names) == columns
    # Every key has a type: texts that are JSON would be another version's.
    types = dict(zip(table.schema.names, map(str, table.schema.types), strict=True))
    assert types.get("role", "string") == "string"
    assert types.get("representative", "bool") == "bool"
    assert types.get("novelty", "double") == types.get("score", "double") == "double"
    assert types.get("contexts", "list<").startswith("list<")
    for name in ("role_evidence", "page"):
        assert types.get(name, "struct<").startswith("struct<")


def test_fields_choose_the_columns(store: Path) -> None:
    table = read(_bytes("search", "--fields", "year,title", store=store))
    assert table.column_names == ["year", "title"]
    table = read(_bytes("show", "--fields", "id,roles,captures", store=store))
    assert table.column_names == ["id", "roles", "captures"]
    assert str(table.schema.field("roles").type).startswith("map<")


def test_a_terminal_gets_no_bytes(store: Path) -> None:
    told = on_terminal("search", "-f", "parquet", store=store, exit_code=1)
    assert b"send it to a file" in told
    assert b"PAR1" not in told


def test_without_pyarrow_one_line_says_what_to_install(store: Path, tmp_path: Path) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError")
    start = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from citehub.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", start, "search", "-f", "parquet", "--store", store],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "citehub: -f parquet needs pyarrow: pip install 'citehub[parquet]'\n"


def _bytes(*arguments: str, store: Path) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "citehub", *arguments, "-f", "parquet", "--store", store],
        capture_output=True,
        check=True,
    )
    return done.stdout
