"""Where to read about a paper on the web."""

from urllib.parse import quote

from citehub.model import Paper
from citehub.text.address import address as page_of


def address(paper: Paper) -> str | None:
    """Return the address of a paper's page, else that of a search for its title."""
    if found := page_of(paper._asdict()):
        return found
    return f"https://www.semanticscholar.org/search?q={quote(paper.title)}" if paper.title else None
