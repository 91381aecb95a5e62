"""The settings that hold: options over citehub.toml over the environment over what is usual."""

from pathlib import Path

import pytest
from conftest import USER_PAGE, asked, flat_page, ingest, run

from citehub.errors import CitehubError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a subfolder of a folder with a store, with nothing set in the environment."""
    for name in ("CITEHUB_STORE", "CITEHUB_RULES", "PAGER"):
        monkeypatch.delenv(name, raising=False)
    ingest(tmp_path / "mine.jsonl", flat_page("Salt", 1, {"A Survey of Fog": "We review fog."}))
    ingest(tmp_path / "other.jsonl", flat_page("Sand", 1, {"A Survey of Dust": "We review dust."}))
    below = tmp_path / "notes" / "2026"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    return tmp_path


def settle(folder: Path, text: str) -> Path:
    file = folder / "citehub.toml"
    file.write_text(text, "utf-8")
    return file


def told(key: str) -> tuple[str | None, str]:
    """Return the value of a setting and where it comes from."""
    (row,) = (row for row in asked("config") if row["key"] == key)
    return row["value"], row["source"]


def title(*options: str, store: Path | None = None) -> str:
    (hub,) = asked("show", *options, store=store)
    return str(hub["title"])


def test_a_file_is_found_from_subfolders_upwards_and_the_nearest_one_counts(folder: Path) -> None:
    settle(folder, 'store = "mine.jsonl"')
    assert title() == "Salt"
    settle(folder / "notes", 'store = "../other.jsonl"')
    assert title() == "Sand"
    settle(folder / "notes" / "2026", "")
    assert run("show", "--json").stdout == "[]\n"


def test_an_option_counts_most_then_the_file_then_the_environment(folder: Path) -> None:
    mine, other = folder / "mine.jsonl", folder / "other.jsonl"
    assert title(store=other) == "Sand"
    file = settle(folder, 'store = "mine.jsonl"')
    assert title(store=other) == "Salt"
    assert title("--store", str(other), store=mine) == "Sand"
    assert told("store") == (str(mine), str(file))


def test_rules_format_and_store_of_a_file_hold_for_each_command(folder: Path) -> None:
    (folder / "rules.yaml").write_text(
        "rules:\n  - {id: foggy, role: theory, match: [fog], why: It says so.}\n"
    )
    settle(folder, 'store = "mine.jsonl"\nrules = "rules.yaml"\nformat = "csv"\n')
    assert run("rules", "list", "--fields", "id").stdout == "id\nfoggy\n"
    assert asked("classify")[0]["new"] == "theory"
    assert run("show", "salt", "--fields", "role").stdout == "role\ntheory\n"
    assert run("show", "salt", "--fields", "role", "-f", "jsonl").stdout == '{"role": "theory"}\n'
    assert run("show", "-f", "table").stdout.startswith("title")


def test_what_holds_and_why_is_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("config") == [
        {"key": "store", "value": "data/citehub.jsonl", "source": "default"},
        {"key": "rules", "value": None, "source": "default"},
        {"key": "format", "value": "table", "source": "default"},
        {"key": "pager", "value": "less", "source": "default"},
        {"key": "keys", "value": None, "source": "default"},
    ]
    Path("mine.yaml").write_text("extends: default\n")
    run("ingest", str(USER_PAGE), "--rules", "mine.yaml")
    here = Path.cwd()
    assert told("rules") == (f"{here}/mine.yaml", f"{here}/data/citehub.jsonl.rules")
    Path("mine.yaml").unlink()  # it is shown all the same
    assert told("rules")[0] == f"{here}/mine.yaml"
    monkeypatch.setenv("CITEHUB_RULES", "r.yaml")
    monkeypatch.setenv("PAGER", "most -s")
    assert told("rules") == ("r.yaml", "CITEHUB_RULES")
    assert told("pager") == ("most -s", "PAGER")
    file = settle(folder, "pager = false")
    assert told("pager") == (None, str(file))
    settle(folder, "pager = true")
    assert told("pager") == ("most -s", str(file))
    monkeypatch.setenv("PAGER", "cat")
    settle(folder, "")
    assert told("pager") == (None, "PAGER")
    assert "rules   r.yaml" in run("config").stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\nstoer = "a.jsonl"', ":2: unknown key 'stoer' (did you mean 'store'?); keys: store, "),
        ("[pager]\nx = 1", ":1: pager must be true or false"),
        ('pager = "sh -c evil"', ":1: pager must be true or false"),
        ("store = 5", ":1: store must be a text in quotes"),
        ('store = " "', ":1: store must be a text in quotes"),
        ('# x\nformat = "jsno"', ":2: unknown format 'jsno' (did you mean 'json'?); formats: "),
        ("store = mine.jsonl", ": not TOML: "),
        ('store = "a"\nstore = "b"', ": not TOML: "),
        ("x = " + "[" * 90_000, ": not TOML: "),
    ],
)
@pytest.mark.parametrize("command", ["show", "config", "ingest page.txt"])
def test_a_fault_of_a_file_is_named_with_its_line(
    folder: Path, command: str, text: str, said: str
) -> None:
    file = settle(folder, text)
    result = run(*command.split())
    assert isinstance(result.exception, CitehubError)
    assert str(result.exception).startswith(f"{file}{said}")


def test_a_named_store_that_is_not_there_is_a_problem_for_all_that_read(folder: Path) -> None:
    none = folder / "none.jsonl"
    for command in ("show", "show salt", "search fog", "explain salt 1", "classify", "doctor"):
        for given in (("--store", str(none)), ()):
            result = run(*command.split(), *given, store=None if given else none)
            assert isinstance(result.exception, CitehubError), command
            assert f"{none}: there is no such " in str(result.exception)
    settle(folder, 'store = "none.jsonl"')
    assert isinstance(run("show").exception, CitehubError)
    assert not none.exists()
    assert run("show", store=folder / "mine.jsonl").exception  # the file counts more


def test_ingest_creates_the_store_that_is_named_and_says_which(folder: Path) -> None:
    page = folder / "page.txt"
    page.write_text(flat_page("Clay", 1, {"Mud": "It dries."}))
    settle(folder, 'store = "new/none.jsonl"')
    assert run("ingest", page).stderr.endswith(f"; written to {folder / 'new/none.jsonl'}\n")
    assert title() == "Clay"
    assert "written to" not in run("ingest", page).stderr
