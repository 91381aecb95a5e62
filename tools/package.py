"""Build sdist and wheel, and run the smoke tests on the wheel.

The oldest and the newest supported Python of this machine each get a clean environment outside
the tree, with the wheel in it, and the tests of the sdist next to it, without the sources.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from pythons import oldest_and_newest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, folder: Path = ROOT) -> None:
    """Run a command that has to succeed."""
    subprocess.run(command, cwd=folder, check=True)


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
    for version, python in oldest_and_newest().items():
        print(f"{wheel.name} on Python {version}:", flush=True)
        try_out(python, wheel, sdist)


if __name__ == "__main__":
    main()
