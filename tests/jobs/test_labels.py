"""Labels of citing papers: the evidence behind them, who outranks whom, and labels by hand."""

import cProfile
import json
import pstats
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, USER_PAGE, asked, citehub, flat_page, ingest, json_page, run

from citehub import open_library
from citehub.errors import CitehubError
from citehub.model import LABELS, VALUES, named_contexts
from citehub.rules.load import load

Paper = dict[str, Any]

PAGE = json_page(
    "TULIP: Bulbs at Night",
    {
        "paper_title": "A Survey of Bulbs",
        "one_line_summary": "The paper surveys ways to plant bulbs.",
        "context_text": "Contrary to the report of [3], we used the kit of [4].",
        "top_context_role": "baseline",
        "top_context_polarity": "use_dataset",
    },
    {
        "paper_title": "Beds in Rows",
        "one_line_summary": "Our planting rule extends TULIP to whole gardens.",
        "context_text": "We used the spacing rule of [3] for all beds.",
    },
    {
        "paper_title": "Beds in Circles",
        "one_line_summary": "A round bed that extends TULIP to small gardens.",
        "context_text": "Hm [3].",
    },
    {
        "paper_title": "Beds at Noon",
        "one_line_summary": "Our planting rule extends earlier ones to whole gardens.",
    },
    {
        "paper_title": "Spades",
        "context_text": "Our yields are consistent with those of [3].",
    },
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "hubs.jsonl"
    ingest(path, PAGE)
    return path


def paper(store: Path, position: int) -> Paper:
    found: Paper = asked("show", "tulip", store=store)["papers"][position - 1]
    return found


def given(store: Path, position: int, label: str = "role") -> tuple[str, str | None]:
    """Return a label of a paper and the rule that gave it."""
    found = paper(store, position)
    evidence = found[f"{label}_evidence"]
    return found[label], evidence and evidence["rule"]


def label(store: Path, *arguments: str | Path) -> list[dict[str, Any]]:
    """Give or take labels by hand; return what changed."""
    changed: list[dict[str, Any]] = asked("label", *arguments, "--new-value", store=store)
    return changed


def one_rule(folder: Path, name: str) -> Path:
    """Write rules that call whatever speaks of beds a theory."""
    file = folder / f"{name}.yaml"
    file.write_text(f"rules:\n  - {{id: {name}, role: theory, match: [beds], why: It says so.}}\n")
    return file


# ---- evidence ------------------------------------------------------------------------------------


def test_evidence_names_a_rule_of_that_value_and_words_that_are_there(store: Path) -> None:
    assert run("ingest", USER_PAGE, store=store).exit_code == 0
    rules = {(rule["id"], rule["label"], rule["value"]) for rule in asked("rules", "list")}
    seen = 0
    for found in asked("search", store=store):
        texts = found | named_contexts(found["contexts"] or ())
        for name in ("role", "citation_role", "citation_polarity"):
            evidence = found[f"{name}_evidence"]
            if evidence and evidence["rule"] != "page":
                seen += 1
                assert (evidence["rule"], name, found[name]) in rules
                assert evidence["match"]
                assert evidence["match"] in texts[evidence["where"]]
                assert evidence["runner_up"] != found[name]
    assert seen > 20


def test_confidence_is_what_the_rules_measured_of_such_a_lead(store: Path) -> None:
    assert run("ingest", USER_PAGE, store=store).exit_code == 0
    known = load().settings["role"].calibrated
    assert known
    shares = set()
    for found in asked("search", store=store):
        if evidence := found["role_evidence"]:
            assert evidence["confidence"] == known.share(evidence["margin"])
            shares.add(evidence["confidence"])
    assert len(shares) > 1


def test_the_least_certain_roles_come_first_and_those_without_a_lead_last(store: Path) -> None:
    assert run("ingest", USER_PAGE, store=store).exit_code == 0
    for command in (("search",), ("search", "a"), ("show", "yoshua")):
        listed = asked(*command, "--sort", "margin", store=store)
        papers = listed if isinstance(listed, list) else listed["papers"]
        leads = [found["role_evidence"] and found["role_evidence"]["margin"] for found in papers]
        known = [lead for lead in leads if lead is not None]
        assert known == sorted(known) and known
        assert leads[: len(known)] == known


def test_max_confidence_leaves_the_roles_to_look_at(store: Path) -> None:
    assert run("ingest", USER_PAGE, store=store).exit_code == 0
    every = asked("search", store=store)
    sure = [found["role_evidence"] and found["role_evidence"]["confidence"] for found in every]
    least = min(share for share in sure if share is not None)
    found = asked("search", "--max-confidence", least, store=store)
    assert 0 < len(found) == sure.count(least) < len(every)


def test_explain_shows_what_each_value_adds_up_to(tmp_path: Path) -> None:
    rules = tmp_path / "totals.yaml"
    rules.write_text(
        "labels: {role: {margin: 1, prior: {system: 0.5}}}\n"
        "rules:\n"
        "  - {id: beds, role: theory, match: [beds], why: Beds., weight: 2.5,\n"
        "     measured: {precision: 1.0, low: 0.2, n: 1, on: one text}}\n"
    )
    path = tmp_path / "beds.jsonl"
    ingest(path, flat_page("Bulbs", 1, {"Beds": "Beds are dug."}))
    run("classify", "--rules", rules, store=path)
    found = asked("explain", "bulbs", "1", "--rules", rules, store=path)["labels"]["role"]
    assert found["totals"] == [
        {"value": "theory", "total": 2.5, "prior": 0.0},
        {"value": "system", "total": 0.5, "prior": 0.5},
    ]
    assert (found["lead"], found["needed"]) == (2.0, 1.0)
    table = run("explain", "bulbs", "1", "--rules", rules, store=path).stdout
    assert "1 of 1 right in testing on one text; too few to be sure" in table
    assert "totals: theory 2.50, system 0.50 (0.5 to start with); lead 2.00, needed 1" in table


def test_no_evidence_no_label(store: Path) -> None:
    for found in asked("search", store=store):
        for name in ("role", "citation_role", "citation_polarity"):
            assert (found[name] == "unclassified") == (found[f"{name}_evidence"] is None)


# ---- who outranks whom ---------------------------------------------------------------------------


def test_what_the_page_states_of_a_paper_outranks_its_sentence(store: Path) -> None:
    assert given(store, 1, "citation_role") == ("baseline", "page")
    assert given(store, 1, "citation_polarity") == ("use_dataset", "page")


def test_the_citing_sentence_outranks_a_summary_that_names_the_hub(store: Path) -> None:
    value, rule = given(store, 2, "citation_role")
    assert value == "method"
    assert rule and rule.startswith("cites.method.")
    assert paper(store, 2)["citation_role_evidence"]["where"] == "context"


def test_a_summary_that_names_the_hub_speaks_where_the_sentence_is_silent(store: Path) -> None:
    assert given(store, 3, "citation_role") == ("extension", "names.extension")
    assert paper(store, 3)["citation_role_evidence"]["where"] == "summary"


def test_a_summary_that_does_not_name_the_hub_says_nothing_of_the_citation(store: Path) -> None:
    assert given(store, 4, "citation_role") == ("unclassified", None)


def test_a_sentence_may_speak_for_the_polarity(store: Path) -> None:
    assert given(store, 5, "citation_polarity") == ("support", "agrees.consistent")


def test_the_pages_tallies_are_not_spread_over_its_papers(tmp_path: Path) -> None:
    page = flat_page("Bulbs", 4, {"Beds": "Beds are dug."})
    tallies = "roles\nbackground 4polarities\nbackground 4representative citing papers"
    ingest(tmp_path / "hubs.jsonl", page.replace("representative citing papers", tallies))
    hub = asked("show", "bulbs", store=tmp_path / "hubs.jsonl")
    assert hub["page"]["roles"] == {"background": 4}
    assert [found["citation_role"] for found in hub["papers"]] == ["unclassified"]


def test_a_later_page_may_state_what_a_rule_had_guessed(store: Path) -> None:
    ingest(store, PAGE.replace("We used", "We did use"), _stating("dataset"))
    assert given(store, 2, "citation_role") == ("dataset", "page")


def _stating(role: str) -> str:
    return json_page(
        "TULIP: Bulbs at Night", {"paper_title": "Beds in Rows", "top_context_role": role}
    ).replace('"total": 1', '"total": 9')


# ---- labels by hand ------------------------------------------------------------------------------


def test_a_label_by_hand_says_who_gave_it_when_and_why(store: Path) -> None:
    changed = label(store, "tulip", "spades", "--role", "tool", "--why", "I own one.")
    assert [(c["position"], c["label"], c["new"], c["rule"]) for c in changed] == [
        (5, "role", "tool", "hand")
    ]
    evidence = paper(store, 5)["role_evidence"]
    assert (evidence["rule"], evidence["match"]) == ("hand", "I own one.")
    assert evidence["where"] == "stated by you"
    assert evidence["by"] and evidence["when"]
    table = run("explain", "tulip", "5", store=store).stdout
    assert "role: tool\n  stated by you (" in table
    assert "I own one." in table


def test_a_label_given_again_keeps_who_gave_it_when_and_why_but_for_a_new_reason(
    store: Path,
) -> None:
    label(store, "tulip", "spades", "--role", "tool", "--why", "I own one.")
    before = store.read_bytes()
    for why in ((), ("--why", "I own one.")):
        assert label(store, "tulip", "spades", "--role", "tool", *why) == []
        assert store.read_bytes() == before
    again = ("tulip", "spades", "--role", "tool", "--why", "I own two.")
    (told,) = label(store, *again, "--dry-run")
    assert (told["old"], told["new"], told["rule"]) == ("tool", "tool", "hand")
    assert store.read_bytes() == before
    assert label(store, *again) == [told]
    assert paper(store, 5)["role_evidence"]["match"] == "I own two."


def test_a_label_by_hand_outlives_pages_classify_and_other_rules(
    store: Path, tmp_path: Path
) -> None:
    label(store, "tulip", "2", "--role", "tool", "--cited-as", "other", "--polarity", "contrast")

    def labels() -> list[Any]:
        found = paper(store, 2)
        return [found[key] for key in found if key.startswith(("role", "citation"))]

    before = labels()
    assert before[0] == "tool"
    ingest(store, _stating("dataset"))
    assert labels() == before
    assert run("classify", store=store).exit_code == 0
    assert labels() == before
    assert run("classify", "--rules", one_rule(tmp_path, "r1"), store=store).exit_code == 0
    assert labels() == before
    assert given(store, 3) == ("theory", "r1")


def test_clear_takes_labels_by_hand_back_and_the_rules_decide_again(store: Path) -> None:
    before = paper(store, 2)
    label(store, "tulip", "2", "--role", "tool", "--cited-as", "other")
    assert {change["new"] for change in label(store, "tulip", "2", "--clear")} == {
        before["role"],
        before["citation_role"],
    }
    assert paper(store, 2) == before


def test_clear_brings_back_what_the_page_states(store: Path) -> None:
    ingest(store, _stating("dataset"))
    before = paper(store, 2)
    assert before["citation_role_evidence"]["rule"] == "page"
    label(store, "tulip", "2", "--cited-as", "other")
    label(store, "tulip", "2", "--cited-as", "extension")
    ingest(store, PAGE.replace("We used", "We did use"))
    label(store, "tulip", "2", "--clear")
    assert paper(store, 2)["citation_role"] == "dataset"
    assert paper(store, 2)["citation_role_evidence"] == before["citation_role_evidence"]


def test_clear_leaves_other_papers_labels_by_hand_alone(store: Path) -> None:
    label(store, "tulip", "2", "--role", "tool")
    label(store, "tulip", "5", "--role", "tool")
    label(store, "tulip", "2", "--clear")
    assert given(store, 5) == ("tool", "hand")
    assert given(store, 2)[1] != "hand"


def test_a_label_by_hand_changes_only_its_label(store: Path) -> None:
    before = asked("show", "tulip", store=store)["papers"]
    label(store, "tulip", "2", "--polarity", "support")
    after = asked("show", "tulip", store=store)["papers"]
    changed = ("citation_polarity", "citation_polarity_evidence")
    assert [p for p in after if p["position"] != 2] == [p for p in before if p["position"] != 2]
    assert {k: v for k, v in after[1].items() if k not in changed} == {
        k: v for k, v in before[1].items() if k not in changed
    }


def test_an_ambiguous_paper_is_refused_and_all_it_may_be_are_named(store: Path) -> None:
    result = citehub("label", "tulip", "beds", "--role", "theory", store=store)
    assert result.returncode == 1
    assert all(f"  {n}  Beds" in result.stderr for n in (2, 3, 4))


# ---- many at once --------------------------------------------------------------------------------


def tasks(folder: Path, *rows: Any) -> Path:
    file = folder / "tasks.jsonl"
    file.write_text(
        "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
    )
    return file


ROWS = (
    {"hub": "tulip", "paper": 4, "role": "tool", "why": "I looked."},
    {"hub": "tulip", "paper": "spades", "citation_role": "other", "citation_polarity": "contrast"},
)


def test_many_labels_come_from_a_file(store: Path, tmp_path: Path) -> None:
    changed = label(store, "--from", tasks(tmp_path, *ROWS))
    assert [(c["position"], c["label"], c["new"]) for c in changed] == [
        (4, "role", "tool"),
        (5, "citation_role", "other"),
        (5, "citation_polarity", "contrast"),
    ]
    assert given(store, 4) == ("tool", "hand")
    assert paper(store, 4)["role_evidence"]["match"] == "I looked."
    assert given(store, 5, "citation_polarity") == ("contrast", "hand")


def test_rows_of_a_file_may_clear(store: Path, tmp_path: Path) -> None:
    label(store, "--from", tasks(tmp_path, *ROWS))
    label(store, "--from", tasks(tmp_path, {"hub": "tulip", "paper": 4, "clear": True}))
    assert given(store, 4)[1] != "hand"
    assert given(store, 5, "citation_role") == ("other", "hand")


def test_a_dry_run_lists_what_would_change_and_writes_nothing(store: Path, tmp_path: Path) -> None:
    before = store.read_bytes()
    told = label(store, "--from", tasks(tmp_path, *ROWS), "--dry-run")
    assert store.read_bytes() == before
    assert told == label(store, "--from", tmp_path / "tasks.jsonl")
    assert store.read_bytes() != before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not an object with hub, position, paper, role, "),
        ({"hub": "tulip", "role": "tool"}, "a row needs the key 'position' or 'paper'"),
        ({"hub": "tulip", "paper": 1, "rolle": "tool"}, "unknown key 'rolle'; the keys are hub, "),
        ({"paper": 1, "role": "tool"}, "a row needs the key 'hub'"),
        ({"hub": "tulip", "paper": 1, "position": 1, "role": "tool"}, "and one of them"),
        ({"hub": "tulip", "position": "beds", "role": "tool"}, "position must be a whole number"),
        ({"hub": "tulip", "paper": "3-9", "role": "tool"}, "has papers 1 to 5, no 9"),
        ({"hub": "tulip", "paper": "3-2", "role": "tool"}, "3-2 runs backwards"),
        ({"hub": "tulip", "paper": 1}, "no label"),
        ({"hub": "tulip", "paper": 99, "role": "tool"}, "has papers 1 to 5"),
        ({"hub": "zzzz", "paper": 1, "role": "tool"}, "no hub named 'zzzz'"),
        ({"hub": "tulip", "paper": "beds", "role": "tool"}, "fits more than one paper"),
    ],
)
def test_one_wrong_line_is_named_and_nothing_changes(
    store: Path, tmp_path: Path, row: Any, said: str
) -> None:
    before = store.read_bytes()
    file = tasks(tmp_path, ROWS[0], row, ROWS[1])
    result = run("label", "--new-value", "--from", file, store=store)
    assert isinstance(result.exception, CitehubError)
    assert str(result.exception).startswith(f"{file}:2: ")
    assert said in str(result.exception)
    assert store.read_bytes() == before


def refused(store: Path, *arguments: str | Path, stdin: str | None = None) -> list[str]:
    """Label from a file that is refused and changes nothing; return the lines that say why."""
    before = store.read_bytes()
    result = run("label", "--new-value", "--from", *arguments, store=store, stdin=stdin)
    assert isinstance(result.exception, CitehubError)
    assert store.read_bytes() == before
    return str(result.exception).splitlines()


def test_all_wrong_lines_are_named_at_once_whichever_way_they_are_wrong(
    store: Path, tmp_path: Path
) -> None:
    wrong = (
        "{",
        {"hub": "tulip", "paper": 4, "citationrole": "other"},
        {"hub": "zzz", "paper": 1, "role": "tool"},
        {"hub": "tulip"},
        {"hub": "tulip", "paper": 9, "role": "tool"},
        {"hub": "tulip", "paper": "beds", "role": "tool"},
    )
    file = tasks(tmp_path, ROWS[0], *wrong)
    head, *faults = refused(store, file)
    assert head == "the rows have faults:"
    assert [fault.removeprefix(f"{file}:")[:21] for fault in faults if "  Beds" not in fault] == [
        "2: not JSON (Expectin",
        "3: unknown key 'citat",
        "4: no hub named 'zzz'",
        "5: a row needs the ke",
        "6: tulip-bulbs-at-nig",
        "7: 'beds' fits more t",
    ]


def test_a_file_of_wrong_lines_names_the_first_twenty_and_counts_the_rest(
    store: Path, tmp_path: Path
) -> None:
    file = tasks(tmp_path, *["[]"] * 1030)
    _, *faults, rest = refused(store, file)
    assert [fault.split(": ")[0] for fault in faults] == [f"{file}:{n}" for n in range(1, 21)]
    assert rest == "and 1,010 more"


def test_rows_that_contradict_each_other_are_refused_and_both_are_named(
    store: Path, tmp_path: Path
) -> None:
    first = {"hub": "tulip", "paper": 5, "role": "tool"}
    file = tasks(tmp_path, first, ROWS[0], {"hub": "TULIP", "paper": "spades", "role": "theory"})
    (said,) = refused(store, file)
    assert said == f"{file}:3: role 'theory' of a paper that {file}:1 gives 'tool'"
    other = first | {"paper": 4, "role": "theory"}
    same = first | {"citation_role": "other"}
    assert len(label(store, "--from", tasks(tmp_path, first, first, other, same))) == 3


def test_rows_come_from_standard_input_too(store: Path, tmp_path: Path) -> None:
    lines = tasks(tmp_path, *ROWS).read_text()
    assert run("label", "--new-value", "--from", "-", store=store, stdin=lines).exit_code == 0
    assert given(store, 4) == ("tool", "hand")
    (said,) = refused(store, "-", stdin=f"\n{lines}[]\n")
    assert said.startswith("stdin:4: ")


# ---- several papers, and rows of a spreadsheet --------------------------------------------------


def test_a_list_of_positions_labels_each_of_them(store: Path) -> None:
    changed = label(store, "tulip", "5,2-3", "--role", "theory", "--why", "I looked.")
    assert [change["position"] for change in changed if change["new"] == "theory"] == [2, 3, 5]
    assert {given(store, n) for n in (2, 3, 5)} == {("theory", "hand")}
    assert given(store, 4)[1] != "hand"
    assert label(store, "tulip", "2, 3-5", "--clear")
    assert not any(given(store, n)[1] == "hand" for n in range(1, 6))


def test_rows_of_csv_do_what_rows_of_json_do(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "Labels.CSV"
    file.write_text(
        "\ufeffhub,position,paper,role,citation_role,citation_polarity,why,clear\r\n"
        'tulip,4,,tool,,,"I looked,\r\ntwice.",\r\n'
        ",,,,,,,\r\n"
        "tulip,,spades,,other,contrast,,\r\n",
        "utf-8",
    )
    from_csv = label(store, "--from", file, "--dry-run")
    rows = [ROWS[0] | {"why": "I looked, twice."}, ROWS[1]]
    assert from_csv == label(store, "--from", tasks(tmp_path, *rows), "--dry-run")
    assert len(label(store, "--from", file)) == 3
    assert paper(store, 4)["role_evidence"]["match"] == "I looked, twice."
    file.write_text("hub,position,clear\ntulip,4,TRUE\n")
    assert label(store, "--from", file)
    assert given(store, 4)[1] != "hand"


def test_every_wrong_row_of_csv_is_named_by_the_line_it_starts_at(
    store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(
        'hub,position,role,clear\ntulip,1,"to\nol",\ntulip,2\ntulip,x,theory,\nzz,1,theory,\n'
        'tulip,9,theory,\ntulip,1,,maybe\ntulip,1,a "quote" in,"th"em\ntulip,1,theory,\n'
    )
    _, *faults = refused(store, file)
    assert [fault.removeprefix(f"{file}:")[:22] for fault in faults] == [
        "4: has 2 cells; the fi",
        "5: position must be a ",
        "6: no hub named 'zz'; ",
        "7: tulip-bulbs-at-nigh",
        "8: clear must be true ",
        "9: not CSV (',' expect",
    ]
    file.write_text("hub,paper,paper,role\ntulip,1,1,theory\n")
    assert refused(store, file) == [f"{file}:1: a column has the name of another one, or none"]
    file.write_text("hub,paper,rolle\ntulip,1,theory\n")
    assert "unknown key 'rolle'" in refused(store, file)[0]


# ---- values that may be typing errors -----------------------------------------------------------


def test_a_value_that_no_rule_gives_is_refused_and_the_nearest_named(store: Path) -> None:
    before = store.read_bytes()
    done = citehub("label", "tulip", "1", "--role", "surwey", store=store)
    assert (done.returncode, store.read_bytes()) == (1, before)
    assert "no rule gives the role 'surwey' (did you mean 'survey'?)" in done.stderr
    assert "--new-value" in done.stderr
    with pytest.raises(CitehubError, match="no rule gives"), open_library(store) as library:
        library.label("tulip", 1, role="surwey")


def test_a_new_value_is_taken_when_told_so_and_known_from_then_on(store: Path) -> None:
    label(store, "tulip", "1", "--role", "tool")
    assert run("label", "tulip", "2", "--role", "tool", store=store).exit_code == 0
    assert run("label", "tulip", "2", "--cited-as", "tool", store=store).exception


def test_values_that_the_documents_name_are_taken_without_a_word(store: Path) -> None:
    for name, option in zip(LABELS, ("--role", "--cited-as", "--polarity"), strict=True):
        for value in VALUES[name]:
            done = run("label", "tulip", "1", option, value, "--dry-run", store=store)
            assert (done.exit_code, done.stderr) == (0, "")


def test_wrong_values_of_a_file_are_named_with_its_other_faults(
    store: Path, tmp_path: Path
) -> None:
    file = tasks(tmp_path, "{", ROWS[0], {"hub": "zz", "paper": 1, "role": "theory"})
    result = run("label", "--from", file, store=store)
    told = str(result.exception)
    assert [f"{file}:{n}: " in told for n in (1, 2, 3)] == [True] * 3
    assert "no rule gives the role 'tool'" in told


# ---- many rows -----------------------------------------------------------------------------------


def test_twice_the_rows_take_twice_the_work(store: Path, tmp_path: Path) -> None:
    titles = [f"Bed {n} of Many" for n in range(400)]
    ingest(store, flat_page("Gardens", 400, dict.fromkeys(titles, "It is dug.")))
    rows = [{"hub": "Gardens", "paper": title, "role": "theory"} for title in titles]

    def calls(count: int) -> int:
        file = tasks(tmp_path, *rows[:count])
        profile = cProfile.Profile()
        assert (
            profile.runcall(run, "label", "--from", file, "--dry-run", store=store).exit_code == 0
        )
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    calls(1)  # what is read once
    one = calls(1)
    assert calls(400) - one < 3 * (calls(200) - one)


def test_a_user_name_that_is_no_text_leaves_the_hub_readable(store: Path) -> None:
    command = f"LOGNAME=$'J\\xfcrgen' {sys.executable} -m citehub label tulip 1 --role theory"
    done = subprocess.run(
        ["bash", "-c", f"{command} --store {store}"], cwd=ROOT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert paper(store, 1)["role_evidence"]["by"] == "J\ufffdrgen"
    assert citehub("doctor", store=store).returncode == 0


# ---- classify ------------------------------------------------------------------------------------


def test_classify_prints_each_label_that_changes(store: Path, tmp_path: Path) -> None:
    rules = one_rule(tmp_path, "r2")
    before = {p["position"]: p["role"] for p in asked("show", "tulip", store=store)["papers"]}
    changed = asked("classify", "--rules", rules, store=store)
    after = {p["position"]: p["role"] for p in asked("show", "tulip", store=store)["papers"]}
    assert {after[n] for n in (2, 3, 4)} == {"theory"}
    assert {(c["position"], c["old"], c["new"]) for c in changed if c["label"] == "role"} == {
        (n, before[n], after[n]) for n in before if before[n] != after[n]
    }
    assert asked("classify", "--rules", rules, store=store) == []


def test_classify_dry_run_lists_the_same_and_writes_nothing(store: Path, tmp_path: Path) -> None:
    rules, before = one_rule(tmp_path, "r3"), store.read_bytes()
    would = asked("classify", "--dry-run", "--rules", rules, store=store)
    assert would
    assert store.read_bytes() == before
    table = run("classify", "--dry-run", "--rules", rules, store=store).stdout
    assert f"{len(would)} labels would change" in table.splitlines()[-1]
    assert store.read_bytes() == before
    assert asked("classify", "--rules", rules, store=store) == would


def test_classify_by_the_same_rules_changes_not_one_byte(store: Path) -> None:
    before = store.read_bytes()
    assert asked("classify", store=store) == []
    assert store.read_bytes() == before


OLD = "labelled with other rules"


def test_show_says_when_labels_are_of_other_rules(store: Path, tmp_path: Path) -> None:
    rules = one_rule(tmp_path, "r4")
    assert OLD not in run("show", "tulip", store=store).stdout
    assert OLD in run("show", "tulip", "--rules", rules, store=store).stdout
    run("classify", "--rules", rules, store=store)
    assert OLD not in run("show", "tulip", store=store).stdout  # which remembers its rules
    assert OLD in run("show", "tulip", "--rules", "default", store=store).stdout
    rules.write_text(rules.read_text().replace("beds", "bulbs"))
    assert OLD in run("show", "tulip", store=store).stdout


# ---- explain -------------------------------------------------------------------------------------


def test_explain_shows_the_rule_its_words_and_the_runner_up(store: Path, tmp_path: Path) -> None:
    rules = tmp_path / "race.yaml"
    rules.write_text(
        "rules:\n"
        "  - {id: first, role: theory, match: [bulbs], why: Bulbs., weight: 3}\n"
        "  - {id: second, role: system, match: [survey of], why: A survey., weight: 1}\n"
    )
    run("classify", "--rules", rules, store=store)
    explained = asked("explain", "tulip", "1", "--rules", rules, store=store)
    found = explained["labels"]["role"]
    assert (found["label"], found["stale"]) == ("theory", False)
    assert found["evidence"]["rule"] == "first"
    assert found["evidence"]["runner_up"] == "system"
    title = explained["title"]
    assert [(hit["id"], title[hit["start"] : hit["end"]]) for hit in found["rules"]] == [
        ("first", "Bulbs"),
        ("second", "Survey of"),
    ]
    table = run("explain", "tulip", "1", "--rules", rules, store=store).stdout
    assert (
        "by first on 'Bulbs' in the title with a lead of 2.00; not measured; runner-up system"
        in table
    )
    assert "title: A Survey of [Bulbs]" in table  # not what speaks against it
    assert "second +1 for system: A survey." in table


def test_explain_says_when_todays_rules_say_otherwise(store: Path, tmp_path: Path) -> None:
    rules = one_rule(tmp_path, "r5")
    found = asked("explain", "tulip", "4", "--rules", rules, store=store)["labels"]["role"]
    assert found["stale"]
    assert [hit["id"] for hit in found["rules"]] == ["r5"]
    assert (
        "the current rules say otherwise"
        in run("explain", "tulip", "4", "--rules", rules, store=store).stdout
    )


def test_explain_says_where_a_page_stated_the_label_and_where_nothing_did(store: Path) -> None:
    table = run("explain", "tulip", "beds noon", store=store).stdout
    assert "citation_role: unclassified\n  no evidence" in table
    table = run("explain", "tulip", "1", store=store).stdout
    assert "citation_role: baseline\n  stated by the page for this paper" in table


@pytest.mark.parametrize("command", [["classify"], ["label", "tulip", "2", "--role", "theory"]])
def test_a_dry_run_writes_nothing_beside_or_inside_the_store(
    store: Path, command: list[str]
) -> None:
    store.write_bytes(store.read_bytes().rstrip(b"\n"))
    before = store.read_bytes()
    assert run(*command, "--dry-run", store=store).exit_code == 0
    assert store.read_bytes() == before


def test_a_wrong_field_is_refused_before_any_label_changes(store: Path) -> None:
    before = store.read_bytes()
    assert run("label", "tulip", "2", "--role", "theory", "--fields", "x", store=store).exit_code
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    "row", [{"why": 5}, {"role": ["a"]}, {"role": "  "}, {"clear": "no"}, {"hub": None}]
)
def test_a_row_of_the_wrong_kind_is_refused_and_the_hub_lives(
    store: Path, tmp_path: Path, row: dict[str, Any]
) -> None:
    before = store.read_bytes()
    file = tasks(tmp_path, {"hub": "tulip", "paper": "2", "role": "survey"} | row)
    assert isinstance(run("label", "--from", file, store=store).exception, CitehubError)
    assert store.read_bytes() == before
