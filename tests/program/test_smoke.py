"""The program as a whole, in short: what a built wheel has to do on every Python."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import ROOT, citehub, flat_page

FORMS = ("table", "json", "jsonl", "csv", "tsv", "md", "yaml", "html")

pytestmark = pytest.mark.smoke


def done(*arguments: str | Path, store: Path) -> str:
    result = citehub(*arguments, store=store)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", ["hubs.jsonl", "hubs.yaml"])
def test_every_command_does_its_work(tmp_path: Path, name: str) -> None:
    store = tmp_path / name
    done("ingest", ROOT / "seeds", store=store)
    done("set", "yoshua", "--title", "Curriculum Learning", store=store)
    done("label", "curriculum", "1", "--role", "survey", store=store)
    done("classify", store=store)
    hub = json.loads(done("show", "curriculum", "--json", store=store))
    assert (hub["title"], len(hub["papers"])) == ("Curriculum Learning", 20)
    (hit,) = json.loads(done("search", "a breif overview", "--json", store=store))
    assert hit["position"] == 20
    assert "stated by you" in done("explain", "curriculum", "1", store=store)
    for form in FORMS:
        assert "Curriculum Learning" in done("show", "-f", form, store=store)


def test_the_shipped_rules_are_there_and_without_fault(tmp_path: Path) -> None:
    rules = json.loads(done("rules", "list", "--json", store=tmp_path / "none.jsonl"))
    assert {rule["label"] for rule in rules} == {"role", "citation_role", "citation_polarity"}


def test_many_pages_are_read_by_many_processes(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "hubs.jsonl"
    folder.mkdir()
    for n in range(600):
        (folder / f"{n}.txt").write_text(flat_page(f"Hub {n}", 1, {f"A Survey {n}": "It is so."}))
    done("ingest", folder, store=store)
    assert len(json.loads(done("search", "--role", "survey", "--json", store=store))) == 600


def test_the_installed_command_says_its_version() -> None:
    command = Path(sys.executable).with_name("citehub")
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    assert said == f"citehub {version('citehub')}\n"
