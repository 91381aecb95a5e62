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
