"""What the rules commands say."""

import json
from pathlib import Path

from conftest import (
    citehub,
)


def test_eval_says_which_labels_of_the_data_no_rule_gives(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    labels = ("metod", "survey", "unclassified", "metod")
    file.write_text("".join(json.dumps({"title": "X", "label": name}) + "\n" for name in labels))
    told = citehub("rules", "eval", str(file), "--json", store=tmp_path / "hubs.jsonl")
    assert told.stderr == "citehub: note: no rule gives 'metod'; each such text counts as wrong\n"
    assert json.loads(told.stdout)["n"] == 4
    file.write_text('{"context": "As in [1].", "label": "result"}\n')  # SciCite's comparison
    assert not citehub("rules", "eval", str(file), store=tmp_path / "hubs.jsonl").stderr


def test_a_file_is_read_for_the_label_that_is_asked_for(tmp_path: Path) -> None:
    store, file = tmp_path / "hubs.jsonl", tmp_path / "rows.jsonl"
    row = {"context": "We agree with {cite}.", "label": "x", "citation_polarity": "support"}
    file.write_text(json.dumps(row) + "\n")
    for label, right in (("polarity", 1.0), ("citation_role", 0.0)):
        told = citehub("rules", "eval", str(file), "--label", label, "--json", store=store)
        assert json.loads(told.stdout)["accuracy"] == right
    told = citehub("rules", "eval", str(file), "--label", "role", store=store)
    assert "for role, a row needs a 'title' and 'summary'" in told.stderr
    told = citehub("rules", "eval", "--labels", "--label", "polarity", store=store)
    assert (told.returncode, "goes with FILE" in told.stderr) == (2, True)
