"""The records as JSON that is safe in a script element of an HTML page."""

import json
from collections.abc import Sequence
from typing import Any

from citehub.records import Record

# Few values for many records: each value stands once, and records have its number.
_SHARED = {
    *("role", "citation_role", "citation_polarity", "field", "verdict", "hub", "hubs", "venue"),
    *("tier", "standing", "status", "bibtex"),
}
_LEFT_OUT = {"last_seen", "captures", "page", "papers", "rules", "matched", "by_hand"} | {
    "former_names"
}


def island(
    kind: str, records: Sequence[Record], hubs: Sequence[Record] = (), *, of_one_hub: bool = False
) -> str:
    """Return `{"kind", "keys", "shared", "rows", "hubs", "only"}`.

    A row has the values of `keys` in order, nulls at its end left out; keys that no record says
    anything of are left out too. `hubs` has the title of each hub by its id, and when its captures
    were saved; `only` is the id of the one hub that the page is about.
    """
    keys = _keys(records)
    shared: dict[str, dict[Any, int]] = {key: {} for key in keys if key in _SHARED}
    rows = [_row(record, keys, shared) for record in records]
    data: Record = {
        "kind": kind,
        "keys": keys,
        "shared": {key: list(values) for key, values in shared.items()},
        "rows": rows,
        "hubs": {hub["id"]: _head(hub) for hub in hubs},
        "only": hubs[0]["id"] if of_one_hub else None,
    }
    return _in_html(data)


def _head(hub: Record) -> Record:
    return {"title": hub["title"], "captures": [capture["when"] for capture in hub["captures"]]}


def _keys(records: Sequence[Record]) -> list[str]:
    told: dict[str, bool] = {}
    for record in records:
        for key, value in record.items():
            told[key] = told.get(key, False) or bool(value) or value == 0
    return [key for key, is_told in told.items() if is_told and key not in _LEFT_OUT]


def _row(record: Record, keys: list[str], shared: dict[str, dict[Any, int]]) -> list[Any]:
    row: list[Any] = []
    for key in keys:
        value = _compact(record.get(key))
        if key in shared and value is not None:
            number = shared[key]
            numbers = [number.setdefault(one, len(number)) for one in _several(value)]
            value = numbers if isinstance(value, list) else numbers[0]
        row.append(value)
    while row and row[-1] is None:
        row.pop()
    return row


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _compact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return None if value == [] else value


def _in_html(data: Any) -> str:
    r"""Return JSON without `<`, so that no `</script>` and no `<!--` is in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
