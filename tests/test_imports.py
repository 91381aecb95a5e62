import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, citehub, flat_page

PACKAGE = ROOT / "citehub"
# Who may import whom: each room from the rooms on this list before it, as far as named.
MAY_IMPORT = {
    "errors": set[str](),
    "lazy": set[str](),
    "parallel": {"errors"},
    "text": {"errors"},
    "config": {"errors", "text"},
    "model": {"text"},
    "records": {"errors", "model", "text"},
    "pages": {"errors", "model", "text"},
    "rules": {"errors", "model", "text"},
    "explorer": {"errors", "model", "records", "text"},
    "formats": {"errors", "explorer", "model", "records", "text"},
    "hubs": {"errors", "model", "records", "rules", "text"},
    "store": {"errors", "model", "records", "text"},
    "index": {"errors", "model", "parallel", "records", "store", "text"},
    "screen": {"errors", "formats", "model", "records", "text"},
    "library": {"errors", "hubs", "index", "model", "records", "rules", "store", "text"},
    "jobs": {
        *("errors", "hubs", "index", "lazy", "library", "model", "pages", "parallel", "records"),
        *("rules", "store", "text"),
    },
    "api": {
        *(
            "errors",
            "hubs",
            "index",
            "jobs",
            "library",
            "model",
            "records",
            "rules",
            "store",
            "text",
        ),
    },
    "review": {
        *("errors", "hubs", "index", "jobs", "library", "model", "records", "rules", "screen"),
        *("store", "text"),
    },
}
SEES_ALL = {"cli", "__main__", "__init__"}  # and no room imports these
ONLY_IN = {
    "typer": {"cli"},
    "click": set[str](),
    "rich": {"cli", "screen", "review"},
    "textual": {"review"},
    "yaml": {"text.yaml_text", "rules"},
    "pyarrow": {"formats.parquet"},
    "distributed": {"parallel.cluster"},
    "dask": set[str](),
    "rapidfuzz": {"library.spelling", "library.alike"},
    "sqlite3": {"index", "library", "jobs.doctor"},
}
SOURCES = sorted(PACKAGE.rglob("*.py"))


def module_of(source: Path) -> str:
    """Name a source within the package: `merge`, `rules.load`; a package goes by its own name."""
    parts = source.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


def imported(source: Path) -> Iterator[str]:
    """Yield the modules a source imports anywhere in it, as `package.module`."""
    for node in ast.walk(ast.parse(source.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{source}:{node.lineno}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(source: Path) -> set[str]:
    """Return the rooms of the package that a source imports: `merge`, `rules`."""
    rooms = {path.stem for path in PACKAGE.iterdir()}
    names = (name.split(".") for name in imported(source))
    return {parts[1] for parts in names if parts[0] == "citehub" and parts[1:2][0] in rooms}


@pytest.mark.parametrize("source", SOURCES, ids=module_of)
def test_a_room_imports_only_from_below(source: Path) -> None:
    room = module_of(source).split(".")[0]
    if room not in SEES_ALL:
        assert rooms_imported(source) - {room} <= MAY_IMPORT[room]


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_library_has_its_rooms(library: str) -> None:
    users = {
        module_of(source)
        for source in SOURCES
        if any(name.split(".")[0] == library for name in imported(source))
    }
    allowed = ONLY_IN[library]
    assert {user for user in users if not {user, user.split(".")[0]} & allowed} == set()


def test_few_imports_stand_in_functions_and_each_says_why() -> None:
    lines = [line for source in SOURCES for line in source.read_text("utf-8").splitlines()]
    marked = [line.partition("# noqa: PLC0415")[2] for line in lines if "PLC0415" in line]
    assert len(marked) <= 8
    assert all(re.fullmatch(r" - \S.*", reason) for reason in marked)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imports")
    page = folder / "page.txt"
    page.write_text(flat_page("A Hub", 1, {"A Paper": "It cites the hub, and says why."}))
    citehub("ingest", page, store=folder / "hubs.jsonl")
    citehub("set", "a-hub", "--title", "A Centre", store=folder / "hubs.jsonl")
    return folder / "hubs.jsonl"


def loaded_by(*command: str, store: Path) -> set[str]:
    """Return every module that a command loads."""
    done = citehub(*command, store=store, python=("-X", "importtime"))
    assert done.returncode == 0
    return set(re.findall(r"\| +([\w.]+)$", done.stderr, re.M))


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("command", [("show", "a-hub", "--json"), ("search", "a paper", "--json")])
def test_a_look_up_as_json_loads_no_rich_yaml_or_rapidfuzz_and_starts_no_process(
    command: tuple[str, ...], store: Path
) -> None:
    modules = loaded_by(*command, store=store)
    loaded = {name.split(".")[0] for name in modules}
    assert {"citehub", "typer", "sqlite3"} <= loaded
    assert modules & {f"citehub.index.{name}" for name in ("sync", "intake", "entry")} == set()
    assert loaded & {"rich", "yaml", "rapidfuzz", "multiprocessing", "concurrent"} == set()


@pytest.mark.usefixtures("unmeasured")
def test_only_a_misspelt_query_loads_rapidfuzz(store: Path) -> None:
    for query in (("search", "paper a"), ("search", "hub", "--in", "hub"), ("show", "centre")):
        assert "rapidfuzz" not in loaded_by(*query, "--json", store=store)
    assert "rapidfuzz" in loaded_by("search", "papper", store=store)


@pytest.mark.usefixtures("unmeasured")
def test_only_a_cluster_loads_dask(store: Path, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(flat_page("A Page", 1, {"A Paper": "It cites the page."}))
    known = store.with_name("known.jsonl")
    for given in ((), ("--part", "1/2")):
        command = ("ingest", str(tmp_path), *given)
        loaded = {name.split(".")[0] for name in loaded_by(*command, store=known)}
        assert loaded & {"dask", "distributed", "tornado"} == set()


@pytest.mark.usefixtures("unmeasured")
def test_a_command_loads_no_other_commands_module(store: Path) -> None:
    ours = {name for name in loaded_by("--version", store=store) if name.startswith("citehub")}
    assert ours == {
        "citehub",
        "citehub.cli",
        "citehub.cli.lazy_group",
        "citehub.cli.streams",
        "citehub.errors",
        "citehub.lazy",
        "citehub.parallel",
        "citehub.text",
        "citehub.text.safe",
    }
    assert "citehub.cli.label" not in loaded_by("show", "a-hub", "--json", store=store)


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("group", [(), ("rules",)])
def test_the_list_of_commands_loads_none_of_them(group: tuple[str, ...], store: Path) -> None:
    loaded = loaded_by(*group, "--help", store=store)
    assert "citehub.cli" in loaded
    assert loaded & {"citehub.api", "citehub.cli.command", "citehub.cli.options"} == set()
