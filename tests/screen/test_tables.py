"""Tables off a terminal, and colour."""

import json
import re
from pathlib import Path

import pytest
from conftest import (
    USER_PAGE,
    asked,
    citehub,
    on_terminal,
    put,
    run,
)
from small_library import LISTINGS, Records

from citehub.model import Evidence, Hub, Paper

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


def test_labels_by_hand_are_marked_and_not_counted_as_the_rules(tmp_path: Path) -> None:
    store = tmp_path / "hubs.jsonl"
    assert run("ingest", USER_PAGE, store=store).exit_code == 0
    labelled = 20 - asked("show", "yoshua", store=store)["roles"].get("unclassified", 0)
    head = "\nroles by rules ({}{} of 20 labelled)"
    assert head.format("", labelled) in run("show", "yoshua", store=store).stdout
    run("label", "yoshua", "3,5", "--role", "theory", "--cited-as", "method", store=store)
    table = run("show", "yoshua", store=store).stdout
    labelled = 20 - asked("show", "yoshua", store=store)["roles"].get("unclassified", 0)
    head = head.replace("rules", "rules and by hand")
    assert head.format("2 by hand, ", labelled) in table
    marked = [line for line in table.splitlines() if "theory (by hand)  method (by hand)" in line]
    assert [line.split()[0] for line in marked] == ["3", "5"]
    assert table.count("(by hand)") == 4


@pytest.mark.parametrize("listing", [*LISTINGS, "explain clocks 3"])
def test_no_table_is_cut_boxed_or_coloured(store: Path, listing: str) -> None:
    table = citehub(*listing.split(), store=store).stdout
    assert table
    assert not ODD.search(table)


def test_the_table_of_rules_holds_every_reason_whole(store: Path) -> None:
    table = run("rules", "list", store=store).stdout
    assert all(rule["why"] in table for rule in asked("rules", "list", store=store))


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


def test_a_colour_asked_for_wins_over_the_environment(store: Path) -> None:
    assert COLOUR.search(on_terminal("show", "--color", store=store, NO_COLOR="1"))
    assert not COLOUR.search(on_terminal("show", store=store, NO_COLOR="1"))


@pytest.mark.parametrize("listing", ["show", "show clocks", "search tides", "explain clocks 3"])
def test_colour_in_a_pipe_changes_nothing_but_colour(
    store: Path, listing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(*listing.split(), store=store).stdout
    monkeypatch.setenv("TERM", "xterm-256color")
    asked_for = run(*listing.split(), "--color", store=store).stdout
    forced = run(*listing.split(), store=store, FORCE_COLOR="1").stdout
    assert forced == asked_for != plain
    assert re.sub("\x1b\\[[0-9;]*m", "", forced) == plain
    assert run(*listing.split(), store=store, FORCE_COLOR="1", NO_COLOR="1").stdout == plain
    assert run(*listing.split(), "--no-color", store=store, FORCE_COLOR="1").stdout == plain


def test_a_table_of_chosen_fields_is_a_table_where_one_is_asked_for(store: Path) -> None:
    chosen = ("show", "clocks", "--fields", "position,verdict", "-n", "2")
    rows = asked(*chosen, store=store)
    assert run(*chosen, store=store).stdout.splitlines()[0] == "position\tverdict"
    lines = run(*chosen, "-f", "table", store=store).stdout.splitlines()
    assert lines[0].split() == ["position", "verdict"]
    assert [line.split() for line in lines[1:-1]] == [
        [str(value) for value in row.values() if value is not None] for row in rows
    ]
    assert lines[-1] == "2 rows"
    assert (
        len(run("search", "--fields", "title", "-f", "table", store=store).stdout.splitlines())
        == 29
    )


@pytest.mark.parametrize("command", ["show clocks", "search", "search tides"])
def test_a_brief_table_has_no_summaries(store: Path, papers: Records, command: str) -> None:
    brief = run(*command.split(), "--brief", store=store).stdout
    whole = run(*command.split(), store=store).stdout
    assert len(brief.splitlines()) == len(whole.splitlines())
    for paper in papers:
        if paper["summary"]:
            assert paper["summary"] not in brief


def test_a_table_of_more_rows_than_can_be_laid_out_is_refused_with_what_to_do(
    tmp_path: Path,
) -> None:
    store = tmp_path / "hubs.jsonl"
    put(store, Hub("many", "Many", "Many", papers=tuple(Paper(f"P {n}") for n in range(20_001))))
    refused = run("show", "many", "-n", "0", store=store)
    assert (refused.exit_code, "-f tsv, csv or jsonl" in str(refused.exception)) == (1, True)
    listed = run("show", "many", "-n", "0", "-f", "jsonl", "--fields", "position", store=store)
    assert len(listed.stdout.splitlines()) == 20_001


def test_a_label_of_an_earlier_version_claims_no_measured_share(tmp_path: Path) -> None:
    path = tmp_path / "hubs.jsonl"
    old = Evidence("survey.title", "A Survey", "title", confidence=0.21)
    paper = Paper("A Survey", role="survey", role_evidence=old)
    put(path, Hub("kites", "Kites", "Kites", papers=(paper,)))
    said = run("explain", "kites", "1", store=path).stdout
    assert "labelled by an earlier version" in said
    assert "21%" not in said
