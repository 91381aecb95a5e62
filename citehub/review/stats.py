"""How far a review is, and how often the rules were right in it. Pure.

Only papers that came up by chance say how good the rules are on the whole: a review that begins
with what they are least sure of finds more errors than there are. So the two are told apart.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citehub.model import UNCLASSIFIED
from citehub.records import Record
from citehub.rules.measure import wilson

BY_CHANCE = "random"
COLUMNS = (
    *("label", "part", "rules_said", "reviewed", "unclassified", "agreed", "share", "low", "high"),
)


class Reviewed(NamedTuple):
    """One label by hand: what the rules had proposed, in which order it came up, on which day."""

    label: str
    value: str
    proposed: str
    order: str | None
    day: str | None


def agreement(found: Iterable[Reviewed], *, days: bool = True) -> Iterator[Record]:
    """Yield how often the rules agreed, a record for each part of the labels by hand.

    The parts are `random` (drawn by chance, which tells how good the rules are), `chosen` (all
    others), both together by what the rules said, and, with `days`, by day. `share` is `agreed` of
    the labels that the rules gave, `low` and `high` its 95 % interval.
    """
    by_label: dict[str, list[Reviewed]] = {}
    for one in found:
        by_label.setdefault(one.label, []).append(one)
    for label, rows in by_label.items():
        drawn = [row for row in rows if row.order == BY_CHANCE]
        chosen = [row for row in rows if row.order != BY_CHANCE]
        for part, some in ((BY_CHANCE, drawn), ("chosen", chosen)):
            if some:
                yield _record(label, part, None, some)
        for said in sorted({row.proposed for row in rows} - {UNCLASSIFIED}):
            yield _record(label, "all", said, [row for row in rows if row.proposed == said])
        for day in sorted({row.day for row in rows if row.day}) if days else ():
            yield _record(label, day, None, [row for row in rows if row.day == day])


def _record(label: str, part: str, said: str | None, rows: list[Reviewed]) -> Record:
    given = [row for row in rows if row.proposed != UNCLASSIFIED]
    agreed = sum(row.value == row.proposed for row in given)
    low, high = wilson(agreed, len(given))
    return {
        "label": label,
        "part": part,
        "rules_said": said,
        "reviewed": len(rows),
        "unclassified": len(rows) - len(given),
        "agreed": agreed,
        "share": round(agreed / len(given), 4) if given else None,
        "low": round(low, 4) if given else None,
        "high": round(high, 4) if given else None,
    }
