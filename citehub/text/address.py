"""Where a paper or a cited work is on the web."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_ARXIV = re.compile(r"[\w.-]+(?:/\d+)?(?:v\d+)?", re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_URL = re.compile(r"https?://[^\s\"'<>]+")


def address(record: Mapping[str, Any]) -> str | None:
    """Return the address of a paper's page: at arXiv, by its DOI, or its own; None where unknown.

    Only http and https: an address that a page gives may be anything.
    """
    if _ARXIV.fullmatch(record.get("arxiv_id") or ""):
        return f"https://arxiv.org/abs/{record['arxiv_id']}"
    if _DOI.fullmatch(record.get("doi") or ""):
        return f"https://doi.org/{quote(record['doi'], safe='/:;()._-')}"
    url = record.get("url") or ""
    return url if _URL.fullmatch(url) else None
