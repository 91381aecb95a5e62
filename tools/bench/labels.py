"""Print how fast papers are labelled, compared with one plain search for a word in the same text.

The papers are made up of the examples of the shipped rules, so that the words are those that rules
look for: each word is one that follows the word before it in some example. No two papers are alike,
as the matcher learns from what it has met; the first pass over them shows what that costs. The seed
is fixed.
"""

import random
import re
import time
from collections import defaultdict
from collections.abc import Callable

from citehub.hubs.classify import classify_paper
from citehub.model import Paper
from citehub.rules.load import load

PAPERS = 20_000


def corpus() -> list[Paper]:
    chance = random.Random(7)
    following: dict[str, list[str]] = defaultdict(list)
    for rule in load().rules:
        for example in (*rule.yes, *rule.no):
            words = example.split()
            for one, other in zip(["", *words], [*words, ""], strict=True):
                following[one].append(other)

    def text(length: int) -> str:
        words = [""]
        while len(words) <= length:
            words.append(chance.choice(following[words[-1]]))
        return " ".join(filter(None, words))

    return [Paper(title=text(10), summary=text(28)) for _ in range(PAPERS)]


def seconds(work: Callable[[Paper], object], papers: list[Paper]) -> tuple[float, float]:
    """Return the seconds of this processor for all papers: at first, and the best of three more.

    Each time they have other titles: what was decided of a paper is remembered.
    """
    taken = []
    for number in range(4):
        others = [paper._replace(title=f"{paper.title} {number}") for paper in papers]
        started = time.process_time()
        for paper in others:
            work(paper)
        taken.append(time.process_time() - started)
    return taken[0], min(taken[1:])


def main() -> None:
    rules, papers = load(), corpus()
    word = re.compile(r"\bsurvey\b", re.IGNORECASE)
    first, labels = seconds(lambda paper: classify_paper(paper, (), rules), papers)
    _, search = seconds(lambda paper: word.search(f"{paper.title}\n{paper.summary}"), papers)
    print(f"{len(rules.rules)} rules, {PAPERS:,} papers of title and summary, one processor")
    print(f"labels      {PAPERS / labels:10,.0f} papers a second")
    print(f"  at first  {PAPERS / first:10,.0f}")
    print(f"re.search   {PAPERS / search:10,.0f} papers a second, one word in the same text")
    print(f"ratio       {labels / search:10.1f}")


if __name__ == "__main__":
    main()
