"""citehub config: the settings that hold, and why."""

from pathlib import Path

from citehub.cli.answer import Answer, rows
from citehub.cli.command import command, remembered_rules
from citehub.cli.options import View
from citehub.cli.settings import held
from citehub.config import Setting
from citehub.store.store import Store


@command
def config(view: View) -> Answer:
    """Show the settings that hold, and where each comes from.

    A file citehub.toml, here or in a folder above, may set store, rules, format, pager and keys. It
    counts more than the environment, and options count more than both. Where none of them names
    rules, those hold that the store was labelled by last.
    """
    found = held()
    store = Store(Path(found["store"].value or ""))
    if rules := remembered_rules(store):
        found["rules"] = Setting("rules", str(rules), str(store.beside("rules")))
    return rows(found.values(), Setting._fields, "setting", "settings")
