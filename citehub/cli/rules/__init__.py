"""citehub rules: list, check and measure the rules; a file a command."""

from citehub.cli.lazy_group import lazy_group

app = lazy_group(
    "rules",
    {
        "list": ("citehub.cli.rules.list_", "list_"),
        "check": ("citehub.cli.rules.check", "check"),
        "eval": ("citehub.cli.rules.eval_", "eval_"),
        "measure": ("citehub.cli.rules.measure", "measure"),
    },
    help="List, check and measure the rules.",
    add_completion=False,
)
