"""What the user knows better: labels and titles by hand, and how to take them back. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from citehub.hubs.listing import as_stated, with_labels
from citehub.model import GIVEN, HAND, LABELS, Evidence, Hub, Paper


class Change(NamedTuple):
    """One label of one paper that is or would be other than before; `rule` is what decided."""

    hub: str
    position: int
    title: str | None
    label: str
    old: str
    new: str
    rule: str | None


def label_paper(paper: Paper, labels: Mapping[str, str], given: Evidence) -> Paper:
    """Return the paper with labels given by hand; `given` says why (or None), by whom and when.

    One that was given before stays as it is, with who gave it, when and why, unless the reason is
    new.
    """
    changed: dict[str, object] = {}
    for label, value in labels.items():
        held = getattr(paper, f"{label}_evidence")
        same = is_by_hand(paper, label) and getattr(paper, label) == value
        if not (same and given.match in (None, held.match)):
            proposed = _proposed(getattr(paper, label), held)
            changed |= {label: value, f"{label}_evidence": given._replace(proposed=proposed)}
    return with_labels(paper, changed) if changed else paper


def _proposed(value: str, held: Evidence | None) -> str | None:
    """Return what the rules said of a label before it was given by hand; None where a page did."""
    if held is None or held.rule not in GIVEN:
        return value
    return held.proposed


def by_hand(why: str | None, by: str, when: str, order: str | None = None) -> Evidence:
    """Return what stands behind a label that a user gives; `order` is that of a review."""
    return Evidence(rule=HAND, match=why, where="stated by you", by=by, when=when, order=order)


def clear_labels(paper: Paper, labels: tuple[str, ...]) -> Paper:
    """Return the paper with labels given by hand taken back: as its pages state them, if they do.

    Where they do not, the rules are to decide again.
    """
    cleared: dict[str, object] = {}
    for label in labels:
        if is_by_hand(paper, label):
            cleared |= as_stated(paper, label)
    return with_labels(paper, cleared) if cleared else paper


def correct_hub(hub: Hub, fields: Mapping[str, str | int]) -> Hub:
    """Return the hub with fields (title, authors, year) set by hand; what its pages say is kept."""
    kept = {
        f"page_{name}": getattr(hub, name)
        for name in fields
        if name not in hub.by_hand and name != "title"  # a page's title is its hub's key: it stays
    }
    by_hand = tuple(dict.fromkeys((*hub.by_hand, *fields)))
    return hub._replace(by_hand=by_hand, **kept, **fields)  # type: ignore[arg-type]


def rename_hub(hub: Hub, new_id: str) -> Hub:
    """Return the hub with another id; the one that it had is kept, and finds it."""
    names = dict.fromkeys((*hub.former_names, hub.id))
    return hub._replace(id=new_id, former_names=tuple(name for name in names if name != new_id))


def uncorrect_hub(hub: Hub) -> Hub:
    """Return the hub as its pages call it."""
    back = {name: getattr(hub, f"page_{name}") for name in hub.by_hand}
    return hub._replace(by_hand=(), page_authors=None, page_year=None, **back)


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
            by_hand = is_by_hand(before, label) or is_by_hand(after, label)
            if was != now or (by_hand and old != evidence):
                rule = evidence.rule if evidence else None
                found.append(Change(later.id, position, after.title, label, was, now, rule))
    return found


def is_by_hand(paper: Paper, label: str) -> bool:
    """Return whether the user gave a label of a paper."""
    evidence = getattr(paper, f"{label}_evidence")
    return evidence is not None and evidence.rule == HAND


def hand_labels(hub: Hub) -> list[tuple[Paper, str, str]]:
    """Return (paper, label, value) for every label that was given by hand."""
    return [
        (paper, label, getattr(paper, label))
        for paper in hub.papers
        for label in LABELS
        if is_by_hand(paper, label)
    ]
