"""Where to read about a paper on the web."""

from urllib.parse import quote

from citehub.model import Paper
from citehub.text.identifiers import web_address


def address(paper: Paper) -> str | None:
    """Return a paper's address: its arXiv page, its DOI, the one its page gives, or a search."""
    if paper.arxiv_id:
        return f"https://arxiv.org/abs/{quote(paper.arxiv_id)}"
    if paper.doi:
        return f"https://doi.org/{quote(paper.doi)}"
    if found := web_address(paper.url):
        return found
    if paper.title:
        return f"https://www.semanticscholar.org/search?q={quote(paper.title)}"
    return None
