"""What the user knows better: labels and titles by hand, and how to take them back. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from citehub.model import HAND, LABELS, UNCLASSIFIED, Evidence, Hub, Paper


class Change(NamedTuple):
    """One label of one paper that is or would be other than before; `rule` is what decided."""

    hub: str
    position: int
    title: str | None
    label: str
    old: str
    new: str
    rule: str | None


def label_paper(
    hub: Hub, position: int, labels: Mapping[str, str], *, why: str | None, by: str, when: str
) -> Hub:
    """Return the hub with labels given by hand to its paper at a position (from 1).

    One that was given before stays as it is, with who gave it, when and why, unless `why` is new.
    """
    evidence = Evidence(rule=HAND, match=why, where="stated by you", by=by, when=when)
    paper = hub.papers[position - 1]
    given: dict[str, object] = {}
    for label, value in labels.items():
        held = getattr(paper, f"{label}_evidence")
        same = _is_by_hand(paper, label) and getattr(paper, label) == value
        if not (same and why in (None, held.match)):
            given |= {label: value, f"{label}_evidence": evidence}
    return hub.with_paper(position, paper._replace(**given))  # type: ignore[arg-type]


def clear_labels(hub: Hub, position: int, labels: tuple[str, ...] = LABELS) -> Hub:
    """Return the hub with a paper's labels given by hand taken back; the rules decide again."""
    paper = hub.papers[position - 1]
    cleared: dict[str, object] = {}
    for label in labels:
        if _is_by_hand(paper, label):
            cleared |= {label: UNCLASSIFIED, f"{label}_evidence": None}
    return hub.with_paper(position, paper._replace(**cleared))  # type: ignore[arg-type]


def correct_hub(hub: Hub, fields: Mapping[str, str | int]) -> Hub:
    """Return the hub with fields (title, authors, year) set by hand; its page's title is kept."""
    by_hand = tuple(dict.fromkeys((*hub.by_hand, *fields)))
    return hub._replace(by_hand=by_hand, **fields)  # type: ignore[arg-type]


def uncorrect_hub(hub: Hub) -> Hub:
    """Return the hub as its pages call it; authors and year come back with its next page."""
    back: dict[str, object] = {name: None for name in hub.by_hand if name != "title"}
    return hub._replace(by_hand=(), title=hub.page_title, **back)  # type: ignore[arg-type]


def changes(earlier: Hub, later: Hub) -> list[Change]:
    """Return every label that differs between two states of a hub, or by whom or why it is given.

    What only rules gave, and give again, is no change.
    """
    found = []
    for position, (before, after) in enumerate(
        zip(earlier.papers, later.papers, strict=True), start=1
    ):
        for label in LABELS:
            was, now = getattr(before, label), getattr(after, label)
            old, evidence = (getattr(paper, f"{label}_evidence") for paper in (before, after))
            by_hand = _is_by_hand(before, label) or _is_by_hand(after, label)
            if was != now or (by_hand and old != evidence):
                rule = evidence.rule if evidence else None
                found.append(Change(later.id, position, after.title, label, was, now, rule))
    return found


def _is_by_hand(paper: Paper, label: str) -> bool:
    evidence = getattr(paper, f"{label}_evidence")
    return evidence is not None and evidence.rule == HAND


def hand_labels(hub: Hub) -> list[tuple[Paper, str, str]]:
    """Return (paper, label, value) for every label that was given by hand."""
    return [
        (paper, label, getattr(paper, label))
        for paper in hub.papers
        for label in LABELS
        if _is_by_hand(paper, label)
    ]
