"""The settings that hold for this call of the program."""

import os
from pathlib import Path

from citehub.config import DEFAULT, Setting, settings
from citehub.formats import FORMATS, OF_COUNTS, OF_WORKS

TABLE = "table"
# The formats that each command has.
ANY_FORMAT = tuple(name for name in FORMATS if name not in (*OF_WORKS, *OF_COUNTS))


def held() -> dict[str, Setting]:
    """Return every setting by its key; CitehubError where a citehub.toml is wrong."""
    try:
        here = Path.cwd()
    except OSError:  # a folder that is deleted has no file
        here = Path()
    return settings(here, os.environ, (TABLE, *ANY_FORMAT))


def store_path(option: Path | None) -> tuple[Path, bool]:
    """Return the store to use, and whether anybody named it: --store, a file or the environment."""
    if option is not None:
        return option, True
    setting = held()["store"]
    return Path(setting.value or ""), setting.source != DEFAULT


def rules_path(option: Path | None) -> str | None:
    """Return the rules file to use, None being the shipped rules."""
    return held()["rules"].value if option is None else str(option)
