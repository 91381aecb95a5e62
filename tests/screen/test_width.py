"""Tables on a terminal of any width."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import (
    asked,
    citehub,
    flat_page,
    ingest,
    on_terminal,
    run,
)

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


def test_one_of_a_thing_is_named_in_the_singular(long_names: Path, tmp_path: Path) -> None:
    label = ("label", "dreams", "1", "--dry-run", "--role")
    assert "\n1 label would change\n" in run(*label, "survey", store=long_names).stdout
    assert "0 labels would change\n" in run(*label, "theory", store=long_names).stdout
    assert run("doctor", store=long_names).stdout.endswith("\n2 faults\n")
    one = tmp_path / "hubs.jsonl"
    one.write_text("{broken\n")
    assert run("doctor", store=one).stdout.endswith("\n1 fault\n")
    assert "1 of 1 citing paper shown" in run("search", store=long_names).stdout


@pytest.mark.parametrize("width", [20, 40, 60])
def test_messages_on_a_terminal_end_their_lines_between_words(
    long_names: Path, tmp_path: Path, width: int
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(flat_page("Ada King, Mary Somerville, and Sophie Germain", 1, {"A": "B."}))
    whole = citehub("ingest", page, store=tmp_path / "off.jsonl").stderr
    sent = _on_terminal(f"ingest {page}", tmp_path / "on.jsonl", width)
    assert sent.split() == whole.replace("off.jsonl", "on.jsonl").split()
    assert all(len(line) <= width or " " not in line.strip() for line in sent.splitlines())
    assert max(map(len, whole.splitlines())) > 150  # off a terminal nothing is wrapped


@pytest.fixture(scope="module")
def two_hubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("two") / "hubs.jsonl"
    summary = "We review the tides of forty harbours, by day and by night, and say which are late."
    papers = {f"A Survey of Tides, Part {n}": summary for n in range(3)}
    ingest(path, flat_page(LONG, 3, papers), flat_page("Almanacs", 3, papers))
    return path


@pytest.mark.parametrize("command", ["search tides", "show", "show dreams"])
def test_below_sixty_columns_there_are_cards_with_hanging_lines(
    two_hubs: Path, command: str
) -> None:
    shown = _on_terminal(command, two_hubs, 50).splitlines()
    assert not any("─" in line for line in shown)
    cards = [line for line in shown if line.startswith(("title, id: ", "citing paper"))]
    assert len(cards) == {"show": 2}.get(command, 3)
    start = shown.index(cards[0])
    folded = [line for line in shown[start:] if line.startswith("  ")]
    assert folded
    assert all(len(line) <= 50 or " " not in line.strip() for line in shown[start:-1])


@pytest.mark.parametrize("width", [80, 100, 120, 160])
@pytest.mark.parametrize("command", ["search tides", "show", "show dreams"])
def test_from_eighty_columns_a_table_of_papers_or_hubs_stays_one_and_reads_well(
    two_hubs: Path, command: str, width: int
) -> None:
    shown = _on_terminal(command, two_hubs, width).splitlines()
    assert any("─" in line for line in shown)
    assert max(map(len, shown)) <= width
    text = [line.strip() for line in shown if "forty harbours" in line]
    assert all(len(line) > width // 2 for line in text)


@pytest.mark.parametrize("width", [60, 100])
def test_the_lines_of_an_explanation_hang(two_hubs: Path, width: int) -> None:
    shown = _on_terminal("explain dreams 1", two_hubs, width).splitlines()
    assert max(map(len, shown)) <= width
    starts = {len(line) - len(line.lstrip()) for line in shown if line}
    assert starts == {0, 2, 6}
