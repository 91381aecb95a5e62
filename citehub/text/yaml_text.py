"""Plain data as YAML text, and back.

Keys keep their order. No aliases: an edit changes what it stands at, and a small file stays small
when it is read.
"""

import re
from typing import Any

import yaml

from citehub.text.counted import counted
from citehub.text.safe import backslashed, escaped, printable

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAY_BE_ALIAS = re.compile(r"(?:^|[\s,:\[{])\*[^\s*]")


class _SafeDumper(_Dumper):  # type: ignore[misc]
    def ignore_aliases(self, data: object) -> bool:
        """Write every value out, also one that stands in two places."""
        return True


def _text(dumper: Any, text: str) -> Any:
    """Put what could act on a terminal between quotes, where YAML can escape it."""
    style = None if printable(text) == text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_SafeDumper.add_representer(str, _text)


def dump(data: Any) -> str:
    """Return data as YAML text that is safe to show."""
    text = yaml.dump(data, Dumper=_SafeDumper, sort_keys=False, allow_unicode=True, width=100)
    return escaped(text, backslashed)


def load(data: bytes) -> Any:
    """Read plain data from YAML in UTF-8; ValueError says what is wrong and where, an alias too.

    Aliases of aliases make gigabytes of a few lines.
    """
    try:
        text = data.decode("utf-8-sig")
        if _MAY_BE_ALIAS.search(text):
            for event in yaml.parse(text, Loader=_Loader):
                if isinstance(event, yaml.AliasEvent):
                    raise ValueError(f"an alias (*{event.anchor}) in it; write it out")
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise ValueError(f"{error.problem}{_place(error.problem_mark)}") from None
    except yaml.reader.ReaderError as error:
        raise ValueError(f"a character that YAML does not allow, U+{error.character:04X}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8 text") from None
    except (LookupError, OverflowError):  # what PyYAML makes of `!!bool x` and `!!int ""`
        raise ValueError("a value is not of the type that its mark '!!' names") from None


def _place(mark: yaml.Mark | None) -> str:
    """Return where a fault is, counted from the record's first line, which the caller names."""
    if mark is None:
        return ""
    below = f", {counted(mark.line, 'line')} below" if mark.line else ""
    return f"{below} at column {mark.column + 1}"
