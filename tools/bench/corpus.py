"""Make hub pages at will: seeded, the same on every machine, as many as asked.

Words follow Zipf's law over 60,000 forms, the commonest of them English; one title in thirty is
accented, Greek, Cyrillic or Chinese. Hubs share citing papers: well-cited ones return on page after
page, as in a real field. A page is in the flat form and lists 20 papers.

    python tools/bench/corpus.py 5000 FOLDER    writes 5,000 pages (100,000 papers)
"""

import random
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

PAPERS_A_PAGE = 20
_FORMS = 60_000
_FIELD_SIZE = 0.7  # distinct papers for each listed one
_COMMON = """
    of for the with and in a on via to from learning networks neural models by using deep data
    reinforcement an at towards language adaptive optimization robust graph efficient training
    representation generative adversarial attention policy transfer distillation sparse is how
    large multi under inference prediction image classification bayesian search through without
    unsupervised recurrent convolutional generalization estimation gradient knowledge stochastic
"""
_OPENERS = (
    "We propose a {name} method that",
    "{name} is a model that",
    "We show that",
    "We study how",
    "This survey reviews",
    "We introduce a benchmark of",
    "We prove that",
    "An open-source library for",
    "A framework that",
    "We find that",
    "Experiments on {name} show that",
    "We present {name}, which",
)
_ALPHABETS = (
    "αβγδεζηθικλμνοπρστυφχψω",
    "абвгдежзиклмнопрстуфхцчшыэюя",
    "图像学习网络模型深度语言知识蒸馏",
)
_ACCENTS = str.maketrans("aeioucn", "àéîöüçñ")


def _forms(chance: random.Random) -> list[str]:
    forms = _COMMON.split()
    known = set(forms)
    while len(forms) < _FORMS:
        syllables = chance.choices((1, 2, 3, 4), weights=(2, 8, 6, 2))[0]
        word = "".join(
            chance.choice(("b", "c", "d", "f", "gr", "h", "l", "m", "n", "p", "qu", "r", "s", "st"))
            + chance.choice("aaeeiiou")
            + chance.choice(("", "", "l", "n", "r", "s", "t", "x"))
            for _ in range(syllables)
        )
        if word not in known:
            known.add(word)
            forms.append(word)
    return forms


class Corpus:
    """Pages and papers by number; `papers` is how many citing papers all pages list together."""

    def __init__(self, papers: int, seed: int = 1) -> None:
        self.pages = papers // PAPERS_A_PAGE
        self._seed = seed
        self._field = max(PAPERS_A_PAGE * 2, int(papers * _FIELD_SIZE))
        self._forms = _forms(random.Random(seed))
        self._weights = list(accumulate(1 / rank for rank in range(1, _FORMS + 1)))

    def _words(self, chance: random.Random, count: int) -> list[str]:
        return chance.choices(self._forms, cum_weights=self._weights, k=count)

    def commonest(self, count: int) -> list[str]:
        """Return the commonest words."""
        return self._forms[:count]

    def title(self, number: int) -> str:
        """Return a citing paper's title."""
        return self.paper(number)[0]

    def paper(self, number: int) -> tuple[str, str]:
        """Return a citing paper's title and summary."""
        chance = random.Random(self._seed << 32 | number)
        words = self._words(chance, min(24, 3 + int(chance.expovariate(0.16))))
        if not number % 30:
            if chance.random() < 0.5:
                letters = chance.choice(_ALPHABETS)
                words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in words]
            else:
                words = [word.translate(_ACCENTS) for word in words]
        name = "".join(chance.choices("ABCDEGLMNOPRST", k=4))
        title = " ".join(words).capitalize()
        if chance.random() < 0.3:
            title = f"{name}: {title}"
        opener = chance.choice(_OPENERS).format(name=name)
        summary = " ".join([opener, *self._words(chance, chance.randint(14, 30))])
        return title, f"{summary}."

    def page(self, number: int) -> str:
        """Return the text of a hub page."""
        chance = random.Random(-1 - number)
        title = " ".join(self._words(chance, chance.randint(3, 12))).capitalize() + f" {number}"
        chosen: dict[int, None] = {}
        while len(chosen) < PAPERS_A_PAGE:
            chosen[int(self._field * chance.random() ** 1.5)] = None
        papers = [self.paper(paper) for paper in chosen]
        entries = "".join(f"-\n{name}\n{summary}\n" for name, summary in papers)
        leads = "".join(f"{summary}\n" for _, summary in papers[:3])
        return (
            f"{papers[0][1]}\nhub\n{title}\n"
            f"{PAPERS_A_PAGE} Pith papers cite this work. Polarity classification is still "
            "indexing.\nhub tools\ncitation-role summary\ncitation-polarity summary\nroles\n"
            f"background 4polarities\nbackground 4representative citing papers\n{leads}"
            f"citing papers explorer\n{entries}"
        )

    def write(self, folder: Path) -> Iterator[Path]:
        """Write the pages, a thousand to a folder; yield each file."""
        for number in range(self.pages):
            file = folder / f"{number // 1000:03}" / f"{number:06}.txt"
            if not number % 1000:
                file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.page(number), "utf-8")
            yield file


if __name__ == "__main__":
    for _ in Corpus(int(sys.argv[1]) * PAPERS_A_PAGE).write(Path(sys.argv[2])):
        pass
