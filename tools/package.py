"""Build sdist and wheel, and hold the wheel against the smoke tests.

The oldest and the newest supported Python of this machine each get a clean environment outside
the tree, with the wheel in it, and the tests of the sdist next to it, without the sources.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUPPORTED = ("3.10", "3.11", "3.12", "3.13")


def run(*command: str | Path, folder: Path = ROOT) -> None:
    """Run a command that has to succeed."""
    subprocess.run(command, cwd=folder, check=True)


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


def unpack(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist without the package itself; return where the rest of it is."""
    with tarfile.open(sdist) as archive:
        if sys.version_info >= (3, 12):
            archive.extractall(folder, filter="data")
        else:
            archive.extractall(folder)
    tree = folder / sdist.name.removesuffix(".tar.gz")
    shutil.rmtree(tree / "citehub")
    return tree


def try_out(python: str, wheel: Path, sdist: Path) -> None:
    """Run the smoke tests against the wheel, in a clean environment of this Python."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tree = unpack(sdist, folder)
        run(python, "-m", "venv", folder / "env")
        own = folder / "env" / "bin" / "python"
        install = (own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        run(*install, wheel, folder=folder)
        run(*install, "--constraint", tree / "constraints.txt", "pytest", "hypothesis")
        run(own, "-m", "pytest", "-q", "-m", "smoke", "tests/program/test_smoke.py", folder=tree)


def main() -> None:
    """Build, then try the wheel on the oldest and on the newest Python there is."""
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", dist, ROOT)
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    found = {version: python for version in SUPPORTED if (python := interpreter(version))}
    for version in SUPPORTED:
        if version not in found:
            print(f"Python {version} is not on this machine: left out", flush=True)
    for version in dict.fromkeys([*found][:1] + [*found][-1:]):
        print(f"{wheel.name} on Python {version}:", flush=True)
        try_out(found[version], wheel, sdist)
    if not found:
        sys.exit("no supported Python was found: the wheel was not tried")


if __name__ == "__main__":
    main()
