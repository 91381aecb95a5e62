"""What hubs and papers are called, for finding those that have two spellings."""

import sqlite3


class Doubles:
    """Answers what could be a double of what, from the tables of an index."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def hub_names(self) -> list[tuple[int, str]]:
        """Return the names of all hubs: the number of a hub, and folded words; each name once."""
        rows = self._db.execute("SELECT n, words FROM hub_texts ORDER BY n")
        return [(n, name) for n, words in rows for name in words.split("\n") if name]

    def paper_titles(self) -> dict[str, int]:
        """Return the folded titles of all papers, each once, with the number of its first one."""
        found: dict[str, int] = {}
        for number, title in self._db.execute(
            "SELECT n, title_words FROM paper_texts WHERE title_words <> '' ORDER BY n"
        ):
            found.setdefault(title, number)
        return found

    def titles_of_one_id(self) -> list[list[tuple[int, str]]]:
        """Return the titles that papers of one arXiv id have, where those are several.

        Each is told by the number of its first paper, and its folded words.
        """
        rows = self._db.execute(
            "SELECT arxiv_id, min(papers.n), title_words FROM papers JOIN paper_texts USING (n) "
            "WHERE same IS NOT NULL AND arxiv_id IN (SELECT arxiv_id FROM papers "
            "WHERE same IS NOT NULL GROUP BY arxiv_id HAVING count(DISTINCT same) > 1) "
            "GROUP BY arxiv_id, same ORDER BY min(papers.n)"
        )
        found: dict[str, list[tuple[int, str]]] = {}
        for arxiv_id, number, title in rows:
            found.setdefault(arxiv_id, []).append((number, title))
        return [*found.values()]
