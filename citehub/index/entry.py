"""What the index keeps of a hub: made of the hub alone, so that any process can make it. Pure."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from citehub.index.digests import hash_of, same_title
from citehub.index.marks import marks_of
from citehub.model import GIVEN, HAND, LABELS, UNCLASSIFIED, Evidence, Hub, Paper
from citehub.records import hub_summary
from citehub.text.identifiers import keys_of
from citehub.text.titles import page_key
from citehub.text.words import search_words

_OF_TITLES = ("title:", "former:", "hand:")  # keys of a hub that are no ids of its work

PaperFields = tuple[  # as the columns of the index
    bool,
    str,
    str | None,
    str | None,
    str | None,
    str | None,
    int | None,
    str | None,
    float | None,
    str | None,
    float | None,
    float | None,
    float | None,
    float | None,
    int | None,
    bool,
    str | None,
    int | None,
]


class Entry(NamedTuple):
    """A hub's rows in the index, except where its record stands.

    `keys` are what else it is found by; `hash` and `length` are those of the record's bytes;
    `words` are the folded words of its titles and former names, a line each; `summary` is the JSON
    that `show` lists; `papers` holds what filters ask for, `texts` the folded title and summary of
    each paper and its `marks`, `vocabulary` every word, once.
    """

    id: str
    page_title: str
    title: str
    words: str
    summary: str
    hash: bytes
    length: int
    captures: tuple[bytes, ...]
    keys: tuple[str, ...]
    papers: list[PaperFields]
    texts: list[tuple[str, str, str]]
    vocabulary: str


def entry_of(hub: Hub, data: bytes) -> Entry:
    """Return what the index keeps of a hub whose record is these bytes.

    ValueError or OverflowError where the record says what no index can hold.
    """
    titles = dict.fromkeys((hub.title, hub.page_title, *_other_titles(hub), *hub.former_names))
    named = "\n".join(" ".join(search_words(title)) for title in titles)
    vocabulary = set(named.split())
    texts = []
    for paper in hub.papers:
        title, summary = search_words(paper.title or ""), search_words(paper.summary or "")
        vocabulary.update(title, summary)
        texts.append((" ".join(title), " ".join(summary), marks_of(title)))
    return Entry(
        id=hub.id,
        page_title=hub.page_title,
        title=hub.title,
        words=named,
        summary=json.dumps(hub_summary(hub), ensure_ascii=False),
        hash=hash_of(data),
        length=len(data),
        captures=tuple(bytes.fromhex(capture.sha256) for capture in hub.captures),
        keys=keys_of_hub(hub),
        papers=[
            (
                paper.representative,
                paper.role,
                _known(paper.citation_role),
                _known(paper.citation_polarity),
                paper.field,
                paper.date,
                paper.year,
                paper.verdict,
                paper.novelty,
                paper.venue,
                *_certainty(paper.role_evidence),
                _certainty(paper.citation_role_evidence)[0],
                _certainty(paper.citation_polarity_evidence)[0],
                _given(paper),
                paper.dropped,
                paper.arxiv_id,
                same_title(title),
            )
            for paper, (title, _, _) in zip(hub.papers, texts, strict=True)
        ],
        texts=texts,
        vocabulary=" ".join(vocabulary),
    )


def _certainty(evidence: Evidence | None) -> tuple[float | None, float | None]:
    """Return how far a label leads the next, and how often such a lead was right in testing."""
    return (evidence.margin, evidence.confidence) if evidence else (None, None)


def _given(paper: Paper) -> int | None:
    """Return which labels rules no longer change: a bit for each by hand, three higher by page."""
    bits = 0
    for at, label in enumerate(LABELS):
        evidence = getattr(paper, f"{label}_evidence")
        if evidence is not None and evidence.rule in GIVEN:
            bits |= 1 << (at if evidence.rule == HAND else at + len(LABELS))
    return bits or None


def keys_of_hub(hub: Hub) -> tuple[str, ...]:
    """Return what else than its page's title a hub is found by: ids of its work first.

    `title:` is one that another page of it had, `former:` one of its former names. `hand:` is its
    title by hand, which no page is joined by.
    """
    ids = keys_of(doi_said=hub.doi, arxiv_said=hub.arxiv_id)
    return (
        *(f"{kind}:{value}" for kind, value in ids),
        *(f"title:{title}" for title in _other_titles(hub)),
        *(f"former:{page_key(name)}" for name in hub.former_names),
        *([f"hand:{page_key(hub.title)}"] if "title" in hub.by_hand else []),
    )


def ids_of_work(keys: Iterable[str]) -> tuple[str, ...]:
    """Return those of the keys of a hub that are ids of its work."""
    return tuple(key for key in keys if not key.startswith(_OF_TITLES))


def _other_titles(hub: Hub) -> list[str]:
    """Return the titles that pages of a hub had, except its page's title now."""
    titles = dict.fromkeys(capture.title for capture in hub.captures if capture.title)
    return [title for title in titles if title != hub.page_title]


def _known(label: str) -> str | None:
    return None if label == UNCLASSIFIED else label
