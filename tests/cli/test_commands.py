"""Commands, options, formats and exit codes, as a user and a script meet them."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
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
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citehub import __version__
from citehub.text.words import words

Records = list[dict[str, Any]]

# ---- a small library -----------------------------------------------------------------------------

TOPICS = ("Gears", "Maps, Old and New", "Tides | Waves", "Yeast")
KINDS = ("A Survey of {}", "We Prove a Bound for {}", "{} Under a Lens", "Learning {} by Heart")


def _papers(start: int, count: int) -> Records:
    """Return papers that differ in all that a filter looks at, and in what they leave out."""
    papers: Records = []
    for n in range(start, start + count):
        paper = {
            "title": f"{KINDS[n % 4].format(TOPICS[n % 3])} {n}",
            "summary": f'Number {n} says "{TOPICS[(n + 1) % 4]}", at length, and stops there.',
            "representative": n % 3 > 0,
        }
        said = {
            "field": ("cs.AI", "cs.CL", "math.OC")[n % 3],
            "date": f"{2024 + n % 3}-0{1 + n % 9}-11",
            "verdict": ("unverdicted", "conditional")[n % 2],
            "novelty": 6 + n % 5 / 2,
        }
        papers.append(paper | {key: said[key] for at, key in enumerate(said) if (n + at) % 5})
    return papers


CITED = json_page(
    "Steam for Beginners",
    {"paper_title": "Kettles", "top_context_role": "method", "submitted_at": "2025-05-05T00:00Z"},
    {"paper_title": "Pistons", "top_context_role": "background", "verdict": "accept"},
    {"paper_title": "Valves", "top_context_role": "method", "top_context_polarity": "support"},
    {"paper_title": None, "one_line_summary": "A boiler without a name.", "primary_cat": "cs.AI"},
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "hubs.jsonl"
    pages = [spaced_page("Clocks of Lübeck", _papers(0, 14)), CITED]
    ingest(path, *pages, spaced_page("Almanacs", _papers(14, 9), 40))
    return path


@pytest.fixture(scope="module")
def papers(store: Path) -> Records:
    found: Records = asked("search", store=store)
    assert len(found) == 27
    return found


def problem(*arguments: str | Path, store: Path) -> str:
    """Run a command that has to fail for a reason the user can mend; return what it says."""
    result = citehub(*arguments, store=store)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    return result.stderr


# ---- exit codes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    ["show", "show almanacs", "search tides", "search", "explain almanacs 1", "rules list"],
)
def test_0_when_done(store: Path, arguments: str) -> None:
    result = citehub(*arguments.split(), store=store)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments", ["search zzzz", "search --role unclassified zzzz", "search tides --year 1850"]
)
def test_0_and_an_empty_array_when_nothing_matches(store: Path, arguments: str) -> None:
    result = citehub(*arguments.split(), "--json", store=store)
    assert (result.returncode, result.stdout, result.stderr) == (0, "[]\n", "")


@pytest.mark.parametrize("command", ["search", "show almanacs"])
@pytest.mark.parametrize(
    ("option", "column"),
    [("--role", "role"), ("--cited-as", "citation_role"), ("--field", "field")],
)
def test_a_filter_for_what_no_paper_has_is_named(
    store: Path, command: str, option: str, column: str
) -> None:
    result = citehub(*command.split(), option, "zzzz", "--json", store=store)
    assert result.returncode == 0
    assert result.stderr.startswith(f"citehub: no paper has the {column} 'zzzz'; the store has: ")


@pytest.mark.parametrize("text", ["# Notes\n\nOn kites.", '{"title": "A", "label": "method"}\n'])
def test_a_file_that_is_no_store_is_not_written(tmp_path: Path, text: str) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text(text)
    for command in (("ingest", USER_PAGE), ("set", "a", "--year", "1999")):
        assert "no hub in it can be read, so nothing was written" in problem(*command, store=file)
        assert file.read_text() == text


def test_of_many_damaged_records_a_hundred_are_named(tmp_path: Path) -> None:
    file = tmp_path / "hubs.jsonl"
    file.write_text("no hub\n" * 250)
    told = citehub("show", store=file).stderr.splitlines()
    assert len([line for line in told if "a damaged record" in line]) == 100
    assert f"citehub: {file}: 150 more; citehub doctor names them all" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("show zzzz", "no hub named 'zzzz'"),
        ("show almanacs --fields title,colour", "'colour'"),
        ("explain almanacs 99", "papers 1 to 9"),
        ("explain almanacs zzzz", "no paper titled 'zzzz'"),
        ("label almanacs 99 --role survey", "papers 1 to 9"),
        ("set zzzz --title T", "no hub named"),
        ("ingest no/such/page.txt", "no/such/page.txt: problem: there is no such file"),
        ("classify --rules no.yaml", "no.yaml: cannot read"),
        ("rules check no.yaml", "no.yaml: cannot read"),
        ("rules eval no.jsonl", "no.jsonl: cannot be read"),
        ("rules eval --labels", "holds no labels by hand"),
        ("label --from no.jsonl", "no.jsonl: cannot be read"),
    ],
)
def test_1_and_what_to_mend_for_a_problem(store: Path, arguments: str, said: str) -> None:
    assert said in problem(*arguments.split(), store=store)


@pytest.mark.parametrize(
    "arguments",
    [
        *("nosuch", "show --nosuch", "ingest", "search --format xml", "search --sort colour"),
        *("search --year soon", "search --limit -1", "search --in body", "show --role survey"),
        *("set almanacs", "label almanacs", "label almanacs 1", "rules eval", "explain almanacs"),
    ],
)
def test_2_for_a_wrong_command_line(store: Path, arguments: str) -> None:
    before = store.read_bytes()
    result = run(*arguments.split(), store=store)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage:" in result.stderr
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("set", "almanacs", "--title", " "), "cannot be blank"),
        (("label", "almanacs", "1", "--role", " "), "cannot be blank"),
        (("label", "almanacs", "--from", "labels.jsonl"), "--from cannot be combined with"),
    ],
)
def test_2_for_values_that_say_nothing_or_are_given_twice(
    store: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = store.read_bytes()
    result = run(*arguments, store=store)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert store.read_bytes() == before


def test_130_for_an_interrupt(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "citehub", "ingest", "-", "--store", tmp_path / "hubs.jsonl"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while process.poll() is None and not list(tmp_path.glob("hubs.jsonl*")):
            time.sleep(0.01)  # until it is at work
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in told


def test_version_and_help() -> None:
    assert run("--version").stdout == f"citehub {__version__}\n"
    assert run("--help").exit_code == run("show", "-h").exit_code == 0


# ---- filters, held against the same done by hand -------------------------------------------------

FILTERS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "--role survey": lambda paper: paper["role"] == "survey",
    "--role survey --role theory": lambda paper: paper["role"] in ("survey", "theory"),
    "--cited-as method": lambda paper: paper["citation_role"] == "method",
    "--cited-as unclassified": lambda paper: paper["citation_role"] == "unclassified",
    "--polarity support": lambda paper: paper["citation_polarity"] == "support",
    "--field cs.AI": lambda paper: paper["field"] == "cs.AI",
    "--field math.OC --field cs.CL": lambda paper: paper["field"] in ("math.OC", "cs.CL"),
    "--year 2025": lambda paper: paper["year"] == 2025,
    "--year 2024 --year 2026": lambda paper: paper["year"] in (2024, 2026),
    "--verdict conditional": lambda paper: paper["verdict"] == "conditional",
    "--verdict UNVERDICTED": lambda paper: paper["verdict"] == "unverdicted",
    "--representative": lambda paper: paper["representative"],
    "--grep tide": lambda paper: "tide" in f"{paper['title']} {paper['summary']}".lower(),
    "--grep says-MAPS,old": lambda paper: (
        "says maps old" in " ".join(words(paper["summary"] or ""))
    ),
}


@pytest.mark.parametrize("chosen", FILTERS)
def test_each_filter_lists_what_it_says(store: Path, papers: Records, chosen: str) -> None:
    by_hand = list(filter(FILTERS[chosen], papers))
    assert 0 < len(by_hand) < len(papers)
    assert asked("search", *chosen.split(), store=store) == by_hand


@given(chosen=st.sets(st.sampled_from(sorted(FILTERS)), min_size=2, max_size=3))
@settings(deadline=None, max_examples=40)
def test_filters_combine_here_and_in_a_hub(store: Path, papers: Records, chosen: set[str]) -> None:
    singles = {option.split()[0]: option for option in sorted(chosen)}  # one of each option
    options = [word for option in singles.values() for word in option.split()]
    by_hand = [p for p in papers if all(FILTERS[option](p) for option in singles.values())]
    assert asked("search", *options, store=store) == by_hand
    in_hub = [paper for paper in by_hand if paper["hub"] == "clocks-of-lubeck"]
    assert asked("show", "clocks", *options, store=store)["papers"] == in_hub


SORTS = ("position", "title", "role", "field", "date", "year", "verdict", "novelty", "hub")


@pytest.mark.parametrize("back", ["", "-"])
@pytest.mark.parametrize("key", SORTS)
def test_sort_both_ways_and_what_is_unknown_last(
    store: Path, papers: Records, key: str, back: str
) -> None:
    titles = {hub["id"]: hub["title"] for hub in asked("show", store=store)}
    listed = [paper | {"hub_title": titles[paper["hub"]]} for paper in papers]
    name = "hub_title" if key == "hub" else key
    known = [paper for paper in listed if paper[name] is not None]
    known.sort(key=lambda paper: paper[name], reverse=bool(back))
    by_hand = [*known, *(paper for paper in listed if paper[name] is None)]
    found = asked("search", "--sort", back + key, store=store)
    assert [(p["hub"], p["position"]) for p in found] == [
        (p["hub"], p["position"]) for p in by_hand
    ]


@pytest.mark.parametrize("limit", [1, 3, 27, 100])
def test_limit_takes_the_first_so_many(store: Path, papers: Records, limit: int) -> None:
    assert asked("search", "--limit", str(limit), store=store) == papers[:limit]


def test_limit_0_is_no_limit_and_json_has_none(tmp_path: Path) -> None:
    page = flat_page("Pebbles", 70, {f"Pebble {n}": f"It is grey, says {n}." for n in range(70)})
    store = tmp_path / "hubs.jsonl"
    ingest(store, page)
    for command in (("search",), ("show", "pebbles")):
        table = run(*command, store=store).stdout
        assert re.match("50 of 70 citing papers shown; .*--limit 0", table.splitlines()[-1])
        table = run(*command, "--limit", "0", store=store).stdout
        assert table.splitlines()[-1] == "70 of 70 citing papers shown"
    assert len(asked("search", store=store)) == len(asked("show", "pebbles", store=store)["papers"])
    assert len(asked("search", "pebble", store=store)) == 70


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ("search -n 2", 2),
        ("search --field cs.AI -n 2", 2),
        ("search --field math.OC", None),
        ("search says --in summary -n 4", 4),
        ("show almanacs", None),
    ],
)
def test_a_tables_last_line_says_how_many_of_how_many(
    store: Path, arguments: str, shown: int | None
) -> None:
    found = asked(*arguments.split(), "--limit", "0", store=store)
    total = len(found["papers"] if isinstance(found, dict) else found)
    last = run(*arguments.split(), store=store).stdout.splitlines()[-1]
    assert last.startswith(f"{shown or total} of {total} citing papers shown")
    assert ("--limit 0" in last) == (shown is not None)


def test_the_table_of_hubs_says_how_many_of_how_many(store: Path) -> None:
    assert run("show", store=store).stdout.splitlines()[-1] == "3 of 3 hubs shown"
    last = run("show", "--limit", "1", store=store).stdout.splitlines()[-1]
    assert re.match("1 of 3 hubs shown; .*--limit 0", last)


# ---- formats -------------------------------------------------------------------------------------

LISTINGS = {
    "show": ("id", "title", "tier", "citing_count", "complete", "roles", "page"),
    "show clocks": ("position", "title", "role", "year", "representative", "summary"),
    "search tides": ("score", "matched", "hub", "title", "role_evidence"),
    "search --representative --sort -novelty": ("title", "novelty", "field", "verdict", "date"),
    "rules list": ("id", "label", "value", "weight", "why"),
}
FORMS = ("json", "jsonl", "csv", "tsv", "md", "yaml")


def _cell(value: Any) -> str:
    if isinstance(value, bool | dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _read(form: str, text: str) -> list[list[str]]:
    """Read a flat format back: the names of the columns, and the rows."""
    if form == "csv":
        return list(csv.reader(io.StringIO(text)))
    if form == "tsv":
        return [line.split("\t") for line in text.splitlines()]
    assert re.fullmatch(r"\|( --- \|)+", text.splitlines()[1])
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append("".join(part.content for part in token.children or ()))
    return rows


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("form", ["csv", "tsv", "md"])
def test_flat_formats_hold_the_same_data(store: Path, listing: str, form: str) -> None:
    names = LISTINGS[listing]
    chosen = [*listing.split(), "--fields", ",".join(names)]
    data = asked(*chosen, store=store)
    text = run(*chosen, "--format", form, store=store).stdout
    assert data
    assert _read(form, text) == [
        list(names),
        *([_cell(row[name]) for name in names] for row in data),
    ]


@pytest.mark.parametrize("listing", LISTINGS)
def test_json_jsonl_and_yaml_hold_the_same_data(store: Path, listing: str) -> None:
    data = asked(*listing.split(), store=store)
    text = {form: run(*listing.split(), "-f", form, store=store).stdout for form in FORMS}
    assert json.loads(text["json"]) == data
    assert yaml.safe_load(text["yaml"]) == data
    rows = data["papers"] if isinstance(data, dict) else data
    assert [json.loads(line) for line in text["jsonl"].splitlines()] == rows


@pytest.mark.parametrize("listing", LISTINGS)
def test_each_row_of_a_flat_format_without_fields_is_a_record(store: Path, listing: str) -> None:
    data = asked(*listing.split(), store=store)
    rows = data["papers"] if isinstance(data, dict) else data
    for form in ("csv", "tsv", "md"):
        head, *lines = _read(form, run(*listing.split(), "-f", form, store=store).stdout)
        assert lines == [[_cell(row.get(name)) for name in head] for row in rows]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_found_has_no_rows_in_any_format(store: Path, form: str) -> None:
    text = run("search", "zzzz", "-f", form, store=store).stdout
    if form in ("json", "yaml"):
        assert yaml.safe_load(text) == []
    else:
        assert len(text.splitlines()) == {"jsonl": 0, "csv": 1, "tsv": 1, "md": 2}[form]


def test_fields_come_in_the_order_asked_for(store: Path) -> None:
    chosen = ("search", "--fields", "year, title,hub", "--limit", "3")
    assert run(*chosen, "-f", "csv", store=store).stdout.startswith("year,title,hub\n")
    assert run(*chosen, store=store).stdout.startswith("year\ttitle\thub\n")
    assert {tuple(row) for row in asked(*chosen, store=store)} == {("year", "title", "hub")}


def test_an_unknown_field_is_refused_and_the_known_ones_are_named(store: Path) -> None:
    told = problem("search", "--fields", "title,colour", store=store)
    assert "'colour'" in told
    assert "title, summary, hub, position" in told


# ---- tables off a terminal -----------------------------------------------------------------------

ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f\u2500-\u257f]")  # controls, ANSI, box drawing


def test_a_table_of_papers_holds_them_whole_a_line_each(store: Path, papers: Records) -> None:
    for command, rows in (("search", papers), ("show almanacs", papers[18:])):
        table = run(*command.split(), store=store).stdout
        assert not ODD.search(table)
        for paper in rows:
            star = " ★" * paper["representative"]
            whole = f"{paper['title'] or '(no title on the page)'}{star}"
            whole += f"  {paper['summary']}" * bool(paper["summary"])
            (line,) = [line for line in table.splitlines() if whole in line]
            cells = re.split(r"\s{2,}", line.strip())
            assert paper["role"] in cells
            assert f"{paper['hub']} #{paper['position']}" in cells or command != "search"


def test_a_table_of_hubs_holds_them_whole_a_line_each(store: Path) -> None:
    table = run("show", store=store).stdout
    assert not ODD.search(table)
    for hub in asked("show", store=store):
        (line,) = [line for line in table.splitlines() if hub["title"] in line]
        cells = re.split(r"\s{2,}", line.strip())
        assert {hub["id"], str(hub["citing_count"])} <= set(cells)
        assert all(f"{role} {count}" in line for role, count in hub["roles"].items())


def test_a_hubs_page_shows_its_tallies_as_bars(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    assert run("ingest", USER_PAGE, store=store).exit_code == 0
    table = run("show", "yoshua", store=store).stdout
    assert not ODD.search(table)
    for role, count in asked("show", "yoshua", store=store)["roles"].items():
        assert re.search(rf"^ +{role} +█*[▏▎▍▌▋▊▉]? +{count} *$", table, re.MULTILINE)
    assert "roles the page states (4 of 20)" in table


@pytest.mark.parametrize("listing", [*LISTINGS, "explain clocks 3"])
def test_no_table_is_cut_boxed_or_coloured(store: Path, listing: str) -> None:
    table = citehub(*listing.split(), store=store).stdout
    assert table
    assert not ODD.search(table)


def test_the_table_of_rules_holds_every_reason_whole(store: Path) -> None:
    table = run("rules", "list", store=store).stdout
    assert all(rule["why"] in table for rule in asked("rules", "list", store=store))


# ---- on a terminal -------------------------------------------------------------------------------

COLOUR = re.compile(rb"\x1b\[[0-9;]*3[0-7]m")


def test_colour_on_a_terminal_unless_it_is_refused(store: Path) -> None:
    assert COLOUR.search(on_terminal("show", store=store))
    assert not COLOUR.search(on_terminal("show", store=store, NO_COLOR="1"))
    assert not COLOUR.search(on_terminal("show", "--no-color", store=store))


def test_colour_off_a_terminal_only_when_asked_for(store: Path) -> None:
    assert b"\x1b" not in run("show", store=store).stdout.encode()
    assert COLOUR.search(run("show", "--color", store=store).stdout.encode())


def test_data_on_a_terminal_is_plain_data(store: Path, papers: Records) -> None:
    sent = on_terminal("search", "--json", store=store).replace(b"\r\n", b"\n")
    assert json.loads(sent) == papers


# ---- hostile text --------------------------------------------------------------------------------

HOSTILE = "[/red]Bold[bold] :x: \x1b]0;owned\x07 \x1b[31mRed \u202eback\u2069 {hub} %s \\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hubs.jsonl"
    title, summary = f"A Survey of {HOSTILE}", f"We prove {HOSTILE}."
    ingest(path, flat_page(f"Hub {HOSTILE}", 2, {title: summary, "Calm": "Calm."}))
    return path


def test_json_keeps_hostile_text_as_it_was(hostile: Path) -> None:
    hub = asked("show", "hub", store=hostile)
    assert hub["title"] == f"Hub {HOSTILE}"
    assert hub["papers"][0]["title"] == f"A Survey of {HOSTILE}"
    assert hub["papers"][0]["summary"] == f"We prove {HOSTILE}."


@pytest.mark.parametrize(
    "command", ["show", "show hub", "search survey", "search", "explain hub 1", "search -f tsv"]
)
def test_hostile_text_is_shown_and_does_nothing(hostile: Path, command: str) -> None:
    sent = on_terminal(*command.split(), store=hostile, COLUMNS="2000").decode()
    assert not re.search(r"\x1b(?!\[[0-9;]*m)|\x07|[\u202a-\u202e\u2066-\u2069]", sent)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", sent)
    assert r"[/red]Bold[bold] :x: \x1b]0;owned\x07 \x1b[31mRed \u202eback\u2069 {hub} %s" in plain


def test_hostile_text_in_a_message_does_nothing(hostile: Path, tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m.txt").write_text("No hub.")
    told = problem("ingest", tmp_path, store=hostile)
    told += citehub("show", "\x1b]0;owned\x07", store=hostile).stderr
    assert not ODD.search(told)
    assert r"\x1b[31m.txt: problem" in told


# ---- naming a hub --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("clocks-of-lubeck", "clocks", "c", "Clocks of Lübeck", "CLOCKS OF LUBECK", "lubeck"),
        *("of clocks", "cloks lübek", "Lubeck, clocks"),
    ],
)
def test_a_hub_is_its_id_the_start_of_it_or_words_of_its_title(store: Path, name: str) -> None:
    assert asked("show", name, store=store)["id"] == "clocks-of-lubeck"


def test_an_ambiguous_name_is_refused_and_all_it_may_mean_are_named(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(flat_page(f"Mills {kind}", 1, {"P": "S."}) for kind in ("Wind", "Water")))
    for name in ("mills", "mil", "Milsl"):
        told = problem("show", name, store=store)
        assert "fits more than one hub" in told
        assert "mills-wind  Mills Wind" in told
        assert "mills-water  Mills Water" in told
        refused = problem("set", name, "--title", "T", store=store)
        assert refused == told or name == "Milsl"
    assert asked("show", "mill water", store=store)["id"] == "mills-water"


def test_a_name_that_only_resembles_a_title_is_told_and_never_changed(store: Path) -> None:
    before = store.read_bytes()
    shown = citehub("show", "cloks lübek", "--json", store=store)
    assert json.loads(shown.stdout)["id"] == "clocks-of-lubeck"
    assert "no hub named 'cloks lübek'; the nearest is:\n  clocks-of-lubeck  Clocks" in shown.stderr
    for command in (("set", "cloks lübek", "--year", "1999"), ("label", "cloks", "1", "--role=x")):
        assert "did you mean:\n  clocks-of-lubeck" in problem(*command, store=store)
    assert store.read_bytes() == before


def test_a_paper_is_its_position_or_words_of_its_title_as_they_are_written(store: Path) -> None:
    (hub,) = (hub for hub in asked("show", store=store) if hub["id"] == "clocks-of-lubeck")
    titles = [paper["title"] for paper in asked("show", hub["id"], store=store)["papers"]]
    for name in ("-1", "+1", "0", str(len(titles) + 1), "9" * 40):
        told = problem("explain", hub["id"], "--", name, store=store)
        assert "has papers 1 to" in told or len(name) == 40
    wrong = titles[0][:-1] + "x"
    assert f"did you mean:\n  1  {titles[0]}" in problem("explain", hub["id"], wrong, store=store)


def test_a_whole_title_names_its_hub_though_others_begin_so(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, *(flat_page(title, 1, {"P": "S."}) for title in ("Mills of Kent", "Mills")))
    assert asked("show", "Mills", store=store)["title"] == "Mills"
    assert asked("show", "mills", store=store)["title"] == "Mills"


# ---- ingest --------------------------------------------------------------------------------------


def _hubs(store: Path) -> list[str]:
    return [hub["title"] for hub in asked("show", store=store)]


def _pages(folder: Path, *titles: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{title.lower()}.txt" for title in titles]
    for file, title in zip(files, titles, strict=True):
        file.write_text(flat_page(title, 1, {f"On {title}": "It is so."}), "utf-8")
    return files


def test_a_folder_is_taken_with_all_txt_files_below_it(tmp_path: Path) -> None:
    _pages(tmp_path / "in", "Ash", "Elm")
    _pages(tmp_path / "in" / "deep" / "er", "Oak")
    (tmp_path / "in" / "notes.md").write_text("Not a page.")
    store = tmp_path / "hubs.jsonl"
    assert run("ingest", tmp_path / "in", store=store).exit_code == 0
    assert sorted(_hubs(store)) == ["Ash", "Elm", "Oak"]


def test_files_are_taken_in_the_order_named(tmp_path: Path) -> None:
    files = _pages(tmp_path, "Elm", "Ash", "Oak")
    result = citehub("ingest", *files, store=tmp_path / "hubs.jsonl")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1] == "citehub: 3 pages: 3 new"
    assert _hubs(tmp_path / "hubs.jsonl") == ["Elm", "Ash", "Oak"]


def test_a_page_comes_from_stdin(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    result = run("ingest", "-", store=store, stdin=USER_PAGE.read_text("utf-8"))
    assert (result.exit_code, result.stdout) == (0, "")
    (hub,) = asked("show", store=store)
    assert (hub["listed_count"], hub["captures"][0]["source"]) == (20, "stdin")


def test_a_bad_page_among_good_ones_is_named_and_the_rest_stored(tmp_path: Path) -> None:
    ash, elm, oak = _pages(tmp_path, "Ash", "Elm", "Oak")
    elm.write_text("Dear diary.\n")
    told = problem("ingest", ash, elm, tmp_path / "gone.txt", oak, store=tmp_path / "hubs.jsonl")
    assert f"{elm}: problem: no hub page" in told
    assert f"{tmp_path / 'gone.txt'}: problem: there is no such file" in told
    assert told.splitlines()[-1] == "citehub: 4 pages: 2 new, 2 problems"
    assert _hubs(tmp_path / "hubs.jsonl") == ["Ash", "Oak"]


def test_a_folder_without_pages_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no *.txt below" in problem("ingest", tmp_path / "empty", store=tmp_path / "h.jsonl")


def test_many_pages_are_told_in_one_line_but_for_problems(tmp_path: Path) -> None:
    files = _pages(tmp_path / "in", *(f"Tree{n}" for n in range(120)))
    files[60].write_text("Dear diary.\n")
    result = run("ingest", tmp_path / "in", store=tmp_path / "hubs.jsonl")
    wrong, total = result.stderr.splitlines()
    assert f"{files[60]}: problem:" in wrong
    assert total == "citehub: 120 pages: 119 new, 1 problem"
    assert (result.exit_code, len(_hubs(tmp_path / "hubs.jsonl"))) == (1, 119)


def test_many_pages_on_a_terminal_are_told_by_a_bar_and_the_totals(tmp_path: Path) -> None:
    _pages(tmp_path / "in", *(f"Tree{n}" for n in range(60)))
    store = tmp_path / "hubs.jsonl"
    sent = on_terminal("ingest", str(tmp_path / "in"), store=store).decode()
    assert "100%" in sent
    assert sent.endswith("citehub: 60 pages: 60 new\r\n")
    quiet = on_terminal("ingest", "-q", str(tmp_path / "in"), store=tmp_path / "other.jsonl")
    assert quiet == b""


def test_the_same_page_twice_in_one_run_is_one_capture(tmp_path: Path) -> None:
    (ash,) = _pages(tmp_path, "Ash")
    result = run("ingest", ash, ash, store=tmp_path / "hubs.jsonl")
    assert "2 pages: 1 new, 1 unchanged" in result.stderr
    assert len(asked("show", store=tmp_path / "hubs.jsonl")[0]["captures"]) == 1


def test_quiet_says_problems_only(tmp_path: Path) -> None:
    (ash,) = _pages(tmp_path, "Ash")
    store = tmp_path / "hubs.jsonl"
    assert run("ingest", "--quiet", ash, store=store).stderr == ""
    assert "problem" in run("ingest", "-q", tmp_path / "gone.txt", store=store).stderr


# ---- which store ---------------------------------------------------------------------------------


def test_the_store_is_that_of_the_option_then_of_the_environment_then_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CITEHUB_STORE", raising=False)
    ash, elm, oak = _pages(tmp_path, "Ash", "Elm", "Oak")
    run("ingest", ash)
    run("ingest", elm, store=tmp_path / "of-environment.yaml")
    run("ingest", oak, "--store", "of-option.jsonl", store=tmp_path / "of-environment.yaml")
    found = {name: _hubs(Path(name)) for name in ("data/citehub.jsonl", "of-option.jsonl")}
    assert found == {"data/citehub.jsonl": ["Ash"], "of-option.jsonl": ["Oak"]}
    assert _hubs(tmp_path / "of-environment.yaml") == ["Elm"]
    assert yaml.safe_load((tmp_path / "of-environment.yaml").read_text())["title"] == "Elm"


def test_an_empty_store_says_how_to_fill_it(tmp_path: Path) -> None:
    store = tmp_path / "none" / "hubs.jsonl"
    result = run("show", "--json", store=store)
    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert "holds no hubs yet; fill it with: citehub ingest PATH" in result.stderr
    assert "holds no hubs yet" in problem("show", "ash", store=store)
    assert asked("search", "ash", store=store) == []
    assert not store.parent.exists()


# ---- stdout that goes away -----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "yaml", "table"])
def test_a_reader_that_leaves_early_causes_no_traceback(tmp_path: Path, form: str) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(
        store, flat_page("Sand", 900, {f"Grain {n}": f"Grey, says {n}. " * 20 for n in range(900)})
    )
    command = f"{sys.executable} -m citehub search -n 0 -f {form} --store {store} | head -1"
    result = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=True)
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_is_a_problem_and_no_traceback(store: Path) -> None:
    command = f"{sys.executable} -m citehub search --json --store {store} > /dev/full"
    result = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert result.returncode == 1
    assert b"No space left" in result.stderr
    assert b"Traceback" not in result.stderr


# ---- correcting a hub ----------------------------------------------------------------------------

AUTHORS = "Mary Somerville, Ada King, and Sophie Germain"


@pytest.fixture
def mended(tmp_path: Path) -> Path:
    """A store with a hub whose page gives authors for a title, corrected by hand."""
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page(AUTHORS, 3, {"Tides": "Tides are late."}))
    result = run("set", "mary", "--title", "On the Moon", "--year", "1831", store=store)
    assert result.exit_code == 0
    return store


def _corrected(store: Path) -> tuple[str, str, int | None, int]:
    (hub,) = asked("show", store=store)
    return hub["title"], hub["page_title"], hub["year"], hub["listed_count"]


def test_a_title_by_hand_is_shown_and_the_pages_own_beside_it(mended: Path) -> None:
    assert _corrected(mended) == ("On the Moon", AUTHORS, 1831, 1)
    assert asked("show", "moon", store=mended)["by_hand"] == ["title", "year"]
    assert f"on its page: {AUTHORS}" in run("show", "moon", store=mended).stdout


def test_a_title_by_hand_stays_when_the_page_comes_again_changed(mended: Path) -> None:
    ingest(mended, flat_page(AUTHORS, 3, {"Tides": "Tides are late.", "Ebb": "Ebb is early."}))
    assert _corrected(mended) == ("On the Moon", AUTHORS, 1831, 2)


def test_authors_by_hand_stay_until_they_are_cleared(mended: Path) -> None:
    run("set", "moon", "--authors", "M. Somerville", store=mended)
    page = flat_page(AUTHORS, 3, {"Tides": "Tides are late."})
    stating = page.replace("hub tools\n", "hub tools\nauthors\nSomebody Else\n")
    ingest(mended, stating)
    assert asked("show", "moon", store=mended)["authors"] == "M. Somerville"
    run("set", "moon", "--clear", store=mended)
    ingest(mended, stating + " ")
    assert asked("show", "mary", store=mended)["authors"] == "Somebody Else"


@pytest.mark.parametrize("name", ["On the Moon", "moon", AUTHORS, "somerville germain", "mary-s"])
def test_a_corrected_hub_is_found_by_either_title(mended: Path, name: str) -> None:
    assert asked("show", name, store=mended)["title"] == "On the Moon"


def test_clear_takes_corrections_back(mended: Path) -> None:
    assert run("set", "moon", "--clear", store=mended).exit_code == 0
    assert _corrected(mended) == (AUTHORS, AUTHORS, None, 1)
    assert asked("show", "mary", store=mended)["by_hand"] == []


def test_a_title_that_is_none_is_noted_until_it_is_corrected(mended: Path) -> None:
    assert asked("show", store=mended)[0]["title_note"] is None
    run("set", "moon", "--clear", store=mended)
    assert "list of authors" in asked("show", store=mended)[0]["title_note"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Dreams of Rivers,", "this title ends in a stray ','"),
        ("Dreams of Rivers. arXiv preprint arXiv:2601.00001", "a reference glued to it"),
        ("Dreams of Rivers", None),
    ],
)
def test_what_looks_wrong_with_a_title_is_said(
    tmp_path: Path, title: str, said: str | None
) -> None:
    store = tmp_path / "hubs.jsonl"
    ingest(store, flat_page(title, 1, {"Tides": "Tides are late."}))
    note = asked("show", store=store)[0]["title_note"]
    assert (note and note.split(";")[0].removeprefix("this title has ")) == said


# ---- a terminal's width --------------------------------------------------------------------------

WIDTHS = (20, 60, 80, 100, 120, 160)
LONG = "Dreams of Rivers and Other Waters that Flow at Night without Names"


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of one hub with a long title, a label by hand, and two faults."""
    path = tmp_path_factory.mktemp("w") / "hubs.jsonl"
    ingest(path, flat_page(LONG, 1, {"A Survey of Tides, Late and Early": "We review the tides."}))
    assert run("label", "dreams", "1", "--role", "theory", store=path).exit_code == 0
    with path.open("a") as file:
        file.write('{broken\n{"id": "x", "title": "X", "hue": 3}\n')
    return path


def _on_terminal(command: str, store: Path, width: int) -> str:
    exit_code = 1 if command == "doctor" else 0
    sent = on_terminal(
        *command.split(), store=store, exit_code=exit_code, COLUMNS=str(width), PYTHONUTF8="1"
    ).decode()
    return re.sub(r"\x1b\[[0-9;]*m|\r", "", sent)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "command", ["doctor", "rules list", "label dreams 1 --role survey --dry-run"]
)
def test_every_word_and_number_of_a_table_is_whole_at_any_width(
    long_names: Path, command: str, width: int
) -> None:
    done = citehub(*command.split(), "-f", "csv", store=long_names)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    sent = _on_terminal(command, long_names, width)
    shown = "\n".join(line for line in sent.splitlines() if not line.startswith("citehub: "))
    words_of = Counter(word for row in rows for cell in row.values() for word in cell.split())
    assert rows
    assert words_of <= Counter(shown.split())
    assert {name for row in rows for name in row if row[name]} <= {*re.findall(r"\w+", shown)}
    if width >= 60:
        assert max(map(len, shown.splitlines())) <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", ["show", "show dreams", "search"])
def test_an_id_can_be_copied_from_a_terminal_of_any_width(
    tmp_path: Path, command: str, width: int
) -> None:
    store = tmp_path / "hubs.jsonl"
    papers = {"A Survey of Tides, Late and Early": "We review the tides, of https://" + "x" * 70}
    ingest(store, flat_page(LONG, 1, papers), flat_page("Almanacs", 1, papers))
    ids = {hub["id"] for hub in asked("show", store=store)} - {"almanacs"}
    assert [len(name) > 40 for name in ids] == [True]
    shown = _on_terminal(command, store, width)
    assert ids <= {*shown.split()}


def test_a_colour_asked_for_wins_over_the_environment(store: Path) -> None:
    assert COLOUR.search(on_terminal("show", "--color", store=store, NO_COLOR="1"))
    assert not COLOUR.search(on_terminal("show", store=store, NO_COLOR="1"))


def test_one_of_a_thing_is_told_in_the_singular(long_names: Path, tmp_path: Path) -> None:
    label = ("label", "dreams", "1", "--dry-run", "--role")
    assert "\n1 label would change\n" in run(*label, "survey", store=long_names).stdout
    assert "0 labels would change\n" in run(*label, "theory", store=long_names).stdout
    assert run("doctor", store=long_names).stdout.endswith("\n2 faults\n")
    one = tmp_path / "hubs.jsonl"
    one.write_text("{broken\n")
    assert run("doctor", store=one).stdout.endswith("\n1 fault\n")
    assert "1 of 1 citing paper shown" in run("search", store=long_names).stdout


def test_eval_says_which_labels_of_the_data_no_rule_gives(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    labels = ("metod", "survey", "unclassified", "metod")
    file.write_text("".join(json.dumps({"title": "X", "label": name}) + "\n" for name in labels))
    told = citehub("rules", "eval", str(file), "--json", store=tmp_path / "hubs.jsonl")
    assert told.stderr == "citehub: note: no rule gives 'metod'; each such text counts as wrong\n"
    assert json.loads(told.stdout)["n"] == 4
    file.write_text('{"context": "As in [1].", "label": "result"}\n')  # SciCite's comparison
    assert not citehub("rules", "eval", str(file), store=tmp_path / "hubs.jsonl").stderr


@pytest.mark.parametrize("group", [(), ("rules",)])
def test_the_list_of_commands_says_what_each_command_says(group: tuple[str, ...]) -> None:
    _, _, listed = run(*group, "--help").stdout.partition("Commands:\n")
    lines = dict(re.findall(r"^  (\w+) +(\S.*)$", listed, re.M))
    assert len(lines) > 3
    for name, line in lines.items():
        assert run(*group, name, "--help").stdout.split("\n\n")[1].strip() == line
