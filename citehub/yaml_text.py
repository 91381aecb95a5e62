"""Plain data as YAML text: keys in order, no aliases, so that an edit changes what it stands at."""

from typing import Any

import yaml

_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]
    def ignore_aliases(self, data: object) -> bool:
        """Write every value out, also one that stands in two places."""
        return True


def dump(data: Any) -> str:
    """Return data as YAML text."""
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return str(text)
