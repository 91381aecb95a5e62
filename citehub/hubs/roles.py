"""A role by hand as a fact about a paper: the same in every hub that lists it. Pure."""

from citehub.hubs.by_hand import is_by_hand, label_paper
from citehub.hubs.match import ids_of
from citehub.model import Paper


def may_be_one(paper: Paper, other: Paper) -> bool:
    """Return whether no id speaks against two listings of one title being of one paper."""
    mine, theirs = set(ids_of(paper)), set(ids_of(other))
    if not mine.isdisjoint(theirs):
        return True
    return {kind for kind, _ in mine}.isdisjoint(kind for kind, _ in theirs)


def with_role_by_hand(paper: Paper, others: list[Paper]) -> Paper:
    """Return a paper with the role that the user gave another listing of it, the last of several.

    A role that the paper was given itself stays.
    """
    if is_by_hand(paper, "role"):
        return paper
    given = [
        (other.role_evidence.when or "", other.role, other.role_evidence)
        for other in others
        if other.role_evidence and is_by_hand(other, "role") and may_be_one(paper, other)
    ]
    if not given:
        return paper
    _, role, evidence = max(given, key=lambda label: label[:2])
    return label_paper(paper, {"role": role}, evidence)
