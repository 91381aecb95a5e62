"""A paper as captures list it: what each said, what is held of it, and back again. Pure.

What is held is what the newest capture says that says it. What any capture said otherwise is kept
as a variant, so that an older capture can still take its place among them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from citehub.model import HAND, LABELS, PAGE, UNCLASSIFIED, Paper, Variant
from citehub.text.ranges import numbers, ranges, with_number, without
from citehub.text.words import fold

_PLAIN = (
    *("field", "date", "year", "verdict", "novelty", "reference_count", "arxiv_id", "doi"),
    *("venue", "url", "work_type", "authors", "abstract"),
)
_CITATION = LABELS[1:]  # what pages state, too
_ROLE = Paper._fields.index("role")
_STATED = Paper._fields.index("citation_role")  # two labels, each with its evidence
_TOLD = Paper._fields.index("field")
_OURS = Paper._fields.index("first_seen")
_NOT_OURS = Paper()[_OURS:]


def said_of(paper: Paper) -> Paper:
    """Return a paper with what pages said of it alone.

    By slices: a hub of many captures asks this a million times.
    """
    labels: tuple[Any, ...] = paper[_STATED:_TOLD]
    role, by, polarity, evidence = labels
    if by is None or by.rule != PAGE:
        role, by = UNCLASSIFIED, None
    if evidence is None or evidence.rule != PAGE:
        polarity, evidence = UNCLASSIFIED, None
    labels = (UNCLASSIFIED, None, role, by, polarity, evidence)
    return Paper._make((*paper[:_ROLE], *labels, *paper[_TOLD:_OURS], *_NOT_OURS))


def listed_first(said: Paper, number: int) -> Paper:
    """Return a paper that a capture is the first to list."""
    return said._replace(first_seen=number, last_seen=number)


def listed_again(known: Paper, said: Paper, number: int, *, has_chosen: bool) -> Paper:
    """Return a paper that one more capture, the newest, lists.

    `has_chosen` tells whether that names representative papers, and so who is none.
    """
    before = said_of(known)
    seen = _seen_again(known, number)
    if said == before:
        return known._replace(last_seen=number, seen=seen)
    later = _join(known, said, has_chosen)
    variants = _kept(known, before, said_of(later))
    if differing := _differing(said, said_of(later)):
        variants = _with(variants, differing, number)
    return later._replace(last_seen=number, seen=seen, variants=tuple(variants))


def _seen_again(known: Paper, number: int) -> str | None:
    if known.seen is None and known.last_seen == number - 1:
        return None
    return with_number(known.captures, number)


def _join(known: Paper, said: Paper, has_chosen: bool) -> Paper:
    """Take what a newer capture says; of a text and its cut form the longer one is kept."""
    changes: dict[str, Any] = {}
    if said.title and (not known.title or fold(said.title) != fold(known.title)):
        changes["title"] = said.title
    if said.summary and not (known.summary or "").startswith(_stem(said.summary)):
        changes["summary"] = said.summary
    if said.representative or (has_chosen and said.summary):  # one without is not told apart
        changes["representative"] = said.representative
    for name in _PLAIN:
        if (value := getattr(said, name)) not in (None, ()):
            changes[name] = value
    if said.contexts:
        changes["contexts"] = tuple(dict.fromkeys((*known.contexts, *said.contexts)))
    for label in _CITATION:
        evidence, held = getattr(said, f"{label}_evidence"), getattr(known, f"{label}_evidence")
        if evidence is not None and not (held is not None and held.rule == HAND):
            changes |= {label: getattr(said, label), f"{label}_evidence": evidence}
    return known._replace(**changes)


def _stem(text: str) -> str:
    """Return a text without the dots that say where it was cut."""
    return text.rstrip("….").rstrip() if text.endswith(("…", "...")) else text


def _differing(said: Paper, held: Paper) -> dict[str, Any]:
    """Return what of a listing is not what is held."""
    return {n: v for n, v, h in zip(Paper._fields, said, held, strict=True) if v != h}


def _kept(known: Paper, before: Paper, after: Paper) -> list[Variant]:
    """Return a paper's variants when other values are held of it from now on."""
    changed = _differing(before, after)
    if not changed:
        return list(known.variants)
    variants = []
    for variant in known.variants:
        said = changed | variant.said
        if said := {n: v for n, v in said.items() if v != getattr(after, n)}:
            variants.append(Variant(variant.captures, said))
    covered = tuple(variant.captures for variant in known.variants)
    if plain := without(known.captures, covered):
        variants.append(Variant(plain, changed))
    return variants


def _with(variants: list[Variant], said: dict[str, Any], number: int) -> list[Variant]:
    """Return variants with one more capture that said this."""
    for at, variant in enumerate(variants):
        if variant.said == said:
            variants[at] = variant._replace(captures=with_number(variant.captures, number))
            return variants
    return [*variants, Variant(str(number), said)]


def listings_of(paper: Paper) -> Iterator[tuple[str, Paper]]:
    """Yield what captures said of a paper, each listing once, with their numbers as ranges."""
    held = said_of(paper)
    covered = tuple(variant.captures for variant in paper.variants)
    if plain := without(paper.captures, covered) if covered else paper.captures:
        yield plain, held
    for variant in paper.variants:
        yield variant.captures, held._replace(**variant.said)


def united(one: Paper, other: Paper, chosen: frozenset[int]) -> Paper:
    """Return two papers that turn out to be one; no capture lists both.

    `chosen` are the captures that name representative papers.
    """
    said = {n: paper for part in (one, other) for r, paper in listings_of(part) for n in numbers(r)}
    first, *rest = sorted(said)
    paper = with_labels_of(listed_first(said[first], first), one)
    paper = with_labels_of(paper, other)
    for number in rest:
        paper = listed_again(paper, said[number], number, has_chosen=number in chosen)
    seen = ranges(sorted(said))
    return paper._replace(seen=None if " " not in seen else seen)


def said_alone(paper: Paper) -> Paper:
    """Return what the only capture that lists a paper said of it, under any label by hand."""
    return next(listings_of(paper))[1] if paper.variants else said_of(paper)


def with_labels(paper: Paper, changes: Mapping[str, Any]) -> Paper:
    """Return a paper with other labels, each with its evidence; what captures said is kept."""
    later = paper._replace(**changes)
    variants = _kept(paper, said_of(paper), said_of(later))
    return later._replace(variants=tuple(variants))


def as_stated(paper: Paper, label: str) -> dict[str, Any]:
    """Return a label as the newest capture states it that does, with its evidence."""
    name = f"{label}_evidence"
    stated = [v for v in paper.variants if v.said.get(name) is not None]
    if not stated:
        return {label: UNCLASSIFIED, name: None}
    newest = max(stated, key=lambda variant: numbers(variant.captures)[-1])
    return {label: newest.said[label], name: newest.said[name]}


def with_labels_of(paper: Paper, other: Paper) -> Paper:
    """Return a paper with the labels by hand of another; of two by hand the later one."""
    changes: dict[str, Any] = {}
    for label in LABELS:
        given, held = getattr(other, f"{label}_evidence"), getattr(paper, f"{label}_evidence")
        if given is None or given.rule != HAND:
            continue
        is_older = (
            held is not None and held.rule == HAND and (held.when or "") >= (given.when or "")
        )
        if not is_older:
            changes |= {label: getattr(other, label), f"{label}_evidence": given}
    return with_labels(paper, changes) if changes else paper
