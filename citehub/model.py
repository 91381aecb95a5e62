"""What citehub knows: a cited work (hub), its citing papers, and the captures they came from.

`to_record` and `from_record` are the one wire form. A stored record leaves out what is null, empty
or false; a shown record (`full=True`) has every key, so that scripts can rely on each being there.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from citehub.text import one_line, slug

Record = dict[str, Any]

UNCLASSIFIED = "unclassified"
LABELS = ("role", "citation_role", "citation_polarity")
TIERS = ("hub", "super hub", "mega hub")
STANDINGS = ("Canonical reference", "Mixed citations")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a label was given.

    `rule` is the id of the rule that decided, "page" for a label the page states, "hand" for one
    given by the user; `where` the text it was found in; `confidence` the rule's measured
    precision (lower 95 % bound, 0 to 1), null where nobody measured it.
    """

    rule: str
    match: str | None = None
    where: str | None = None
    confidence: float | None = None
    runner_up: str | None = None
    by: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One citing paper. What no page said is None; `first_seen`, `last_seen` number captures."""

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
    arxiv_id: str | None = None
    context: str | None = None
    first_seen: int | None = None
    last_seen: int | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Tallies:
    """What a page says of its citing papers as a whole; `background_share` is in percent."""

    roles: dict[str, int] = field(default_factory=dict)
    polarities: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    background_share: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A line of a page that fits nowhere, kept out of the hub and reported."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class HubPage:
    """One page as it was read, before it is joined to anything.

    `filtered` is true where the page says that it is a filtered view of its hub.
    """

    title: str
    tier: str | None = None
    standing: str | None = None
    status: str | None = None
    citing_count: int | None = None
    authors: str | None = None
    year: int | None = None
    abstract: str | None = None
    filtered: bool = False
    tallies: Tallies = Tallies()
    papers: tuple[Paper, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether the page lists as many papers as it declares."""
        return self.citing_count is not None and len(self.papers) >= self.citing_count


@dataclass(frozen=True, slots=True)
class Capture:
    """One ingested page of a hub: where from, which bytes (sha256), when saved (UTC)."""

    source: str
    sha256: str
    when: str | None = None
    declared: int | None = None
    listed: int = 0
    complete: bool = False
    filtered: bool = False
    page: Tallies = Tallies()


@dataclass(frozen=True, slots=True)
class Hub:
    """A cited work and all that is known of who cites it.

    `title` is what to call it, `page_title` the page's own words, by which captures find their
    hub. `by_hand` names the fields the user corrected; pages no longer touch those. `rules` is
    the version of the rules that labelled the papers.
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
    by_hand: tuple[str, ...] = ()
    rules: str | None = None
    page: Tallies = Tallies()
    abstract: str | None = None
    captures: tuple[Capture, ...] = ()
    papers: tuple[Paper, ...] = ()

    @property
    def listed(self) -> tuple[Paper, ...]:
        """The papers that no later complete page has dropped."""
        return tuple(paper for paper in self.papers if not paper.dropped)

    @property
    def complete(self) -> bool:
        """Tell whether every paper the page declares is known."""
        return self.citing_count is not None and len(self.listed) >= self.citing_count

    @property
    def roles(self) -> dict[str, int]:
        """Count the listed papers by role, most frequent first, unclassified last."""
        counted = Counter(paper.role for paper in self.listed)
        ranked = sorted(counted, key=lambda role: (role == UNCLASSIFIED, -counted[role], role))
        return {role: counted[role] for role in ranked}


def new_id(title: str, taken: bool, digest: str) -> str:
    """Name a hub by its title; one whose name is taken gets `-` and six digits of `digest`."""
    return f"{slug(title)}-{digest[:6]}" if taken else slug(title)


_NAME = re.compile(
    r"(?:(?:van|von|der|den|de|da|di|del|la|le|el|al|bin|ten|ter|dos|du)\s+|[^\W\d_a-z][\w.'’-]*\s*)+"
)
_LIST_ENDS = re.compile(r",?\s+(?:and|&)\s+|,\s*|\s*;\s*")


def title_note(hub_id: str, title: str) -> str | None:
    """Say what looks wrong with a title and how to mend it, or None."""
    parts = [part for part in _LIST_ENDS.split(title) if part and part not in {"et al", "et al."}]
    names = [p for p in parts if _NAME.fullmatch(p) and 2 <= len(p.split()) <= 5]
    if len(parts) >= 2 and len(names) == len(parts) and ("," in title or ";" in title):
        what = "this is a list of authors, not a title"
    elif re.search(r"arXiv preprint|arXiv:\d{4}\.\d", title):
        what = "this title has a reference glued to it"
    elif title.endswith((",", ";", ":")):
        what = f"this title ends in a stray {title[-1]!r}"
    else:
        return None
    return f"{what}; give the real one with: citehub set {hub_id} --title 'TITLE'"


# ---- the wire form -----------------------------------------------------------------------------


def _compact(record: Record) -> Record:
    return {
        k: v for k, v in record.items() if v is not None and v is not False and v not in ((), {})
    }


def _evidence_record(evidence: Evidence | None, full: bool) -> Record | None:
    if evidence is None:
        return None
    record = {
        "rule": evidence.rule,
        "match": evidence.match,
        "where": evidence.where,
        "confidence": evidence.confidence,
        "runner_up": evidence.runner_up,
    }
    if evidence.by or evidence.when:
        record |= {"by": evidence.by, "when": evidence.when}
    return record if full else _compact(record)


def paper_to_record(paper: Paper, *, full: bool = False) -> Record:
    """Return a citing paper as plain data; `full` keeps the nulls."""
    record: Record = {
        "title": paper.title,
        "summary": paper.summary,
        "representative": paper.representative,
    }
    for label in LABELS:
        value, evidence = getattr(paper, label), getattr(paper, f"{label}_evidence")
        if full or value != UNCLASSIFIED or evidence is not None:
            record[label] = value
            record[f"{label}_evidence"] = _evidence_record(evidence, full)
    record |= {
        "field": paper.field,
        "date": paper.date,
        "year": paper.year,
        "verdict": paper.verdict,
        "novelty": paper.novelty,
        "arxiv_id": paper.arxiv_id,
        "context": paper.context,
        "first_seen": paper.first_seen,
        "last_seen": paper.last_seen,
        "dropped": paper.dropped,
    }
    return record if full else _compact(record)


def _tallies_record(tallies: Tallies, full: bool) -> Record:
    record: Record = {
        "roles": tallies.roles,
        "polarities": tallies.polarities,
        "fields": tallies.fields,
        "years": tallies.years,
        "verdicts": tallies.verdicts,
        "background_share": tallies.background_share,
    }
    return record if full else _compact(record)


def _capture_record(capture: Capture, full: bool) -> Record:
    record: Record = {
        "source": capture.source,
        "sha256": capture.sha256,
        "when": capture.when,
        "declared": capture.declared,
        "listed": capture.listed,
        "complete": capture.complete,
        "filtered": capture.filtered,
        "page": _tallies_record(capture.page, full),
    }
    return record if full else _compact(record)


def hub_to_record(hub: Hub, *, full: bool = False) -> Record:
    """Return a hub as plain data, without what can be counted anew; `full` keeps the nulls."""
    record: Record = {
        "id": hub.id,
        "title": hub.title,
        "page_title": hub.page_title,
        "tier": hub.tier,
        "standing": hub.standing,
        "status": hub.status,
        "citing_count": hub.citing_count,
        "authors": hub.authors,
        "year": hub.year,
        "by_hand": list(hub.by_hand) if full or hub.by_hand else None,
        "rules": hub.rules,
        "page": _tallies_record(hub.page, full),
        "abstract": hub.abstract,
        "captures": [_capture_record(capture, full) for capture in hub.captures],
        "papers": [paper_to_record(paper, full=full) for paper in hub.papers],
    }
    return record if full else _compact(record)


def hub_summary(hub: Hub) -> Record:
    """Return a hub as `show` prints it: every key, what can be counted, and no papers."""
    record = hub_to_record(hub, full=True)
    counted = {
        "listed_count": len(hub.listed),
        "complete": hub.complete,
        "roles": hub.roles,
    }
    keys = ("id", "title", "page_title", "authors", "year", "by_hand", "tier", "standing", "status")
    return (
        {key: record[key] for key in keys}
        | {"title_note": None if "title" in hub.by_hand else title_note(hub.id, hub.title)}
        | {"citing_count": hub.citing_count}
        | counted
        | {key: record[key] for key in ("page", "rules", "abstract", "captures")}
    )


def listed_papers(hub: Hub) -> list[Record]:
    """Return every paper of a hub as listings print it: all keys, its hub, its position from 1."""
    records = []
    for position, paper in enumerate(hub.papers, start=1):
        record = paper_to_record(paper, full=True)
        head = {key: record.pop(key) for key in ("title", "summary")}
        records.append(head | {"hub": hub.id, "position": position} | record)
    return records


def _known(cls: type, record: Record, where: str) -> Record:
    """Check that a record's keys and plain values are those of its class."""
    if not isinstance(record, dict):
        raise ValueError(f"{where} is not a mapping")
    names: dict[str, Any] = cls.__dataclass_fields__  # type: ignore[attr-defined]
    for key, value in record.items():
        if key not in names:
            raise ValueError(f"{where} has an unknown key {key!r}")
        kind = _KINDS.get(names[key].type)
        if kind and not (isinstance(value, kind) and not (kind != (bool,) and value is True)):
            raise ValueError(f"{where}: {key} is {value!r}, not {names[key].type}")
    return record


_KINDS: dict[Any, tuple[type, ...]] = {
    str: (str,),
    str | None: (str, type(None)),
    int: (int,),
    int | None: (int, type(None)),
    float | None: (float, int, type(None)),
    bool: (bool,),
    dict[str, int]: (dict,),
}


def _tallies(record: Record, where: str) -> Tallies:
    return Tallies(**_known(Tallies, record, where))


def paper_from_record(record: Record, where: str = "paper") -> Paper:
    """Read a citing paper back; ValueError says which key is wrong."""
    record = dict(_known(Paper, record, where))
    for label in LABELS:
        key = f"{label}_evidence"
        if record.get(key) is not None:
            record[key] = Evidence(**_known(Evidence, record[key], f"{where}: {key}"))
    return Paper(**record)


def hub_from_record(record: Record) -> Hub:
    """Read a hub back from a stored record; ValueError says which key is wrong."""
    record = dict(_known(Hub, record, "hub"))
    for key in ("id", "title"):
        if not record.get(key):
            raise ValueError(f"hub has no {key}")
    record.setdefault("page_title", record["title"])
    record["by_hand"] = tuple(record.get("by_hand") or ())
    record["page"] = _tallies(record.get("page") or {}, "page")
    captures = []
    for number, item in enumerate(record.get("captures") or (), start=1):
        item = dict(_known(Capture, item, f"capture {number}"))
        captures.append(
            Capture(**item | {"page": _tallies(item.get("page") or {}, f"capture {number}: page")})
        )
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


def page_key(title: str) -> str:
    """Return what two pages of one hub share: the exact title, white space aside."""
    return one_line(title)
