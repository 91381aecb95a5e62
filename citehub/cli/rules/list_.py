"""citehub rules list."""

from citehub import jobs
from citehub.cli.answer import Answer, rows
from citehub.cli.command import command
from citehub.cli.options import RulesOption, StoreOption, View
from citehub.cli.settings import store_path
from citehub.store.store import Store

_KEYS = ("id", "label", "value", "weight", "precision", "low", "n", "on", "why")


@command
def list_(
    view: View,
    rules: RulesOption = None,
    store: StoreOption = None,
) -> Answer:
    """List the rules and how good each is.

    How good: how often it was right in testing, and on which data. The rules are those that label
    the store.
    """
    path, _ = store_path(store)
    records = []
    for rule in jobs.rules_of(jobs.which_rules(Store(path), rules)).rules:
        known = rule.measured
        figures = (known.precision, known.low, known.n, known.on) if known else (None,) * 4
        weight = None if rule.terms else rule.weight  # each term has its own
        row = (rule.id, rule.label, rule.value, weight, *figures, rule.why)
        records.append(dict(zip(_KEYS, row, strict=True)))
    return rows(records, _KEYS, "rule", "rules")
