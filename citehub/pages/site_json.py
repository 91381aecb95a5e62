"""The JSON form: what the site answers for a work, for its citers, or both put together.

    {"work": {"title": …, "authors_text": …, "year": …, "abstract": …},
     "hub": {"state": {"tier": "super_hub", "pith_inbound_count": 179}},
     "total": 179,
     "items": [{"paper_title": …, "one_line_summary": …, "primary_cat": …, "submitted_at": …,
                "top_context_role": …, "top_context_polarity": …, "context_text": …}]}

The site serves `work` and `hub` in one file and `total` and `items` in another, which does not
name its hub; `jq -s add` joins the two.
"""

import json
from typing import Any

from citehub.errors import PageError
from citehub.model import PAGE, UNCLASSIFIED, Evidence, HubPage, Note, Paper
from citehub.pages.grammar import LONGEST
from citehub.text.identifiers import arxiv_id, doi, web_address
from citehub.text.json_text import nested_too_deeply
from citehub.text.words import one_line

_KEYS = ("work", "hub", "total", "items")
_LARGEST = 1 << 53  # what every JSON reader still counts exactly
# Values that take many times their letters in memory: no page has so many.
_MOST = {"{": 1_000_000, "[": 1_000_000, '"': 10_000_000}
_TOO_DEEP = "JSON nested too deeply to be a hub page"
_STATED = Evidence(rule=PAGE, where=PAGE)


def read(text: str) -> HubPage:
    """Read a JSON page; PageError names the line where the JSON or its shape is wrong."""
    for mark, most in _MOST.items():
        if text.count(mark) > most:
            raise PageError(f"no hub page has more than {most:,} {mark} in its JSON")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        if nested_too_deeply(error):
            raise PageError(_TOO_DEEP) from None
        raise PageError(
            f"line {error.lineno}: cut off or broken JSON ({error.msg}); save the page again"
        ) from None
    except ValueError as error:  # a number of thousands of digits
        raise PageError(f"broken JSON: {error}") from None
    except RecursionError:
        raise PageError(_TOO_DEEP) from None
    if not isinstance(data, dict):
        raise PageError("no hub page: the JSON is not an object with a 'work'")
    work = _mapping(data, "work")
    title = _text(work, "title") or _text(work, "display_title")
    if not title and data.keys().isdisjoint(_KEYS):
        found = ", ".join(map(_named, data)) or "none"
        raise PageError(f"no hub page: it has the keys {found:.200}; known are {', '.join(_KEYS)}")
    if not title:
        raise PageError(
            "this JSON names no cited work; join it to the file that does: "
            "jq -s add WORK.json CITERS.json"
        )
    state = _mapping(_mapping(data, "hub"), "state")
    tier = _text(state, "tier")
    items = data.get("items") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise PageError("'items' is not a list of objects")
    total = _number(data, "total")
    return HubPage(
        title=title,
        tier=tier.replace("_", " ") if tier else None,
        citing_count=total if total is not None else _number(state, "pith_inbound_count"),
        authors=_text(work, "authors_text"),
        year=_number(work, "year"),
        doi=doi(_text(work, "doi")),
        arxiv_id=arxiv_id(_text(work, "arxiv_id")) or arxiv_id(_text(work, "doi")),
        url=web_address(_text(work, "external_url")),
        abstract=_text(work, "abstract"),
        papers=tuple(_paper(item) for item in items),
        notes=_left_out(data, text),
    )


def _left_out(data: dict[str, Any], text: str) -> tuple[Note, ...]:
    """Return a note of the keys, if any, that are not known and may hold papers; of the first line.

    One for all: to look each up in the text would take its length times their number.
    """
    keys = [
        key
        for key, value in data.items()
        if key not in _KEYS and isinstance(value, list) and any(isinstance(v, dict) for v in value)
    ]
    if not keys:
        return ()
    at = text.find(json.dumps(keys[0], ensure_ascii=False))  # -1 where it is written with escapes
    said = f"papers go under 'items', not under {', '.join(map(_named, keys))}"
    return (Note(text.count("\n", 0, max(0, at)) + 1, said),)


def _named(key: str) -> str:
    return repr(one_line(key)[:20])


def _paper(item: dict[str, Any]) -> Paper:
    date = (_text(item, "submitted_at") or "")[:10] or None
    role, polarity = _text(item, "top_context_role"), _text(item, "top_context_polarity")
    sentence = _text(item, "context_text")
    return Paper(
        title=_text(item, "paper_title"),
        summary=_text(item, "one_line_summary"),
        citation_role=role or UNCLASSIFIED,
        citation_role_evidence=_STATED if role else None,
        citation_polarity=polarity or UNCLASSIFIED,
        citation_polarity_evidence=_STATED if polarity else None,
        field=_text(item, "primary_cat"),
        date=date,
        year=int(date[:4]) if date and date[:4].isdecimal() else None,
        verdict=_text(item, "verdict"),
        novelty=_novelty(item),
        arxiv_id=arxiv_id(_text(item, "citing_arxiv_id")),
        contexts=(sentence,) if sentence else (),
    )


def _mapping(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _text(data: dict[str, Any], key: str) -> str | None:
    value = data.get(key)
    if not isinstance(value, str):
        return None
    if len(value) > LONGEST:
        raise PageError(f"{key!r} has {len(value):,} characters; no text of a page has {LONGEST:,}")
    return one_line(value) or None


def _number(data: dict[str, Any], key: str) -> int | None:
    value = data.get(key)
    return value if type(value) is int and 0 <= value < _LARGEST else None


def _novelty(item: dict[str, Any]) -> float | None:
    value = item.get("novelty_score")
    if not isinstance(value, int | float) or not abs(value) < _LARGEST:
        return None
    return float(value)
