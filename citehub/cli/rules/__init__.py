"""citehub rules: list, check and measure the rules, with a file for each command."""

from citehub.cli.lazy_group import Lazy, lazy_group

app = lazy_group(
    "rules",
    {
        "list": Lazy("citehub.cli.rules.list_", "list_", "List the rules and how good each is."),
        "check": Lazy("citehub.cli.rules.check", "check", "Find the faults of a rules file."),
        "eval": Lazy("citehub.cli.rules.eval_", "eval_", "Test the rules on labelled texts."),
        "measure": Lazy(
            "citehub.cli.rules.measure", "measure", "Measure the precision of each rule."
        ),
    },
    help="List, check and measure the rules.",
    add_completion=False,
)
