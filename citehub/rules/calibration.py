"""How often a label is right that leads the next by so much: measured on labelled texts, in bins.

Bins hold about the same number of texts. Where a larger lead was right less often than a smaller
one, the two are one bin: the pooling of isotonic regression (Zadrozny and Elkan 2002).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_BINS = 6
LEAST = 30  # texts in a bin, where there are as many

Tested = tuple[float, bool]  # the lead of a label that was given, and whether it was right


class Bin(NamedTuple):
    """Of `n` labels with a lead of at least `lead`, and less than that of the next bin."""

    lead: float
    right: float  # the share of them that was right
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured for one label, on which data; the bins go from small leads to large."""

    on: str
    bins: tuple[Bin, ...]

    def share(self, lead: float) -> float:
        """Return how often labels with such a lead were right."""
        found = self.bins[0]
        for one in self.bins:
            if one.lead <= lead:
                found = one
        return found.right


def calibrate(tested: Sequence[Tested], on: str) -> Calibration:
    """Measure bins on labels that were given, at least one."""
    ordered = sorted(tested)
    count = max(1, min(MOST_BINS, len(ordered) // LEAST))
    edges = {_first(ordered, round(n * len(ordered) / count)) for n in range(count)}
    starts = sorted(edges)
    pooled: list[tuple[float, int, int]] = []  # least lead, right, n
    for start, end in zip(starts, [*starts[1:], len(ordered)], strict=True):
        lead, right, n = ordered[start][0], sum(r for _, r in ordered[start:end]), end - start
        while pooled and pooled[-1][1] * n >= right * pooled[-1][2]:
            lead, more, others = pooled.pop()
            right, n = right + more, n + others
        pooled.append((lead, right, n))
    bins = (Bin(round(lead, 3), round(right / n, 3), n) for lead, right, n in pooled)
    return Calibration(on, tuple(bins))


def _first(ordered: Sequence[Tested], at: int) -> int:
    """Return where the labels with the same lead as the one at a place begin: no bin parts them."""
    while at and ordered[at - 1][0] == ordered[at][0]:
        at -= 1
    return at


def expected_error(tested: Sequence[Tested], known: Calibration) -> float:
    """Return the expected calibration error: how far claimed and measured shares lie apart.

    The mean over the labels given, of the difference in the bin of each (Naeini et al. 2015).
    """
    claimed: dict[float, list[bool]] = {}
    for lead, right in tested:
        claimed.setdefault(known.share(lead), []).append(right)
    apart = (abs(sum(rights) - share * len(rights)) for share, rights in claimed.items())
    return sum(apart) / len(tested)
