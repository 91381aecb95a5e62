"""The line under a title of a spaced page: what the site says of a citing paper.

cs.AI · 2026-05-27 · unverdicted · novelty 7.0 · 4 refs

Any part may be missing, and parts may stand there that nobody has met yet.
"""

import math
import re
from typing import NamedTuple

_DOT = " · "
_FIELD = re.compile(r"[a-z]+(?:-[a-z]+)*\.[A-Za-z-]+|[a-z]+-[a-z]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARTS = {
    "field": _FIELD,
    "date": _DATE,
    "novelty": re.compile(r"novelty \d+(?:\.\d+)?"),
    "reference_count": re.compile(r"\d{1,3}(?:,\d{3})+ refs?|\d{1,15} refs?"),
    "verdict": re.compile(r"unverdicted|conditional|accept"),
}
_OTHER_VERDICT = re.compile(r"[A-Za-z]+(?:[ -][a-z]+)?")
# A line of one part is taken for no title only where it can hardly be one.
_ALONE = re.compile(
    r"\d{4}-\d{2}-\d{2}|novelty \d+(?:\.\d+)?|unverdicted|conditional|accept|[\d,]+ refs?"
    r"|[a-z]+(?:-[a-z]+)*\.[A-Z]+|[a-z]+(?:-[a-z]+)+(?:\.[a-z-]+)?"
)
# A part that the end of a page may have cut is whole where nothing could have followed in it.
_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}|unverdicted|conditional|[\d,]+ refs")


class Meta(NamedTuple):
    """What a meta line says, by the fields of a paper; parts nobody has met; one that is cut."""

    said: dict[str, object]
    unknown: tuple[str, ...] = ()
    cut_off: str | None = None


def read_meta(text: str, *, cut: bool = False) -> Meta | None:
    """Read a line as a meta line; None where it is another one.

    Of several parts, it is one whatever follows a field or a date. `cut` tells that the page ends
    in it: its last part is kept only where that must be whole.
    """
    whole = text.removesuffix(_DOT.rstrip())
    parts = whole.split(_DOT)
    cut_off = parts.pop() if cut and whole == text and not _WHOLE.fullmatch(parts[-1]) else None
    if [whole] in (parts, [cut_off]) and whole == text and not _ALONE.fullmatch(text):
        return None
    said: dict[str, str] = {}
    unknown = []
    for part in parts:
        name = next((n for n, form in _PARTS.items() if n not in said and form.fullmatch(part)), "")
        if name:
            said[name] = part
        else:
            unknown.append(part)
    if said and "verdict" not in said:
        for part in filter(_OTHER_VERDICT.fullmatch, unknown[:]):
            said["verdict"] = part
            unknown.remove(part)
            break
    begins = bool(parts) and parts[0] in (said.get("field"), said.get("date"))
    if parts and not (said and (begins or not unknown)):
        return None
    return Meta(_values(said), tuple(unknown), cut_off)


def _values(said: dict[str, str]) -> dict[str, object]:
    """Return the fields of a paper that a meta line gives, as they are stored."""
    values: dict[str, object] = {n: said[n] for n in ("field", "date", "verdict") if n in said}
    if "date" in said:
        values["year"] = int(said["date"][:4])
    if "novelty" in said and math.isfinite(novelty := float(said["novelty"].split()[1])):
        values["novelty"] = novelty
    if "reference_count" in said:
        values["reference_count"] = int(said["reference_count"].split()[0].replace(",", ""))
    return values
