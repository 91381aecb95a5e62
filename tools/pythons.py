"""Run the whole test suite on the oldest and on the newest supported Python of this machine.

    python tools/pythons.py

Each has an environment of its own in .venv/, with the versions that constraints.txt locks.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUPPORTED = ("3.10", "3.11", "3.12", "3.13", "3.14")


def interpreter(version: str) -> str | None:
    """Return the Python of this version, on the PATH or behind pyenv's shims there, or None."""
    ask = [f"python{version}", "-c", "import sys; print(sys.executable)"]
    for environment in (os.environ, os.environ | {"PYENV_VERSION": version}):
        try:
            found = subprocess.run(ask, env=environment, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return found.stdout.strip()
    return None


def oldest_and_newest() -> dict[str, str]:
    """Return the oldest and the newest supported Python there is, by version; say which lack."""
    found = {version: python for version in SUPPORTED if (python := interpreter(version))}
    for version in SUPPORTED:
        if version not in found:
            print(f"Python {version} is not on this machine: left out", flush=True)
    if not found:
        sys.exit("no supported Python was found: nothing was tried")
    return {version: found[version] for version in (min(found, key=_order), max(found, key=_order))}


def _order(version: str) -> int:
    return SUPPORTED.index(version)


def main() -> None:
    """Test on each Python but the one that runs this, which `make test` tests."""
    running = ".".join(map(str, sys.version_info[:2]))
    for version, python in oldest_and_newest().items():
        if version == running:
            continue
        folder = ROOT / ".venv" / f"python{version}"
        own = folder / "bin" / "python"
        install = (own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        constraints = ("--constraint", ROOT / "constraints.txt")
        for command in (
            (python, "-m", "venv", folder),
            (*install, *constraints, "--editable", f"{ROOT}[dev]"),
            (own, "-m", "pytest", "-q", "--numprocesses", "auto", "-p", "no:cacheprovider"),
        ):
            print(f"Python {version}:", *map(str, command), flush=True)
            subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
