"""Which rules a store is labelled by: the ones given last, until others are given."""

import json
from pathlib import Path

import pytest
from conftest import asked, flat_page, run
from reviewing import Terminal

PAGE = flat_page("Bulbs", 1, {"Beds": "Beds are dug."})
OTHER = flat_page("Spades", 1, {"More beds": "They are dug too."})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two pages, a store to be, and rules that call what speaks of beds a theory."""
    (tmp_path / "bulbs.txt").write_text(PAGE)
    (tmp_path / "spades.txt").write_text(OTHER)
    (tmp_path / "mine.yaml").write_text(
        "rules:\n  - {id: beds, role: theory, match: [beds], why: Beds.}\n"
    )
    return tmp_path


def role(folder: Path, hub: str) -> str:
    found: str = asked("show", hub, store=folder / "hubs.jsonl")["papers"][0]["role"]
    return found


def do(folder: Path, *arguments: str | Path, code: int = 0) -> str:
    result = run(*arguments, store=folder / "hubs.jsonl")
    assert result.exit_code == code, result.stderr
    return str(result.exception) if code else result.stderr


@pytest.mark.parametrize("command", ["ingest", "classify"])
def test_rules_that_were_given_label_what_comes_later(folder: Path, command: str) -> None:
    mine = folder / "mine.yaml"
    if command == "ingest":
        do(folder, "ingest", folder / "bulbs.txt", "--rules", mine)
    else:
        do(folder, "ingest", folder / "bulbs.txt")
        do(folder, "classify", "--rules", mine)
    do(folder, "ingest", folder / "spades.txt")
    assert (role(folder, "bulbs"), role(folder, "spades")) == ("theory", "theory")
    do(folder, "classify")
    assert (role(folder, "bulbs"), role(folder, "spades")) == ("theory", "theory")


def test_a_dry_run_remembers_no_rules(folder: Path) -> None:
    do(folder, "ingest", folder / "bulbs.txt")
    do(folder, "classify", "--dry-run", "--rules", folder / "mine.yaml")
    do(folder, "ingest", folder / "spades.txt")
    assert role(folder, "spades") != "theory"


def test_undo_of_labels_says_which_rules_go_on_labelling(folder: Path) -> None:
    do(folder, "ingest", folder / "bulbs.txt")
    do(folder, "classify", "--rules", folder / "mine.yaml")
    assert "mine.yaml goes on labelling here" in do(folder, "undo", "--dry-run")
    (folder / "mine.yaml").rename(folder / "other.yaml")  # gone: undo works all the same
    assert "mine.yaml goes on labelling here" in do(folder, "undo")
    do(folder, "classify", "--rules", "default")
    assert "goes on labelling" not in do(folder, "undo", "--dry-run")


def test_default_goes_back_to_the_shipped_rules_for_good(folder: Path) -> None:
    do(folder, "ingest", folder, "--rules", folder / "mine.yaml")
    shipped = do(folder, "classify", "--rules", "default")
    assert "labelled" not in shipped
    assert role(folder, "bulbs") != "theory"
    do(folder, "classify")
    assert role(folder, "bulbs") != "theory"


@pytest.mark.parametrize(
    "command", [("classify",), ("ingest", "spades.txt"), ("explain", "bulbs", "1")]
)
def test_rules_that_are_gone_are_an_error_that_says_what_to_do(
    folder: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    do(folder, "ingest", folder / "bulbs.txt", "--rules", folder / "mine.yaml")
    (folder / "mine.yaml").unlink()
    before = (folder / "hubs.jsonl").read_bytes()
    monkeypatch.chdir(folder)
    said = do(folder, *command, code=1)
    assert "mine.yaml: the rules of" in said
    assert "--rules FILE" in said and "--rules default" in said
    assert (folder / "hubs.jsonl").read_bytes() == before
    assert role(folder, "bulbs") == "theory"  # looking needs no rules


def test_a_folder_with_store_and_rules_can_be_moved(folder: Path) -> None:
    inner = folder / "one"
    inner.mkdir()
    for name in ("bulbs.txt", "spades.txt", "mine.yaml"):
        (folder / name).replace(inner / name)
    do(inner, "ingest", inner / "bulbs.txt", "--rules", inner / "mine.yaml")
    moved = inner.rename(folder / "two")
    do(moved, "ingest", moved / "spades.txt")
    assert role(moved, "spades") == "theory"


@pytest.mark.parametrize(
    "command",
    [
        ("classify",),
        ("ingest", "bulbs.txt"),
        ("explain", "bulbs", "1"),
        ("show",),
        ("show", "bulbs", "--json"),
        ("rules", "list"),
        ("label", "bulbs", "1", "--role", "theory"),
    ],
)
def test_a_rules_file_that_is_not_there_is_named_in_the_same_words(
    folder: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    do(folder, "ingest", folder / "bulbs.txt")
    monkeypatch.chdir(folder)
    said = do(folder, *command, "--rules", "nowhere.yaml", code=1)
    assert said.startswith("nowhere.yaml: cannot read the rules: No such file")
    assert not (folder / "hubs.jsonl.rules").exists()


ROWS = '{"title": "Beds", "label": "compost"}\n'
OWN = "rules:\n  - {id: beds, role: compost, match: [beds], why: Beds.}\n"


@pytest.fixture
def own(folder: Path) -> Path:
    """The folder, with a store that is labelled by rules with a value of their own."""
    (folder / "mine.yaml").write_text(OWN)
    (folder / "rows.jsonl").write_text(ROWS)
    do(folder, "ingest", folder / "bulbs.txt", "--rules", folder / "mine.yaml")
    return folder


def test_the_rules_that_label_a_store_are_those_that_are_listed(own: Path) -> None:
    store = own / "hubs.jsonl"
    assert [rule["id"] for rule in asked("rules", "list", store=store)] == ["beds"]
    assert len(asked("rules", "list", "--rules", "default", store=store)) > 1


def test_the_rules_that_label_a_store_are_those_that_are_tested(own: Path) -> None:
    store = own / "hubs.jsonl"
    assert asked("rules", "eval", own / "rows.jsonl", store=store)["accuracy"] == 1
    do(own, "label", "bulbs", "1", "--role", "compost", "--new-value")
    assert asked("rules", "eval", "--labels", store=store)["accuracy"] == 1


def test_the_rules_that_label_a_store_are_those_that_are_measured(own: Path) -> None:
    do(own, "rules", "measure", own / "rows.jsonl", "--output", own / "copy.yaml")
    assert "id: beds" in (own / "copy.yaml").read_text()


def test_no_rules_are_measured_for_a_store_that_was_named_and_is_not_there(own: Path) -> None:
    measure = ("rules", "measure", own / "rows.jsonl", "--output", own / "copy.yaml")
    said = run(*measure, store=own / "hubz.jsonl")
    assert "there is no such store" in str(said.exception)
    assert not (own / "copy.yaml").exists()
    assert run(*measure, "--rules", "default", store=own / "hubz.jsonl").exit_code == 0


def test_rules_are_suggested_that_build_on_the_shipped_ones_whatever_labels_the_store(
    own: Path,
) -> None:
    sentences = [f"We bless the clock of [{n}]." for n in range(5)]
    others = [f"Lessons {n} were once long [6]." for n in range(5)]
    rows = own / "sentences.jsonl"
    labelled = [(s, "method") for s in sentences] + [(s, "background") for s in others]
    rows.write_text("".join(json.dumps({"context": s, "label": la}) + "\n" for s, la in labelled))
    suggested = run("rules", "suggest", rows, store=own / "hubs.jsonl").stdout
    assert "extends: default" in suggested
    assert run("ingest", own / "spades.txt", store=own / "plain.jsonl").exit_code == 0
    assert suggested == run("rules", "suggest", rows, store=own / "plain.jsonl").stdout


def test_the_rules_that_label_a_store_are_those_of_a_review(own: Path) -> None:
    with Terminal("review", "--plain", "--again", store=own / "hubs.jsonl") as terminal:
        assert "7 compost" in terminal.until(r"\? help")
        terminal.press("q")
        assert terminal.ended() == 0


def test_the_rules_that_label_a_store_are_those_of_browse(own: Path) -> None:
    with Terminal("browse", "bulbs", store=own / "hubs.jsonl") as terminal:
        terminal.until("Beds")
        terminal.press("e")
        terminal.until(r"\+1 for compost")
