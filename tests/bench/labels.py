"""Print how fast papers are labelled, beside one plain search for a word in the same text.

The papers are put together from the examples of the shipped rules, so that the words are those
that rules look for; the seed is fixed.
"""

import random
import re
import time
from collections.abc import Callable

from citehub.classify import classify_paper
from citehub.model import Paper
from citehub.rules.load import load

PAPERS = 20_000


def corpus() -> list[Paper]:
    chance = random.Random(7)
    rules = [rule for rule in load().rules if rule.label == "role"]
    titles = [text for rule in rules if "title" in rule.fields for text in (*rule.yes, *rule.no)]
    lines = [text for rule in rules if "summary" in rule.fields for text in (*rule.yes, *rule.no)]
    return [
        Paper(title=chance.choice(titles), summary=" ".join(chance.choices(lines, k=3)))
        for _ in range(PAPERS)
    ]


def seconds(work: Callable[[Paper], object], papers: list[Paper]) -> float:
    """Return the best of three runs over all papers, in seconds of this processor."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for paper in papers:
            work(paper)
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    rules, papers = load(), corpus()
    word = re.compile(r"\bsurvey\b", re.IGNORECASE)
    labels = seconds(lambda paper: classify_paper(paper, (), rules), papers)
    search = seconds(lambda paper: word.search(f"{paper.title}\n{paper.summary}"), papers)
    print(f"{len(rules.rules)} rules, {PAPERS:,} papers of title and summary, one processor")
    print(f"labels      {PAPERS / labels:10,.0f} papers a second")
    print(f"re.search   {PAPERS / search:10,.0f} papers a second, one word in the same text")
    print(f"ratio       {labels / search:10.1f}")


if __name__ == "__main__":
    main()
