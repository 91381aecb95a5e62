"""The roles that the user gave papers, for other hubs that come to list them."""

from functools import lru_cache

from citehub.hubs.roles import with_role_by_hand
from citehub.index.digests import same_title
from citehub.index.entry import Entry
from citehub.index.place import hub_of_number, position_of_number
from citehub.library.library import Library
from citehub.model import Hub, Paper
from citehub.text.words import search_words

_HUBS_KEPT = 8  # whose records are kept at hand


class RolesByHand:
    """The papers of a library with a role by hand, as they are when this is made."""

    def __init__(self, library: Library) -> None:
        self._numbers = library.ask(lambda index: index.review.roles_by_hand())
        self._hub = lru_cache(_HUBS_KEPT)(library.hub_numbered)

    def concern(self, entry: Entry) -> bool:
        """Return whether a hub lists a paper of the title of one of them."""
        return any(paper[-1] in self._numbers for paper in entry.papers)

    def given_to(self, hub: Hub) -> Hub:
        """Return a hub whose papers have the roles that the user gave them in other hubs."""
        if not self._numbers:
            return hub
        papers = tuple(
            with_role_by_hand(paper, [self._paper(number) for number in self._of_title(paper)])
            for paper in hub.papers
        )
        return hub._replace(papers=papers)

    def _of_title(self, paper: Paper) -> list[int]:
        same = same_title(" ".join(search_words(paper.title or "")))
        return [] if same is None else self._numbers.get(same, [])

    def _paper(self, number: int) -> Paper:
        return self._hub(hub_of_number(number)).papers[position_of_number(number) - 1]
