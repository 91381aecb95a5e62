"""GraphML, which Gephi, yEd, Cytoscape and networkx open: hubs, papers, who cites whom and how.

Format: http://graphml.graphdrawing.org/specification.html. A paper that cites several hubs is one
node. Gephi shows `label` and lays out by `weight`: the number of sentences that cite the hub, or 1
where none is known.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from citehub.formats import Columns, Shape
from citehub.formats.works import is_hub, key_of, keyed, plain, work_of
from citehub.records import Record

SHAPE: Shape = "graph"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
 http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_NODE = {  # what a node has, and of which type
    **dict.fromkeys(("label", "kind", "role", "field", "authors", "date"), "string"),
    **dict.fromkeys(("venue", "doi", "arxiv_id", "url", "summary", "tier"), "string"),
    "year": "long",
    "citing_count": "long",
}
_EDGE = {
    "citation_role": "string",
    "citation_polarity": "string",
    "representative": "boolean",
    "dropped": "boolean",
    "weight": "double",
}


def pieces(records: Iterable[Record], columns: Columns, single: bool) -> Iterator[str]:
    """Yield the head, then a node for each new work and an edge for each citation."""
    yield _HEAD + _keys("node", _NODE) + _keys("edge", _EDGE)
    yield '<graph id="citations" edgedefault="directed">\n'
    hubs: dict[str, str] = {}
    edges = 0
    for key, record, is_known in keyed(records):
        parts = [] if is_known else [_element("node", {"id": key}, _of_node(record, key))]
        if is_hub(record):
            hubs[record["id"]] = key
        else:
            hub = record["hub"]
            if hub not in hubs:  # its record is not in the list
                hubs[hub] = key_of({"id": hub, "page_title": hub})
                parts.append(_element("node", {"id": hubs[hub]}, {"label": hub, "kind": "hub"}))
            edges += 1
            ends = {"id": f"e{edges}", "source": key, "target": hubs[hub]}
            parts.append(_element("edge", ends, _of_edge(record)))
        yield "".join(parts)
    yield "</graph>\n</graphml>\n"


def _keys(kind: str, names: dict[str, str]) -> str:
    return "".join(
        f'<key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{type}"/>\n'
        for name, type in names.items()
    )


def _of_node(record: Record, key: str) -> dict[str, Any]:
    work = work_of(record, key)
    return {
        "label": work.title or work.note,
        "kind": "hub" if is_hub(record) else "paper",
        "role": record.get("role"),
        "field": work.category,
        "authors": "; ".join(map(str, work.authors)),
        "date": work.date,
        "venue": work.venue,
        "doi": work.doi,
        "arxiv_id": work.arxiv_id,
        "url": work.url,
        "summary": work.note,
        "tier": record.get("tier"),
        "year": work.year,
        "citing_count": record.get("citing_count"),
    }


def _of_edge(record: Record) -> dict[str, Any]:
    weight = float(len(record.get("contexts") or ()) or 1)
    return {name: record.get(name) for name in _EDGE} | {"weight": weight}


def _element(name: str, attributes: dict[str, str], data: dict[str, Any]) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    inside = "".join(
        f'<data key="{name}-{key}">{_text(value)}</data>'
        for key, value in data.items()
        if value not in (None, "")
    )
    return f"<{name}{said}>{inside}</{name}>\n"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else escape(plain(value))
