"""What citehub stands on: few packages, each bounded, all of them locked."""

import json
import subprocess
import sys
import zipfile
from importlib.metadata import distributions, requires
from pathlib import Path
from typing import Any

import pytest
from audit import canonical, drift, installed, locked, read_advisories, vulnerable
from conftest import ROOT
from packaging.requirements import Requirement

LOCK = locked((ROOT / "constraints.txt").read_text("utf-8"))
# All that a user installs with citehub. One more is a decision: it is to be looked at first.
RUNTIME = {
    *("typer", "annotated-doc", "shellingham", "typing-extensions"),
    *("rich", "markdown-it-py", "mdurl", "pygments"),
    *("pyyaml", "rapidfuzz"),
    *(("tomli",) if sys.version_info < (3, 11) else ()),  # the standard library's, before it was
}


def needed(name: str, extra: str = "") -> list[Requirement]:
    """Return what an installed project needs here."""
    wanted = map(Requirement, requires(name) or ())
    return [r for r in wanted if r.marker is None or r.marker.evaluate({"extra": extra})]


def developed() -> list[Requirement]:
    """Return what the dev extra needs, with what the extras need that it names."""
    wanted = needed("citehub", "dev")
    ours = [need for need in wanted if canonical(need.name) == "citehub"]
    extras = [more for need in ours for name in need.extras for more in needed("citehub", name)]
    return [need for need in (*wanted, *extras) if canonical(need.name) != "citehub"]


def closure(names: set[str], seen: frozenset[str] = frozenset()) -> set[str]:
    """Return projects and all that they need."""
    more = {canonical(need.name) for name in names for need in needed(name)} - names - seen
    return names | (closure(more, seen | names) if more else set())


def test_few_packages_come_with_citehub() -> None:
    assert closure({canonical(need.name) for need in needed("citehub")}) <= RUNTIME


def test_every_dependency_has_a_lowest_and_a_next_version_that_is_not_tried() -> None:
    for need in needed("citehub"):
        assert {spec.operator for spec in need.specifier} == {">=", "<"}, need


def test_every_folder_of_modules_is_a_package_that_is_packed() -> None:
    for module in (ROOT / "citehub").rglob("*.py"):
        assert module.with_name("__init__.py").exists(), module


def test_all_that_citehub_and_its_tests_need_is_locked() -> None:
    pytest.importorskip("build", reason="the tools of the dev extra are not all here")
    tools = {canonical(need.name) for need in developed()}
    assert closure(tools) <= set(LOCK)


def test_what_is_locked_is_what_the_project_allows() -> None:
    for need in developed():
        assert LOCK[canonical(need.name)] in need.specifier


def test_a_package_that_is_not_as_locked_is_named() -> None:
    lock = locked("# made by hand\nRich==15.0.0\nPyYAML == 6.0.1 ; python_version > '3'\n")
    assert lock == {"rich": "15.0.0", "pyyaml": "6.0.1"}
    assert drift(lock, {"rich": "15.0.0"}) == []
    assert drift(lock, {"rich": "14.0.0", "left-pad": "1.0"}) == [
        "left-pad 1.0 is installed, nothing is locked",
        "rich 14.0.0 is installed, 15.0.0 is locked",
    ]
    assert "pytest" in installed(iter(distributions()))


def advisory(name: str, **affected: Any) -> dict[str, Any]:
    package = {"ecosystem": "PyPI", "name": name}
    return {"id": "X-1", "summary": "Bad.", "affected": [{"package": package, **affected}]}


def events(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": [{key: at} for key, at in pairs]}]}


HITS = [
    advisory("Rich", versions=["14.0.0", "15.0.0"]),
    advisory("rich", **events(("introduced", "0"))),
    advisory("rich", **events(("introduced", "15.0"), ("fixed", "15.0.1"))),
    advisory("rich", **events(("introduced", "1"), ("last_affected", "15.0.0"))),
    advisory("rich", **events(("introduced", "0"), ("fixed", "3"), ("introduced", "15"))),
]
MISSES = [
    advisory("rich", versions=["14.0.0"]),
    advisory("rich", **events(("introduced", "15.0.1"))),
    advisory("rich", **events(("introduced", "0"), ("fixed", "15.0.0"))),
    advisory("rich", **events(("introduced", "0"), ("last_affected", "9.0"))),
    advisory("poor", versions=["15.0.0"]),
    advisory("rich", versions=["15.0.0"]) | {"withdrawn": "2026-01-01T00:00:00Z"},
]


@pytest.mark.parametrize("found", HITS)
def test_a_locked_version_that_an_advisory_names_is_a_fault(found: dict[str, Any]) -> None:
    assert vulnerable({"rich": "15.0.0"}, iter([found])) == ["rich 15.0.0: X-1: Bad."]


@pytest.mark.parametrize("found", MISSES)
def test_a_version_that_no_advisory_names_is_none(found: dict[str, Any]) -> None:
    assert vulnerable({"rich": "15.0.0"}, iter([found])) == []


def test_the_audit_fails_by_a_flaw_and_names_it(tmp_path: Path) -> None:
    lock, export = tmp_path / "constraints.txt", tmp_path / "all.zip"
    environment = installed(iter(distributions()))
    lock.write_text("".join(f"{name}=={version}\n" for name, version in environment.items()))
    with zipfile.ZipFile(export, "w") as archive:
        archive.writestr("X-1.json", json.dumps(advisory("rich", **events(("introduced", "0")))))
        archive.writestr("README", "not an advisory")
    assert [found["id"] for found in read_advisories(export)] == ["X-1"]
    command = [sys.executable, str(ROOT / "tools" / "audit.py"), str(lock)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    done = subprocess.run([*command, str(export)], capture_output=True, text=True, check=False)
    assert (done.returncode, "X-1: Bad." in done.stderr) == (1, True)
