"""Write into a rules file what was measured of it.

The file is changed line by line, so that comments, order and layout stay the author's.
"""

import json
import re
from collections.abc import Mapping

from citehub.rules.calibration import Calibration
from citehub.rules.ruleset import Measured


def write_measured(text: str, measured: Mapping[str, Measured]) -> tuple[str, int]:
    """Return a rules file's text with a `measured` line in each rule measured, and their number."""
    lines: list[str] = []
    written = 0
    rule_id = ""
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("- id:"):
            rule_id = bare.removeprefix("- id:").split(" #")[0].strip().strip("'\"")
        if bare.startswith("measured:") and rule_id in measured:
            continue
        lines.append(line)
        if bare.startswith("- id:") and rule_id in measured:
            m = measured[rule_id]
            written += 1
            indent = " " * (len(line) - len(line.lstrip()) + 2)
            lines.append(
                f"{indent}measured: {{precision: {m.precision}, low: {m.low}, n: {m.n}, "
                f"on: {json.dumps(m.on)}}}"
            )
    return "\n".join(lines) + "\n", written


def write_calibrated(text: str, label: str, known: Calibration) -> str | None:
    """Return a rules file's text with a `calibrated` line under a label.

    None where the file has the label's settings, or all labels, in one line: `role: {margin: 1}`.
    """
    bins = ", ".join(f"[{lead:g}, {right:g}, {n}]" for lead, right, n in known.bins)
    said = f"calibrated: {{on: {json.dumps(known.on)}, bins: [{bins}]}}"
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if re.match("labels *:", line)), None)
    if start is None:
        return "\n".join([*lines, "", "labels:", f"  {label}:", f"    {said}"]) + "\n"
    end = start + 1
    while end < len(lines) and re.match(r"[ #]|$", lines[end]):
        end += 1
    inner = lines[start + 1 : end]
    heads = [n for n, line in enumerate(inner) if re.match(rf" +{label} *:", line)]
    if not _is_head(lines[start]) or (heads and not _is_head(inner[heads[0]])):
        return None
    if not heads:
        inner[:0] = [f"  {label}:", f"    {said}"]
    else:
        at = heads[0]
        indent = len(inner[at]) - len(inner[at].lstrip())
        deeper = next((_indent(line) for line in inner[at + 1 :] if line.strip()), indent + 2)
        own = max(deeper, indent + 1)
        stop = at + 1
        while stop < len(inner) and inner[stop].strip() and _indent(inner[stop]) > indent:
            stop += 1
        kept = [line for line in inner[at + 1 : stop] if not line.lstrip().startswith("calibrated")]
        inner[at + 1 : stop] = [*kept, " " * own + said]
    return "\n".join([*lines[: start + 1], *inner, *lines[end:]]) + "\n"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_head(line: str) -> bool:
    """Return whether nothing but a comment stands behind a line's colon."""
    return not line.partition(":")[2].partition("#")[0].strip()
