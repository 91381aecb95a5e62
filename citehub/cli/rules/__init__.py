"""citehub rules: list, check and measure the rules; a file a command."""

from citehub.cli.lazy_group import Lazy, lazy_group

app = lazy_group(
    "rules",
    {
        "list": Lazy("citehub.cli.rules.list_", "list_", "List the rules."),
        "check": Lazy(
            "citehub.cli.rules.check", "check", "Name every fault of a rules file by its line."
        ),
        "eval": Lazy("citehub.cli.rules.eval_", "eval_", "Test the rules on labelled texts."),
        "measure": Lazy(
            "citehub.cli.rules.measure",
            "measure",
            "Write each rule's measured precision into a copy of the rules.",
        ),
    },
    help="List, check and measure the rules.",
    add_completion=False,
)
