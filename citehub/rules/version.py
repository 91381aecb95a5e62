"""Which rules these are, found without reading any YAML, which is slow to load."""

import hashlib
import os
import re
from pathlib import Path

from citehub.errors import RulesError
from citehub.text.limited import read_limited

SHIPPED = "shipped rules"
DEFAULT = Path("default")  # given in place of a file: the shipped rules
_LARGEST = 16 << 20  # bytes; the shipped rules have a hundredth of that


def shipped_bytes() -> bytes:
    """Return the rules file that comes with citehub."""
    return Path(__file__).with_name("default.yaml").read_bytes()


def rules_bytes(path: Path | None) -> tuple[bytes, str]:
    """Return a rules file's bytes and name; None and `DEFAULT` mean the shipped ones.

    RulesError if unread.
    """
    if path is None or path == DEFAULT:
        return shipped_bytes(), SHIPPED
    try:
        return read_limited(path, _LARGEST), os.fspath(path)
    except OSError as error:
        raise RulesError(f"{path}: cannot read the rules: {error.strerror}") from None


def extends_shipped(data: bytes) -> bool:
    """Return whether a rules file builds on the shipped rules."""
    return re.search(rb"^extends\s*:", data, re.MULTILINE) is not None


def version_of(data: bytes) -> str:
    """Return the version of rules: twelve digits of the SHA-256 of all they are made of."""
    base = shipped_bytes() if extends_shipped(data) else b""
    return hashlib.sha256(data + base).hexdigest()[:12]


def current_version(path: Path | None) -> str:
    """Return the version of a rules file, or of the shipped rules."""
    return version_of(rules_bytes(path)[0])
