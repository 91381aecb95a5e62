"""citehub config: the settings that hold, and why."""

from citehub.cli.answer import Answer, rows
from citehub.cli.command import command
from citehub.cli.options import View
from citehub.cli.settings import held
from citehub.config import Setting


@command
def config(view: View) -> Answer:
    """Show the settings that hold, and where each comes from.

    A file citehub.toml, here or in a folder above, may set store, rules, format, pager and keys. It
    counts more than the environment, and options count more than both.
    """
    return rows(held().values(), Setting._fields, "setting", "settings")
