"""What a terminal may be sent of a text."""

import re
import unicodedata
from collections.abc import Callable

# Controls, format characters (bidi, zero width), lone surrogates, line and paragraph separators.
_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}

_MARKS = {"Mn", "Me"}

_MOST_MARKS = 8  # on one letter; Tibetan stacks the most, and keeps below this

_DOUBTFUL = re.compile(r"[^\n -~]+")


def escaped(text: str, escape: Callable[[str], str]) -> str:
    """Put `escape(character)` for what could act on a terminal; line feeds stay.

    That is every character that no one sees, and each mark too many on one letter.
    """

    def harmless(run: str) -> str:
        shown = []
        marks = 0
        for char in run:
            category = unicodedata.category(char)
            marks = marks + 1 if category in _MARKS else 0
            shown.append(escape(char) if category in _UNSAFE or marks > _MOST_MARKS else char)
        return "".join(shown)

    return _DOUBTFUL.sub(lambda found: harmless(found[0]), text)


def backslashed(char: str) -> str:
    r"""Return a character as Python and YAML write it between quotes: `\x1b`, `\u202e`."""
    return char.encode("unicode_escape", "surrogatepass").decode()


def printable(text: str) -> str:
    r"""Show control, bidi and zero-width characters as `\x1b` or `\u202e`, so none can act."""
    return text if text.isascii() and text.isprintable() else escaped(text, backslashed)
