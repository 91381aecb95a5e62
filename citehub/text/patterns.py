"""Regular expressions that are compiled when they are first used.

Compiling those of the modules that `show` loads took a tenth of its time, and it uses few of them.
"""

import re
from typing import Any, AnyStr, cast


class _Uncompiled:
    """Stands for a compiled expression: what is asked of it is taken from that, and kept."""

    def __init__(self, expression: str | bytes, flags: int) -> None:
        self._expression = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._expression, self._flags), name)
        setattr(self, name, found)
        return found


def regex(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` would, and compile it when it is first used."""
    return cast("re.Pattern[AnyStr]", _Uncompiled(expression, flags))
