"""What citehub knows: a cited work (hub), its citing papers, and the captures they came from.

All are named tuples: never changed, made and copied five times as fast as frozen dataclasses, of
which defining these six alone would take a tenth of the time in which a command starts.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

UNCLASSIFIED = "unclassified"
LABELS = ("role", "citation_role", "citation_polarity")
EVIDENCE = {label: f"{label}_evidence" for label in LABELS}  # the key of what each rests on
# What the shipped rules and the pages say of each; a user's rules may say more.
VALUES: dict[str, tuple[str, ...]] = {
    "role": ("survey", "benchmark", "method", "analysis", "theory", "system"),
    "citation_role": (
        *("background", "method", "dataset", "baseline", "comparison", "extension", "other"),
    ),
    "citation_polarity": ("background", "support", "contrast", "use_method", "use_dataset"),
}
# In place of a rule's id: who gave the label. No rule overrules them.
HAND = "hand"
PAGE = "page"
GIVEN = (HAND, PAGE)


class Evidence(NamedTuple):
    """Why a label was given.

    `rule` is the id of the rule that decided, "page" for a label the page states, "hand" for one
    given by the user; `match` the words it rests on, of a page's label the page's own word where
    that is another; `where` the text they were found in: title, summary, abstract, or one of
    `named_contexts`; `margin` how far the label leads the next; `confidence` how often labels
    with such a lead were right in testing (0 to 1), null where nobody measured it on such a text.
    Of a label by hand: `by` whom, `when`, what the rules `proposed` before, and in which `order` of
    a review the paper came up.
    """

    rule: str
    match: str | None = None
    where: str | None = None
    confidence: float | None = None
    margin: float | None = None
    runner_up: str | None = None
    by: str | None = None
    when: str | None = None
    proposed: str | None = None
    order: str | None = None


def named_contexts(contexts: Sequence[str]) -> dict[str, str]:
    """Return citing sentences by name: `context` for the only one, else `context 1`, and so on."""
    if len(contexts) == 1:
        return {"context": contexts[0]}
    return {f"context {number}": sentence for number, sentence in enumerate(contexts, start=1)}


class Variant(NamedTuple):
    """What some captures said of a paper where that is not what is held of it now.

    `captures` are their numbers as ranges (`1-3 5`); `said` maps fields of a paper to their values.
    """

    captures: str
    said: dict[str, Any]


class Paper(NamedTuple):
    """One citing paper. What no page said is None, or (); two keys number captures.

    `contexts` are the sentences that cite the hub, `work_type` is the page's own word for what has
    been published: article, preprint, dataset. `doi` and `arxiv_id` are as in text/identifiers.
    `first_seen` and `last_seen` are the first and the last capture that list the paper, from 1;
    `seen` are all of them, as ranges, None where that is each from the first to the last.
    `variants` keep what other captures said, so that their order can be changed later.
    """

    title: str | None = None
    summary: str | None = None
    representative: bool = False
    role: str = UNCLASSIFIED
    role_evidence: Evidence | None = None
    citation_role: str = UNCLASSIFIED
    citation_role_evidence: Evidence | None = None
    citation_polarity: str = UNCLASSIFIED
    citation_polarity_evidence: Evidence | None = None
    field: str | None = None
    date: str | None = None
    year: int | None = None
    verdict: str | None = None
    novelty: float | None = None
    reference_count: int | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    venue: str | None = None
    url: str | None = None
    work_type: str | None = None
    authors: tuple[str, ...] = ()
    abstract: str | None = None
    contexts: tuple[str, ...] = ()
    first_seen: int | None = None
    last_seen: int | None = None
    dropped: bool = False
    seen: str | None = None
    variants: tuple[Variant, ...] = ()

    @property
    def captures(self) -> str:
        """All captures that list it, as ranges."""
        first, last = self.first_seen or 1, self.last_seen or 1
        return self.seen or (f"{first}-{last}" if last > first else str(first))


_NONE: dict[str, int] = {}  # one for all, as nobody changes a tally


class Tallies(NamedTuple):
    """What a page says of its citing papers as a whole; `background_share` is in percent."""

    roles: dict[str, int] = _NONE
    polarities: dict[str, int] = _NONE
    fields: dict[str, int] = _NONE
    years: dict[str, int] = _NONE
    verdicts: dict[str, int] = _NONE
    background_share: int | None = None


class Note(NamedTuple):
    """A line of a page that fits nowhere, kept out of the hub and reported."""

    line: int
    text: str


def _titled(papers: tuple[Paper, ...]) -> int:
    """Count papers; one without a title may be another's double."""
    return sum(paper.title is not None for paper in papers)


class HubPage(NamedTuple):
    """One page as it was read, before it is joined to anything.

    `title` is empty where the page does not name the cited work. `site` names whose list it is
    where it is not of a hub page. `filtered` is true where the page says that it is a filtered view
    of its hub.
    `cut` is true where it ends before its lists of papers.
    """

    title: str
    site: str | None = None
    tier: str | None = None
    standing: str | None = None
    status: str | None = None
    citing_count: int | None = None
    authors: str | None = None
    year: int | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    url: str | None = None
    abstract: str | None = None
    filtered: bool = False
    cut: bool = False
    tallies: Tallies = Tallies()
    papers: tuple[Paper, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the page lists as many papers as it declares; one that lists more is in doubt."""
        return self.citing_count is not None and _titled(self.papers) == self.citing_count

    @property
    def surplus(self) -> int:
        """How many more papers the page lists than it declares."""
        return 0 if self.citing_count is None else max(0, _titled(self.papers) - self.citing_count)


class Capture(NamedTuple):
    """One ingested page of a hub: where from, which bytes (sha256), when saved (UTC).

    `site` is None for a hub page; a list of another site says nothing of what that one lists.
    `cut` is true of a page that ends before its lists of papers, and maybe before all its tallies.
    `title`, `tier`, `standing` and `status` are the page's own. `order` are the positions of the
    papers that it lists, as ranges, where their order is another than the hub's. `unsure` is true
    of a page that an earlier version stored: which papers it lists is known only in part.
    """

    source: str
    sha256: str
    when: str | None = None
    declared: int | None = None
    listed: int = 0
    complete: bool = False
    filtered: bool = False
    cut: bool = False
    site: str | None = None
    page: Tallies = Tallies()
    title: str | None = None
    tier: str | None = None
    standing: str | None = None
    status: str | None = None
    order: str | None = None
    unsure: bool = False


class Hub(NamedTuple):
    """A cited work and all that is known of who cites it.

    `title` is what to call it, `page_title` the page's own words, by which captures find their
    hub. `by_hand` names the fields the user corrected; pages no longer touch those, and what they
    say in place of them is kept as `page_authors` and `page_year`. `former_names` are ids that it
    had, and ids and titles by hand of hubs that were merged into it: they still find it. `rules` is
    the version of the rules that labelled the papers. `captures` are in the order of their times;
    `stated` names the one that a field is from, by its number, where that is not the last.
    """

    id: str
    title: str
    page_title: str
    tier: str | None = None
    standing: str | None = None
    status: str | None = None
    citing_count: int | None = None
    authors: str | None = None
    year: int | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    url: str | None = None
    by_hand: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    page_authors: str | None = None
    page_year: int | None = None
    rules: str | None = None
    page: Tallies = Tallies()
    abstract: str | None = None
    captures: tuple[Capture, ...] = ()
    stated: dict[str, int] = _NONE
    papers: tuple[Paper, ...] = ()

    @property
    def listed(self) -> tuple[Paper, ...]:
        """The papers that no later complete page has dropped."""
        return tuple(paper for paper in self.papers if not paper.dropped)

    @property
    def complete(self) -> bool:
        """Whether every paper the page declares is known."""
        return self.citing_count is not None and _titled(self.listed) >= self.citing_count

    @property
    def roles_by_hand(self) -> int:
        """Count the listed papers whose role the user gave."""
        given = (paper.role_evidence for paper in self.listed)
        return sum(evidence is not None and evidence.rule == HAND for evidence in given)

    def with_paper(self, position: int, paper: Paper) -> "Hub":
        """Return the hub with another paper at a position (from 1)."""
        at = position - 1
        return self._replace(papers=(*self.papers[:at], paper, *self.papers[at + 1 :]))

    @property
    def roles(self) -> dict[str, int]:
        """Count the listed papers by role, most frequent first, unclassified last."""
        counted = Counter(paper.role for paper in self.listed)
        ranked = sorted(counted, key=lambda role: (role == UNCLASSIFIED, -counted[role], role))
        return {role: counted[role] for role in ranked}
