"""Records at random, as listings print them: many plain ones, and texts that break formats."""

import os
import random
from pathlib import Path
from typing import Any

from conftest import put

from citehub.model import Hub, Paper
from citehub.records import paper_from_record

# How many records the tests of formats read back; `make exports` asks for 5,000.
COUNT = int(os.environ.get("CITEHUB_RECORDS", "300"))

WORDS = (
    *("a", "bound", "for", "of", "on", "learning", "Gears", "LLM", "MiniKL", "protein", "Bayes"),
    *("näher", "Ünal", "İstanbul", "知识蒸馏", "данные", "क्षेत्र", "🙂", "e\u0301tude", "ﬁne-tuned"),
)
HOSTILE = (
    *("50% & more", "#1 of_all", "~ tilde ^ caret", "C:\\temp\\x", "{open", "close}", "{0, 1}^n"),
    *("}} @article{x, title={y}}", "@comment{", 'say "so"', "a\\", "\\", "$5 and $10", "US$5", "$"),
    *("\\input{/etc/passwd}", "\\write18{ls}", "\\begin{document}", "\\end", "^^5cinput x"),
    *("ER  - ", "TY  - JOUR", "ends in ER  -", "<b>bold</b>", "]]>", "<!-- x -->", "&amp; &#10;"),
    *("</script>", "\u202egnirts\u202c", "\u200b", "\ufeff", "= 1 + 1", "null", "true", "- x"),
    *("and", "others", "A and B", "x" * 3000, "1 < 2 > 0 | 3", "`'", "''", "--", "%", "\\%"),
)
NAMES = (
    *("Ada Lovelace", "Jan van der Berg", "de la Cruz, María", "Plato", "ATLAS Collaboration"),
    *("Martin Luther King Jr.", "A. B. C. Dee", "王小明", "O'Neil, Sean", "Smith & Sons Team"),
    *("Barnes and Noble Group", "Müller-Lüdenscheidt, Karl-Heinz", "X Æ A-12", "Curly {Brace}"),
)
TYPES = (
    "JournalArticle, Review",
    "JournalArticle, Conference",
    "article",
    "preprint",
    "book-chapter",
    "Conference",
    "dissertation",
    "dataset",
    "odd",
    None,
)


def text_of(chance: random.Random, hostile: bool) -> str:
    """Return a few words, with what breaks formats among them where it is asked for."""
    words = chance.choices(WORDS, k=chance.randint(1, 7))
    if hostile:
        words.insert(chance.randint(0, len(words)), chance.choice(HOSTILE))
    return " ".join(" ".join(words).split())


def hub_id(number: int) -> str:
    """Return the id of a hub; some are not ASCII."""
    return f"hub-{number}" if number % 3 else f"узел-{number}"


def paper_records(count: int = COUNT, seed: int = 1) -> list[dict[str, Any]]:
    """Return papers of two hundred hubs; a third of them are hostile, some cite several hubs."""
    chance = random.Random(seed)
    records: list[dict[str, Any]] = []
    for number in range(count):
        hostile = number % 3 == 0
        some = {
            "summary": f"{text_of(chance, hostile)} {number}",
            "field": chance.choice(["cs.LG", "math.OC", "hep-th", "odd field"]),
            "year": chance.randint(1900, 2030),
            "authors": chance.sample(NAMES, chance.randint(0, 4)),
            "doi": f"10.{chance.randint(1000, 9999)}/a(b)<c>;{number}_{{x}}%",
            "arxiv_id": f"{2400 + number % 12}.{number:05}",
            "venue": chance.choice(["arXiv.org", "Journal of R&D", "Proc. {ACM} 100%"]),
            "url": f"https://example.org/{number}?a=b&c=%20d#e_f~g",
            "abstract": text_of(chance, hostile),
            "work_type": chance.choice(TYPES),
            "contexts": [text_of(chance, hostile) for _ in range(chance.randint(1, 3))],
        }
        said = {key: value if chance.random() < 0.6 else None for key, value in some.items()}
        if said["year"] and chance.random() < 0.5:
            said["date"] = f"{said['year']}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        head = {
            "title": f"{text_of(chance, hostile)} {number}" if number % 50 else None,
            "hub": hub_id(number % 200),
            "position": number // 200 + 1,
            "representative": number % 4 == 0,
            "role": chance.choice(["survey", "method", "unclassified", "own & odd"]),
            "citation_role": chance.choice(["background", "extension", "unclassified", "weird"]),
            "citation_polarity": chance.choice(["support", "contrast", "unclassified"]),
            "dropped": False,
        }
        records.append(head | said)
        if number % 10 == 9:  # the same paper, listed by another hub too
            records.append(records[-1] | {"hub": hub_id(number % 7), "position": 10_000 + number})
    return records


def hub_records() -> list[dict[str, Any]]:
    """Return hubs, whose authors are one text."""
    titles = ("Curriculum Learning", "On {Braces} & 100%", "知识", "Learning _to_ learn")
    return [
        {
            "id": hub_id(number),
            "title": f"{titles[number % 4]} {number}",
            "page_title": f"{titles[number % 4]} {number}",
            "authors": "Ada Lovelace, Jan van der Berg, and Plato" if number % 2 else None,
            "year": 1990 + number if number % 3 else None,
            "abstract": "What it says." if number % 2 else None,
        }
        for number in range(200)
    ]


def store_papers(path: Path, records: list[dict[str, Any]]) -> None:
    """Store papers under their hubs, in order; what no store can hold is left out before."""
    of_hubs: dict[str, list[Paper]] = {}
    for record in records:
        known = {key: value for key, value in record.items() if key in Paper._fields and value}
        of_hubs.setdefault(record["hub"], []).append(paper_from_record(known))
    heads = {hub["id"]: hub for hub in hub_records()}
    put(
        path,
        *(
            Hub(
                id=id,
                title=heads[id]["title"],
                page_title=heads[id]["page_title"],
                authors=heads[id]["authors"],
                papers=tuple(papers),
            )
            for id, papers in of_hubs.items()
        ),
    )
