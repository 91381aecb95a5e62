"""citehub explain: why a citing paper has its labels."""

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer
from citehub.cli.command import command
from citehub.cli.options import HubArgument, PaperArgument, RulesOption, View


@command
def explain(
    library: OpenLibrary,
    hub: HubArgument,
    paper: PaperArgument,
    view: View,
    rules: RulesOption = None,
) -> Answer:
    """Show why a paper has its labels.

    For each label: the rule that decided, the words it found, the runner-up, and how often that
    rule was right in testing.
    """
    record = library.explain(hub, paper, rules=rules)
    return Answer([record], record, "explanation", tuple(record), single=True)
