"""What the formats of references share: hubs and citing papers as works to cite, each once."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple

from citehub.formats.names import Name, name_of, names_in
from citehub.records import Record
from citehub.text.words import fold, one_is_cut, words

# What was published, by the words of OpenAlex, Crossref and Semantic Scholar, as letters alone.
_KINDS = {
    **dict.fromkeys(("article", "journalarticle", "review", "letter", "editorial"), "journal"),
    **dict.fromkeys(("conference", "conferencepaper", "proceedingsarticle"), "conference"),
    **dict.fromkeys(("bookchapter", "booksection", "chapter"), "chapter"),
    **dict.fromkeys(("book", "monograph", "editedbook"), "book"),
    **dict.fromkeys(("dissertation", "thesis"), "thesis"),
    **dict.fromkeys(("report", "reportcomponent"), "report"),
    **dict.fromkeys(("preprint", "postedcontent"), "preprint"),
    "dataset": "dataset",
    "software": "software",
}
_NEEDS_VENUE = ("journal", "conference", "chapter")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
# What no format of text can hold: controls, lone surrogates, and what is never a character.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_KEY_WORDS = 4  # of a title, in a key
_SMALL = {*("a", "an", "the", "of", "on", "in", "for", "to", "and", "with", "by", "from", "via")}
_MOST_SAME = 50  # works of one title that are compared to the next one


class _Known(NamedTuple):
    """What tells works of one title apart."""

    id: str | None
    arxiv_id: str | None
    doi: str | None
    summary: str


class Work(NamedTuple):
    """A work to cite; what no page said is empty.

    `kind` is a value of the table above, or "". `date` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    """

    key: str
    title: str
    authors: tuple[Name, ...]
    year: int | None
    date: str
    kind: str
    venue: str
    doi: str
    arxiv_id: str
    category: str
    url: str
    abstract: str
    note: str
    keywords: tuple[str, ...]


def plain(value: Any) -> str:
    """Return a text on one line; U+FFFD stands for each character that no text can hold."""
    return _UNFIT.sub("\ufffd", " ".join(str(value or "").split()))


class Keyed(NamedTuple):
    """A record, what its work is called, and whether the work came before, in another record."""

    key: str
    record: Record
    is_known: bool


def keyed(records: Iterable[Record]) -> Iterator[Keyed]:
    """Yield records with keys; those of one work, such as a paper in several hubs, share one.

    The key of a paper is made of its title alone, so it is the same in every list, whatever was
    learned of it since; that of a hub is its id. A second work of one title gets a part more.
    """
    told: dict[str, dict[_Known, str]] = {}
    used: set[str] = set()
    for record in records:
        first_key = key_of(record)
        known = _known_by(record)
        same_title = told.setdefault(first_key, {})
        key = same_title.get(known) or _key_among(same_title, known)
        is_known = key is not None
        if key is None:
            key = first_key
            while key in used:
                key = f"{first_key}-{_digits(key + repr(known))}"
            used.add(key)
        same_title[known] = key
        yield Keyed(key, record, is_known)


def _key_among(same_title: dict[_Known, str], known: _Known) -> str | None:
    near = islice(same_title.items(), _MOST_SAME)
    return next((key for other, key in near if _are_one(known, other)), None)


def works(records: Iterable[Record]) -> Iterator[Work]:
    """Yield the works of records, each once, in their order."""
    for found in keyed(records):
        if not found.is_known:
            yield work_of(found.record, found.key)


def key_of(record: Record) -> str:
    """Return what a work is called: letters a to z, digits and hyphens only."""
    if is_hub(record):
        name = _ascii(record["id"])
        return name if name == record["id"] else f"{name}-{_digits(record['id'])}".lstrip("-")
    said = (record.get(name) for name in ("title", "summary", "arxiv_id", "doi"))
    text = next(filter(None, said), None) or f"{record.get('hub')} {record.get('position')}"
    telling = [word for word in _ascii(" ".join(words(text))).split("-") if word not in _SMALL]
    name = "-".join(telling[:_KEY_WORDS])
    return f"{name}-{_digits(' '.join(text.split()))}".lstrip("-")


def is_hub(record: Record) -> bool:
    """Return whether a record is of a hub, and not of a paper that cites one."""
    return "page_title" in record


def _ascii(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", letters.lower()))


def _digits(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def _known_by(record: Record) -> _Known:
    ids = (record.get(name) for name in _Known._fields[:-1])
    return _Known._make((*ids, fold(record.get("summary") or "")))


def _are_one(work: _Known, other: _Known) -> bool:
    """Return whether nothing tells two works of one title apart."""
    said = zip(work, other, strict=True)
    return one_is_cut(work.summary, other.summary) and all(
        None in pair or pair[0] == pair[1] for pair in islice(said, 3)
    )


def work_of(record: Record, key: str) -> Work:
    """Return the work that a record is of."""
    authors = record.get("authors")
    date = str(record.get("date") or "")
    arxiv_id, venue = plain(record.get("arxiv_id")), plain(record.get("venue"))
    labels = [] if is_hub(record) else [record.get("role"), record.get("field")]
    return Work(
        key=key,
        title=plain(record.get("title")),
        authors=tuple(
            names_in(plain(authors))
            if isinstance(authors, str)
            else [name_of(plain(name)) for name in authors or () if plain(name)]
        ),
        year=record.get("year"),
        date=date if _DATE.fullmatch(date) else "",
        kind=_kind(plain(record.get("work_type")), venue, arxiv_id),
        venue=venue,
        doi=plain(record.get("doi")),
        arxiv_id=arxiv_id,
        category=plain(record.get("field")),
        url=plain(record.get("url")),
        abstract=plain(record.get("abstract")),
        note=plain(record.get("summary")),
        keywords=tuple(plain(label) for label in labels if label and label != "unclassified"),
    )


def _kind(work_type: str, venue: str, arxiv_id: str) -> str:
    words = (re.sub(r"[^a-z]", "", part) for part in work_type.lower().split(","))
    kinds = [_KINDS[word] for word in words if word in _KINDS]
    # Semantic Scholar names several, and calls what came at a conference an article, too.
    kind = "conference" if "conference" in kinds else (kinds or [""])[0]
    if venue.lower().startswith("arxiv") or (arxiv_id and not venue):
        return kind if kind and kind not in _NEEDS_VENUE else "preprint"
    return "" if kind in _NEEDS_VENUE and not venue else kind
