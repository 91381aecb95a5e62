"""Which rules a store is labelled by: those that were given last, remembered next to it.

The file `STORE.rules` has one line, the path of a rules file, seen from the folder of the store, so
that a folder with both can be moved. Without it, the shipped rules label.
"""

import os
from pathlib import Path

from citehub.errors import RulesError
from citehub.rules.version import DEFAULT
from citehub.store.disk import write_whole
from citehub.store.store import Store

_LONGEST = 1 << 16  # bytes of a file that names another


def which_rules(store: Store, given: Path | None) -> Path | None:
    """Return the rules file that is given, or else the remembered one; None: the shipped rules.

    RulesError where the remembered file has gone.
    """
    if given is not None:
        return None if given == DEFAULT else given
    path = remembered_rules(store)
    if path is not None and not path.exists():
        raise RulesError(
            f"{path}: the rules of {store.path} are gone; put the file back, or choose "
            "others: citehub classify --rules FILE, or --rules default for the shipped rules"
        )
    return path


def remembered_rules(store: Store) -> Path | None:
    """Return the rules file that a store remembers, be it there or not; None: the shipped rules.

    RulesError where the note of it cannot be read, or names no file.
    """
    note = store.beside("rules")
    try:
        with note.open("rb") as file:
            named = os.fsdecode(file.read(_LONGEST)).strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RulesError(f"{note}: cannot read which rules are used: {error.strerror}") from None
    if not named or "\0" in named:
        raise RulesError(
            f"{note}: the rules of {store.path} are gone; choose others: citehub classify "
            "--rules FILE, or --rules default for the shipped rules"
        )
    return Path(os.path.normpath(store.path.parent / named))


def remember_rules(store: Store, given: Path | None) -> None:
    """Remember the rules that were given, for the commands to come; None changes nothing."""
    if given is None:
        return
    note = store.beside("rules")
    try:
        if given == DEFAULT:
            note.unlink(missing_ok=True)
            return
        folder = store.path.parent.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(note, os.fsencode(_seen_from(folder, given.resolve())) + b"\n")
    except OSError as error:
        raise RulesError(
            f"{note}: cannot remember the rules: {error.strerror}; give --rules each time"
        ) from None


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # on another drive of Windows
        return os.fspath(path)
