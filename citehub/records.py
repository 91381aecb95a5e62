"""Hubs and papers as plain data, and back: the one wire form.

A stored record leaves out what is null, empty or false; a shown one (`full=True`) has every key,
so that scripts can rely on each being there.
"""

import math
import re
import reprlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, overload

from citehub.errors import NewerRecordError
from citehub.model import (
    EVIDENCE,
    HAND,
    UNCLASSIFIED,
    Capture,
    Evidence,
    Hub,
    Paper,
    Tallies,
    Variant,
)
from citehub.text.patterns import regex
from citehub.text.ranges import is_ranges
from citehub.text.titles import title_note

Record = dict[str, Any]
_OF_HAND = ("by", "when", "proposed", "order")  # what is said of labels by hand only
_LISTS = ("authors", "contexts")
# What a page can say of a paper.
_SAID = frozenset(Paper._fields) - {
    *("role", "role_evidence", "first_seen", "last_seen", "dropped", "seen", "variants")
}


def _compact(record: Record) -> Record:
    return {key: value for key, value in record.items() if value or _says(value)}


def _says(value: Any) -> bool:
    """Return whether a value that counts as false says something: 0 and "" do."""
    return value is not None and value is not False and value not in ((), {})


def _evidence_record(evidence: Evidence, full: bool) -> Record:
    record = evidence._asdict()
    if evidence.rule != HAND:
        for key in _OF_HAND:
            if record[key] is None:
                del record[key]
    return record if full else _compact(record)


def paper_to_record(paper: Paper, *, full: bool = False) -> Record:
    """Return a citing paper as plain data; `full` keeps the nulls."""
    record = paper._asdict()
    for label, key in EVIDENCE.items():
        if record[key] is not None:
            record[key] = _evidence_record(record[key], full)
        elif not full and record[label] == UNCLASSIFIED:
            del record[label]
    for key in _LISTS:
        record[key] = list(record[key]) or None
    variants = record.pop("variants")
    if full:
        del record["seen"]
        return record
    record["variants"] = [_variant_record(variant) for variant in variants] or None
    return _compact(record)


def _variant_record(variant: Variant) -> Record:
    """Return a variant as it is stored: what a capture did not say has to be told, too."""
    said: Record = {key: list(v) if key in _LISTS else v for key, v in variant.said.items()}
    for key in EVIDENCE.values():
        if said.get(key) is not None:
            said[key] = _evidence_record(said[key], full=False)
    return {"captures": variant.captures, "said": said}


def _variant(record: Record, where: str) -> Variant:
    """Read a variant back; ValueError says which key is wrong."""
    record = _known(Variant, record, where)
    said, captures = record.get("said"), record.get("captures")
    if not (isinstance(said, dict) and _SAID.issuperset(said) and is_ranges(captures)):
        raise ValueError(f"{where} is not what captures said")
    paper = paper_from_record(said, where)
    return Variant(str(captures), {key: getattr(paper, key) for key in said})


def _tallies_record(tallies: Tallies, full: bool) -> Record:
    record = tallies._asdict()
    return record if full else _compact(record)


def _capture_record(capture: Capture, full: bool) -> Record:
    record = capture._asdict() | {"page": _tallies_record(capture.page, full)}
    if full:
        del record["order"]
    return record if full else _compact(record)


def hub_to_record(hub: Hub) -> Record:
    """Return a hub as it is stored, without what can be counted from it."""
    papers = {"papers": [paper_to_record(paper) for paper in hub.papers]}
    return _compact(_head_record(hub, full=False) | papers)


def _head_record(hub: Hub, full: bool) -> Record:
    return hub._asdict() | {
        "by_hand": list(hub.by_hand) if full or hub.by_hand else None,
        "former_names": list(hub.former_names) if full or hub.former_names else None,
        "page": _tallies_record(hub.page, full),
        "captures": [_capture_record(capture, full) for capture in hub.captures],
    }


HUB_KEYS = (
    *("id", "title", "page_title", "authors", "year", "doi", "arxiv_id", "url", "by_hand"),
    *("former_names", "tier", "standing", "status", "title_note", "citing_count"),
    *("listed_count", "complete", "roles", "page", "rules", "abstract", "captures"),
)


def hub_summary(hub: Hub) -> Record:
    """Return a hub as `show` prints it: every one of `HUB_KEYS`, and no papers."""
    record = _head_record(hub, full=True) | {
        "title_note": None if "title" in hub.by_hand else title_note(hub.id, hub.title),
        "listed_count": len(hub.listed),
        "complete": hub.complete,
        "roles": hub.roles,
    }
    return {key: record[key] for key in HUB_KEYS}


def listed_paper(hub: Hub, position: int) -> Record:
    """Return the paper at a position, from 1, as listings print it: all keys, hub and position."""
    record = paper_to_record(hub.papers[position - 1], full=True)
    head = {key: record.pop(key) for key in ("title", "summary")}
    return head | {"hub": hub.id, "position": position} | record


class ListedPapers(Sequence[Record]):
    """Papers of a hub as listings print them, each made when it is asked for: hubs may be large."""

    def __init__(self, hub: Hub, positions: Sequence[int]) -> None:
        self._hub = hub
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, at: int) -> Record: ...
    @overload
    def __getitem__(self, at: slice) -> list[Record]: ...
    def __getitem__(self, at: int | slice) -> Record | list[Record]:
        if isinstance(at, slice):
            return [listed_paper(self._hub, position) for position in self._positions[at]]
        return listed_paper(self._hub, self._positions[at])


def listed_papers(hub: Hub) -> list[Record]:
    """Return every paper of a hub as listings print it."""
    return ListedPapers(hub, range(1, len(hub.papers) + 1))[:]


def _known(cls: type, record: Record, where: str) -> Record:
    """Check that a record's keys and plain values are those of its class."""
    if not isinstance(record, dict):
        raise ValueError(f"{where} is not a mapping")
    checks = _checks_of(cls)
    for key, value in record.items():
        if key not in checks:
            raise NewerRecordError(
                f"{where} has an unknown key {key!r}; a newer citehub may have written it"
            )
        if not checks[key](value):
            # YAML aliases can make a value endless to write out.
            raise ValueError(f"{where}: {key} cannot be {reprlib.repr(value):.60}")
    return record


@lru_cache
def _checks_of(cls: type) -> dict[str, Callable[[Any], bool]]:
    """Return what tells whether a value fits, for each key of a class; parts are read elsewhere."""
    return {key: _FITS.get(kind, lambda value: True) for key, kind in cls.__annotations__.items()}


_SURROGATE = regex("[\ud800-\udfff]")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and (value.isascii() or not _SURROGATE.search(value))


def _is_int(value: Any) -> bool:
    return type(value) is int and abs(value) < 1 << 63


def _is_number(value: Any) -> bool:
    return _is_int(value) or (isinstance(value, float) and math.isfinite(value))


_FITS: dict[Any, Callable[[Any], bool]] = {
    str: _is_text,
    str | None: lambda value: value is None or _is_text(value),
    int: _is_int,
    int | None: lambda value: value is None or _is_int(value),
    float | None: lambda value: value is None or _is_number(value),
    bool: lambda value: isinstance(value, bool),
    dict[str, int]: lambda value: (
        isinstance(value, dict) and all(_is_text(name) and _is_int(n) for name, n in value.items())
    ),
    tuple[str, ...]: lambda value: isinstance(value, list) and all(map(_is_text, value)),
    tuple[Capture, ...]: lambda value: isinstance(value, list),
    tuple[Variant, ...]: lambda value: value is None or isinstance(value, list),
    tuple[Paper, ...]: lambda value: isinstance(value, list),
}


def _tallies(record: Record, where: str) -> Tallies:
    return Tallies(**_known(Tallies, record, where))


def paper_from_record(record: Record, where: str = "paper") -> Paper:
    """Read a citing paper back; ValueError says which key is wrong.

    Before a paper could have several citing sentences, its record had one, `context`.
    """
    if isinstance(record, dict) and "context" in record:
        one = record["context"]
        record = {key: value for key, value in record.items() if key != "context"}
        record.setdefault("contexts", [] if one is None else [one])
    record = dict(_known(Paper, record, where))
    for key in _LISTS:
        record[key] = tuple(record.get(key) or ())
    for key in EVIDENCE.values():
        if record.get(key) is not None:
            record[key] = Evidence(**_known(Evidence, record[key], f"{where}: {key}"))
    if record.get("seen") is not None and not is_ranges(record["seen"]):
        raise ValueError(f"{where}: seen cannot be {reprlib.repr(record['seen']):.60}")
    if variants := record.get("variants"):
        record["variants"] = tuple(
            _variant(item, f"{where}: variant {n}") for n, item in enumerate(variants, start=1)
        )
    return Paper(**record)


def hub_from_record(record: Record) -> Hub:
    """Read a hub back from a stored record; ValueError says which key is wrong."""
    record = dict(_known(Hub, record, "hub"))
    for key in ("id", "title"):
        if not record.get(key):
            raise ValueError(f"hub has no {key}")
    record.setdefault("page_title", record["title"])
    for key in ("by_hand", "former_names"):
        record[key] = tuple(record.get(key) or ())
    record["page"] = _tallies(record.get("page") or {}, "page")
    captures = []
    for number, item in enumerate(record.get("captures") or (), start=1):
        where = f"capture {number}"
        known = _known(Capture, item, where)
        if not re.fullmatch(r"[0-9a-f]{64}", str(known.get("sha256"))):
            raise ValueError(f"{where}: sha256 is not 64 hexadecimal digits")
        if known.get("order") is not None and not is_ranges(known["order"]):
            raise ValueError(f"{where}: order is not numbers as ranges")
        page = _tallies(known.get("page") or {}, f"{where}: page")
        captures.append(Capture(**known | {"page": page}))
    papers = record.get("papers") or ()
    return Hub(
        **record
        | {
            "captures": tuple(captures),
            "papers": tuple(
                paper_from_record(item, f"paper {n}") for n, item in enumerate(papers, start=1)
            ),
        }
    )


def telling_places(explained: Record, where: str) -> list[tuple[int, int]]:
    """Return which characters [start, end) of a text speak for the value that scores best.

    `explained` is what `explain_paper` has for one label. Words against it are not told: with them,
    most of a text would be.
    """
    best = explained["totals"][0]["value"] if explained["totals"] else None
    fired = (rule for rule in explained["rules"] if rule["value"] == best)
    places = (place for rule in fired for place in (rule["terms"] or [rule]))
    return [(place["start"], place["end"]) for place in places if place["where"] == where]
