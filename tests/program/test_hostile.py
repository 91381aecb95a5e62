"""Pages, rules and stores by someone who means harm: nothing runs, nothing acts, nothing is lost.

`make hostile` has the large pages that take too long here.
"""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import (
    ROOT,
    USER_PAGE,
    asked,
    citehub,
    flat_page,
    ingest,
    json_page,
    on_terminal,
    run,
    spaced_page,
)
from cost import CITEHUB, cost_of
from hypothesis import given
from hypothesis import strategies as st
from large import HEAD, papers

from citehub.cli.settings import ANY_FORMAT
from citehub.errors import PageError
from citehub.formats import BINARY, OF_WORKS
from citehub.hubs.merge import hub_of, merge
from citehub.model import HubPage, Paper
from citehub.pages import MOST_PAPERS, decode, parse_page
from citehub.pages.files import LARGEST_PAGE
from citehub.pages.grammar import LONGEST, MOST_LINES
from citehub.text.safe import printable
from citehub.text.titles import title_note
from citehub.text.yaml_text import dump

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail where something takes much longer than it has to, in place of waiting for its end."""

    def late(*_: object) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def acting(text: str) -> set[str]:
    """Return the characters of a text that a terminal might obey, or that nobody sees."""
    return {c for c in text if unicodedata.category(c) in UNSEEN} - {"\n", "\r", "\t"}


# ---- what reaches the terminal -------------------------------------------------------------------

ESCAPES = "\x1b[31m \x1b]0;owned\x07 \x1bP1$r\x1b\\ \x9b2J \x9d0;owned\x9c \x7f\x00\x08"
UNSEEN_TEXT = "\u202eback\u2066\u2069 zero\u200b\u200d\ufeff\u00ad tag\U000e0041\U000e007f"
MARKUP = "[/red] [bold] :x: {{7*7}} {hub} %s $(id) `id` <script>alert(1)</script> ![i](http://x/)"
NASTY = f"{ESCAPES} {UNSEEN_TEXT} {MARKUP}"
TEXT = f"A Survey of {NASTY}"

NASTY_RULES = {
    "extends": "default",
    "rules": [
        {
            "id": f"id {NASTY}",
            "role": f"role {NASTY}",
            "in": "title",
            "match": "survey",
            "weight": 99,
            "why": f"=why {NASTY}\nand a second line",
        }
    ],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hubs.jsonl"
    ingest(path, flat_page(f"Hub {NASTY}", 2, {TEXT: f"We prove {NASTY}.", "Calm": "Calm."}))
    rules = path.with_name("rules.yaml")
    rules.write_text(dump(NASTY_RULES), "utf-8")
    return path


COMMANDS = (
    "show",
    "show hub",
    "search survey",
    "explain hub 1",
    "label hub 1 --role =x --new-value --why y --dry-run",
    "classify --dry-run --rules RULES",
    "rules list --rules RULES",
)
FORMS = ("table", *ANY_FORMAT)
WORKS = [form for form in OF_WORKS if form not in BINARY]
PRINTED = [(command, form) for command in COMMANDS for form in FORMS]
PRINTED += [(command, form) for command in COMMANDS[:3] for form in WORKS]


@pytest.mark.parametrize(("command", "form"), PRINTED)
def test_no_format_sends_a_terminal_what_it_might_obey(
    store: Path, command: str, form: str
) -> None:
    arguments = command.replace("RULES", str(store.with_name("rules.yaml"))).split()
    sent = on_terminal(*arguments, "-f", form, store=store, TERM="dumb").decode()
    assert acting(sent) == set()
    assert "owned" in sent or command.startswith("label")  # it is shown, and does nothing


def test_fields_alone_send_a_terminal_nothing_that_it_might_obey(store: Path) -> None:
    sent = on_terminal("show", "hub", "--fields", "title", store=store, TERM="dumb").decode()
    assert acting(sent) == set()
    assert r"\x1b]0;owned\x07" in sent


@pytest.mark.parametrize("form", ["json", "jsonl", "yaml"])
def test_json_and_yaml_are_safe_to_look_at_and_hold_the_text_as_it_was(
    store: Path, form: str
) -> None:
    text = run("search", "survey", "-f", form, store=store).stdout
    assert acting(text) == set()
    found = yaml.safe_load(text) if form == "yaml" else json.loads(text)
    paper = found if form == "jsonl" else found[0]
    assert paper["title"] == TEXT


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_file_of_csv_or_tsv_holds_the_text_as_it_was(store: Path, form: str) -> None:
    text = run("search", "survey", "-f", form, "--fields", "title", store=store).stdout
    delimiter = "," if form == "csv" else "\t"
    # The reader of Python 3.10 refuses a NUL.
    read = csv.reader(io.StringIO(text.replace("\0", "NUL")), delimiter=delimiter)
    assert list(read)[1:] == [[TEXT.replace("\0", "NUL")]]


def complete_from(store: Path) -> str:
    """Ask for the hubs whose ids begin with h, as the shell does; return what it is offered."""
    start = "import sys; sys.argv[0] = 'citehub'; from citehub.cli import main; main()"
    asks = {"_CITEHUB_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "citehub show h"}
    done = subprocess.run(
        [sys.executable, "-c", start],
        env=os.environ | asks | {"CITEHUB_STORE": str(store)},
        cwd=ROOT,
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_shell_completes_titles_that_do_nothing(store: Path) -> None:
    found = complete_from(store)
    assert '"hub-' in found
    assert "owned" in found
    assert acting(found) == set()
    assert not set("$`;\\<>{}[]") & set(found)


def test_the_shell_completes_no_hubs_where_no_store_can_be_read(tmp_path: Path) -> None:
    assert complete_from(tmp_path) == "_files\n"  # what zsh offers by itself


def test_no_letter_bears_more_marks_than_any_script_gives_it(tmp_path: Path) -> None:
    title = "Zalgo" + "\u0301" * 20_000
    ingest(tmp_path / "hubs.jsonl", flat_page("Marks", 1, {title: "It is so."}))
    for form in FORMS:
        sent = on_terminal("search", "-f", form, store=tmp_path / "hubs.jsonl").decode()
        assert "\u0301" in sent
        assert "\u0301" * 9 not in sent
    assert asked("search", store=tmp_path / "hubs.jsonl")[0]["title"] == title


texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\x1b\x85\u202e\u0301*"))


@given(st.recursive(texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner)))
def test_yaml_is_safe_to_look_at_and_reads_back_as_it_was(data: Any) -> None:
    text = dump(data)
    assert acting(text) == set()
    assert yaml.safe_load(text) == data


@given(texts)
def test_what_is_printable_is_shown_as_it_is(text: str) -> None:
    assert acting(printable(text)) == set()
    if not acting(text) and "\u0301" * 9 not in text and "\r" not in text and "\t" not in text:
        assert printable(text) == text or any(unicodedata.category(c)[0] == "M" for c in text)


# ---- how large a page may be ---------------------------------------------------------------------


def refusal(text: str) -> str:
    with pytest.raises(PageError) as refused:
        parse_page(text)
    return str(refused.value)


def full_page() -> bytes:
    """Return a page that is as large as a page may be."""
    page = USER_PAGE.read_bytes() + b"\n"
    blanks = b" " * (LONGEST - 1) + b"\n"
    count, rest = divmod(LARGEST_PAGE - len(page), len(blanks))
    return page + blanks * count + b" " * rest


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_a_page_of_the_largest_size_is_taken_and_one_byte_more_is_refused(
    tmp_path: Path, source: str
) -> None:
    page = tmp_path / "page.txt"
    for data, code in ((full_page(), 0), (full_page() + b" ", 1)):
        page.write_bytes(data)
        with page.open("rb") as file:
            done = subprocess.run(
                [sys.executable, "-m", "citehub", "ingest", page if source == "file" else "-"],
                env=os.environ | {"CITEHUB_STORE": str(tmp_path / "hubs.jsonl")},
                cwd=ROOT,
                stdin=file,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                check=False,
            )
        assert done.returncode == code, done.stderr
    assert "problem: larger than 64 MiB" in done.stderr


def test_no_more_of_a_page_is_read_than_a_page_may_have(tmp_path: Path) -> None:
    endless, store = Path("/dev/zero"), tmp_path / "hubs.jsonl"
    with within(60):
        cost = cost_of(*CITEHUB, "ingest", endless, store=store)
    assert (cost.code, "larger than 64 MiB" in cost.said) == (1, True)
    assert cost.peak < 3 * LARGEST_PAGE
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    cost = cost_of(*CITEHUB, "ingest", huge, store=store)
    assert (cost.code, "larger than 64 MiB" in cost.said) == (1, True)
    assert cost.peak < LARGEST_PAGE  # nothing was read at all


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    (folder / "page.txt").write_bytes(USER_PAGE.read_bytes())
    with within(60):
        result = run("ingest", folder, store=tmp_path / "hubs.jsonl")
    assert "gone.txt: problem: there is no such file" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("citehub: 2 pages: 1 new, 1 problem; ")


def test_a_line_longer_than_any_is_refused_with_its_number() -> None:
    page = flat_page("Lines", 1, {"T": "x" * LONGEST})
    assert len(parse_page(page).papers[0].summary or "") == LONGEST
    longer = page.replace("x" * LONGEST, "x" * (LONGEST + 1))
    assert refusal(longer).startswith("line 1: 100,001 characters")
    item = {"paper_title": "T", "one_line_summary": "x" * (LONGEST + 1)}
    assert "'one_line_summary' has 100,001 characters" in refusal(json_page("Lines", item))


def test_more_lines_than_any_page_has_are_refused() -> None:
    page = flat_page("Lines", 1, {"T": "S."})
    lines = page.count("\n")
    assert parse_page(page + "\n" * (MOST_LINES - lines)).title == "Lines"
    assert "800,001 lines" in refusal(page + "\n" * (MOST_LINES - lines + 1))
    assert "800,001 lines" in refusal(page + "\r\n" * (MOST_LINES - lines + 1))
    assert "800,001 lines" in refusal(page + "\r" * (MOST_LINES + 1))


def test_more_papers_than_any_page_lists_are_refused() -> None:
    page = HEAD.format(9) + "".join(f"-\n{n}\n" for n in range(MOST_PAPERS + 1)) + "-\nCut"
    assert "200,001 citing papers" in refusal(page)
    items = [{"paper_title": "T"}] * (MOST_PAPERS + 1)
    assert "200,001 citing papers" in refusal(json_page("Many", *items))


@pytest.mark.parametrize("part", ["{}", "[]", '"","","","",""'])
def test_json_of_many_small_values_is_refused_before_it_is_read(part: str) -> None:
    parts = ",".join([part] * 1_000_001)
    assert "no hub page has more than" in refusal(f'{{"work":{{"title":"T"}},"items":[{parts}]}}')


@pytest.mark.parametrize("text", ["[" * 900_000, '{"a":' * 900_000, '{"work":' + "[" * 900_000])
def test_json_nested_deeply_is_refused(text: str) -> None:
    assert "JSON nested too deeply" in refusal(text)


@pytest.mark.parametrize("more", ["", "-\n😀\n"], ids=["ASCII", "emoji"])
def test_the_memory_for_a_page_stays_under_ten_times_its_size(tmp_path: Path, more: str) -> None:
    sizes, peaks = [], []
    for count in (10, 20_000):
        page = tmp_path / f"{count}.txt"
        page.write_text("".join(papers(count)) + more, "utf-8")
        cost = cost_of(*CITEHUB, "ingest", page, store=tmp_path / f"{count}.jsonl")
        assert cost.code == 0
        sizes.append(page.stat().st_size)
        peaks.append(cost.peak)
    assert (peaks[1] - peaks[0]) / (sizes[1] - sizes[0]) < 10


def test_the_memory_of_an_ingest_does_not_grow_with_the_number_of_large_pages(
    tmp_path: Path,
) -> None:
    page = "".join(papers(1_000))
    peaks = []
    for count in (20, 40):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            named = page.replace("\nhub\n", f"\nhub\n{number} ", 1)
            (folder / f"{number}.txt").write_text(named, "utf-8")
        cost = cost_of(*CITEHUB, "ingest", folder, store=tmp_path / f"{count}.jsonl")
        assert cost.code == 0
        peaks.append(cost.peak)
    assert peaks[1] - peaks[0] < 5 << 20


def test_lines_that_fit_nowhere_are_named_up_to_a_hundred(tmp_path: Path) -> None:
    page = flat_page("Odd", 1, {"T": "S."}) + "".join(f"odd {n}\n" for n in range(5000))
    (tmp_path / "page.txt").write_text(page)
    told = run("ingest", tmp_path / "page.txt", store=tmp_path / "hubs.jsonl").stderr.splitlines()
    assert sum("left out: odd" in line for line in told) == 100
    assert "4,900 more lines left out" in told[-2]


# ---- pages that would take for ever --------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "hub\nT\nx\nciting papers explorer" + "\n" * (MOST_LINES - 10) + "x",
        "hub\nT\nx\nciting papers explorer\n" + " \n" * (MOST_LINES - 10),
        "pith." + "\nciting papers explorer \n \n" * 100_000,
    ],
    ids=["blank lines", "spaces", "headings"],
)
def test_a_page_of_blank_lines_is_read_at_once(text: str) -> None:
    with within(20):
        parse_page(text)


def test_a_title_of_capitals_is_judged_at_once() -> None:
    with within(5):
        assert title_note("id", "A" * 5000 + "!, B C") is None
        assert title_note("id", "Ab " * 5000 + "!, B C") is None
        assert title_note("id", "Jan van der Berg, A.-M. O'Neil, Ada King") is not None


def test_papers_that_begin_alike_are_told_apart_at_once() -> None:
    start = "These sixty characters are the beginning of every single summary; "
    count = 30_000
    chosen = "".join(f"{start} chosen {n}\n" for n in range(count))
    listed = "".join(f"-\nPaper {n}\n{start} listed {n}\n" for n in range(count))
    page = HEAD.format(9).replace("citing papers explorer", chosen + "citing papers explorer")
    with within(20):
        parse_page(page + listed)


@pytest.mark.parametrize("known_by", [Paper("One Title"), Paper(summary="It begins so. " * 5)])
def test_papers_named_alike_are_found_again_at_once(known_by: Paper) -> None:
    start = known_by.summary or ""
    papers = tuple(known_by._replace(summary=f"{start}{n:05}") for n in range(20_000))
    page = HubPage("A Hub", papers=papers)
    again = page._replace(papers=papers[::-1])
    with within(10):
        hub = merge(hub_of(page, "a.txt", "", None), hub_of(again, "b.txt", "", None))
    if known_by.title:
        assert [paper.summary for paper in hub.papers] == [paper.summary for paper in papers]
        assert {paper.last_seen for paper in hub.papers} == {2}


FLOODS = {
    "capitals": "A",
    "initials": "A. ",
    "names": "Ada King, ",
    "marks": "a\u0301",
    "zero width": "\u200b",
    "bidi": "\u202e",
    "stars": "*",
    "dashes": "-",
    "braces": "{{",
    "latex": "\\'{",
    "quotes": "'\"",
    "hub": "{hub} ",
    "emoji": "😀",
    "wide": "中",
    "bars": "| ",
    "digits": "1 ",
    "colons": "A: ",
}


@pytest.mark.parametrize("unit", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_anything_is_taken_and_shown(tmp_path: Path, unit: str) -> None:
    flood, store = (unit * 5_000)[:5_000].strip(), tmp_path / "hubs.jsonl"
    with within(60):
        ingest(store, flat_page(f"Hub {flood}", 2, {f"Paper {flood}": flood, "Q": "R."}))
        assert run("show", store=store).exit_code == 0
        assert run("explain", "hub", "1", store=store).exit_code == 0
        hub = asked("show", "hub", store=store)
        assert asked("search", "paper", store=store)
    assert hub["papers"][0]["title"] == f"Paper {flood}"


# ---- bytes that are no text ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"A lead.\nhub\nCaf\xe9\n", "line 3: byte 15 is not UTF-8 text; save the page as UTF-8"),
        (b"A lead.\n\xff\xff\n", "line 2: byte 8 is not UTF-8 text"),
        (b"\xff\xfeA\x00\x00\xd8B\x00", "is not UTF-16 text"),
        (b"\xed\xa0\x80", "line 1: byte 0 is not UTF-8 text"),
    ],
    ids=["latin-1", "garbage", "utf-16", "surrogate"],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(data: bytes, said: str) -> None:
    with pytest.raises(PageError) as refused:
        decode(data)
    assert said in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_behind_its_mark_and_is_no_hub_page_without(encoding: str) -> None:
    page = USER_PAGE.read_text("utf-8")
    assert parse_page(decode(f"\ufeff{page}".encode(encoding))) == parse_page(page)
    try:
        text = decode(page.encode(encoding))
    except PageError:
        return
    assert "no hub page" in refusal(text)


def test_a_lone_surrogate_of_a_json_page_becomes_the_sign_for_no_letter(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, json_page("Half \ud800 a Letter", {"paper_title": "\udfff", "verdict": "\udc00"}))
    hub = asked("show", "half", store=store)
    assert (hub["title"], hub["papers"][0]["title"]) == ("Half \ufffd a Letter", "\ufffd")
    for form in FORMS:
        assert citehub("show", "half", "-f", form, store=store).returncode == 0


def test_a_nul_stays_in_the_text_and_hides_nothing_behind_it(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page("Null\0 and Void", 1, {"Paper\0 Behind": "It is so.\0 Or not."}))
    (hit,) = asked("search", "behind", store=store)
    assert (hit["title"], hit["summary"]) == ("Paper\0 Behind", "It is so.\0 Or not.")
    assert asked("show", "void", store=store)["title"] == "Null\0 and Void"
    assert asked("search", "--grep", "or not", store=store) == asked("search", store=store)


# ---- names that lead elsewhere -------------------------------------------------------------------


def test_no_title_leads_out_of_the_store(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "in"
    folder.mkdir(parents=True)
    store = folder / "hubs.jsonl"
    titles = ("../../outside", "/etc/passwd", "..\\..\\up", "..", ".", "C:\\x", "~/x", "a/../b")
    ingest(store, *(flat_page(title, 1, {f"{title} paper": "S."}) for title in titles))
    pages = {f"hubs-{n}.txt" for n in range(len(titles))}
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    endings = ("index", "index-seal", "journal", "lock")
    beside = {store.name, *(f"{store.name}.{end}" for end in endings)}
    assert made == {f"deep/in/{name}" for name in pages | beside}
    hubs = asked("show", store=store)
    assert [hub["title"] for hub in hubs] == list(titles)
    assert all(re.fullmatch(r"[a-z0-9-]+", hub["id"]) for hub in hubs)


def test_a_file_name_is_one_line_and_does_nothing(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "hubs.jsonl"
    folder.mkdir()
    names = ["a\ncitehub: forged.txt", "b\x1b]0;owned\x07.txt", "c\u202etxt.exe.txt", "-n.txt"]
    for name in names:
        (folder / name).write_text(flat_page(f"Hub {name[0]}", 1, {"P": "S."}), "utf-8")
    (folder / "d\ncitehub: bad.txt").write_text("No hub.")
    told = run("ingest", folder, store=store).stderr
    assert acting(told) == set()
    assert len(told.splitlines()) == 6
    assert not re.search("^citehub: (forged|bad)", told, re.MULTILINE)
    sources = {hub["captures"][0]["source"] for hub in asked("show", store=store)}
    assert sources == {f"{folder}/{' '.join(name.split())}" for name in names}


# ---- YAML that does more than say something ------------------------------------------------------

DO = '!!python/object/apply:os.system ["touch owned"]'
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
MERGES = "m0: &m0 {x: 1}\n" + "".join(
    f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 40)
)
MANY = "papers:\n- &p {title: Paper}\n" + "- *p\n" * 9

RULES = {
    "tag in extends": f"extends: {DO}\nrules: []\n",
    "tag in a rule": f"rules:\n- {{id: {DO}, role: {DO}, match: {DO}, why: {DO}, weight: {DO}}}\n",
    "tag at the top": f"{DO}\n",
    "a loop": "extends: &a [*a]\nrules: &b [*b]\n",
    "laughs": f"{LAUGHS}rules:\n- {{id: *a11, role: *a11, match: *a11, why: *a11, yes: *a11}}\n",
    "laughing keys": f"{LAUGHS}rules:\n- {{? *a11 : x, ? [*a11] : y}}\n",
    "laughing weights": f"{LAUGHS}rules:\n- {{id: a, role: b, match: c, why: d, weight: *a11}}\n",
    "merges": f"{MERGES}extends: *m39\nrules: []\n",
    "depth": f"rules: {'[' * 100_000}\n",
    "infinity": (
        "rules:\n- id: a\n  role: b\n  match: c\n  why: d\n"
        "  measured: {precision: 1, low: 1, n: 1e999, on: x}\n"
    ),
    "nul": "rules: \0 []\n",
}


@pytest.mark.parametrize("text", RULES.values(), ids=RULES)
def test_hostile_rules_are_refused_and_do_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules.yaml").write_text(text)
    with within(20):
        for command in ("rules check rules.yaml", "rules list --rules rules.yaml"):
            result = run(*command.split())
            assert (result.exit_code, result.stdout) == (1, "")
            assert "rules.yaml:" in str(result.exception)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rules.yaml"]


HUBS = {
    "tag": f"id: {DO}\ntitle: T\n",
    "tag at the top": f"{DO}\n",
    "laughs": f"{LAUGHS}id: a\ntitle: T\nauthors: *a11\n",
    "merges": f"{MERGES}id: a\ntitle: T\n",
    "one paper many times": f"id: a\ntitle: T\n{MANY}",
    "an alias behind a colon": '{id: a, title: &t "T", abstract:*t, tier: *t}\n',
    "a loop": "id: a\ntitle: T\npapers: &p [*p]\n",
    "depth": f"id: a\ntitle: {'[' * 100_000}\n",
    "a huge number": f"id: a\ntitle: T\nyear: 0x{'f' * 100_000}\n",
    "infinity": "id: a\ntitle: T\npapers: [{novelty: .inf}]\n",
    "bytes": "id: a\ntitle: !!binary aGVsbG8=\n",
}


@pytest.mark.parametrize("text", HUBS.values(), ids=HUBS)
def test_a_hostile_record_of_a_yaml_store_is_left_out_and_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hubs.yaml").write_text(
        f"---\n{text}...\n---\nid: good\ntitle: '*Good* and **bold**'\n...\n"
    )
    with within(20):
        result = run("show", "--fields", "title", store=Path("hubs.yaml"))
    assert result.exit_code == 0
    assert result.stdout == "title\n*Good* and **bold**\n"
    assert "hubs.yaml:1: a damaged record, left out" in result.stderr
    assert not Path("owned").exists()


# ---- the cases -----------------------------------------------------------------------------------


def test_a_hostile_page_in_each_form_says_what_it_says(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    flat = flat_page(f"Flat {NASTY}", 1, {TEXT: f"S {NASTY}"})
    spaced = spaced_page(f"Spaced {NASTY}", [{"title": TEXT, "summary": f"S {NASTY}."}])
    answer = json_page(f"Json {NASTY}", {"paper_title": TEXT, "one_line_summary": f"S {NASTY}"})
    ingest(store, flat, spaced, answer)
    found = asked("show", store=store)
    assert [hub["title"] for hub in found] == [f"{f} {NASTY}" for f in ("Flat", "Spaced", "Json")]
    (paper,) = asked("search", store=store)
    assert (paper["title"], len(paper["hubs"])) == (TEXT, 3)
    for hub in found:
        assert [paper["title"] for paper in asked("show", hub["id"], store=store)["papers"]] == [
            TEXT
        ]
