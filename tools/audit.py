"""Hold what is installed against the lock, and the lock against known vulnerabilities.

    python tools/audit.py constraints.txt [ADVISORIES.zip]

The advisories are an export of the OSV database for PyPI: a zip of JSON files. Nothing here asks
the network.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from packaging.version import Version

Versions = dict[str, str]  # by name
NOT_LOCKED = {"citehub", "pip", "setuptools", "wheel"}  # the project, and what came with Python


def canonical(name: str) -> str:
    """Return the one way to write a project's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> Versions:
    """Read `name==version` lines."""
    pins = (line.split("#")[0].split(";")[0].strip() for line in text.splitlines())
    parts = (pin.partition("==") for pin in pins if pin)
    return {canonical(name.strip()): version.strip() for name, _, version in parts}


def installed(found: Iterator[Distribution]) -> Versions:
    """Return what an environment has, except what no lock names."""
    versions = {canonical(each.metadata["Name"]): each.version for each in found}
    return {name: version for name, version in versions.items() if name not in NOT_LOCKED}


def drift(lock: Versions, environment: Versions) -> list[str]:
    """Return where an environment is not what the lock says; it may have less."""
    return [
        f"{name} {version} is installed, {lock.get(name, 'nothing')} is locked"
        for name, version in sorted(environment.items())
        if lock.get(name) != version
    ]


def _ranges(events: list[dict[str, str]]) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield (introduced, fixed, last affected) of an OSV range."""
    for at, event in enumerate(events):
        if "introduced" in event:
            end = events[at + 1] if at + 1 < len(events) else {}
            yield event["introduced"], end.get("fixed"), end.get("last_affected")


def _is_affected(version: str, affected: dict[str, Any]) -> bool:
    if version in affected.get("versions", ()):
        return True
    number = Version(version)
    for each in affected.get("ranges", ()):
        if each.get("type") != "ECOSYSTEM":
            continue
        for introduced, fixed, last in _ranges(each["events"]):
            if number < Version(introduced) or (fixed and number >= Version(fixed)):
                continue
            if not last or number <= Version(last):
                return True
    return False


def vulnerable(lock: Versions, advisories: Iterator[dict[str, Any]]) -> list[str]:
    """Return what of a lock an advisory names."""
    found = []
    for advisory in advisories:
        for affected in () if advisory.get("withdrawn") else advisory.get("affected", ()):
            package = affected.get("package", {})
            name = canonical(package.get("name", ""))
            is_locked = package.get("ecosystem") == "PyPI" and name in lock
            if is_locked and _is_affected(lock[name], affected):
                summary = advisory.get("summary", "no summary")
                found.append(f"{name} {lock[name]}: {advisory['id']}: {summary}")
    return sorted(set(found))


def read_advisories(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the advisories of an OSV export."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def main(lock_path: str, advisories: str | None = None) -> None:
    """Print every fault; exit 1 where there is one."""
    lock = locked(Path(lock_path).read_text(encoding="utf-8"))
    faults = drift(lock, installed(iter(distributions())))
    if advisories:
        faults += vulnerable(lock, read_advisories(Path(advisories)))
        print(f"{len(lock)} locked packages compared with {advisories}")
    else:
        print(
            f"{len(lock)} locked packages compared with what is installed; "
            "ADVISORIES=FILE.zip, an export of OSV for PyPI, holds them against known flaws too"
        )
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main(*sys.argv[1:])
