"""citehub rules: list, check, suggest and measure the rules, with a file for each command."""

from citehub.cli.lazy_group import Lazy, lazy_group

_FIRST = "Commands"

app = lazy_group(
    "rules",
    {
        "list": Lazy(
            "citehub.cli.rules.list_",
            "list_",
            "List the rules and how good each is.",
            "citehub rules list -f csv",
            _FIRST,
        ),
        "check": Lazy(
            "citehub.cli.rules.check",
            "check",
            "Find the faults of a rules file.",
            "citehub rules check my-rules.yaml",
            _FIRST,
        ),
        "eval": Lazy(
            "citehub.cli.rules.eval_",
            "eval_",
            "Test the rules on labelled texts.",
            "citehub rules eval labelled.jsonl --rules my-rules.yaml",
            _FIRST,
        ),
        "suggest": Lazy(
            "citehub.cli.rules.suggest",
            "suggest",
            "Suggest rules that labelled texts speak for.",
            "citehub rules suggest labelled.jsonl --limit 10",
            _FIRST,
        ),
        "measure": Lazy(
            "citehub.cli.rules.measure",
            "measure",
            "Measure each rule, and how sure labels are.",
            "citehub rules measure labelled.jsonl --output measured-rules.yaml",
            _FIRST,
        ),
    },
    help="List, check, suggest and measure the rules.",
    add_completion=False,
)
