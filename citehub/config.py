"""The settings that hold, and where each comes from.

A file `citehub.toml` in the working folder or the nearest one above it counts more than the
environment, and an option of the command line more than both. Nothing a file says is ever run:
`pager` only turns the pager of the environment on or off.
"""

import re
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from citehub.errors import CitehubError
from citehub.text.limited import read_limited
from citehub.text.nearest import nearest

FILE = "citehub.toml"
DEFAULT = "default"  # the source of what nobody has set
ENVIRONMENT = {"store": "CITEHUB_STORE", "rules": "CITEHUB_RULES", "pager": "PAGER"}
DEFAULTS = {
    **{"store": "data/citehub.jsonl", "rules": None, "format": "table", "pager": "less"},
    "keys": None,
}

_LARGEST = 1 << 20  # bytes of a file of four lines
# Before Python 3.11, which has a reader of its own, tomli is installed with citehub.
_READER = "tomllib" if sys.version_info >= (3, 11) else "tomli"


class Setting(NamedTuple):
    """What holds, and why: `source` is a file, a variable of the environment, or "default".

    A `value` of None means the shipped rules, no pager, and the keys that `review` has by itself;
    other keys are written as `skip=k back=h`.
    """

    key: str
    value: str | None
    source: str


def settings(
    folder: Path, environment: Mapping[str, str], formats: tuple[str, ...]
) -> dict[str, Setting]:
    """Return every setting by its key, as seen from a folder.

    `formats` are those that can be named. CitehubError where a file says what nobody understands.
    """
    file = find(folder)
    said = read(file, formats) if file else {}
    found = {}
    for key, default in DEFAULTS.items():
        variable = ENVIRONMENT.get(key, "")
        in_environment = environment.get(variable)
        if not in_environment and key != "pager":  # where an empty one turns it off
            in_environment = None
        if file and key in said:
            value = _value(key, said[key], file, in_environment)
            found[key] = Setting(key, value, str(file))
        elif in_environment is not None:
            found[key] = Setting(key, _pager(in_environment), variable)
        else:
            found[key] = Setting(key, default, DEFAULT)
    return found


def _value(key: str, said: Any, file: Path, in_environment: str | None) -> str | None:
    """Return what a file says as what holds: its paths start from its own folder."""
    if key == "pager":
        return (_pager(in_environment or "") or DEFAULTS[key]) if said else None
    if key == "keys":
        return " ".join(f"{name}={pressed}" for name, pressed in said.items()) or None
    return str(file.parent / _at_home(said)) if key in ("store", "rules") else str(said)


def _pager(command: str) -> str | None:
    """Return the value of a variable; for a pager, an empty one or `cat` is none."""
    return None if command.strip() in ("", "cat") else command


def find(folder: Path) -> Path | None:
    """Return the nearest file of settings, in a folder or above it."""
    files = (above / FILE for above in (folder, *folder.parents))
    return next((file for file in files if _is_there(file)), None)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # in a folder that may not be searched
        return False


def _at_home(path: str) -> Path:
    """Return a path with the user's folder in place of `~`."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # a user without one
        return Path(path)


def read(file: Path, formats: tuple[str, ...]) -> dict[str, Any]:
    """Return what a file of settings says; CitehubError names its first fault, with the line."""
    try:
        text = read_limited(file, _LARGEST).decode("utf-8-sig")
        said: dict[str, Any] = import_module(_READER).loads(text)
    except OSError as error:
        raise CitehubError(f"{file}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:  # also of bytes that are not UTF-8
        raise CitehubError(f"{file}: not TOML: {error}") from None
    for key, value in said.items():
        if fault := _fault(key, value, formats):
            raise CitehubError(f"{file}:{_line(text, key)}: {fault}")
    return said


def _fault(key: str, value: Any, formats: tuple[str, ...]) -> str | None:
    """Return what is wrong with a key and its value, or None."""
    if key not in DEFAULTS:
        near = nearest(key, DEFAULTS)
        meant = f" (did you mean {near!r}?)" if near else ""
        return f"unknown key {key!r}{meant}; keys: {', '.join(DEFAULTS)}"
    if key == "pager":
        return None if isinstance(value, bool) else "pager must be true or false"
    if key == "keys":
        good = isinstance(value, dict) and all(
            isinstance(pressed, str) and re.fullmatch(r"enter|[^\s\x00-\x1f\x7f]", pressed)
            for pressed in value.values()
        )
        return None if good else 'keys must be a table of one character each: skip = "k"'
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        return f"{key} must be a text in quotes"
    if key == "format" and value not in formats:
        near = nearest(value, formats)
        meant = f" (did you mean {near!r}?)" if near else ""
        return f"unknown format {value!r}{meant}; formats: {', '.join(formats)}"
    return None


def _line(text: str, key: str) -> int:
    """Return the line at which a key stands; the first one where it is written in another way."""
    found = re.search(rf"""^[ \t\[]*["']?{re.escape(key)}\b""", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1
