"""Words that begin with a minus, which are no options: `search agents -survey`."""

import re
from typing import Any

import typer
from typer.core import TyperCommand

from citehub.cli.settings import TABLE
from citehub.formats import FORMATS
from citehub.text.patterns import regex

MINUS = "\u2212"  # in its place, so that a word to leave out is not read as options
_EXCLUDED = regex(r"-[^\W\d_].+|-\".+", re.DOTALL)
_WITH_VALUE = regex(rf"-n\d+|-f({'|'.join((TABLE, *FORMATS))})")


class SearchCommand(TyperCommand):
    """A command among whose arguments may be words to leave out."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments, with words to leave out as arguments and not as options."""
        return super().parse_args(ctx, _without_options(args, self.params))


def _without_options(args: list[str], known: list[Any]) -> list[str]:
    names = {name: option for option in known for name in option.opts if name.startswith("-")}
    values = {name for name, option in names.items() if not option.is_flag}
    found: list[str] = []
    is_value = False
    for arg in args:
        is_word = not is_value and _is_excluded(arg)
        if is_word and f"-{arg}" in names:
            raise typer.BadParameter(
                f"{arg} is no option: write -{arg}; to leave the word out: '-\"{arg[1:]}\"'"
            )
        is_value = not is_value and arg in values
        found.append(_left_out(arg[1:]) if is_word else arg)
    return found


def _is_excluded(arg: str) -> bool:
    if not arg.startswith("-") or arg.startswith("--"):
        return False
    return bool(_EXCLUDED.fullmatch(arg)) and not _WITH_VALUE.fullmatch(arg)


def _left_out(text: str) -> str:
    """Return a word or a phrase, whose quotes the shell took, as one to leave out."""
    return f'{MINUS}"{text}"' if " " in text and '"' not in text else f"{MINUS}{text}"
