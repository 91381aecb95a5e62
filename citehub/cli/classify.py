"""citehub classify: the rules applied again to the whole store."""

from citehub.api import OpenLibrary
from citehub.cli.answer import Answer, check_fields
from citehub.cli.changes import changed_labels
from citehub.cli.command import command
from citehub.cli.options import DryRunOption, RulesOption, View
from citehub.hubs.by_hand import Change


@command
def classify(
    library: OpenLibrary, view: View, rules: RulesOption = None, dry_run: DryRunOption = False
) -> Answer:
    """Label all papers by the rules.

    Print each label that changes. Labels from the page or by hand stay.
    """
    check_fields(view, Change._fields)  # before anything is changed
    return changed_labels(library.classify(rules=rules, dry_run=dry_run), dry_run=dry_run)
